//! Readings of the facts that several causes share.
//!
//! In: facts. Out: whose merchant number it is, how far the money got, who paid it.
//! Absent by design: causes, and anything that only one of them asks.

use crate::{
    Cause, Facts, HoldReason, MerchantStatus, Payment, TerminalStatus, VerdictKind, saturating_sum,
};
use trail::{BankRow, PayoutStatus, Row, SettlementRow, SettlementStatus};

impl<'f, 'a> Facts<'f, 'a> {
    /// Whether a merchant number is that of another merchant of the table. Two numbers of one
    /// settlement account are one merchant: networks and head offices re-map numbers.
    pub fn is_other_merchant(&self, mid: &str) -> bool {
        if mid.is_empty() || mid == self.mid {
            return false;
        }
        match (self.knowledge.merchant(mid), self.merchant) {
            (Some(other), Some(own)) => {
                other.account_no.is_empty() || other.account_no != own.account_no
            }
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// Whether the acquirer pays a settlement line to somebody else: it reckons it for another
    /// merchant, makes the payout for one, or sends it to one's account.
    pub fn is_paid_to_another(&self, line: &SettlementRow<'_>, payment: &Payment<'_>) -> bool {
        payment.to_another
            || self.is_other_merchant(line.mid)
            || self.is_other_merchant(payment.payout.plan().mid)
    }

    /// Whether nobody but the terminal has a record of the swipe.
    pub fn is_known_to_terminal_only(&self) -> bool {
        self.terminal.is_some()
            && self.platform.is_none()
            && self.clearing.is_none()
            && self.settlement.is_none()
    }

    /// Whether the terminal approved it by itself, to send it in later.
    pub fn is_sold_offline(&self) -> bool {
        self.terminal.is_some_and(|row| {
            matches!(row.response_code, "Y1" | "Y3") || matches!(row.extra("offline"), "1" | "yes")
        })
    }

    /// Whether the terminal is out of the merchant's hands for good.
    pub fn is_terminal_gone(&self) -> bool {
        self.terminal_record.is_some_and(|record| {
            matches!(
                record.status,
                TerminalStatus::Lost | TerminalStatus::Retired
            )
        })
    }

    /// Whether money is owed and has not left the acquirer: a hold can still keep it back.
    pub fn is_in_house(&self) -> bool {
        self.owed.is_some()
            && self
                .payout_state()
                .is_none_or(|row| row.status == PayoutStatus::Created)
    }

    /// Whether nothing but time seems to stand between the swipe and its payout: no payout is
    /// made yet, and nobody keeps the money back.
    pub fn is_on_its_way_to_payout(&self) -> bool {
        self.payout_state().is_none()
            && self.holds.is_empty()
            && self
                .settlement
                .is_none_or(|row| row.status != SettlementStatus::Held)
    }

    /// Whether the money is kept back for a reason: by an open hold, or by the word on its
    /// settlement line.
    pub fn is_held_for(&self, reason: HoldReason) -> bool {
        let by_word = || {
            self.settlement.is_some_and(|row| {
                row.status == SettlementStatus::Held
                    && HoldReason::parse(row.hold_reason) == Some(reason)
            })
        };
        self.is_in_house() && (self.hold(reason).is_some() || by_word())
    }

    /// Whether the bank or channel gave a cause as its reason for refusing the payout.
    pub fn is_refused_for(&self, cause: Cause) -> bool {
        self.payout_reason() == Some(cause)
    }

    /// What the merchant may do now: a status that begins later is not yet one.
    pub fn merchant_status(&self) -> MerchantStatus {
        let today = self.knowledge.zone.day(self.now);
        match self.merchant {
            Some(merchant) if merchant.status_since.is_none_or(|since| since <= today) => {
                merchant.status
            }
            _ => MerchantStatus::Normal,
        }
    }

    /// What arrived on further settlement lines of the same amount as the first one.
    pub fn paid_again(&self) -> i64 {
        let Some(first) = self.settled.first() else {
            return 0;
        };
        let again = self.settled[1..].iter();
        saturating_sum(
            again
                .filter(|line| line.arrived.is_some() && line.row.amount == first.row.amount)
                .map(|line| line.row.net),
        )
    }

    /// The latest booked credit of the swipe's payouts.
    pub fn credit(&self) -> Option<&'f BankRow<'a>> {
        let attempts = self.settled.iter().flat_map(|line| &line.attempts);
        attempts
            .flat_map(|payment| payment.credited(self.now))
            .max_by_key(|line| line.booked_at)
    }

    /// The name under which the payout says that it is paid; empty when it does not.
    pub fn payer_name(&self) -> &'a str {
        self.payment()
            .map_or("", |payment| payment.payout.plan().payer_name)
    }

    /// Whether the swipe has not come in full, so that people still ask what holds it up.
    pub fn is_open(&self) -> bool {
        matches!(
            self.verdict,
            VerdictKind::Pending | VerdictKind::Overdue | VerdictKind::Short
        )
    }
}
