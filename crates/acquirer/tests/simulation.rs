//! A day of an acquirer in virtual time: tills, a platform of two processes over one store, issuers, and links between them
//! that delay, lose, double and reorder; processes that die between any two steps. The issuers know the truth.
//!
//! `SIMULATION_SEEDS=100000` runs more seeds than the usual thousand, `SIMULATION_SEED=17` one. A failure names its seed.

#[path = "simulation/issuer.rs"]
mod issuer;
#[path = "simulation/platform.rs"]
mod platform;
#[path = "simulation/random.rs"]
mod random;
#[path = "simulation/till.rs"]
mod till;
#[path = "simulation/world.rs"]
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use world::World;

const SEEDS: u64 = 1_000;

#[test]
fn no_fault_loses_or_doubles_a_fen() {
    let asked = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let seeds = match (asked("SIMULATION_SEED"), asked("SIMULATION_SEEDS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, Some(seeds)) => 0..seeds,
        (None, None) => 0..SEEDS,
    };
    let mut seen = world::Seen::default();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let share = |first: u64| {
        let seeds = seeds.clone();
        move || {
            let mut seen = world::Seen::default();
            for seed in (seeds.start + first..seeds.end).step_by(threads as usize) {
                let day = catch_unwind(AssertUnwindSafe(|| World::new(seed).day()));
                match day {
                    Ok(day) => seen.add(&day),
                    Err(fault) => {
                        eprintln!("seed {seed} failed; SIMULATION_SEED={seed} runs it alone");
                        std::panic::resume_unwind(fault);
                    }
                }
            }
            seen
        }
    };
    let running: Vec<_> = (0..threads)
        .map(|first| std::thread::spawn(share(first)))
        .collect();
    for thread in running {
        seen.add(
            &thread
                .join()
                .unwrap_or_else(|fault| std::panic::resume_unwind(fault)),
        );
    }
    eprintln!("{seen:?}");
    // A thousand days without one of these would be a test of nothing.
    if seeds.end - seeds.start >= SEEDS {
        seen.assert_all();
    }
}
