//! Playing: one block of merchants makes all its rows.
//!
//! In: the plan, and which merchants. Out: rows of every source, and the truth. The same for any cutting into blocks.
//! Absent by design: files, order between blocks.

use std::ops::Range;

use crate::fates::Share;
use crate::rows::Rows;
use crate::stage::Stage;
use crate::truth;
use crate::world::{Role, World};

/// Plays the merchants of that range.
pub fn play(world: &World, merchants: Range<usize>) -> Rows {
    let mut rows = Rows::default();
    let swipes: usize = world.merchants[merchants.clone()]
        .iter()
        .map(|merchant| merchant.swipes as usize)
        .sum();
    rows.terminal.reserve(swipes + swipes / 16);
    rows.platform.reserve(swipes + swipes / 16);
    rows.clearing.reserve(swipes);
    rows.settlement.reserve(swipes);
    rows.truth.reserve(swipes);
    for index in merchants {
        play_merchant(world, index, &mut rows);
    }
    rows
}

/// Blocks of whole merchants with about so many swipes each.
pub fn blocks(world: &World, swipes: u64) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut from, mut held) = (0, 0);
    for (index, merchant) in world.merchants.iter().enumerate() {
        held += u64::from(merchant.swipes);
        if held >= swipes {
            blocks.push(from..index + 1);
            (from, held) = (index + 1, 0);
        }
    }
    if from < world.merchants.len() {
        blocks.push(from..world.merchants.len());
    }
    blocks
}

fn play_merchant(world: &World, index: usize, rows: &mut Rows) {
    let merchant = &world.merchants[index];
    let first = rows.truth.len();
    let mut stage = Stage::new(world, merchant, rows);
    match merchant.role {
        Role::Case { fate, .. } => {
            let fate = world.fates.list[fate];
            (fate.play)(&mut stage);
            assert!(
                stage.rows.truth.len() - first <= merchant.swipes as usize,
                "the fate {} makes more swipes than its merchant has",
                fate.name
            );
        }
        Role::Plain { seat } => {
            for fate in seat.into_iter().flat_map(|seat| world.fates.hosted(seat)) {
                let fate = world.fates.list[fate];
                if let Share::Swipes { rows, .. } = fate.share
                    && stage.left() >= rows as usize
                {
                    (fate.play)(&mut stage);
                }
            }
            if stage.dice.per_mille(50) && merchant.has_statement {
                stage.cover_statement();
            }
        }
    }
    while stage.left() > 0 {
        let at = stage.any_moment();
        stage.plain(at);
    }
    stage.pay_out();
    truth::finish(world, merchant, &mut rows.truth[first..]);
}
