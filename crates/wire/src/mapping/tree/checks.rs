//! A file's own figures: balances and control totals, compared with what stands in it.
//!
//! A check belongs to a scope (a statement, an account, a group); at its end the sum of what is *stated* must equal the sum
//! of what is *found*. Each side is made of terms: nodes whose amount, with its sign, is added up, or which are counted.
//! In: nodes, as the gatherer meets them. Out: a finding for each check that does not tie. Absent: corrections.

use crate::mapping::totals::TotalsFinding;
use crate::mapping::unit::{NANO, Point, nanos};

/// One comparison.
#[derive(Clone, Debug)]
pub(super) struct CheckPlan {
    /// The figure's name in the file.
    pub name: String,
    /// Whether a scope without the stated figure is not whole.
    pub required: bool,
    pub terms: std::ops::Range<usize>,
}

/// What is added up on one side.
#[derive(Clone, Debug)]
pub(super) struct TermPlan {
    /// Whether it is what the file states.
    pub stated: bool,
    /// Whether there is nothing to compare without one of its nodes.
    pub must: bool,
    /// Whether its nodes are counted; else their amounts are summed.
    pub counts: bool,
    pub point: Point,
    /// The texts of the sign that make an amount negative.
    pub minus: Vec<String>,
    /// A text that says whether the node is taken, where the table asks.
    pub values: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default)]
struct Sum {
    nodes: u32,
    line: u32,
    total: i128,
    /// Of the open node.
    amount: i128,
    negative: bool,
    refused: bool,
}

pub(super) struct Checks<'p> {
    terms: &'p [TermPlan],
    plans: &'p [CheckPlan],
    sums: Vec<Sum>,
}

impl<'p> Checks<'p> {
    pub fn new(terms: &'p [TermPlan], plans: &'p [CheckPlan]) -> Checks<'p> {
        let sums = vec![Sum::default(); terms.len()];
        Checks { terms, plans, sums }
    }

    pub fn begin(&mut self, check: usize) {
        for term in self.plans[check].terms.clone() {
            self.sums[term] = Sum::default();
        }
    }

    pub fn begin_term(&mut self, term: usize, line: u32) {
        let sum = &mut self.sums[term];
        (sum.amount, sum.negative, sum.refused) = (0, false, self.terms[term].values.is_some());
        sum.line = line;
    }

    pub fn amount(&mut self, term: usize, text: &str) {
        // What is no amount is told where its row is made; here it only keeps the sum from tying.
        let amount = nanos(text, self.terms[term].point).unwrap_or(0);
        let sum = &mut self.sums[term].amount;
        *sum = sum.saturating_add(amount);
    }

    pub fn sign(&mut self, term: usize, text: &str) {
        self.sums[term].negative = self.terms[term].minus.iter().any(|minus| minus == text);
    }

    pub fn holds(&mut self, term: usize, text: &str) {
        let values = self.terms[term].values.iter().flatten();
        if values.into_iter().any(|value| value == text) {
            self.sums[term].refused = false;
        }
    }

    pub fn end_term(&mut self, term: usize) {
        let counts = self.terms[term].counts;
        let sum = &mut self.sums[term];
        if sum.refused {
            return;
        }
        let amount = match (counts, sum.negative) {
            (true, _) => NANO,
            (false, true) => -sum.amount,
            (false, false) => sum.amount,
        };
        sum.nodes = sum.nodes.saturating_add(1);
        sum.total = sum.total.saturating_add(amount);
    }

    /// At the end of its scope: what does not tie.
    pub fn end(&mut self, check: usize) -> Option<TotalsFinding> {
        let plan = &self.plans[check];
        let (mut stated, mut found, mut line) = (None, 0_i128, 0);
        for term in plan.terms.clone() {
            let sum = &self.sums[term];
            if self.terms[term].must && sum.nodes == 0 {
                return None;
            }
            if !self.terms[term].stated {
                found = found.saturating_add(sum.total);
            } else if sum.nodes > 0 {
                stated = Some(stated.unwrap_or(0_i128).saturating_add(sum.total));
                line = sum.line;
            }
        }
        match stated {
            Some(stated) if stated == found => None,
            Some(stated) => Some(TotalsFinding::figures(line, &plan.name, stated, found)),
            None => plan.required.then(|| TotalsFinding::Missing {
                name: plan.name.clone(),
            }),
        }
    }
}
