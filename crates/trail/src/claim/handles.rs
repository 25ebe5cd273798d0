//! Names that are looked for in texts: as a whole field, or as a whole word of a text.
//!
//! In: names with a value each. Out: the values of a name; the names inside a text. A word is a
//! run of ASCII letters and digits, or several such runs joined by punctuation (`PO-2025/01`).
//! Absent by design: likeness, case folding, names in other scripts (they match as a whole field).

/// Runs of letters and digits in one name; a longer name is not looked for inside texts.
pub(super) const NAME_RUNS_MAX: usize = 8;
/// Runs of letters and digits of one text that are read; what follows is not.
const TEXT_RUNS_MAX: usize = 64;

/// Names with values, for exact questions. Sorted by a hash first, so that asking compares
/// numbers and hardly ever texts.
#[derive(Debug)]
pub(super) struct Names<'a> {
    sorted: Vec<(u64, &'a str, u32)>,
    /// Where the hashes with each beginning start in `sorted`, and where the last ones end.
    starts: Vec<u32>,
    /// Bits of a hash that are not its beginning.
    shift: u32,
    runs_max: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(names: impl Iterator<Item = (&'a str, u32)>) -> Names<'a> {
        let mut sorted: Vec<(u64, &'a str, u32)> = names
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, value)| (hash(name), name, value))
            .collect();
        sorted.sort_unstable();
        sorted.dedup();
        let runs_max = sorted.iter().map(|(_, name, _)| runs_in(name)).max();
        let bits = sorted.len().next_power_of_two().trailing_zeros().max(1);
        let shift = u64::BITS - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (hash, _, _) in &sorted {
            starts[(hash >> shift) as usize + 1] += 1;
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        Names {
            sorted,
            starts,
            shift,
            runs_max: runs_max.unwrap_or(0).min(NAME_RUNS_MAX),
        }
    }

    /// The values of a name, ascending, with where they stand (equal for equal names).
    pub(super) fn find(&self, name: &str) -> Option<(u32, impl Iterator<Item = u32> + '_)> {
        let hash = hash(name);
        let begins = (hash >> self.shift) as usize;
        let (from, to) = (self.starts[begins], self.starts[begins + 1]);
        let mut near = (from..to).zip(&self.sorted[from as usize..to as usize]);
        let (start, _) = near.find(|(_, (h, n, _))| *h == hash && *n == name)?;
        Some((start, self.at(start)))
    }

    /// The values that stand together at a place told by [`Names::find`].
    pub(super) fn at(&self, start: u32) -> impl Iterator<Item = u32> + '_ {
        let from = &self.sorted[start as usize..];
        let name = from.first().map(|(h, n, _)| (*h, *n));
        from.iter()
            .take_while(move |(h, n, _)| Some((*h, *n)) == name)
            .map(|(_, _, value)| *value)
    }

    /// Calls `see` with the place of every name that is a whole word of the text; of names that
    /// begin together the longest (`P1-R1` is no mention of `P1`).
    pub(super) fn words_of(&self, text: &str, mut see: impl FnMut(u32)) {
        if self.runs_max == 0 || text.is_empty() {
            return;
        }
        let runs = runs(text);
        let mut first = 0;
        while first < runs.len() {
            let mut longest = None;
            for last in first..runs.len().min(first + self.runs_max) {
                if last > first && !joins(&text[runs[last - 1].1..runs[last].0]) {
                    break;
                }
                if let Some((at, _)) = self.find(&text[runs[first].0..runs[last].1]) {
                    longest = Some((at, last));
                }
            }
            first = match longest {
                Some((at, last)) => {
                    see(at);
                    last + 1
                }
                None => first + 1,
            };
        }
    }
}

/// Numbers texts by content: equal texts, equal numbers. The numbers have no order that means
/// anything, and do not depend on the order of the texts.
pub(super) fn number<K: Ord + Copy>(keys: impl Iterator<Item = (u64, K)>) -> Vec<u32> {
    let keys: Vec<(u64, K)> = keys.collect();
    let mut sorted: Vec<(u64, u32)> = keys.iter().map(|(hash, _)| *hash).zip(0..).collect();
    sorted.sort_unstable();
    let mut numbers = vec![0; keys.len()];
    let mut next = 0;
    let key_of = |(_, slot): &(u64, u32)| keys[*slot as usize].1;
    for same_hash in sorted.chunk_by_mut(|a, b| a.0 == b.0) {
        // Different texts of one hash are rare, and then told apart by themselves.
        if same_hash
            .iter()
            .any(|entry| key_of(entry) != key_of(&same_hash[0]))
        {
            same_hash.sort_unstable_by_key(key_of);
        }
        for equals in same_hash.chunk_by(|a, b| key_of(a) == key_of(b)) {
            for (_, slot) in equals {
                numbers[*slot as usize] = next;
            }
            next += 1;
        }
    }
    numbers
}

/// Whether two account numbers may be one: written in groups, or masked but for head and tail.
pub(super) fn may_be_one_account(a: &str, b: &str) -> bool {
    let digits = |text: &str| -> Vec<char> {
        let written = text.chars().filter(|c| !matches!(c, ' ' | '-'));
        written.collect()
    };
    let (a, b) = (digits(a), digits(b));
    let is_mask = |c: &char| matches!(c, '*' | '＊' | 'x' | 'X');
    // Of each, what stands before its first and behind its last mask.
    let head = |text: &[char]| text.iter().position(is_mask).unwrap_or(text.len());
    let tail = |text: &[char]| text.iter().rev().position(is_mask).unwrap_or(text.len());
    if head(&a) == a.len() && head(&b) == b.len() {
        return a == b;
    }
    let (heads, tails) = (head(&a).min(head(&b)), tail(&a).min(tail(&b)));
    tails > 0 && a[..heads] == b[..heads] && a[a.len() - tails..] == b[b.len() - tails..]
}

/// FNV-1a with its bits mixed: the same on every machine. It only spreads; equality is always of
/// the texts.
pub(super) fn hash(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

/// Start and end of each run of ASCII letters and digits.
pub(super) fn runs(text: &str) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte.is_ascii_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push((from, at));
                start = None;
                if runs.len() == TEXT_RUNS_MAX {
                    return runs;
                }
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        runs.push((from, text.len()));
    }
    runs
}

fn runs_in(name: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for byte in name.bytes() {
        let alphanumeric = byte.is_ascii_alphanumeric();
        count += usize::from(alphanumeric && !inside);
        inside = alphanumeric;
    }
    count
}

/// Whether what stands between two runs can be part of a name.
fn joins(between: &str) -> bool {
    between.len() <= 2 && between.bytes().all(|byte| byte.is_ascii_punctuation())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], text: &str, want: &[&str]) {
        let index = Names::new(names.iter().zip(0..).map(|(name, value)| (*name, value)));
        let mut found = Vec::new();
        index.words_of(text, |at| found.extend(index.at(at)));
        found.sort_unstable();
        let found: Vec<&str> = found.iter().map(|&at| names[at as usize]).collect();
        assert_eq!(found, want, "in {text:?}");
    }

    #[test]
    fn a_name_is_found_as_a_whole_word_only() {
        check(&["P1", "P12"], "结算款P12号", &["P12"]);
        check(&["P1"], "XP1 P11 P1x", &[]);
        check(&["PO-2025/01", "PO"], "ref:PO-2025/01.", &["PO-2025/01"]);
        check(&["P1", "P1-R1"], "P1-R1", &["P1-R1"]);
        check(&["A-B"], "A - B", &[]);
        check(&["P1", "P2"], "P1,P2", &["P1", "P2"]);
        check(&["P1"], "", &[]);
    }

    #[test]
    fn an_account_is_the_same_in_groups_and_behind_a_mask() {
        for (a, b) in [
            ("6222 0000 1111 2222", "6222000011112222"),
            ("622200******2222", "6222000011112222"),
            ("622200******2222", "6222****2222"),
            ("****2222", "6222000011112222"),
        ] {
            assert!(may_be_one_account(a, b) && may_be_one_account(b, a), "{a}");
        }
        for (a, b) in [
            ("6222000011112222", "6222000011113333"),
            ("622200******2222", "6222000011113333"),
            ("622200******2222", "6228000011112222"),
            ("******", "6222000011112222"),
            ("", "6222000011112222"),
        ] {
            assert!(
                !may_be_one_account(a, b) && !may_be_one_account(b, a),
                "{a}"
            );
        }
    }

    #[test]
    fn equal_texts_get_equal_numbers_in_any_order() {
        let number_of =
            |texts: &[&'static str]| number(texts.iter().map(|text| (hash(text), *text)));
        let one = number_of(&["a", "b", "a"]);
        assert_eq!(one[0], one[2]);
        assert_ne!(one[0], one[1]);
        assert_eq!(number_of(&["b", "a", "a"]), vec![one[1], one[0], one[0]]);
    }
}
