//! The closed lists of the record contract, with their slugs.

macro_rules! code {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $slug:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        $crate::slugs!($name { $($variant = $slug,)* });
    };
}

code! {
    /// What a record says was done. The order is that of the record contract.
    TxnType {
        /// A purchase.
        Sale = "sale",
        /// A purchase undone before it was cleared.
        Void = "void",
        /// Money given back after it was cleared.
        Refund = "refund",
        /// An amount reserved, not yet taken.
        Preauth = "preauth",
        /// A reservation given up.
        PreauthVoid = "preauth_void",
        /// A reserved amount taken.
        Completion = "completion",
        /// A completion undone.
        CompletionVoid = "completion_void",
        /// An undoing by protocol, after a lost answer.
        Reversal = "reversal",
        /// A correction by the network or acquirer.
        Adjustment = "adjustment",
        /// Money taken back by the issuer.
        Chargeback = "chargeback",
    }
}

code! {
    /// How the card was read.
    Method {
        /// Chip, inserted.
        Chip = "chip",
        /// Chip, held near.
        Contactless = "contactless",
        /// Magnetic stripe.
        Magstripe = "magstripe",
        /// Typed in by hand.
        Manual = "manual",
        /// A QR code.
        Qr = "qr",
    }
}

code! {
    /// What kind of card paid.
    CardType {
        /// Debit card.
        Debit = "debit",
        /// Credit card.
        Credit = "credit",
        /// Prepaid card; charged as debit.
        Prepaid = "prepaid",
        /// A wallet behind a QR code.
        Qr = "qr",
    }
}

code! {
    /// What the acquirer has done with a settlement line.
    SettlementStatus {
        /// Reckoned, in no payout yet.
        Ready = "ready",
        /// Kept back.
        Held = "held",
        /// Set off against other lines.
        Netted = "netted",
        /// Waiting until the least payout is reached.
        BelowMinimum = "below_minimum",
        /// Put into a payout, whatever became of it.
        PaidOut = "paid_out",
    }
}

code! {
    /// How far a payout has come. The order breaks ties of equal times (record contract, rule 5).
    PayoutStatus {
        /// Planned.
        Created = "created",
        /// Handed to the channel.
        Sent = "sent",
        /// Taken by the channel or bank.
        Accepted = "accepted",
        /// No word came back.
        Unknown = "unknown",
        /// Reported as paid.
        Paid = "paid",
        /// Refused before it was booked.
        Rejected = "rejected",
        /// Sent back after it was paid or accepted.
        Returned = "returned",
    }
}

code! {
    /// Which way money moved on the account.
    Direction {
        /// Money in.
        Credit = "credit",
        /// Money out.
        Debit = "debit",
    }
}

impl TxnType {
    /// A sale, a pre-authorisation or a completion: a row that can be a swipe of its own.
    pub const fn is_principal(self) -> bool {
        matches!(self, TxnType::Sale | TxnType::Preauth | TxnType::Completion)
    }

    /// Gives the cardholder money back that had been taken (not a void or reversal, which undo).
    pub const fn gives_back(self) -> bool {
        matches!(
            self,
            TxnType::Refund | TxnType::Chargeback | TxnType::Adjustment
        )
    }

    /// A line that never begins a swipe: it joins the latest one before it.
    pub const fn only_joins(self) -> bool {
        matches!(
            self,
            TxnType::Chargeback | TxnType::Adjustment | TxnType::Reversal
        )
    }
}
