//! A merchant's contract: its cycle, rates, cap and what happens to the fee on a refund.
//!
//! In: amounts in minor units of the contract's currency, and the class of the card. Out: the fee and what is owed.
//! Absent by design: who the merchant is, and which terms are valid when; the caller picks the row.

use std::fmt;

use crate::{Rate, Rounding, SettleMode};

/// What kind of card paid, as far as its price goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardClass {
    /// 借记卡
    Debit,
    /// 贷记卡
    Credit,
    /// 预付卡, priced as debit.
    Prepaid,
    /// 扫码
    Qr,
}

impl CardClass {
    /// All of them.
    pub const ALL: [CardClass; 4] = [
        CardClass::Debit,
        CardClass::Credit,
        CardClass::Prepaid,
        CardClass::Qr,
    ];

    /// Reads `debit`, `credit`, `prepaid`, `qr`.
    pub fn parse(slug: &str) -> Option<CardClass> {
        CardClass::ALL
            .into_iter()
            .find(|class| class.slug() == slug)
    }

    /// The word of the record format.
    pub const fn slug(self) -> &'static str {
        match self {
            CardClass::Debit => "debit",
            CardClass::Credit => "credit",
            CardClass::Prepaid => "prepaid",
            CardClass::Qr => "qr",
        }
    }
}

impl fmt::Display for CardClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// The terms of one merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// When the money is promised.
    pub mode: SettleMode,
    /// The rate of credit cards.
    pub credit_rate: Rate,
    /// The rate of debit and prepaid cards.
    pub debit_rate: Rate,
    /// The most a debit or prepaid swipe costs, in minor units.
    pub debit_cap: Option<i64>,
    /// The rate of QR payments; `None` means the credit rate.
    pub qr_rate: Option<Rate>,
    /// What becomes of half a fen, once per swipe.
    pub rounding: Rounding,
    /// Whether a refund gives its part of the fee back.
    pub refund_returns_fee: bool,
    /// What each payout costs. It belongs to the payout, never to a swipe.
    pub payout_fee: i64,
    /// Below this sum no payout is made.
    pub min_payout: i64,
}

/// What a swipe is worth to its merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The amount less what was given back, less the fee. Negative when a fee is kept on a swipe given back whole.
    pub owed: i64,
    /// The contract fee.
    pub fee: i64,
}

impl Terms {
    /// The rate of a class of cards.
    pub fn rate(&self, class: CardClass) -> Rate {
        match class {
            CardClass::Debit | CardClass::Prepaid => self.debit_rate,
            CardClass::Credit => self.credit_rate,
            CardClass::Qr => self.qr_rate.unwrap_or(self.credit_rate),
        }
    }

    /// The cap of a class of cards, if it has one.
    pub fn cap(&self, class: CardClass) -> Option<i64> {
        match class {
            CardClass::Debit | CardClass::Prepaid => self.debit_cap,
            CardClass::Credit | CardClass::Qr => None,
        }
    }

    /// The contract fee of an amount: rate, rounding, cap. The fee of a negative amount is the negative of the fee.
    pub fn fee(&self, amount: i64, class: CardClass) -> i64 {
        let fee = self.rate(class).of(amount, self.rounding);
        match self.cap(class) {
            Some(cap) if cap >= 0 => fee.clamp(-cap, cap),
            _ => fee,
        }
    }

    /// What is owed of an approved amount when `given_back` of it went back by refunds and chargebacks (both not
    /// negative). The fee is that of what is left, cap applied anew, or of the full amount where refunds keep
    /// the fee. More given back than was approved bears no fee and is owed back in full.
    pub fn owed(&self, approved: i64, given_back: i64, class: CardClass) -> Owed {
        let left = approved.saturating_sub(given_back);
        let charged = if self.refund_returns_fee {
            left.max(0)
        } else {
            approved
        };
        let fee = self.fee(charged, class);
        Owed {
            owed: left.saturating_sub(fee),
            fee,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(rate: &str, cap: Option<i64>) -> Terms {
        let rate = Rate::parse(rate).expect("a rate");
        Terms {
            mode: SettleMode::T(1),
            credit_rate: rate,
            debit_rate: rate,
            debit_cap: cap,
            qr_rate: None,
            rounding: Rounding::HalfUp,
            refund_returns_fee: true,
            payout_fee: 0,
            min_payout: 0,
        }
    }

    /// Yuan with two decimals as fen.
    fn fen(yuan: &str) -> i64 {
        yuan.replace('.', "").parse().expect("yuan")
    }

    #[test]
    fn worked_examples_of_the_fee_table() {
        // amount, rate, cap, fee, net; then what makes the row worth having.
        let rows = "
            100.00   0.0060 -     0.60  99.40    plain
            123.45   0.0060 -     0.74  122.71   74.07 fen
            0.01     0.0060 -     0.00  0.01     0.006 fen
            0.83     0.0060 -     0.00  0.83     0.498 fen
            0.84     0.0060 -     0.01  0.83     0.504 fen
            2.50     0.0060 -     0.02  2.48     exactly one and a half
            999.99   0.0055 -     5.50  994.49   549.99 fen
            5000.00  0.0060 20.00 20.00 4980.00  cap
            3333.33  0.0060 20.00 20.00 3313.33  1999.998 fen, which is the cap
            4000.00  0.0060 20.00 20.00 3980.00  cap
            1000.00  0.0038 -     3.80  996.20   preferential
            10000.00 0.0062 -     62.00 9938.00  with the instant surcharge in the rate
        ";
        let rows = rows.trim().lines();
        assert_eq!(rows.clone().count(), 12);
        for row in rows {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let cap = (cells[2] != "-").then(|| fen(cells[2]));
            let owed = terms(cells[1], cap).owed(fen(cells[0]), 0, CardClass::Debit);
            let want = Owed {
                owed: fen(cells[4]),
                fee: fen(cells[3]),
            };
            assert_eq!(owed, want, "{row}");
        }
    }

    #[test]
    fn network_prices_are_terms_too() {
        // The issuer's and the network's parts of the price list: amount, issuer debit, issuer credit, network.
        for (amount, debit, credit, network) in [
            ("100.00", "0.35", "0.45", "0.03"),
            ("1000.00", "3.50", "4.50", "0.33"),
            ("3714.28", "13.00", "16.71", "1.21"),
            ("3714.29", "13.00", "16.71", "1.21"),
            ("4000.00", "13.00", "18.00", "1.30"),
            ("10000.00", "13.00", "45.00", "3.25"),
            ("20000.00", "13.00", "90.00", "3.25"),
        ] {
            for (rate, cap, fee) in [
                ("0.0035", Some(1300), debit),
                ("0.0045", None, credit),
                ("0.000325", Some(325), network),
            ] {
                let got = terms(rate, cap).fee(fen(amount), CardClass::Debit);
                assert_eq!(got, fen(fee), "{amount} at {rate}");
            }
        }
    }

    #[test]
    fn each_class_has_its_price() {
        let rate = |text| Rate::parse(text).expect("a rate");
        let mut terms = terms("0.0050", Some(2000));
        terms.credit_rate = rate("0.0060");
        let fees = |terms: &Terms| CardClass::ALL.map(|class| terms.fee(1_000_000, class));
        assert_eq!(fees(&terms), [2000, 6000, 2000, 6000]);
        terms.qr_rate = Some(rate("0.0038"));
        terms.debit_cap = None;
        assert_eq!(fees(&terms), [5000, 6000, 5000, 3800]);
        for class in CardClass::ALL {
            assert_eq!(CardClass::parse(&class.to_string()), Some(class));
        }
    }

    #[test]
    fn a_refund_and_the_fee() {
        let check = |terms: &Terms, approved, back, owed, fee| {
            let got = terms.owed(approved, back, CardClass::Debit);
            assert_eq!(got, Owed { owed, fee }, "{approved} less {back}");
        };
        let mut terms = terms("0.0060", Some(2000));
        check(&terms, 10_000, 0, 9_940, 60);
        check(&terms, 10_000, 4_000, 5_964, 36);
        check(&terms, 500_000, 100_000, 398_000, 2_000); // The cap holds for what is left as well.
        check(&terms, 500_000, 300_000, 198_800, 1_200);
        check(&terms, 10_000, 10_000, 0, 0);
        check(&terms, 10_000, 12_000, -2_000, 0);
        terms.refund_returns_fee = false;
        check(&terms, 10_000, 4_000, 5_940, 60);
        check(&terms, 10_000, 10_000, -60, 60);
    }

    proptest! {
        #[test]
        fn fees_rise_with_the_amount_up_to_the_cap(
            ppb in 0_i64..=20_000_000, cap in 0_i64..5_000, amount in 0_i64..10_000_000, more in 0_i64..10_000_000, which in 0_usize..3,
        ) {
            let rate = Rate::from_ppb(ppb).expect("in range").to_string();
            let mut terms = terms(&rate, Some(cap));
            terms.rounding = Rounding::ALL[which];
            let fee = terms.fee(amount, CardClass::Debit);
            prop_assert!((0..=cap.min(amount)).contains(&fee));
            prop_assert!(terms.fee(amount + more, CardClass::Debit) >= fee);
            prop_assert_eq!(terms.fee(-amount, CardClass::Debit), -fee);
            prop_assert!(terms.fee(amount, CardClass::Credit) >= fee);
        }

        #[test]
        fn what_is_owed_and_the_fee_make_what_is_left(
            approved in 0_i64..10_000_000, percent in 0_i64..=100, returns in any::<bool>(),
        ) {
            let mut terms = terms("0.0060", Some(2000));
            terms.refund_returns_fee = returns;
            let back = approved * percent / 100;
            let Owed { owed, fee } = terms.owed(approved, back, CardClass::Debit);
            prop_assert_eq!(owed + fee, approved - back);
            prop_assert!(fee <= terms.fee(approved, CardClass::Debit));
            let whole = terms.owed(approved, 0, CardClass::Debit).owed;
            prop_assert_eq!(whole, approved - terms.fee(approved, CardClass::Debit));
            if returns {
                prop_assert!(owed >= 0);
            }
        }
    }
}
