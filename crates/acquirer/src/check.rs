//! The checks of a request: one file each, in the order that `specs/acquirer/checks.toml` gives each kind.
//!
//! In: a request and the rows beside it. Out: the first check that refuses, with its code; or that the request came before.
//! Absent: velocity and the like, which may also hold or only tell (`risk`).

mod amount_in_limits;
mod batch_in_step;
mod batch_open;
mod card_given;
mod currency_taken;
mod keys_in_step;
mod mac_right;
mod merchant_known;
mod merchant_open;
mod not_in_test;
mod original_age;
mod original_amount;
mod original_card;
mod original_found;
mod original_of_merchant;
mod original_stands;
mod place_bound;
mod stan_not_reused;
mod terminal_active;
mod terminal_bound;
mod terminal_known;

use crate::kind::Kind;
use crate::known::{Merchant, Terminal};
use crate::limits::Limits;
use crate::name::Code;
use crate::request::Request;
use crate::row::{Swipe, TerminalState};
use crate::table;
use ledger::Instant;
use std::sync::OnceLock;

/// What a check looks at.
pub(crate) struct Looking<'a> {
    pub now: Instant,
    pub limits: &'a Limits,
    pub request: &'a Request,
    pub terminal: Option<&'a Terminal>,
    pub merchant: Option<&'a Merchant>,
    pub state: &'a TerminalState,
    /// What these books have under the request's own number.
    pub known: Option<&'a Swipe>,
    /// The original that it names.
    pub original: Option<(crate::name::SwipeId, &'a Swipe)>,
}

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    Pass,
    Refuse,
    /// The very same request came before: it is answered from the record, and nothing else is asked.
    Repeat,
}

impl Says {
    fn refuse_unless(holds: bool) -> Says {
        if holds { Says::Pass } else { Says::Refuse }
    }
}

/// A check.
pub struct Check {
    /// Its name, in the table and in notes.
    pub slug: &'static str,
    says: fn(&Looking) -> Says,
}

/// Every check.
pub static CHECKS: [Check; 21] = [
    terminal_known::CHECK,
    terminal_active::CHECK,
    merchant_known::CHECK,
    terminal_bound::CHECK,
    merchant_open::CHECK,
    mac_right::CHECK,
    keys_in_step::CHECK,
    not_in_test::CHECK,
    stan_not_reused::CHECK,
    batch_in_step::CHECK,
    batch_open::CHECK,
    place_bound::CHECK,
    amount_in_limits::CHECK,
    currency_taken::CHECK,
    card_given::CHECK,
    original_found::CHECK,
    original_of_merchant::CHECK,
    original_stands::CHECK,
    original_card::CHECK,
    original_amount::CHECK,
    original_age::CHECK,
];

/// What the checks found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Sound,
    Refused { check: &'static str, code: Code },
    Repeated,
}

struct Orders {
    /// Codes, by the place of the check.
    codes: Vec<Code>,
    /// Places of checks, by kind.
    by_kind: Vec<Vec<usize>>,
}

/// Goes through the checks of the request's kind.
pub(crate) fn check(looking: &Looking) -> Found {
    let orders = orders();
    for place in &orders.by_kind[looking.request.kind as usize] {
        let check = &CHECKS[*place];
        match (check.says)(looking) {
            Says::Pass => {}
            Says::Repeat => return Found::Repeated,
            Says::Refuse => {
                return Found::Refused {
                    check: check.slug,
                    code: orders.codes[*place],
                };
            }
        }
    }
    Found::Sound
}

fn orders() -> &'static Orders {
    static ORDERS: OnceLock<Orders> = OnceLock::new();
    ORDERS.get_or_init(|| read(include_str!("../../../specs/acquirer/checks.toml")))
}

fn read(text: &str) -> Orders {
    let rows = table::rows("checks.toml", text, "check");
    let code = |check: &Check| {
        let row = rows.iter().find(|row| row.text("slug") == check.slug);
        let row = row.unwrap_or_else(|| panic!("checks.toml has no row for {}", check.slug));
        Code::parse(row.text("code")).unwrap_or_else(|| panic!("{} has no code", check.slug))
    };
    let place = |slug: &String| {
        let found = CHECKS.iter().position(|check| check.slug == slug);
        found.unwrap_or_else(|| panic!("checks.toml orders {slug}, which is no check"))
    };
    let mut by_kind = vec![Vec::new(); Kind::ALL.len()];
    for order in table::rows("checks.toml", text, "order") {
        let places: Vec<usize> = order.texts("checks").iter().map(place).collect();
        for slug in order.texts("kinds") {
            let kind = Kind::parse(&slug)
                .unwrap_or_else(|| panic!("checks.toml orders {slug}, which is no kind"));
            assert!(by_kind[kind as usize].is_empty(), "{slug} is ordered twice");
            by_kind[kind as usize].clone_from(&places);
        }
    }
    assert!(
        by_kind.iter().all(|places| !places.is_empty()),
        "every kind is checked"
    );
    Orders {
        codes: CHECKS.iter().map(code).collect(),
        by_kind,
    }
}
