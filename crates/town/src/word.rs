//! The closed lists of words that records bear: kinds of transaction, methods, cards, states.
//!
//! In: an enum value. Out: the word of the record format.
//! Absent by design: reading words back; the town only writes.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$item_doc])* $item),+ }

        impl $name {
            /// The word of the record format.
            pub const fn word(self) -> &'static str {
                match self { $($name::$item => $word),+ }
            }
        }
    };
}

words!(
    /// What a transaction does.
    TxnType {
        /// 消费
        Sale = "sale",
        /// 消费撤销
        Void = "void",
        /// 退货
        Refund = "refund",
        /// 预授权
        Preauth = "preauth",
        /// 预授权撤销
        PreauthVoid = "preauth_void",
        /// 预授权完成
        Completion = "completion",
        /// 冲正
        Reversal = "reversal",
        /// 调整
        Adjustment = "adjustment",
        /// 退单
        Chargeback = "chargeback",
    }
);

words!(
    /// How the card was read.
    Method {
        /// 插卡
        Chip = "chip",
        /// 挥卡
        Contactless = "contactless",
        /// 磁条
        Magstripe = "magstripe",
        /// 手工输入
        Manual = "manual",
        /// 扫码
        Qr = "qr",
    }
);

words!(
    /// How far a line of the settlement came.
    SettleStatus {
        /// Waits for a payout.
        Ready = "ready",
        /// Held back.
        Held = "held",
        /// Put into a payout as a deduction.
        Netted = "netted",
        /// The sum is too small to pay out.
        BelowMinimum = "below_minimum",
        /// Put into a payout.
        PaidOut = "paid_out",
    }
);

words!(
    /// One state of a payout.
    PayoutStatus {
        /// Made, not yet approved.
        Created = "created",
        /// Given to the channel.
        Sent = "sent",
        /// The channel took it.
        Accepted = "accepted",
        /// The channel says the bank has it.
        Paid = "paid",
        /// Refused.
        Rejected = "rejected",
        /// Came back.
        Returned = "returned",
        /// Nobody knows.
        Unknown = "unknown",
    }
);

words!(
    /// A statement line's direction.
    Direction {
        /// Money in.
        Credit = "credit",
        /// Money out.
        Debit = "debit",
    }
);

words!(
    /// Why money is held.
    HoldReason {
        /// Risk control.
        Risk = "risk",
        /// A customer complained.
        Complaint = "complaint",
        /// A court or the police.
        Judicial = "judicial",
        /// An open dispute.
        Chargeback = "chargeback",
        /// Papers are missing.
        Kyc = "kyc",
        /// A reserve by contract.
        Reserve = "reserve",
    }
);

words!(
    /// The state of a merchant's contract.
    MerchantStatus {
        /// In business.
        Normal = "normal",
        /// Stopped by the acquirer.
        Suspended = "suspended",
        /// Gone.
        Closed = "closed",
    }
);

words!(
    /// The state of a terminal.
    TerminalStatus {
        /// In use.
        Active = "active",
        /// Stopped.
        Suspended = "suspended",
        /// Gone.
        Lost = "lost",
        /// Taken back.
        Retired = "retired",
    }
);

words!(
    /// The furthest point that a swipe's records reach.
    Stage {
        /// Only the terminal knows of it.
        Terminal = "terminal",
        /// The platform has it, nobody answered.
        Platform = "platform",
        /// The network or the issuer answered.
        Network = "network",
        /// The clearing file has it.
        Clearing = "clearing",
        /// A settlement line has it.
        Settlement = "settlement",
        /// A payout has it.
        Payout = "payout",
        /// A bank line has it.
        Bank = "bank",
    }
);

words!(
    /// What is so about a swipe's money.
    Verdict {
        /// All that is owed has come.
        Arrived = "arrived",
        /// Less came than is owed.
        Short = "short",
        /// More came than is owed.
        Over = "over",
        /// Nothing came, and it is not due.
        Pending = "pending",
        /// Nothing came, and it is due.
        Overdue = "overdue",
        /// Nothing is due.
        NotOwed = "not_owed",
    }
);

/// A two-character response code; blanks are no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub [u8; 2]);

impl Code {
    /// No answer came.
    pub const NONE: Code = Code(*b"  ");
    /// Approved.
    pub const APPROVED: Code = Code(*b"00");

    /// Appends the code, or nothing.
    pub fn write(self, out: &mut Vec<u8>) {
        if self != Code::NONE {
            out.extend_from_slice(&self.0);
        }
    }
}
