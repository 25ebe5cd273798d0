//! Which of some values add up to a target: exactly, and in how many ways.
//!
//! In: values, negative ones too, and a budget of steps. Out: the one set, or several, or none.
//! Each half of the values is summed in all ways, and the halves meet: 2 × 2^(n/2) steps instead
//! of 2^n.

/// Values that are tried in all combinations; with more, only whole days and keys are tried.
pub const LUMP_MEMBERS_MAX: usize = 24;
/// Steps spent on all sums of one account; when they are used up, its lines stay orphans.
pub const LUMP_STEPS_MAX: u64 = 1 << 20;
/// Solutions that are named; more than one is no answer anyway.
pub(super) const SOLUTIONS_MAX: usize = 4;

/// What a search for a sum found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No set, or too many values or steps to say.
    Nothing,
    /// One set, and it is the only one.
    One(Vec<u32>),
    /// At least two sets.
    Several(Vec<Vec<u32>>),
}

impl Found {
    pub(super) fn of(mut sets: Vec<Vec<u32>>) -> Found {
        sets.sort_unstable();
        sets.dedup();
        match sets.len() {
            0 => Found::Nothing,
            1 => Found::One(sets.remove(0)),
            _ => {
                sets.truncate(SOLUTIONS_MAX);
                Found::Several(sets)
            }
        }
    }
}

impl Found {
    /// Different sets, in the order given, until as many are found as are named.
    pub(super) fn first_of<'r>(sets: impl Iterator<Item = &'r [u32]>) -> Found {
        let mut found: Vec<Vec<u32>> = Vec::new();
        for set in sets {
            if !found.iter().any(|known| known == set) {
                found.push(set.to_vec());
            }
            if found.len() == SOLUTIONS_MAX {
                break;
            }
        }
        Found::of(found)
    }

    /// The sets that were found.
    pub(super) fn into_sets(self) -> Vec<Vec<u32>> {
        match self {
            Found::Nothing => Vec::new(),
            Found::One(set) => vec![set],
            Found::Several(sets) => sets,
        }
    }
}

/// The sets of at least `least` items whose values sum to `target`. Items are returned as given,
/// in the given order.
pub(super) fn sets_of(
    items: &[(u32, i64)],
    target: i64,
    least: u32,
    steps_left: &mut u64,
) -> Found {
    let nonnegative = items.iter().all(|(_, value)| *value >= 0);
    let fitting: Vec<(u32, i64)> = items
        .iter()
        .copied()
        .filter(|(_, value)| *value != 0 && (!nonnegative || *value <= target))
        .collect();
    if fitting.is_empty() || fitting.len() > LUMP_MEMBERS_MAX {
        return Found::Nothing;
    }
    let (left, right) = fitting.split_at(fitting.len() / 2);
    let steps = (1_u64 << left.len()) + (1_u64 << right.len());
    if steps > *steps_left {
        *steps_left = 0;
        return Found::Nothing;
    }
    *steps_left -= steps;
    let masks = meet(&all_sums(left), &all_sums(right), i128::from(target), least);
    let sets = masks
        .iter()
        .map(|(low, high)| {
            let member = |half: &[(u32, i64)], mask: u32| -> Vec<u32> {
                let chosen = half.iter().enumerate();
                chosen
                    .filter(|(bit, _)| mask & (1 << bit) != 0)
                    .map(|(_, (item, _))| *item)
                    .collect()
            };
            let mut set = member(left, *low);
            set.extend(member(right, *high));
            set
        })
        .collect();
    Found::of(sets)
}

/// The sum of every subset with its mask, ascending.
fn all_sums(half: &[(u32, i64)]) -> Vec<(i128, u32)> {
    let mut sums = vec![(0_i128, 0_u32)];
    for (bit, (_, value)) in half.iter().enumerate() {
        for index in 0..sums.len() {
            let (sum, mask) = sums[index];
            sums.push((sum + i128::from(*value), mask | (1 << bit)));
        }
    }
    sums.sort_unstable();
    sums
}

/// Pairs of masks whose sums meet the target, at most [`SOLUTIONS_MAX`].
fn meet(left: &[(i128, u32)], right: &[(i128, u32)], target: i128, least: u32) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (sum, low) in left {
        let wanted = target - sum;
        let from = right.partition_point(|(sum, _)| *sum < wanted);
        for (_, high) in right[from..].iter().take_while(|(sum, _)| *sum == wanted) {
            if low.count_ones() + high.count_ones() >= least {
                found.push((*low, *high));
                if found.len() == SOLUTIONS_MAX {
                    return found;
                }
            }
        }
    }
    found
}

/// Who asked, and the items of the answer.
type Answer = (u32, Vec<u32>);

/// Of asks with one answer each, those whose items no other ask wants; and the rest.
pub(super) fn accept(answers: Vec<Answer>) -> (Vec<Answer>, Vec<Answer>) {
    let mut wanted: Vec<u32> = answers.iter().flat_map(|(_, set)| set.clone()).collect();
    wanted.sort_unstable();
    let alone = |item: &u32| {
        let from = wanted.partition_point(|other| other < item);
        wanted.get(from + 1) != Some(item)
    };
    answers
        .into_iter()
        .partition(|(_, set)| set.iter().all(alone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(values: &[i64], target: i64, want: &[&[u32]]) {
        let items: Vec<(u32, i64)> = (0..).zip(values.iter().copied()).collect();
        let want: Vec<Vec<u32>> = want.iter().map(|set| set.to_vec()).collect();
        assert_eq!(sets_of(&items, target, 2, &mut 1_000_000), Found::of(want));
    }

    #[test]
    fn one_set_several_or_none() {
        check(&[500, 400, 343], 900, &[&[0, 1]]);
        check(&[500, 400, 343], 901, &[]);
        check(&[100, 100, 50], 150, &[&[0, 2], &[1, 2]]);
        check(&[100, 50], 100, &[]); // A single one is no lump.
        check(&[], 0, &[]);
        check(&[5, 7, 0], 12, &[&[0, 1]]); // Nothing is gained by adding nothing.
    }

    #[test]
    fn negative_values_are_members_like_others() {
        check(&[5_000, -300, 250], 4_950, &[&[0, 1, 2]]);
        check(&[5_000, -300], 4_700, &[&[0, 1]]);
    }

    #[test]
    fn values_at_the_end_of_the_range_do_not_wrap() {
        check(&[i64::MAX, i64::MAX, 2], 0, &[]);
        check(&[i64::MAX, i64::MIN, 1], 0, &[&[0, 1, 2]]);
    }

    #[test]
    fn at_the_limits_nothing_is_said() {
        let items: Vec<(u32, i64)> = (0..=LUMP_MEMBERS_MAX as u32).map(|i| (i, 1)).collect();
        assert_eq!(sets_of(&items, 2, 2, &mut 1_000_000), Found::Nothing);
        let mut steps = 3;
        assert_eq!(sets_of(&[(0, 1), (1, 2)], 3, 2, &mut steps), Found::Nothing);
        assert_eq!(steps, 0);
        assert_eq!(
            sets_of(&[(0, 1), (1, 2)], 3, 2, &mut 4),
            Found::One(vec![0, 1])
        );
    }

    #[test]
    fn who_shares_an_item_is_not_accepted() {
        let (yes, no) = accept(vec![(7, vec![1, 2]), (8, vec![2, 3]), (9, vec![4])]);
        assert_eq!(yes, vec![(9, vec![4])]);
        assert_eq!(no.len(), 2);
    }

    proptest! {
        #[test]
        fn agrees_with_trying_all(values in prop::collection::vec(-9_i64..40, 0..9), target in -20_i64..90) {
            let items: Vec<(u32, i64)> = (0..).zip(values.iter().copied()).collect();
            let mut all = Vec::new();
            for mask in 0_u32..1 << values.len() {
                let set: Vec<u32> = (0..values.len() as u32).filter(|bit| mask & (1 << bit) != 0).collect();
                let sum: i64 = set.iter().map(|&item| values[item as usize]).sum();
                if set.len() >= 2 && sum == target && set.iter().all(|&item| values[item as usize] != 0) {
                    all.push(set);
                }
            }
            match (sets_of(&items, target, 2, &mut 1_000_000), all.len()) {
                (Found::Nothing, 0) => {}
                (Found::One(set), 1) => prop_assert_eq!(&set, &all[0]),
                (Found::Several(sets), 2..) => prop_assert!(sets.iter().all(|set| all.contains(set))),
                (found, _) => prop_assert!(false, "{found:?}, but there are {all:?}"),
            }
        }
    }
}
