//! A made-up report with the numbers of a business that one could meet.

use crate::reach::Reach;
use crate::report::*;
use ledger::{Day, Instant, Zone};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn time(text: &str) -> Instant {
    Zone::shanghai().parse(text).expect("a time")
}

/// Makes lines of causes from a table: verdict, stage, cause, party, swipes, fen.
fn lines(
    table: &[(
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        u64,
        i128,
    )],
) -> Vec<CauseLine> {
    let line = |&(verdict, stage, cause, party, swipes, amount): &_| CauseLine {
        is_known: true,
        verdict,
        stage,
        cause,
        party,
        swipes,
        amount,
    };
    table.iter().map(line).collect()
}

/// A report with nothing in it.
pub fn empty() -> Report {
    Report {
        name: "empty".to_owned(),
        as_of: time("2025-11-21T10:00:00+08:00"),
        zone: Zone::shanghai(),
        currency: "CNY".to_owned(),
        reach: Reach::default(),
        swipes: 0,
        merchants: 0,
        funds: FundsRow::default(),
        by_day: Vec::new(),
        by_merchant: Vec::new(),
        causes: Vec::new(),
        also: Vec::new(),
        incidents: Vec::new(),
        missing: Vec::new(),
        strange_merchants: Vec::new(),
        strange_terminals: Vec::new(),
        arrivals: Vec::new(),
        needing: Vec::new(),
        needing_total: 0,
        files: Vec::new(),
        rows: RowCounts::default(),
        proof_statement: 0,
        proof_reported: 0,
        provisional: 0,
        proposals: 0,
        to_be_netted: (0, 0),
        lone_give_backs: (0, 0),
        other_currencies: Vec::new(),
    }
}

/// A report small enough to read whole.
pub fn small() -> Report {
    let funds = FundsRow {
        swiped: 1_000_000,
        refunded: 50_000,
        fees: 5_700,
        arrived: 800_000,
        held: 20_000,
        pending: 60_000,
        overdue: 60_000,
        short: 4_300,
        unexplained: 0,
        surplus: 0,
        payout_fees: 300,
    };
    Report {
        name: "tea-shop".to_owned(),
        swipes: 120,
        merchants: 2,
        funds,
        causes: lines(&[
            ("arrived", "bank", "", "nobody", 96, 0),
            ("short", "bank", "fee_rate_drift", "platform", 4, 4_300),
            (
                "pending",
                "settlement",
                "weekend_not_due",
                "nobody",
                6,
                60_000,
            ),
            (
                "overdue",
                "payout",
                "account_name_mismatch",
                "merchant",
                5,
                45_000,
            ),
            (
                "overdue",
                "settlement",
                "swipe_missing_from_settlement",
                "platform",
                1,
                15_000,
            ),
            ("overdue", "settlement", "risk_hold", "merchant", 1, 20_000),
            (
                "not_owed",
                "platform",
                "auth_declined_insufficient",
                "cardholder",
                7,
                0,
            ),
        ]),
        incidents: vec![IncidentLine {
            incident: "I1".to_owned(),
            cause: "account_name_mismatch",
            dimension: "merchant",
            value: "898310154110002".to_owned(),
            began: Some(time("2025-11-18T09:30:00+08:00")),
            swipes: 5,
            amount: 45_000,
            notice: String::new(),
        }],
        missing: vec![MissingLine {
            source: "clearing",
            day: day("2025-11-20"),
            expected_rows: 1_234,
        }],
        rows: RowCounts {
            read: 451,
            in_trails: 448,
            orphans: 1,
            quarantined: 2,
            repeats: 0,
            later: 0,
        },
        proof_statement: 90,
        proof_reported: 6,
        ..empty()
    }
}

/// A month of a business with 1,482 merchants, with every kind of trouble.
pub fn large() -> Report {
    let causes = lines(&[
        ("arrived", "bank", "", "nobody", 46_812, 0),
        ("arrived", "bank", "mcc_hop", "platform", 131, 0),
        (
            "short",
            "bank",
            "fee_rate_drift",
            "platform",
            214,
            1_284_410,
        ),
        (
            "short",
            "bank",
            "service_fee_deducted",
            "agent",
            38,
            376_200,
        ),
        ("over", "bank", "payout_duplicate", "platform", 9, 882_310),
        (
            "pending",
            "settlement",
            "weekend_not_due",
            "nobody",
            812,
            98_113_404,
        ),
        (
            "pending",
            "clearing",
            "clearing_pending",
            "nobody",
            377,
            35_401_250,
        ),
        (
            "pending",
            "payout",
            "payout_in_flight",
            "channel",
            120,
            14_227_791,
        ),
        (
            "pending",
            "platform",
            "offline_not_uploaded",
            "merchant",
            14,
            2_114_500,
        ),
        (
            "overdue",
            "settlement",
            "risk_hold",
            "merchant",
            61,
            24_118_000,
        ),
        (
            "overdue",
            "settlement",
            "judicial_freeze",
            "authority",
            7,
            9_300_000,
        ),
        (
            "pending",
            "settlement",
            "kyc_incomplete",
            "merchant",
            22,
            3_118_245,
        ),
        (
            "overdue",
            "payout",
            "bank_down",
            "payee_bank",
            260,
            41_200_318,
        ),
        (
            "overdue",
            "payout",
            "account_name_mismatch",
            "merchant",
            74,
            12_508_811,
        ),
        (
            "overdue",
            "settlement",
            "swipe_missing_from_settlement",
            "platform",
            19,
            4_405_127,
        ),
        (
            "overdue",
            "clearing",
            "not_in_clearing_file",
            "network",
            12,
            2_000_455,
        ),
        (
            "overdue",
            "payout",
            "returned_not_represented",
            "platform",
            11,
            1_900_100,
        ),
        (
            "overdue",
            "settlement",
            "terminal_bound_to_other_merchant",
            "platform",
            3,
            900_020,
        ),
        ("overdue", "payout", "unknown_cause", "platform", 2, 118_000),
        (
            "not_owed",
            "platform",
            "auth_declined_insufficient",
            "cardholder",
            883,
            0,
        ),
        (
            "not_owed",
            "platform",
            "response_lost_reversed",
            "nobody",
            57,
            0,
        ),
    ]);
    let sum = |part| {
        let here = |line: &&CauseLine| parts::Part::of_line(line) == Some(part);
        causes
            .iter()
            .filter(here)
            .map(|line| line.amount)
            .sum::<i128>()
    };
    let mut funds = FundsRow {
        swiped: 0,
        refunded: 31_844_900,
        fees: 30_117_384,
        arrived: 5_871_190_235,
        held: sum(parts::Part::Held),
        pending: sum(parts::Part::Pending),
        overdue: sum(parts::Part::Overdue),
        short: sum(parts::Part::Short),
        unexplained: sum(parts::Part::Unexplained),
        surplus: 882_310,
        payout_fees: 14_400,
    };
    funds.swiped = parts::Part::ALL
        .into_iter()
        .map(|part| part.of(&funds))
        .sum();
    Report {
        name: "2025-11 华东分公司".to_owned(),
        swipes: 49_936,
        merchants: 1_482,
        funds,
        by_day: (1..=21)
            .map(|n| (day(&format!("2025-11-{n:02}")), share_of(&funds, 21)))
            .collect(),
        by_merchant: merchants(&funds),
        causes,
        also: vec![
            ("mcc_hop", 131),
            ("second_clearing", 12),
            ("arrived_as_lump", 9_120),
            ("clock_skew", 3),
        ],
        incidents: incidents(),
        missing: vec![
            MissingLine {
                source: "clearing",
                day: day("2025-11-19"),
                expected_rows: 2_311,
            },
            MissingLine {
                source: "bank",
                day: day("2025-11-20"),
                expected_rows: 1_204,
            },
        ],
        arrivals: arrivals(),
        needing: needing(60),
        needing_total: 722,
        files: files(),
        rows: RowCounts {
            read: 186_402,
            in_trails: 185_960,
            orphans: 31,
            quarantined: 18,
            repeats: 388,
            later: 5,
        },
        proof_statement: 45_801,
        proof_reported: 1_142,
        provisional: 17,
        proposals: 4,
        other_currencies: vec![("HKD".to_owned(), 12)],
        ..empty()
    }
}

/// A report of sums far beyond those of any shop.
pub fn huge() -> Report {
    let mut report = large();
    const TIMES: i128 = 10_000;
    let f = &mut report.funds;
    for sum in [
        &mut f.swiped,
        &mut f.refunded,
        &mut f.fees,
        &mut f.arrived,
        &mut f.held,
        &mut f.pending,
        &mut f.overdue,
        &mut f.short,
        &mut f.unexplained,
        &mut f.surplus,
        &mut f.payout_fees,
    ] {
        *sum *= TIMES;
    }
    report
        .causes
        .iter_mut()
        .for_each(|line| line.amount *= TIMES);
    report
        .incidents
        .iter_mut()
        .for_each(|line| line.amount *= TIMES);
    for day in &mut report.arrivals {
        (day.promised, day.on_time, day.late) =
            (day.promised * TIMES, day.on_time * TIMES, day.late * TIMES);
    }
    for line in &mut report.needing {
        (line.amount, line.gap) = (line.amount * 1_000_000, line.gap * 1_000_000);
    }
    report
}

fn share_of(funds: &FundsRow, n: i128) -> FundsRow {
    FundsRow {
        swiped: funds.swiped / n,
        refunded: funds.refunded / n,
        fees: funds.fees / n,
        arrived: funds.arrived / n,
        ..FundsRow::default()
    }
}

fn merchants(funds: &FundsRow) -> Vec<(String, String, FundsRow)> {
    [
        ("898310154110002", "老张茶馆（人民路店）"),
        (
            "898310158120017",
            "Green Garden Wholesale & Retail Trading Co., Ltd.",
        ),
        ("898310173990105", "鸿运五金"),
    ]
    .into_iter()
    .zip([40, 90, 300])
    .map(|((number, name), n)| (number.to_owned(), name.to_owned(), share_of(funds, n)))
    .collect()
}

fn incidents() -> Vec<IncidentLine> {
    let line = |incident: &str,
                cause,
                dimension,
                value: &str,
                began: &str,
                swipes,
                amount,
                notice: &str| IncidentLine {
        incident: incident.to_owned(),
        cause,
        dimension,
        value: value.to_owned(),
        began: Some(time(began)),
        swipes,
        amount,
        notice: notice.to_owned(),
    };
    vec![
        line(
            "I1",
            "bank_down",
            "bank",
            "CMBCCNBS",
            "2025-11-19T14:05:00+08:00",
            260,
            41_200_318,
            "N-20251119-3",
        ),
        line(
            "I2",
            "fee_rate_drift",
            "terminal_model",
            "N910 2.4.1",
            "2025-11-12T08:00:00+08:00",
            214,
            1_284_410,
            "",
        ),
        line(
            "I3",
            "clearing_file_missing",
            "file",
            "clearing/2025-11-19",
            "2025-11-20T09:00:00+08:00",
            377,
            35_401_250,
            "",
        ),
    ]
}

fn arrivals() -> Vec<ArrivalDay> {
    (1..=24_i128)
        .map(|n| {
            let on = day(&format!("2025-11-{n:02}"));
            let quiet = on.is_weekend();
            let promised = if quiet {
                0
            } else {
                280_000_000 + n * n * 700_311 % 97_000_000
            };
            let came = if n > 21 || quiet {
                0
            } else {
                promised - n * 1_113_077
            };
            let late = if n > 21 || quiet { 0 } else { n * 813_077 };
            ArrivalDay {
                day: on,
                promised,
                on_time: came,
                late,
            }
        })
        .collect()
}

fn needing(n: u32) -> Vec<SwipeLine> {
    let kinds = [
        ("overdue", "payout", "bank_down", "payee_bank", "query"),
        ("overdue", "settlement", "risk_hold", "merchant", "hold"),
        ("short", "bank", "fee_rate_drift", "platform", "next_run"),
        ("over", "bank", "payout_duplicate", "platform", "none"),
        (
            "overdue",
            "settlement",
            "terminal_bound_to_other_merchant",
            "platform",
            "refile",
        ),
    ];
    (0..n)
        .map(|index| {
            let (verdict, stage, cause, party, eta_reason) = kinds[index as usize % kinds.len()];
            let amount = 9_880_000 - i64::from(index) * 211_307;
            SwipeLine {
                mid: "898310154110002".to_owned(),
                tid: format!("{:08}", 80_010_001 + index),
                rrn: format!("{:012}", 532_109_880_011_u64 + u64::from(index) * 7),
                order_no: if index.is_multiple_of(3) { format!("SO2025111900{index:03}") } else { String::new() },
                card: "622848******1234".to_owned(),
                currency: if index == 59 { "JPY" } else { "CNY" }.to_owned(),
                amount,
                gap: if verdict == "over" { -amount } else { amount },
                swiped_at: Some(time("2025-11-19T14:31:00+08:00")),
                verdict,
                stage,
                cause,
                party,
                eta_to: (index % 4 != 1).then(|| time("2025-11-24T18:00:00+08:00")),
                eta_reason: if index % 4 == 1 { "" } else { eta_reason },
                evidence: "platform/20251119-1.csv:4021|settlement/20251119.csv:388|payout/20251120.csv:71".to_owned(),
            }
        })
        .collect()
}

fn files() -> Vec<FileLine> {
    let file = |path: &str, source, rows, quarantined, fault: &str| FileLine {
        path: path.to_owned(),
        sources: vec![source],
        rows,
        quarantined,
        fault: fault.to_owned(),
    };
    let mut files: Vec<FileLine> = (1..=9)
        .map(|n| {
            file(
                &format!("platform/202511{n:02}.parquet"),
                "platform",
                2_300 + n,
                0,
                "",
            )
        })
        .collect();
    files.push(file("merchants.csv", "merchants", 1_482, 0, ""));
    files.push(file("clearing/20251118.csv", "clearing", 2_208, 18, ""));
    let fault =
        "bank/cmb-1118.csv.gz: 读到中途断了（unexpected end of file）；之前的行已读入，请重新传输";
    files.push(file("bank/cmb-1118.csv.gz", "bank", 410, 0, fault));
    files
}
