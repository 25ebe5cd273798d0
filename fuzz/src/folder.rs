//! A small data set on disk, one a thread, laid anew for every input.

use batch::dataset::Dataset;
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use wire::{Records, Source};

/// A folder with the sub-folders of all sources.
pub(crate) struct Folder {
    root: TempDir,
    written: RefCell<Vec<PathBuf>>,
}

thread_local! {
    static FOLDER: Folder = Folder::new();
}

/// Lends this thread's folder; what is written into it is gone afterwards.
pub(crate) fn with_folder<T>(work: impl FnOnce(&Folder) -> T) -> T {
    FOLDER.with(|folder| {
        folder.clear(); // An input before this one may have ended in a panic.
        let done = work(folder);
        folder.clear();
        done
    })
}

impl Folder {
    fn new() -> Folder {
        let root = TempDir::with_prefix("daozhang-fuzz-").expect("a temporary folder");
        for source in Source::ALL {
            fs::create_dir(root.path().join(source.name())).expect("it can be made");
        }
        Folder {
            root,
            written: RefCell::default(),
        }
    }

    fn clear(&self) {
        for path in self.written.borrow_mut().drain(..) {
            fs::remove_file(path).expect("it was written");
        }
    }

    pub fn path(&self) -> &Path {
        self.root.path()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        fs::write(&path, bytes).expect("it can be written");
        self.written.borrow_mut().push(path);
    }

    pub fn dataset(&self) -> Dataset {
        Dataset::open_without_merchants(self.path()).expect("it has sources")
    }
}

/// An input's first line, and the rest.
pub(crate) fn first_line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

/// How many rows a native file has below its header. A header that is refused fixes no width.
pub(crate) fn rows_below_header(bytes: &[u8], header_read: bool) -> u64 {
    let mut records = Records::new(bytes, wire::Dialect::CSV);
    let width = match records.next().expect("memory does not fail") {
        None => return 0,
        Some(wire::Step::Record(record)) => Some(record.len()),
        Some(wire::Step::Broken { .. }) => None,
    };
    if let (Some(width), true) = (width, header_read) {
        records.expect_width(width);
    }
    crate::delimited::steps(records).len() as u64
}
