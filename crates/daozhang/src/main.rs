//! The binary: its allocator, and the way into the library beside it.

use std::process::ExitCode;

/// Millions of small pieces are made by two threads at once; this allocator gives them out, and takes them
/// back, without asking the system each time (docs/performance.md has the figures).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    daozhang::main()
}
