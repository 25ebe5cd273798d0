//! The strong steps: lines that refer to payouts, by the bank's reference or by a payout's id.
//!
//! In: who refers to whom. Out: claims where the amounts are equal, where one line is the sum of
//! all that share its reference, or where all lines that share it are the sum of one payout; and
//! what is bound together although the amounts differ, for a later step.

use super::Basis;
use super::further::{Further, further};
use super::handles::Names;
use super::table::{Holding, Table, same_currency};
use super::wanted::Class;

/// Lines that may share one reference. One that more lines share (a constant, a product name) is
/// no reference.
pub const REFERENCE_LINES_MAX: usize = 16;

/// Days after the end of a payout's window in which a line that refers to it is still its credit.
/// Banks count their references anew.
pub const REFERENCE_DAYS_MAX: i32 = 90;

/// Digits of an id that a text may bear by chance, too.
const BARE_NUMBER_MAX: usize = 5;

/// "This line refers to this payout."
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    rank: u32,
    line: u32,
}

/// A line and the payouts that it refers to, whose sum differs from it.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub line: u32,
    pub ranks: Vec<u32>,
}

pub(super) fn by_reference(table: &mut Table<'_, '_, '_>) -> (Vec<Bound>, Vec<Further>) {
    let mut edges = bank_references(table);
    exact(table, &edges, Basis::Reference);
    let named = payout_ids(table);
    exact(table, &named, Basis::PayoutId);
    let by_id_from = edges.len();
    edges.extend(&named);
    let open: Vec<Edge> = edges
        .iter()
        .copied()
        .filter(|edge| table.is_open(edge.rank) && table.line_is_open(edge.line))
        .collect();
    let mut named = edges.split_off(by_id_from);
    named.sort_unstable();
    for edge in edges.iter().chain(&named) {
        if table.line_is_open(edge.line) {
            table.resemble(edge.line, edge.rank);
        }
    }
    let mut bound = Vec::new();
    for group in groups(table, &open) {
        let by_id = |edge: &Edge| named.binary_search(edge).is_ok();
        let all_by_id = group.edges.iter().all(by_id);
        let basis = if all_by_id {
            Basis::PayoutId
        } else {
            Basis::Reference
        };
        bound.extend(share(table, &group, basis));
    }
    // A line that refers to a payout pays for no other one, even when that one has its money.
    for edge in edges.iter().chain(&named) {
        let by_chance = is_by_chance(table, *edge);
        let held = &mut table.lines[edge.line as usize].holding;
        if *held == Holding::Open && !by_chance {
            *held = Holding::Bound;
        }
    }
    let referring = edges.iter().chain(&named);
    let further = further(table, referring.map(|edge| (edge.line, edge.rank)));
    (bound, further)
}

/// Whether an id of a few digits in somebody else's text names the payout only by chance: it may be
/// a sum, a room, a year. An equal amount, or the payout's own payer, makes it a reference.
fn is_by_chance(table: &Table<'_, '_, '_>, edge: Edge) -> bool {
    let id = table.id(edge.rank);
    let bare = id.len() <= BARE_NUMBER_MAX && id.bytes().all(|byte| byte.is_ascii_digit());
    let booked = table.rows[edge.line as usize].bank_ref;
    let mut references = table.wanted[edge.rank as usize].payout.rows().iter();
    bare && !table.payer_equal(edge.rank, edge.line)
        && !references.any(|row| booked == id || (!booked.is_empty() && booked == row.bank_ref))
        && table.wanted[edge.rank as usize].amount != table.amount_of_line(edge.line)
}

/// Pairs of equal bank references.
fn bank_references(table: &mut Table<'_, '_, '_>) -> Vec<Edge> {
    let mut references = Vec::new();
    for (wanted, rank) in table.wanted.iter().zip(0..) {
        let mut before = "";
        for row in wanted.payout.rows() {
            if row.bank_ref != before {
                references.push((row.bank_ref, rank));
                before = row.bank_ref;
            }
        }
    }
    let names = Names::new(references.into_iter());
    let mut mentions = Vec::new();
    for (row, line) in table.rows.iter().zip(0..) {
        if table.lines[line as usize].credit
            && !row.bank_ref.is_empty()
            && let Some((at, _)) = names.find(row.bank_ref)
        {
            mentions.push((at, line));
        }
    }
    edges(table, &names, mentions)
}

/// Lines whose text or reference names a payout, among those not yet claimed.
fn payout_ids(table: &mut Table<'_, '_, '_>) -> Vec<Edge> {
    let ids = (0..table.wanted.len() as u32).map(|rank| (table.id(rank), rank));
    let names = Names::new(ids);
    let mut mentions = Vec::new();
    for (row, line) in table.rows.iter().zip(0..) {
        if table.lines[line as usize].credit && table.line_is_open(line) {
            names.words_of(row.remittance, |at| mentions.push((at, line)));
            names.words_of(row.bank_ref, |at| mentions.push((at, line)));
        }
    }
    edges(table, &names, mentions)
}

fn edges(
    table: &mut Table<'_, '_, '_>,
    names: &Names<'_>,
    mut mentions: Vec<(u32, u32)>,
) -> Vec<Edge> {
    mentions.sort_unstable();
    mentions.dedup();
    let mut edges = Vec::with_capacity(mentions.len());
    for lines in mentions.chunk_by(|a, b| a.0 == b.0) {
        if lines.len() > REFERENCE_LINES_MAX {
            continue;
        }
        for rank in names.at(lines[0].0) {
            for (_, line) in lines {
                let wanted = &table.wanted[rank as usize];
                let known = &table.lines[*line as usize];
                // An account's number stands for its currency, too.
                let same = known.till == wanted.till
                    || same_currency(&table.rows[*line as usize], wanted.payout.plan());
                if !same {
                    continue;
                }
                // No credit comes before its payout is made, but for clocks that differ by a day.
                let made = wanted.created.plus(-1);
                if known.day < made || known.day > wanted.last.plus(REFERENCE_DAYS_MAX) {
                    table.resemble(*line, rank);
                    continue;
                }
                if known.says_return && known.till != wanted.till {
                    // The payer's own statement: the money came back to it.
                    table.resemble(*line, rank);
                    table.lines[*line as usize].holding = Holding::Bound;
                    continue;
                }
                edges.push(Edge { rank, line: *line });
            }
        }
    }
    edges.sort_unstable();
    edges
}

/// Payouts and lines that refer to each other, directly or by others.
struct Group {
    ranks: Vec<u32>,
    lines: Vec<u32>,
    edges: Vec<Edge>,
}

fn groups(table: &Table<'_, '_, '_>, edges: &[Edge]) -> Vec<Group> {
    if edges.is_empty() {
        return Vec::new();
    }
    let payouts = table.wanted.len() as u32;
    let mut parent: Vec<u32> = (0..payouts + table.rows.len() as u32).collect();
    for edge in edges {
        let (a, b) = (
            root(&mut parent, edge.rank),
            root(&mut parent, payouts + edge.line),
        );
        parent[a.max(b) as usize] = a.min(b);
    }
    let mut rooted: Vec<(u32, Edge)> = edges
        .iter()
        .map(|edge| (root(&mut parent, edge.rank), *edge))
        .collect();
    rooted.sort_unstable();
    rooted.dedup();
    rooted
        .chunk_by(|a, b| a.0 == b.0)
        .map(|members| {
            let edges: Vec<Edge> = members.iter().map(|(_, edge)| *edge).collect();
            let mut ranks: Vec<u32> = edges.iter().map(|edge| edge.rank).collect();
            ranks.dedup();
            let mut lines: Vec<u32> = edges.iter().map(|edge| edge.line).collect();
            lines.sort_unstable();
            lines.dedup();
            Group {
                ranks,
                lines,
                edges,
            }
        })
        .collect()
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        let above = parent[node as usize];
        parent[node as usize] = parent[above as usize];
        node = above;
    }
    node
}

/// Claims where a line refers to a payout and says the same amount.
fn exact(table: &mut Table<'_, '_, '_>, edges: &[Edge], basis: Basis) {
    let equal: Vec<Edge> = edges
        .iter()
        .copied()
        .filter(|edge| {
            table.is_open(edge.rank)
                && table.line_is_open(edge.line)
                && table.wanted[edge.rank as usize].amount == table.amount_of_line(edge.line)
        })
        .collect();
    // Almost always a payout and a line refer to each other only.
    let mut degrees = vec![0_u32; table.rows.len()];
    equal
        .iter()
        .for_each(|edge| degrees[edge.line as usize] += 1);
    let mut shared = Vec::new();
    for of_rank in equal.chunk_by(|a, b| a.rank == b.rank) {
        match of_rank {
            [edge] if degrees[edge.line as usize] == 1 => {
                table.take(&[edge.rank], &[edge.line], basis);
            }
            _ => shared.extend_from_slice(of_rank),
        }
    }
    for group in groups(table, &shared) {
        for class in [Class::Alive, Class::Returned, Class::Rejected] {
            exact_of_class(table, &group, class, basis);
        }
    }
}

/// The payouts of one class take the lines that are left. More payouts than lines: attempts of
/// one payment go in order, strangers are contested.
fn exact_of_class(table: &mut Table<'_, '_, '_>, group: &Group, class: Class, basis: Basis) {
    let mut ranks: Vec<u32> = group
        .ranks
        .iter()
        .copied()
        .filter(|&rank| table.wanted[rank as usize].class == class && table.is_open(rank))
        .collect();
    let open = |table: &Table<'_, '_, '_>, rank: u32| -> Vec<u32> {
        let from = group.edges.partition_point(|edge| edge.rank < rank);
        let of_rank = group.edges[from..].iter();
        of_rank
            .take_while(|edge| edge.rank == rank)
            .map(|edge| edge.line)
            .filter(|&line| table.line_is_open(line))
            .collect()
    };
    let left = group
        .lines
        .iter()
        .filter(|&&line| table.line_is_open(line))
        .count();
    if left == 0 || ranks.is_empty() {
        return;
    }
    let first = table.wanted[ranks[0] as usize].chain;
    let strangers = ranks
        .iter()
        .any(|&rank| table.wanted[rank as usize].chain != first);
    if ranks.len() > left && strangers {
        let lines: Vec<u32> = group
            .lines
            .iter()
            .copied()
            .filter(|&line| table.line_is_open(line))
            .collect();
        table.contest(&ranks, &lines);
        return;
    }
    // Who refers to fewest lines goes first; of attempts, those reported paid.
    ranks.sort_by_key(|&rank| {
        (
            !table.wanted[rank as usize].paid,
            open(table, rank).len(),
            rank,
        )
    });
    for rank in ranks {
        let wanted = table.wanted[rank as usize];
        let best = open(table, rank).into_iter().min_by_key(|&line| {
            let known = &table.lines[line as usize];
            (
                known.till != wanted.till,
                known.mirrored != (class == Class::Returned),
                known.day < wanted.first || known.day > wanted.last,
                line,
            )
        });
        if let Some(line) = best {
            table.take(&[rank], &[line], basis);
        }
    }
}

/// A shared reference without equal amounts: a lump, parts, or something bound together.
fn share(table: &mut Table<'_, '_, '_>, group: &Group, basis: Basis) -> Option<Bound> {
    let of = |most: Class| -> Vec<u32> {
        let ranks = group.ranks.iter().copied();
        ranks
            .filter(|&rank| {
                let wanted = &table.wanted[rank as usize];
                wanted.class <= most && (most > Class::Alive || !wanted.superseded)
            })
            .collect()
    };
    let sets = [of(Class::Alive), of(Class::Returned), of(Class::Rejected)];
    let likeliest = sets.iter().find(|set| !set.is_empty())?.clone();
    let by_chance =
        group.ranks.len() == 1 && group.edges.iter().all(|edge| is_by_chance(table, *edge));
    if let [line] = group.lines[..] {
        let amount = table.amount_of_line(line);
        let lump = sets
            .iter()
            .find(|set| set.len() > 1 && table.sum(set) == amount);
        if let Some(set) = lump {
            table.take(set, &[line], Basis::LumpByKey);
            return None;
        }
        if by_chance {
            return None;
        }
        for &rank in &likeliest {
            table.wanted[rank as usize].holding = Holding::Bound;
        }
        return Some(Bound {
            line,
            ranks: likeliest,
        });
    }
    let [rank] = likeliest[..] else {
        table.contest(&group.ranks, &group.lines);
        return None;
    };
    let sum = table.sum_of_lines(&group.lines);
    let says = table.wanted[rank as usize].amount;
    if sum == says {
        table.take(&[rank], &group.lines, basis);
    } else if by_chance {
        return None;
    } else if sum < says {
        table.take(&[rank], &group.lines, Basis::Shortfall);
    } else {
        table.contest(&[rank], &group.lines);
    }
    None
}
