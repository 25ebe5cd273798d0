//! The bench: judges groups of rows, piece by piece, and keeps what they give in order.
//!
//! In: folded rows and everything a verdict needs beside them. Out: verdicts, sums over them, the rows
//! that belong to none. Absent: reading, matching of payouts, writing.

use crate::fold::{self, Folded, Piece, RowAt};
use crate::lone;
use crate::order::{self, Name, Ranked, Spot, Swipes};
use crate::plain::{Brief, Last, PlainSums, PlainWay};
use crate::rows::Sheet;
use crate::surround;
use crate::symbol::SymbolTable;
use crate::tally::{Sum, Tally};
use crate::verdict_table::Judged;
use crate::work;
use judge::{
    Bearers, FundsMap, Knowledge, MAIN_CURRENCY, Payments, Stuck, Subject, Surroundings, Verdict,
    judge,
};
use ledger::Instant;
use std::borrow::Cow;
use trail::{Orphan, Trail};

/// What one partition gives.
#[derive(Default)]
struct Part<'s> {
    /// The verdicts of swipes that are not plain.
    verdicts: Vec<Judged<'s>>,
    /// The swipes that are.
    briefs: Vec<Brief<'s>>,
    /// The order of all swipes.
    order: Vec<Ranked>,
    stuck: Vec<Stuck>,
    orphans: Vec<Orphan>,
    lone: Sum,
    in_trails: u64,
    repeats: u64,
}

/// What one thread sums up, over all partitions that fall to it.
#[derive(Default)]
struct Shift<'s> {
    parts: Vec<(usize, Part<'s>)>,
    tally: Tally,
    funds: FundsMap<'s>,
    bearers: Bearers<'s>,
    /// Of plain swipes; poured into the others at the end.
    plain: PlainSums,
}

impl<'s> Shift<'s> {
    fn end(&mut self, way: &PlainWay<'_, 's>) {
        let sums = std::mem::take(&mut self.plain);
        sums.pour(way, &mut self.tally, &mut self.funds, &mut self.bearers);
    }

    fn merge(mut self, other: Shift<'s>) -> Shift<'s> {
        self.parts.extend(other.parts);
        self.tally.merge(other.tally);
        self.funds.merge(other.funds);
        self.bearers.merge(other.bearers);
        self
    }
}

/// Everything that judging a partition needs.
#[derive(Clone, Copy)]
pub struct Bench<'b, 's> {
    pub plain: &'b PlainWay<'b, 's>,
    pub sheets: &'s [Sheet<'s>],
    pub symbols: &'s SymbolTable,
    pub payments: &'b Payments<'s>,
    pub surroundings: &'b Surroundings,
    pub knowledge: &'b Knowledge,
    pub now: Instant,
}

/// What judging every group gave.
pub struct Outcome<'s> {
    /// The verdicts of swipes that are not plain, piece by piece.
    pub kept: Vec<Vec<Judged<'s>>>,
    /// Plain swipes, piece by piece.
    pub briefs: Vec<Vec<Brief<'s>>>,
    /// The order of the swipes of each piece.
    pub orders: Vec<Vec<Ranked>>,
    /// The stuck ones; they are known by [`Spot::index`].
    pub stuck: Vec<Stuck>,
    /// Rows of no swipe.
    pub orphans: Vec<Orphan>,
    /// Of these the give-backs whose original is not there.
    pub lone: Sum,
    /// Sums over the verdicts.
    pub tally: Tally,
    /// Where the money is.
    pub funds: FundsMap<'s>,
    /// How many swipes bear what.
    pub bearers: Bearers<'s>,
    /// Rows of swipes.
    pub in_trails: u64,
    /// Rows delivered again.
    pub repeats: u64,
}

impl<'s> Bench<'_, 's> {
    /// Judges every swipe, on all threads.
    pub fn judge_all(&self, folded: &Folded, threads: usize) -> Outcome<'s> {
        let pieces = &folded.pieces;
        let shifts = work::each(threads, pieces.len(), Shift::default, |shift, index| {
            self.judge_piece(index, &pieces[index], shift);
        });
        let ended = shifts.into_iter().map(|mut shift| {
            shift.end(self.plain);
            self.assert_sums(&shift);
            shift
        });
        let mut all = ended.reduce(Shift::merge).unwrap_or_default();
        all.parts.sort_unstable_by_key(|(number, _)| *number);
        let mut outcome = Outcome {
            kept: Vec::with_capacity(all.parts.len()),
            briefs: Vec::with_capacity(all.parts.len()),
            orders: Vec::with_capacity(all.parts.len()),
            stuck: Vec::new(),
            orphans: Vec::new(),
            lone: Sum::default(),
            tally: all.tally,
            funds: all.funds,
            bearers: all.bearers,
            in_trails: 0,
            repeats: 0,
        };
        for (_, part) in all.parts {
            outcome.in_trails += part.in_trails;
            outcome.repeats += part.repeats;
            outcome.orphans.extend(part.orphans);
            outcome.lone.swipes += part.lone.swipes;
            outcome.lone.amount += part.lone.amount;
            outcome.stuck.extend(part.stuck);
            outcome.kept.push(part.verdicts);
            outcome.briefs.push(part.briefs);
            outcome.orders.push(part.order);
        }
        outcome
    }

    /// The order of all swipes.
    pub fn order(&self, outcome: &Outcome<'s>, threads: usize) -> Vec<Spot> {
        let shelf = Shelf {
            kept: &outcome.kept,
            briefs: &outcome.briefs,
            plain: self.plain,
            first: 0,
        };
        order::order(&outcome.orders, &shelf, threads)
    }

    /// The swipes of one group, judged, with their trails.
    pub fn swipes(&self, group: &[RowAt]) -> Vec<(Trail<'s>, Verdict<'s>)> {
        let mut trail = Trail::default();
        fold::trail_of(group, self.sheets, &mut trail);
        let split = trail::split(trail, &self.knowledge.zone, &judge::is_refusal);
        let judged = split.swipes.into_iter().map(|trail| {
            let verdict = self.judge(&trail, group);
            (trail, verdict)
        });
        judged.collect()
    }

    fn judge_piece(&self, number: usize, piece: &Piece, shift: &mut Shift<'s>) {
        let mut part = Part {
            // Room for nearly all; what is not touched costs nothing.
            verdicts: Vec::with_capacity(piece.len() / 4),
            briefs: Vec::with_capacity(piece.len()),
            order: Vec::with_capacity(piece.len()),
            ..Part::default()
        };
        let mut trail = Trail::default();
        let mut last = Last::default();
        for (at, group) in piece.groups().enumerate() {
            if let Some(brief) = self.plain.see((number, at), &mut last) {
                self.assert_plain(group, &brief, number);
                part.in_trails += group.len() as u64;
                if !shift.plain.add(&brief, self.plain) {
                    self.sum_up(&self.plain.verdict(&brief), shift);
                }
                let spot = Spot::plain(number, part.briefs.len());
                let merchant = self.symbols.rank(brief.mid);
                part.order.push(Ranked::new(merchant, brief.rrn, spot));
                part.briefs.push(brief);
                continue;
            }
            fold::trail_of(group, self.sheets, &mut trail);
            part.repeats += (group.len() - trail.len()) as u64;
            if trail::is_one_swipe(&trail, &self.knowledge.zone) {
                self.judge_into(&trail, group, (number, &mut part), shift);
                continue;
            }
            let whole = std::mem::take(&mut trail);
            let split = trail::split(whole, &self.knowledge.zone, &judge::is_refusal);
            if !split.orphans.is_empty() {
                fold::trail_of(group, self.sheets, &mut trail);
                let lone = lone::sum(&trail, &split.orphans);
                part.lone.swipes += lone.swipes;
                part.lone.amount += lone.amount;
            }
            part.orphans.extend(split.orphans);
            for trail in split.swipes {
                self.judge_into(&trail, group, (number, &mut part), shift);
            }
        }
        let shelf = Shelf {
            kept: std::slice::from_ref(&part.verdicts),
            briefs: std::slice::from_ref(&part.briefs),
            plain: self.plain,
            first: number,
        };
        part.order.sort_unstable_by(|a, b| a.cmp(b, &shelf));
        shift.parts.push((number, part));
    }

    fn judge_into(
        &self,
        trail: &Trail<'s>,
        group: &[RowAt],
        (number, part): (usize, &mut Part<'s>),
        shift: &mut Shift<'s>,
    ) {
        let verdict = self.judge(trail, group);
        part.in_trails += trail.len() as u64;
        self.sum_up(&verdict, shift);
        let spot = Spot::kept(number, part.verdicts.len());
        part.stuck
            .extend(judge::note(spot.index(), &verdict, self.knowledge));
        let rank = self.rank(verdict.mid, group);
        part.order.push(Ranked::new(rank, verdict.rrn, spot));
        part.verdicts.push(Judged {
            verdict,
            incident: None,
        });
    }

    /// The rank of a merchant's number among all names. It mostly stands in the first row.
    fn rank(&self, mid: &str, group: &[RowAt]) -> u32 {
        let (sheet, row) = group[0].of(self.sheets);
        let first = fold::merchant(sheet, row);
        let symbol = match self.symbols.text(first) == mid {
            true => Some(first),
            false => self.symbols.find(mid),
        };
        self.symbols
            .rank(symbol.expect("a verdict's merchant stands in its rows"))
    }

    /// In debug builds: whoever takes the short way comes to the same verdict as on the whole one.
    fn assert_plain(&self, group: &[RowAt], brief: &Brief<'s>, piece: usize) {
        if cfg!(debug_assertions) {
            let plain = self.plain.whole_verdicts(&[*brief], [piece].into_iter());
            let whole: Vec<Verdict<'s>> = self.swipes(group).into_iter().map(|(_, v)| v).collect();
            assert_eq!(whole, plain, "the short way went astray");
        }
    }

    /// In debug builds: what was summed up by numbers is what all verdicts sum up to, one by one.
    fn assert_sums(&self, shift: &Shift<'s>) {
        if cfg!(debug_assertions) {
            let mut again = Shift::default();
            for (_, part) in &shift.parts {
                let kept = part.verdicts.iter().map(|judged| &judged.verdict);
                kept.for_each(|verdict| self.sum_up(verdict, &mut again));
                let plain = part.briefs.iter().map(|brief| self.plain.verdict(brief));
                plain.for_each(|verdict| self.sum_up(&verdict, &mut again));
            }
            assert_eq!(again.tally, shift.tally, "the sums went astray");
            assert_eq!(again.funds, shift.funds, "the funds map went astray");
            assert_eq!(again.bearers, shift.bearers, "the counts went astray");
        }
    }

    fn sum_up(&self, verdict: &Verdict<'s>, shift: &mut Shift<'s>) {
        shift.tally.add(verdict, 1, &self.knowledge.zone);
        shift.bearers.add(verdict);
        if verdict.currency == MAIN_CURRENCY {
            shift.funds.add(verdict);
        }
    }

    fn judge(&self, trail: &Trail<'s>, group: &[RowAt]) -> Verdict<'s> {
        let around = self
            .surroundings
            .around(&surround::query(trail, group, self.sheets));
        let subject = Subject {
            trail,
            payments: self.payments,
            around: &around,
        };
        judge(subject, self.knowledge, self.now).expect("a trail that split made holds a swipe")
    }
}

/// The swipes of some pieces in a row: verdicts that are kept, and those of plain swipes.
pub struct Shelf<'v, 's> {
    /// Piece by piece.
    pub kept: &'v [Vec<Judged<'s>>],
    /// Plain swipes, piece by piece.
    pub briefs: &'v [Vec<Brief<'s>>],
    /// Makes the verdicts of plain swipes.
    pub plain: &'v PlainWay<'v, 's>,
    /// The number of the first piece.
    pub first: usize,
}

impl<'v, 's> Shelf<'v, 's> {
    /// The verdict that is kept at a spot.
    fn at(&self, spot: Spot) -> &'v Judged<'s> {
        &self.kept[spot.piece() - self.first][spot.at()]
    }

    fn brief(&self, spot: Spot) -> &'v Brief<'s> {
        &self.briefs[spot.piece() - self.first][spot.at()]
    }

    /// The verdicts at some spots: where they are kept, or made for the asking, with their evidence or
    /// without it. The order of the output jumps about in memory: what is wanted of it is fetched for all
    /// spots first, so that many fetches are on their way at a time.
    pub fn judged_all(&self, spots: &[Spot], evidence: bool) -> Vec<Cow<'v, Judged<'s>>> {
        let plain = || spots.iter().filter(|spot| spot.is_plain());
        let briefs: Vec<Brief<'s>> = plain().map(|spot| *self.brief(*spot)).collect();
        let swipes = match evidence {
            true => (self.plain).whole_verdicts(&briefs, plain().map(|spot| spot.piece())),
            false => (briefs.iter().map(|brief| self.plain.verdict(brief))).collect(),
        };
        let mut swipes = swipes.into_iter();
        let judged = spots.iter().map(|spot| match spot.is_plain() {
            false => Cow::Borrowed(self.at(*spot)),
            true => Cow::Owned(Judged {
                verdict: swipes.next().expect("each plain spot has a verdict"),
                incident: None,
            }),
        });
        judged.collect()
    }
}

impl<'s> Swipes<'s> for Shelf<'_, 's> {
    fn name(&self, spot: Spot) -> Name<'s> {
        if spot.is_plain() {
            return self.plain.name(self.brief(spot));
        }
        let verdict = &self.at(spot).verdict;
        (verdict.mid, verdict.rrn, verdict.tid, verdict.stan)
    }

    fn with<R>(&self, spot: Spot, see: impl FnOnce(&Verdict<'s>) -> R) -> R {
        match spot.is_plain() {
            true => see(&self.plain.verdict(self.brief(spot))),
            false => see(&self.at(spot).verdict),
        }
    }
}
