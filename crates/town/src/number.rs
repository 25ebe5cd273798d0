//! The numbers by which records name things, packed into a few bytes and written out as the record format wants them.
//!
//! In: counters. Out: digits of fixed width. Each kind has its own type, so that a stan cannot stand where an rrn belongs.
//! Absent by design: checks of foreign input; these are the town's own numbers.

/// Appends `number` with leading zeros to `width` digits.
pub fn push_digits(out: &mut Vec<u8>, number: u64, width: usize) {
    let mut digits = [b'0'; 24];
    let mut left = number;
    let mut at = digits.len();
    while left > 0 {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    let from = at.min(digits.len() - width.min(digits.len()));
    out.extend_from_slice(&digits[from..]);
}

/// A merchant number of 15 digits: acquirer 3, region 4, category 4, sequence 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mid(pub u64);

impl Mid {
    /// Appends the 15 digits.
    pub fn write(self, out: &mut Vec<u8>) {
        push_digits(out, self.0, 15);
    }
}

/// A retrieval reference number: 12 digits, or a wallet provider's number of 28. Zero is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rrn(u64);

/// Marks a wallet provider's number.
const WALLET: u64 = 1 << 63;
/// The first seven digits of a wallet provider's number.
const WALLET_PREFIX: &[u8; 7] = b"4200002";
/// Counters are spread over all twelve digits by this multiplier, which shares no factor with ten.
const RRN_SPREAD: u128 = 387_420_489_533;
/// Twelve digits.
const RRN_END: u128 = 1_000_000_000_000;

impl Rrn {
    /// No rrn: nobody answered.
    pub const NONE: Rrn = Rrn(0);

    /// The card network's number of that count, never twice the same below 10^12.
    pub fn card(count: u64) -> Rrn {
        Rrn((u128::from(count + 1) * RRN_SPREAD % RRN_END) as u64)
    }

    /// A wallet provider's number of that count.
    pub fn wallet(count: u64) -> Rrn {
        Rrn(Rrn::card(count).0 | WALLET)
    }

    /// Whether there is none.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Appends the digits; nothing when there is none.
    pub fn write(self, out: &mut Vec<u8>) {
        if self.0 & WALLET != 0 {
            out.extend_from_slice(WALLET_PREFIX);
            push_digits(out, self.0 & !WALLET, 21);
        } else if self.0 != 0 {
            push_digits(out, self.0, 12);
        }
    }
}

/// An order number of the merchant's till. Zero is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderNo(pub u64);

impl OrderNo {
    /// No till.
    pub const NONE: OrderNo = OrderNo(0);

    /// Appends `OD` and ten digits, or nothing.
    pub fn write(self, out: &mut Vec<u8>) {
        if self.0 != 0 {
            out.extend_from_slice(b"OD");
            push_digits(out, self.0, 10);
        }
    }
}

/// A payout's number. Zero is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PayoutNo(pub u64);

impl PayoutNo {
    /// In no payout.
    pub const NONE: PayoutNo = PayoutNo(0);

    /// Appends `PO` and ten digits, or nothing.
    pub fn write(self, out: &mut Vec<u8>) {
        if self.0 != 0 {
            out.extend_from_slice(b"PO");
            push_digits(out, self.0, 10);
        }
    }
}

/// A bank's reference of a transfer. Zero is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BankRef(pub u64);

impl BankRef {
    /// The bank gave none.
    pub const NONE: BankRef = BankRef(0);

    /// Appends `BR` and ten digits, or nothing.
    pub fn write(self, out: &mut Vec<u8>) {
        if self.0 != 0 {
            out.extend_from_slice(b"BR");
            push_digits(out, self.0, 10);
        }
    }
}

/// A bank account of twelve digits. Zero is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountNo(pub u64);

impl AccountNo {
    /// None on file.
    pub const NONE: AccountNo = AccountNo(0);

    /// Appends the digits, or nothing.
    pub fn write(self, out: &mut Vec<u8>) {
        if self.0 != 0 {
            push_digits(out, self.0, 12);
        }
    }
}

/// A masked card. A BIN of zero is none (a wallet).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Card {
    /// The first six digits.
    pub bin: u32,
    /// The last four.
    pub tail: u16,
}

impl Card {
    /// No card: a wallet paid.
    pub const NONE: Card = Card { bin: 0, tail: 0 };

    /// Appends `622848******1234`, or nothing.
    pub fn write(self, out: &mut Vec<u8>) {
        if self.bin != 0 {
            push_digits(out, u64::from(self.bin), 6);
            out.extend_from_slice(b"******");
            push_digits(out, u64::from(self.tail), 4);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).expect("digits are ASCII")
    }

    #[test]
    fn widths_are_kept() {
        assert_eq!(text(|out| push_digits(out, 0, 6)), "000000");
        assert_eq!(text(|out| push_digits(out, 1234, 3)), "1234");
        assert_eq!(
            text(|out| Mid(898_290_054_110_001).write(out)),
            "898290054110001"
        );
        assert_eq!(text(|out| Rrn::card(0).write(out)), "387420489533");
        assert_eq!(
            text(|out| Rrn::wallet(0).write(out)),
            "4200002000000000387420489533"
        );
        assert_eq!(text(|out| PayoutNo(12).write(out)), "PO0000000012");
        let card = Card {
            bin: 622_848,
            tail: 34,
        };
        assert_eq!(text(|out| card.write(out)), "622848******0034");
        for none in [
            text(|out| Rrn::NONE.write(out)),
            text(|out| Card::NONE.write(out)),
        ] {
            assert_eq!(none, "");
        }
    }

    #[test]
    fn counts_never_share_an_rrn() {
        let drawn: std::collections::BTreeSet<Rrn> = (0..100_000).map(Rrn::card).collect();
        assert_eq!(drawn.len(), 100_000);
        assert!(!drawn.contains(&Rrn::NONE));
    }
}
