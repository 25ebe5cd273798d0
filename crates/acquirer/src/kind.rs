//! Kinds of messages: what a terminal asks for, by `specs/acquirer/kinds.toml`.
//!
//! In: message type, processing, condition and type codes. Out: a kind and what the table says of it. The compiler
//! counts the kinds; how a message says which one it is, the table knows. Absent: what is checked (see `check`).

use crate::table;
use std::sync::OnceLock;

/// What a terminal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 消费.
    Sale,
    /// 消费撤销.
    SaleVoid,
    /// 退货.
    Refund,
    /// 余额查询.
    Balance,
    /// 预授权.
    Preauth,
    /// 预授权撤销.
    PreauthVoid,
    /// 预授权完成请求.
    Completion,
    /// 预授权完成通知.
    CompletionAdvice,
    /// 预授权完成撤销.
    CompletionVoid,
    /// 离线结算.
    OfflineSale,
    /// 小费调整.
    Tip,
    /// 冲正.
    Reversal,
    /// 脚本通知.
    ScriptResult,
    /// 批结算.
    Settlement,
    /// 批上送.
    BatchUpload,
    /// 批上送结束.
    BatchEnd,
    /// 签到.
    SignIn,
    /// 参数下载.
    Parameters,
    /// 签退.
    SignOff,
    /// 回响测试.
    Echo,
    /// 状态上送.
    Status,
}

impl Kind {
    /// Every kind, as the table lists them.
    pub const ALL: [Kind; 21] = [
        Kind::Sale,
        Kind::SaleVoid,
        Kind::Refund,
        Kind::Balance,
        Kind::Preauth,
        Kind::PreauthVoid,
        Kind::Completion,
        Kind::CompletionAdvice,
        Kind::CompletionVoid,
        Kind::OfflineSale,
        Kind::Tip,
        Kind::Reversal,
        Kind::ScriptResult,
        Kind::Settlement,
        Kind::BatchUpload,
        Kind::BatchEnd,
        Kind::SignIn,
        Kind::Parameters,
        Kind::SignOff,
        Kind::Echo,
        Kind::Status,
    ];

    /// Its row.
    pub fn spec(self) -> &'static KindSpec {
        &kinds()[self as usize]
    }

    /// Its name in the table.
    pub fn slug(self) -> &'static str {
        &self.spec().slug
    }

    /// The kind of that name.
    pub fn parse(slug: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// Whether an approval moves money between cardholder and merchant.
    pub fn moves_money(self) -> bool {
        matches!(self.spec().money, Effect::Charge | Effect::GiveBack)
    }

    /// Whether it is about a card.
    pub fn is_financial(self) -> bool {
        self.spec().way != Way::Local
    }
}

/// How a request is dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The network is asked; its answer is the terminal's.
    Online,
    /// It has happened; answered at once, and told to the network until that answers.
    Advice,
    /// An advice whose answer the terminal waits for; never reversed.
    Waited,
    /// The platform answers by itself.
    Local,
}

/// What an approval does to the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// From the cardholder to the merchant.
    Charge,
    /// Back to the cardholder.
    GiveBack,
    /// Set aside on the card.
    Hold,
    /// Given free again.
    Release,
    /// Nothing.
    None,
}

/// Which original a request must name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Original {
    /// The whole of a sale of this terminal and batch.
    Void,
    /// A part of a charge of this merchant.
    Refund,
    /// A pre-authorisation of this merchant that is open, for not much more than its amount.
    Preauth,
    /// The whole of a pre-authorisation of which nothing was completed.
    PreauthVoid,
    /// The whole of a completion of this terminal and batch.
    Completion,
    /// A sale of this terminal and batch to which a tip is added.
    Tip,
}

/// What the table says of a kind.
#[derive(Clone, Debug)]
pub struct KindSpec {
    /// Its name.
    pub slug: String,
    /// Its name for people, in Chinese.
    pub zh: String,
    /// Its name for people, in English.
    pub en: String,
    /// The message type of the request.
    pub mti: [u8; 4],
    /// Field 3; empty where it is not looked at.
    pub processing: String,
    /// Field 25, those that may be; empty where it is not looked at.
    pub conditions: Vec<String>,
    /// Field 60.1.
    pub type_codes: Vec<String>,
    /// Field 60.3.
    pub network_codes: Vec<String>,
    /// How it is dealt with.
    pub way: Way,
    /// What an approval does.
    pub money: Effect,
    /// Whether a lost answer is followed by a reversal.
    pub reversal: bool,
    /// Whether it must bear a code.
    pub mac: bool,
    /// Which original it names.
    pub original: Option<Original>,
    /// `txn_type` of the native records; empty: none.
    pub record: String,
    books: Vec<String>,
}

/// A step of a request that the ledger books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booked {
    /// It was asked: whatever happens now, the money that may move is known.
    Asked,
    /// It was approved.
    Approved,
    /// It was declined.
    Declined,
    /// It was undone before anybody knew its outcome.
    Abandoned,
    /// It was undone after an approval.
    Reversed,
}

impl KindSpec {
    /// The message type of the answer.
    pub fn answer_mti(&self) -> [u8; 4] {
        let mut mti = self.mti;
        mti[2] += 1;
        mti
    }

    /// The event of the ledger at a step, if it books one.
    pub fn books(&'static self, step: Booked) -> Option<&'static str> {
        let event = self.books.get(step as usize).map(String::as_str);
        event.filter(|event| !event.is_empty())
    }
}

/// What a message says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The message type.
    pub mti: [u8; 4],
    /// Field 3.
    pub processing: &'a str,
    /// Field 25.
    pub condition: &'a str,
    /// Field 60.1.
    pub type_code: &'a str,
    /// Field 60.3.
    pub network_code: &'a str,
}

/// Which kind a message is of; `None` for one that no row describes.
pub fn kind(said: Said) -> Option<Kind> {
    let among =
        |list: &[String], value: &str| list.is_empty() || list.iter().any(|one| one == value);
    let fits = |kind: &Kind| {
        let spec = kind.spec();
        spec.mti == said.mti
            && (spec.processing.is_empty() || spec.processing == said.processing)
            && among(&spec.conditions, said.condition)
            && among(&spec.type_codes, said.type_code)
            && among(&spec.network_codes, said.network_code)
    };
    Kind::ALL.into_iter().find(fits)
}

fn kinds() -> &'static [KindSpec] {
    static KINDS: OnceLock<Vec<KindSpec>> = OnceLock::new();
    KINDS.get_or_init(|| read(include_str!("../../../specs/acquirer/kinds.toml")))
}

/// Reads the table whole: its rows are the kinds, in their order.
fn read(text: &str) -> Vec<KindSpec> {
    let rows = table::rows("kinds.toml", text, "kind");
    let specs: Vec<KindSpec> = rows.iter().map(spec).collect();
    assert_eq!(
        specs.len(),
        Kind::ALL.len(),
        "kinds.toml has a row for every kind"
    );
    specs
}

fn spec(row: &table::Row) -> KindSpec {
    let mti = row.text("mti").as_bytes().try_into();
    KindSpec {
        slug: row.text("slug").to_owned(),
        zh: row.text("zh").to_owned(),
        en: row.text("en").to_owned(),
        mti: mti.expect("a message type has four digits"),
        processing: row.text("processing").to_owned(),
        conditions: row.texts("condition"),
        type_codes: row.texts("type_code"),
        network_codes: row.texts("network_code"),
        way: row.choice(
            "way",
            &[
                ("online", Way::Online),
                ("advice", Way::Advice),
                ("waited", Way::Waited),
                ("local", Way::Local),
            ],
        ),
        money: row.choice(
            "money",
            &[
                ("charge", Effect::Charge),
                ("give_back", Effect::GiveBack),
                ("hold", Effect::Hold),
                ("release", Effect::Release),
                ("none", Effect::None),
            ],
        ),
        reversal: row.is("reversal"),
        mac: row.is("mac"),
        original: row.choice(
            "original",
            &[
                ("", None),
                ("void", Some(Original::Void)),
                ("refund", Some(Original::Refund)),
                ("preauth", Some(Original::Preauth)),
                ("preauth_void", Some(Original::PreauthVoid)),
                ("completion", Some(Original::Completion)),
                ("tip", Some(Original::Tip)),
            ],
        ),
        record: row.text("record").to_owned(),
        books: row.texts("books"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(
        mti: &[u8; 4],
        processing: &str,
        condition: &str,
        codes: [&str; 2],
    ) -> Option<&'static str> {
        let [type_code, network_code] = codes;
        let said = Said {
            mti: *mti,
            processing,
            condition,
            type_code,
            network_code,
        };
        kind(said).map(Kind::slug)
    }

    #[test]
    fn the_table_names_the_kinds_in_their_order() {
        let slugs: Vec<&str> = Kind::ALL.iter().map(|kind| kind.slug()).collect();
        let debug: Vec<String> = Kind::ALL
            .iter()
            .map(|kind| format!("{kind:?}").to_lowercase())
            .collect();
        let plain: Vec<String> = slugs.iter().map(|slug| slug.replace('_', "")).collect();
        assert_eq!(plain, debug);
        assert!(
            Kind::ALL
                .iter()
                .all(|kind| Kind::parse(kind.slug()) == Some(*kind))
        );
    }

    #[test]
    fn messages_of_the_handbook_are_told_apart() {
        assert_eq!(said(b"0200", "000000", "00", ["22", ""]), Some("sale"));
        assert_eq!(
            said(b"0200", "000000", "06", ["20", ""]),
            Some("completion")
        );
        assert_eq!(
            said(b"0220", "000000", "06", ["24", ""]),
            Some("completion_advice")
        );
        assert_eq!(
            said(b"0220", "000000", "00", ["30", ""]),
            Some("offline_sale")
        );
        assert_eq!(said(b"0320", "", "", ["00", "207"]), Some("batch_end"));
        assert_eq!(said(b"0800", "", "", ["00", "003"]), Some("sign_in"));
        assert_eq!(said(b"0200", "000000", "00", ["23", ""]), None);
        assert_eq!(said(b"0600", "", "", ["00", ""]), None);
    }
}
