//! Finds things by name fast, without hash order: a sorted list of fingerprints.
//!
//! In: names. Out: positions. Absent: any order but that of the fingerprints, which nobody sees.

/// Positions by name, in buckets by the top bits of the fingerprint: two walks to memory a look-up.
#[derive(Clone, Debug, Default)]
pub struct Index {
    entries: Vec<(u64, u32)>,
    starts: Vec<u32>,
    shift: u32,
}

impl Index {
    /// Indexes names by their position.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Index {
        let mut entries: Vec<(u64, u32)> = names
            .zip(0..)
            .map(|(name, at)| (fingerprint(name), at))
            .collect();
        entries.sort_unstable();
        // At least two buckets, so that the shift stays below the width of a fingerprint.
        let buckets = entries.len().next_power_of_two().max(2);
        let shift = u64::BITS - buckets.trailing_zeros();
        let mut starts = Vec::with_capacity(buckets + 1);
        for (at, (print, _)) in (0..).zip(&entries) {
            while starts.len() as u64 <= print >> shift {
                starts.push(at);
            }
        }
        let end = u32::try_from(entries.len()).expect("fewer than 2^32 names are indexed");
        starts.resize(buckets + 1, end);
        Index {
            entries,
            starts,
            shift,
        }
    }

    /// The first position for which `is` holds, among those with the name's fingerprint: `is`
    /// compares the name itself, for fingerprints may be equal by chance.
    pub fn find(&self, name: &str, is: impl Fn(usize) -> bool) -> Option<usize> {
        if self.entries.is_empty() {
            return None;
        }
        let wanted = fingerprint(name);
        let bucket = usize::try_from(wanted >> self.shift).expect("a bucket's number fits");
        let some = &self.entries[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let same = some.iter().filter(|(known, _)| *known == wanted);
        same.map(|(_, at)| *at as usize).find(|at| is(*at))
    }
}

/// The first sixteen bytes of a text as a number that sorts like the text.
pub fn prefix(text: &str) -> u128 {
    let mut bytes = [0_u8; 16];
    let length = text.len().min(16);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

/// Sixty-four bits of a name, eight bytes a step.
fn fingerprint(name: &str) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = name.as_bytes().as_chunks::<8>();
    let mut last = [0_u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    let step = |bits: u64, word: &[u8; 8]| {
        (bits.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR)
    };
    let bits = words.iter().fold(name.len() as u64, step);
    let bits = step(bits, &last);
    bits ^ (bits >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_strangers_are_not() {
        let names: Vec<String> = (0..1_000).map(|n| format!("PO{n:010}")).collect();
        let index = Index::of(names.iter().map(String::as_str));
        for (at, name) in names.iter().enumerate() {
            assert_eq!(index.find(name, |found| names[found] == *name), Some(at));
        }
        assert_eq!(index.find("PO", |found| names[found] == "PO"), None);
    }
}
