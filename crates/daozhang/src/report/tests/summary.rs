//! The summary on the terminal: text out, whole.

use super::sample;
use crate::report::parts;
use crate::report::summary::summary;
use crate::report::{FundsRow, Report, RowCounts};
use wire::Lang;

#[track_caller]
fn check(text: &str, expected: &str) {
    let expected: String = expected
        .lines()
        .skip(1)
        .map(|line| format!("{}\n", line.strip_prefix("        ").unwrap_or(line)))
        .collect();
    assert_eq!(text.trim_end(), expected.trim_end(), "\n{text}");
}

#[test]
fn a_small_report_in_chinese() {
    check(
        &summary(&sample::small(), Lang::Zh, false, 100),
        "
        tea-shop · 截至 2025-11-21 10:00（Asia/Shanghai）

        刷卡 ¥10,000.00，120 笔，2 家商户。
        减去退款 ¥500.00 和约定手续费 ¥57.00，应到账 ¥9,443.00。
        已到账 ¥8,000.00，占应到账 84.7%。还有 ¥1,443.00 没到：¥600.00 未到期，¥843.00 需要人处理。

        钱在哪里
         去向                 金额  占应到账  笔数
         已到账          ¥8,000.00     84.7%    96
         未到期            ¥600.00      6.3%     6
         暂扣              ¥200.00      2.1%     1
         逾期未到          ¥600.00      6.3%     6
         少到账             ¥43.00      0.4%     4
         原因不明            ¥0.00        0%     0
         应到账合计      ¥9,443.00      100%   113
         另：出款手续费      ¥3.00
         另：不应到账                            7

        原因不明的钱：¥0.00，每笔交易的钱都有去处。

        没到的钱，为什么
         原因                      状态      笔数     金额  谁来办
         账号户名不符              逾期未到     5  ¥450.00  商户
         风控暂缓结算              暂扣         1  ¥200.00  商户
         结算漏单                  逾期未到     1  ¥150.00  收单机构
         费率漂移（扣费高于约定）  少到账       4   ¥43.00  收单机构
         周末顺延                  未到期       6  ¥600.00  无需处理

        事件（1 个）
         原因          范围                  开始时间          笔数     金额
         账号户名不符  商户 898310154110002  2025-11-18 09:30     5  ¥450.00

        缺少的文件（1 个）
         来源      日期        上一环节行数  谁能提供
         清算文件  2025-11-20         1,234  收单机构，由卡组织下发

        暂扣的交易，在 verdicts 文件里的结论是 pending（未到期）或 overdue（逾期），原因写明是哪种暂扣。
        6 笔只有出款回报、没有银行流水为证。

        行数平衡：读入 451 行 = 448 行归入交易 + 1 行无主 + 2 行隔离
        2 行无法读取，原因见 quarantine.csv。
        ",
    );
}

#[test]
fn a_small_report_in_english() {
    check(
        &summary(&sample::small(), Lang::En, false, 100),
        "
        tea-shop · as of 2025-11-21 10:00 (Asia/Shanghai)

        Swiped ¥10,000.00 in 120 swipes at 2 merchants.
        Less refunds ¥500.00 and agreed fees ¥57.00, ¥9,443.00 is owed.
        ¥8,000.00 has arrived, 84.7% of what is owed. ¥1,443.00 has not: ¥600.00 is not due yet, ¥843.00 needs someone.

        Where the money is
         where                     amount  of owed  swipes
         arrived                ¥8,000.00    84.7%      96
         not due yet              ¥600.00     6.3%       6
         held                     ¥200.00     2.1%       1
         overdue                  ¥600.00     6.3%       6
         short                     ¥43.00     0.4%       4
         unexplained                ¥0.00       0%       0
         owed in total          ¥9,443.00     100%     113
         besides: payout fees       ¥3.00
         besides: nothing owed                           7

        Unexplained: ¥0.00; the money of every swipe has its place.

        Why it is not there
         cause                        state        swipes   amount  who acts
         Account name does not match  overdue           5  ¥450.00  merchant
         Risk hold                    held              1  ¥200.00  merchant
         Left out of settlement       overdue           1  ¥150.00  acquirer
         Fee higher than agreed       short             4   ¥43.00  acquirer
         Weekend, not due             not due yet       6  ¥600.00  no one

        Incidents (1)
         cause                        where                     began             swipes   amount
         Account name does not match  merchant 898310154110002  2025-11-18 09:30       5  ¥450.00

        Missing files (1)
         source         day         rows in the source before  who can supply it
         clearing file  2025-11-20                      1,234  the acquirer, from the card network

        Held swipes bear the verdict pending or overdue in the verdicts file; their cause names the hold.
        Swipes shown by a payout report only, not by a bank statement: 6.

        Rows: 451 read = 448 in trails + 1 orphaned + 2 quarantined
        Rows that could not be read: 2; quarantine.csv says why.
        ",
    );
}

#[test]
fn the_list_of_causes_sums_to_the_headline_and_unknown_outcomes_stand_apart() {
    let mut report = sample::small();
    let mut unknown = report.causes[2].clone();
    (unknown.cause, unknown.party) = ("issuer_no_answer", "platform");
    (unknown.is_known, unknown.swipes, unknown.amount) = (false, 1, 12_300);
    report.causes.push(unknown);
    report.funds.surplus = 700;
    report.to_be_netted = (2, 500);
    assert_eq!(parts::of_no_cause(&report), 0);
    let said = summary(&report, Lang::En, false, 100);
    for line in [
        " besides: to be netted from a later payout      ¥5.00                2",
        " besides: payouts over-paid, of no swipe        ¥2.00",
        " besides: outcome unknown (as swiped)         ¥123.00                1",
    ] {
        assert!(said.lines().any(|one| one == line), "{line}\n{said}");
    }
    assert!(!said.contains("Issuer"), "{said}");
    report.funds.arrived -= 100;
    let said = summary(&report, Lang::En, false, 100);
    assert!(said.contains("Of no swipe's cause: ¥1.00"), "{said}");
}

#[test]
fn sums_of_incidents_that_differ_from_those_of_causes_are_explained() {
    let mut report = sample::small();
    let said = |report: &Report| summary(report, Lang::En, false, 100);
    let why = "the sums of incidents need not equal those of causes above";
    assert!(!said(&report).contains(why));
    report.incidents[0].amount -= 100;
    assert!(said(&report).contains(why));
}

#[test]
fn nothing_read_is_said_and_not_divided_by() {
    check(
        &summary(&sample::empty(), Lang::En, false, 100),
        "
        empty · as of 2025-11-21 10:00 (Asia/Shanghai)

        No swipes were found.

        No missing files.

        Rows: 0 read = 0 in trails + 0 orphaned + 0 quarantined
        ",
    );
    let mut declined = sample::small();
    declined.funds = FundsRow::default();
    let said = summary(&declined, Lang::En, false, 100);
    assert!(said.contains("No money is owed."), "{said}");
}

#[test]
fn colour_changes_no_letter() {
    let plain = summary(&sample::large(), Lang::Zh, false, 100);
    let mut coloured = summary(&sample::large(), Lang::Zh, true, 100);
    assert_ne!(plain, coloured);
    for code in [
        "\u{1b}[0m",
        "\u{1b}[1m",
        "\u{1b}[31m",
        "\u{1b}[32m",
        "\u{1b}[33m",
    ] {
        coloured = coloured.replace(code, "");
    }
    assert_eq!(plain, coloured);
}

#[test]
fn a_narrow_terminal_is_kept_within() {
    for lang in [Lang::Zh, Lang::En] {
        let said = summary(&sample::large(), lang, false, 60);
        let tables = said.lines().filter(|line| line.starts_with(' '));
        // Sentences are broken by the terminal; tables would fall apart, so they keep within.
        let wide: Vec<&str> = tables
            .filter(|line| line.chars().count() > 60 && !line.contains("bank/cmb"))
            .collect();
        assert!(wide.is_empty(), "{wide:#?}");
    }
}

#[test]
fn an_imbalance_is_said_aloud() {
    let mut report = sample::small();
    report.funds.arrived -= 1;
    report.rows = RowCounts {
        read: 10,
        in_trails: 7,
        orphans: 1,
        ..RowCounts::default()
    };
    let said = summary(&report, Lang::En, false, 100);
    assert!(
        said.contains("The parts differ from what was swiped by ¥0.01. This is a bug"),
        "{said}"
    );
    assert!(
        said.contains("The rows do not balance: 2 differ."),
        "{said}"
    );
}
