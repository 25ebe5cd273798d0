//! Texts told apart by where they stand: what counts swipes need not read their names.
//!
//! Equal addresses are equal texts. Equal texts at two addresses are counted apart, and summed when
//! the counts are read; so an address decides how fast a count is, and never what it says.

use std::hash::{Hash, Hasher};

/// A text, known by its address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByAddress<'a>(pub &'a str);

impl PartialEq for ByAddress<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for ByAddress<'_> {}

impl Hash for ByAddress<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.0.as_ptr().addr());
        state.write_usize(self.0.len());
    }
}
