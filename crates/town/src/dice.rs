//! The only source of chance in the town: xoshiro256++, seeded by splitmix64.
//!
//! In: the town's seed and the name of a stream (a merchant's index). Out: the same numbers on every machine.
//! Absent by design: the operating system's randomness, floats, and any state shared between streams: merchants are
//! made in parallel and in any order.

/// One stream of chance.
#[derive(Clone, Debug)]
pub struct Dice {
    state: [u64; 4],
}

/// One step of splitmix64: spreads a counter over all 64 bits.
pub const fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Dice {
    /// The stream of that name in the town of that seed.
    pub fn of(seed: u64, stream: u64) -> Dice {
        let start = mix(seed ^ mix(stream));
        Dice {
            state: [
                mix(start),
                mix(start ^ 1),
                mix(start ^ 2),
                mix(start ^ 3) | 1, // Never all zero, where the generator would stay for ever.
            ],
        }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let shifted = b << 17;
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ shifted, d.rotate_left(45)];
        result
    }

    /// A number from 0 to `end` - 1; 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `first` to `last`, both included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below((last - first + 1).max(1) as u64) as i64
    }

    /// True so many times in a thousand.
    pub fn per_mille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        assert!(!list.is_empty(), "nothing to pick from");
        &list[self.below(list.len() as u64) as usize]
    }

    /// An index, by weight. The weights sum to `total`.
    pub fn weighted(&mut self, weights: &[u32], total: u32) -> usize {
        let mut left = self.below(u64::from(total)) as u32;
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        weights.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_and_streams_differ() {
        let draw = |seed, stream| {
            let mut dice = Dice::of(seed, stream);
            [dice.bits(), dice.bits(), dice.bits()]
        };
        assert_eq!(draw(7, 1), draw(7, 1));
        assert_ne!(draw(7, 1), draw(7, 2));
        assert_ne!(draw(7, 1), draw(8, 1));
    }

    #[test]
    fn numbers_stay_inside_and_reach_both_ends() {
        let mut dice = Dice::of(1, 1);
        let drawn: Vec<i64> = (0..1000).map(|_| dice.between(-2, 2)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&2));
        let heavy = (0..1000)
            .filter(|_| dice.weighted(&[9, 1], 10) == 0)
            .count();
        assert!(
            (850..950).contains(&heavy),
            "{heavy} of 1000 with weight 9 in 10"
        );
    }
}
