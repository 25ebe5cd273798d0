//! Text in, text out: one row a line, `payout ID key=value…`, `credit L1 key=value…`,
//! `debit L2 key=value…`; one line of answer for each payout that claims, each orphan, each
//! proposal. Every case is judged with its rows in several orders, and with its file given twice.

mod alone;
mod laws;
mod sums;
mod undone;

use super::*;
use crate::{Direction, FileId, PayoutRow, PayoutStatus, Row, Source};

struct Case<'a> {
    payouts: Vec<Payout<'a>>,
    nets: Vec<Vec<i64>>,
    accounts: Vec<&'a str>,
    lines: Vec<BankRow<'a>>,
}

impl<'a> Case<'a> {
    /// The payouts in the given order, each looking for its money.
    fn claimants(&self, order: &[usize]) -> Vec<Claimant<'_, 'a>> {
        order
            .iter()
            .map(|&index| {
                let payout = &self.payouts[index];
                let plan = payout.plan();
                Claimant {
                    payout,
                    account_no: self.accounts[index].trim_matches('-'),
                    expected_day: plan.due_date.expect("every payout here has one"),
                    lump_key: plan.mid,
                }
            })
            .collect()
    }
}

fn field<'a>(fields: &[(&str, &'a str)], key: &str, default: &'a str) -> &'a str {
    let mut same = fields.iter().filter(|(known, _)| *known == key);
    same.next().map_or(default, |(_, value)| value)
}

fn read(text: &str) -> Case<'_> {
    let zone = Zone::shanghai();
    let mut case = Case {
        payouts: Vec::new(),
        nets: Vec::new(),
        accounts: Vec::new(),
        lines: Vec::new(),
    };
    let rows = text.lines().map(str::trim).filter(|row| !row.is_empty());
    for row in rows {
        let mut words = row.split_whitespace();
        let (kind, name) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let fields: Vec<(&str, &str)> = words.filter_map(|word| word.split_once('=')).collect();
        let field = |key, default| field(&fields, key, default);
        let at = |text: &str| {
            zone.parse(text)
                .unwrap_or_else(|| panic!("{text} is no time"))
        };
        let day = field("day", "2025-09-26");
        let account = field("account", "A");
        let amount = field("amount", "0").parse().expect("an amount");
        if kind == "payout" {
            let created = field("created", day);
            let due = field("due", day);
            let states: Vec<&str> = field("status", "sent").split(',').collect();
            let rows = states.iter().map(|state| {
                let (status, on) = state.split_once('@').unwrap_or((state, created));
                PayoutRow {
                    status_at: at(&format!("{on}T09:00:00")),
                    status: PayoutStatus::parse(status).expect("a status"),
                    payout_id: name,
                    mid: field("mid", "M1"),
                    amount,
                    currency: field("currency", ""),
                    txn_count: None,
                    account_no: account,
                    account_name: "",
                    bank_code: "",
                    payer_name: field("payer", ""),
                    channel: "",
                    created_at: at(&format!("{created}T08:00:00")),
                    due_date: Day::parse(due),
                    reason: "",
                    reason_text: "",
                    bank_ref: field("ref", ""),
                    retry_of: field("retry_of", ""),
                    acquirer: "",
                    known_at: None,
                    extras: &[],
                    place: Place {
                        source: Source::Payout,
                        file: FileId(0),
                        line: 0,
                    },
                }
            });
            case.payouts.extend(Payout::fold(rows.collect()));
            case.accounts.push(account);
            let nets = field("nets", "")
                .split(',')
                .filter_map(|net| net.parse().ok());
            case.nets.push(nets.collect());
        } else {
            case.lines.push(BankRow {
                booked_at: at(&format!("{day}T{}", field("time", "12:00:00"))),
                account_no: account,
                value_date: None,
                direction: Direction::parse(kind).expect("payout, credit or debit"),
                amount,
                currency: field("currency", ""),
                balance: None,
                counterparty_name: field("from", ""),
                counterparty_account: "",
                bank_ref: field("ref", ""),
                remittance: field("text", ""),
                acquirer: "",
                known_at: None,
                extras: &[],
                place: Place {
                    source: Source::Bank,
                    file: FileId(0),
                    line: name
                        .trim_start_matches('L')
                        .parse()
                        .expect("a name like L1"),
                },
            });
        }
    }
    case
}

/// The claims with the payouts in the given order; the answer is in the order of the ids.
fn judge(case: &Case<'_>, order: &[usize], lines: Vec<BankRow<'_>>) -> String {
    let claimants = case.claimants(order);
    let total = {
        let mut settled = lines.clone();
        settle_rows(&mut settled);
        settled.len()
    };
    let nets = |index: usize| case.nets[order[index]].clone();
    let claims = claim(
        &claimants,
        lines,
        &Zone::shanghai(),
        &Calendar::mainland(),
        &nets,
    );
    assert_eq!(claims.of.len(), claimants.len());
    assert_eq!(
        claims.lines_claimed() + claims.orphans.len(),
        total,
        "every line is claimed or an orphan"
    );
    show(&claimants, &claims)
}

fn show(claimants: &[Claimant<'_, '_>], claims: &Claims<'_>) -> String {
    let names = |lines: &[BankRow<'_>]| {
        let names: Vec<String> = lines
            .iter()
            .map(|line| format!("L{}", line.place.line))
            .collect();
        names.join("+")
    };
    let mut shown = Vec::new();
    for (claimant, claim) in claimants.iter().zip(&claims.of) {
        let Some(claim) = claim else { continue };
        let mut row = format!(
            "{} {} {}",
            claimant.payout.id(),
            claim.basis.slug(),
            names(&claim.credits)
        );
        if let Some(lump) = claim.lump {
            row += &format!(" lump={lump}");
        }
        if claim.difference != 0 {
            row += &format!(" difference={}", claim.difference);
        }
        if claim.other_account {
            row += " other_account";
        }
        if !claim.undone_by.is_empty() {
            row += &format!(" undone_by={}", names(&claim.undone_by));
        }
        if !claim.again.is_empty() {
            row += &format!(" again={}", names(&claim.again));
        }
        shown.push(row);
    }
    shown.sort();
    for orphan in &claims.orphans {
        let row = format!(
            "L{} {} {}",
            orphan.place.line,
            orphan.why.slug(),
            orphan.resembles
        );
        shown.push(row.trim_end().to_owned());
    }
    for proposal in &claims.proposals {
        let candidates = proposal.candidates.join(" or ");
        shown.push(format!("L{} may be {candidates}", proposal.line.line));
    }
    shown.join("\n")
}

fn check(input: &str, want: &str) {
    let case = read(input);
    let want: Vec<&str> = want
        .lines()
        .map(str::trim)
        .filter(|row| !row.is_empty())
        .collect();
    let want = want.join("\n");
    let order: Vec<usize> = (0..case.payouts.len()).collect();
    let found = judge(&case, &order, case.lines.clone());
    assert_eq!(found, want);
    let mut backwards = order.clone();
    backwards.reverse();
    let mut lines = case.lines.clone();
    lines.reverse();
    assert_eq!(judge(&case, &backwards, lines.clone()), want, "backwards");
    lines.extend(case.lines.iter().map(|line| {
        line.at(Place {
            file: FileId(1),
            ..line.place
        })
    }));
    assert_eq!(
        judge(&case, &order, lines),
        want,
        "with its file given twice"
    );
}
