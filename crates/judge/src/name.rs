//! Names of companies and people, compared as people compare them.
//!
//! In: names as records bear them: with blanks, brackets, company suffixes, masks. Out: whether
//! two are the same, whether one is short for the other, whether one is a person's.
//! Absent by design: lists of companies; who may pay is knowledge of the data set.

/// Endings that say nothing about who it is, the longer before the shorter. Compared after blanks
/// and punctuation are gone.
const ENDINGS: [&str; 12] = [
    "客户备付金",
    "备付金",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "个体工商户",
    "公司",
    "coltd",
    "limited",
    "ltd",
    "inc",
    "corp",
];

/// Surnames of nearly everyone in China. Those that begin well-known company names are left out.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余\
于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范廖石韦贾夏方侯邹熊孟秦白江阎薛尹段雷黎史陶贺龚邵钱覃武戴莫孔向汤欧阳";

/// Words that no person's name holds.
const TRADE_WORDS: [&str; 14] = [
    "公司", "支付", "银行", "银联", "网联", "商", "店", "超市", "中心", "科技", "贸易", "厂", "餐",
    "酒",
];

/// Whether two names mean the same payer or merchant.
pub(crate) fn is_same_name(a: &str, b: &str) -> bool {
    a == b || core_of(a) == core_of(b)
}

/// Whether one name is the other, or its beginning: slips and files cut long names short.
pub(crate) fn is_short_for(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (core_of(a), core_of(b));
    a.starts_with(&b) || b.starts_with(&a)
}

/// Whether a name is a natural person's: two to four Chinese letters, the first a surname or
/// masked, and no word of trade.
pub(crate) fn is_person(name: &str) -> bool {
    let name = name.trim();
    let letters = name.chars().count();
    let is_mask = |letter: char| matches!(letter, '*' | '＊' | '某' | 'x' | 'X');
    (2..=4).contains(&letters)
        && name
            .chars()
            .all(|letter| is_mask(letter) || ('\u{4e00}'..='\u{9fff}').contains(&letter))
        && name
            .chars()
            .next()
            .is_some_and(|first| is_mask(first) || SURNAMES.contains(first))
        && !TRADE_WORDS.iter().any(|word| name.contains(word))
}

/// A name without blanks, punctuation, case and endings. A name of nothing but endings is kept
/// as it is.
fn core_of(name: &str) -> String {
    let mut core: String = name
        .chars()
        .map(half_width)
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    while let Some(shorter) = ENDINGS
        .iter()
        .find_map(|ending| core.strip_suffix(ending))
        .filter(|shorter| !shorter.is_empty())
    {
        core.truncate(shorter.len());
    }
    core
}

/// Full-width Latin letters and digits, as old systems write them, in their plain form.
fn half_width(letter: char) -> char {
    const SHIFT: u32 = 0xfee0;
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - SHIFT).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_brackets_and_company_endings_do_not_make_another_name() {
        assert!(is_same_name(
            "银盛支付服务股份有限公司（客户备付金）",
            "银盛支付服务股份有限公司"
        ));
        assert!(is_same_name("ＡＢＣ Pay Co., Ltd.", "abc pay"));
        assert!(!is_same_name("银盛支付", "银盛科技"));
        assert!(is_same_name("有限公司", "有限公司"));
    }

    #[test]
    fn a_name_cut_short_is_the_same_shop() {
        assert!(is_short_for("永辉超市(五一店)", "永辉超市股份有限公司"));
        assert!(!is_short_for("老王烧烤", "永辉超市"));
    }

    #[test]
    fn persons_have_surnames_and_no_trade() {
        for person in ["张某某", "李*", "王小明", "*建国"] {
            assert!(is_person(person), "{person}");
        }
        for company in [
            "银联商务",
            "财付通",
            "支付宝",
            "快钱",
            "张记餐厅",
            "王府井商场有限公司",
            "",
        ] {
            assert!(!is_person(company), "{company}");
        }
    }
}
