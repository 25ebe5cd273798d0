//! Things known by name, such as merchants by number: built once, asked for every swipe.
//!
//! In: names and things. Out: look-ups of two walks to memory, and the things in the order of their
//! names. Absent: removal.

use crate::Index;
use std::collections::BTreeMap;

/// Things by name.
#[derive(Clone, Debug)]
pub struct Register<T> {
    entries: Vec<(String, T)>,
    index: Index,
}

impl<T> Default for Register<T> {
    fn default() -> Register<T> {
        Register {
            entries: Vec::new(),
            index: Index::default(),
        }
    }
}

impl<T> Register<T> {
    /// The thing of that name.
    pub fn get(&self, name: &str) -> Option<&T> {
        let at = self.index.find(name, |at| self.entries[at].0 == name)?;
        Some(&self.entries[at].1)
    }

    /// A number that orders names as they are: smaller for a smaller name, and equal only for equal
    /// names, or for strangers between the same two names.
    pub fn rank(&self, name: &str) -> usize {
        match self.index.find(name, |at| self.entries[at].0 == name) {
            Some(at) => 2 * at + 1,
            None => {
                2 * self
                    .entries
                    .partition_point(|(known, _)| known.as_str() < name)
            }
        }
    }

    /// Whether a rank is that of names that are not in the register.
    pub fn is_of_strangers(rank: usize) -> bool {
        rank.is_multiple_of(2)
    }

    /// All things, in the order of their names.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, thing)| thing)
    }
}

/// Of several things of one name the last one counts.
impl<T> FromIterator<(String, T)> for Register<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(things: I) -> Register<T> {
        let by_name: BTreeMap<String, T> = things.into_iter().collect();
        let entries: Vec<(String, T)> = by_name.into_iter().collect();
        let index = Index::of(entries.iter().map(|(name, _)| name.as_str()));
        Register { entries, index }
    }
}

impl<T> std::ops::Index<&str> for Register<T> {
    type Output = T;

    /// # Panics
    /// When there is none of that name.
    fn index(&self, name: &str) -> &T {
        self.get(name).expect("the name is in the register")
    }
}

#[cfg(test)]
mod tests {
    use super::Register;

    #[test]
    fn the_last_of_a_name_counts_and_strangers_are_not_found() {
        let named = |name: &str, thing| (name.to_owned(), thing);
        let register: Register<u32> = [named("b", 1), named("a", 2), named("b", 3)]
            .into_iter()
            .collect();
        assert_eq!(register.get("b"), Some(&3));
        assert_eq!(register.get("c"), None);
        assert_eq!(register.values().collect::<Vec<_>>(), [&2, &3]);
        let ranks = ["", "a", "aa", "ab", "b", "c"].map(|name| register.rank(name));
        assert_eq!(ranks, [0, 1, 2, 2, 3, 4]);
        let strangers = ranks.map(Register::<u32>::is_of_strangers);
        assert_eq!(strangers, [true, false, true, true, false, true]);
    }
}
