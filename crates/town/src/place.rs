//! What the town is made of: banks, lines, rails, regions, trades, terminals. All shares are equal, so that no attribute
//! gathers more trouble than its share unless an incident is planted there.
//!
//! In: nothing. Out: lists to deal from.
//! Absent by design: real persons, real merchants, real accounts.

/// A receiving bank: its twelve-digit code. Merchants are dealt evenly over these.
pub const BANKS: [&str; 12] = [
    "102100099996",
    "103100000026",
    "104100000004",
    "105100000017",
    "301290000007",
    "302100011000",
    "303100000006",
    "305100000013",
    "308584000013",
    "309391000011",
    "310290000013",
    "403100000004",
];
/// The bank that goes down.
pub const BANK_DOWN: &str = "313331000014";
/// The bank that announces a delay.
pub const BANK_DELAYED: &str = "402301099998";

/// Lines to the card network.
pub const LINES: [&str; 3] = ["cup_east", "cup_north", "cup_south"];
/// The line that fails.
pub const LINE_DOWN: &str = "cup_west";
/// The wallets' lines.
pub const WALLETS: [&str; 2] = ["wechat", "alipay"];

/// Rails of payouts that are open at all hours.
pub const RAILS: [&str; 3] = ["nucc", "unionpay", "own_bank"];
/// The large-value system: open on workdays, so only merchants paid on workdays use it.
pub const RAIL_LARGE: &str = "hvps";
/// The rail that is maintained today.
pub const RAIL_MAINTAINED: &str = "beps";
/// The rail that fails.
pub const RAIL_DOWN: &str = "ibps";

/// Regions: the four digits inside a merchant number, and the city.
pub const REGIONS: [(u16, &str); 12] = [
    (1000, "北京"),
    (1100, "天津"),
    (2900, "上海"),
    (3010, "南京"),
    (3310, "杭州"),
    (3910, "福州"),
    (3930, "厦门"),
    (4510, "济南"),
    (4910, "郑州"),
    (5210, "武汉"),
    (5840, "深圳"),
    (7910, "西安"),
];
/// The region whose payouts are never made.
pub const REGION_FORGOTTEN: (u16, &str) = (6530, "重庆");

/// Trades: the merchant category code and a word for the name.
pub const TRADES: [(u16, &str); 20] = [
    (5411, "超市"),
    (5422, "鲜肉铺"),
    (5451, "乳品店"),
    (5462, "面包房"),
    (5499, "食品行"),
    (5311, "百货"),
    (5651, "服装店"),
    (5661, "鞋店"),
    (5712, "家具城"),
    (5722, "电器行"),
    (5732, "数码店"),
    (5812, "餐厅"),
    (5814, "快餐店"),
    (5912, "药房"),
    (5943, "文具店"),
    (5992, "花店"),
    (7011, "宾馆"),
    (7230, "美发店"),
    (7538, "汽修厂"),
    (8021, "口腔诊所"),
];
/// The trade that a settlement run leaves out.
pub const TRADE_LEFT_OUT: (u16, &str) = (7832, "影城");
/// What a hopping acquirer tells the network instead.
pub const TRADE_CHEAP: u16 = 8398;

/// The first half of a shop's name.
pub const BRANDS: [&str; 16] = [
    "金桥", "永安", "同福", "兴隆", "万家", "春晖", "瑞祥", "宏达", "阳光", "百合", "新月", "长青",
    "顺风", "聚源", "青禾", "德胜",
];

/// Terminals: model and firmware.
pub const MODELS: [(&str, &str); 6] = [
    ("N900", "3.1.0"),
    ("N900", "3.2.4"),
    ("A920", "1.8.2"),
    ("A920", "1.9.0"),
    ("S1000", "5.0.7"),
    ("QM50", "2.2.1"),
];
/// The model and firmware that keeps its sales.
pub const MODEL_FAULTY: (&str, &str) = ("V37", "2.4.1");

/// First six digits of the masked cards, by class: debit, credit, prepaid.
pub const BINS: [[u32; 6]; 3] = [
    [621_226, 622_848, 621_700, 621_661, 622_260, 621_483],
    [622_230, 625_955, 622_575, 625_330, 622_689, 628_286],
    [620_058, 620_062, 620_107, 620_200, 620_529, 620_561],
];

/// Who rightly pays the merchants.
pub const ACQUIRER: &str = "到账支付有限公司";
/// The payer's account.
pub const ACQUIRER_ACCOUNT: u64 = 900_100_000_001;
/// A clearing house that may pay in the acquirer's stead; its name surprises merchants.
pub const CLEARING_HOUSE: &str = "网联清算有限公司";
/// A person who pays out what he has no right to hold.
pub const PERSON: &str = "张志远";

/// `payers.csv`: name, account, role, licence.
pub const PAYERS: [(&str, &str, &str, &str); 3] = [
    (ACQUIRER, "900100000001", "acquirer", "Z2000131000012"),
    (CLEARING_HOUSE, "900100000002", "network", "Z2000411000018"),
    (
        "中国银联股份有限公司",
        "900100000003",
        "network",
        "Z2000231000010",
    ),
];
