//! `cargo run --release -p town --example simulate -- 1000000 7 /tmp/town parquet [unexplained]`
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [swipes, seed, out, rest @ ..] = &words[..] else {
        eprintln!("usage: simulate <swipes> <seed> <out> [csv|parquet] [unexplained]");
        std::process::exit(2);
    };
    let (Ok(swipes), Ok(seed)) = (swipes.parse(), seed.parse()) else {
        eprintln!("swipes and seed are whole numbers");
        std::process::exit(2);
    };
    let mut options = town::Options::new(swipes, seed, out);
    if let Some(files) = rest.iter().find_map(|word| town::Files::parse(word)) {
        options.files = files;
    }
    options.planting.unexplained = rest.iter().any(|word| word == "unexplained");
    let started = Instant::now();
    match town::simulate(&options, &|done, all| eprint!("\r{done} of {all} ")) {
        Ok(summary) => eprintln!("\n{summary:?} in {:?}", started.elapsed()),
        Err(error) => {
            eprintln!("\n{error}");
            std::process::exit(1);
        }
    }
}
