//! The network's clearing file, line by line; and holds that are released.
//!
//! A line proves that the network moved the money. Where these books say otherwise, the line wins or is put right: an
//! unknown outcome that was cleared is an approval; a swipe that was reversed, of which the network said that it had
//! nothing to reverse, is put right by an adjustment.

use super::outcome;
use crate::event::{ClearingLine, What};
use crate::kind::Effect as Money;
use crate::name::{Code, SwipeId};
use crate::row::{How, State, Swipe, Undo};
use crate::view::{Missing, Work};

const CLEARED: Code = Code::of(b"06");

/// A line of a clearing file.
pub(super) fn cleared(work: &mut Work, line: &ClearingLine) -> Result<(), Missing> {
    let Some(id) = work.referred(line.rrn)? else {
        return Ok(()); // An orphan: whoever reads the file keeps it.
    };
    let Some(mut swipe) = work.swipe(id)? else {
        return Ok(());
    };
    if swipe.cleared.is_some() {
        return Ok(()); // The same file again.
    }
    swipe.cleared = Some(line.amount);
    if line.amount != swipe.amount {
        let (ours, theirs) = (swipe.amount, line.amount);
        work.note(id, swipe.mid, What::ClearingDiffers { ours, theirs });
    }
    swipe.settle_day = swipe.settle_day.or(Some(line.day));
    follow(work, id, &mut swipe)?;
    work.put_swipe(id, swipe);
    Ok(())
}

fn follow(work: &mut Work, id: SwipeId, swipe: &mut Swipe) -> Result<(), Missing> {
    let is_open = !swipe.is_being_undone();
    match (swipe.state, swipe.undo) {
        (State::Unknown, _) if is_open => {
            outcome::approve(work, id, swipe)?;
            book(work, swipe);
        }
        (State::Approved, _) => book(work, swipe),
        (State::Reversed | State::Declined, Undo::NotFound | Undo::None)
            if swipe.kind.moves_money() =>
        {
            outcome::begin_undo(work, id, swipe, CLEARED, How::Adjustment);
        }
        _ => {}
    }
    Ok(())
}

/// From authorised to cleared.
fn book(work: &mut Work, swipe: &Swipe) {
    let event = match swipe.kind.spec().money {
        Money::Charge => "sale_cleared",
        Money::GiveBack => "refund_cleared",
        Money::Hold | Money::Release | Money::None => return,
    };
    work.post_as(swipe, event, swipe.rrn, None);
}

/// A hold is released: the money goes into the next run.
pub(super) fn released(work: &mut Work, id: SwipeId) -> Result<(), Missing> {
    let Some(mut swipe) = work.swipe(id)?.filter(|swipe| !swipe.hold.is_empty()) else {
        return Ok(());
    };
    let rule = std::mem::take(&mut swipe.hold);
    work.note(id, swipe.mid, What::HoldReleased { rule });
    work.put_swipe(id, swipe);
    Ok(())
}
