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

    /// Every name and its thing, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        let entries = self.entries.iter();
        entries.map(|(name, thing)| (name.as_ref(), thing))
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
    }
}
