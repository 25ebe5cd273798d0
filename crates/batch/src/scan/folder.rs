//! The files of a data set: where they are, what they are, in the order of their names.
//!
//! In: the data set's folder. Out: the files of every source, and those that a mapping claims.
//! Absent: their content. Hidden files, and files without a format whose name begins with `_`
//! (marks of other tools), are no records.

use super::report::FileFault;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wire::{Mapping, Source};

/// Folders within folders, at most. Deeper ones are a loop of links, or a mistake.
const DEPTH_MAX: usize = 16;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Text {
        /// What stands between fields.
        delimiter: u8,
        /// How it is packed.
        packing: Packing,
    },
    /// Parquet.
    Parquet,
    /// None that is read.
    Unknown,
}

/// Who reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The native layout of a source.
    Native(Source),
    /// The mapping of this number.
    Mapped(usize),
}

/// One file of the data set.
#[derive(Clone, Debug)]
pub struct Found {
    /// Relative to the data set, with `/` between folders.
    pub path: String,
    /// Where it is.
    pub full: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// How it is read.
    pub format: Format,
    /// Who reads it.
    pub reader: Reader,
}

/// The format that a name tells.
pub fn format_of(path: &str) -> Format {
    let lower = path.to_lowercase();
    let (name, packing) = match (lower.strip_suffix(".gz"), lower.strip_suffix(".zst")) {
        (Some(name), _) => (name, Packing::Gzip),
        (_, Some(name)) => (name, Packing::Zstd),
        _ => (&*lower, Packing::Plain),
    };
    if name.ends_with(".csv") {
        Format::Text {
            delimiter: b',',
            packing,
        }
    } else if name.ends_with(".tsv") {
        Format::Text {
            delimiter: b'\t',
            packing,
        }
    } else if packing == Packing::Plain && (name.ends_with(".parquet") || name.ends_with(".pq")) {
        Format::Parquet
    } else {
        Format::Unknown
    }
}

/// How a file is packed, whatever it holds.
pub fn packing_of(path: &str) -> Packing {
    match path.rsplit('.').next() {
        Some("gz") => Packing::Gzip,
        Some("zst") => Packing::Zstd,
        _ => Packing::Plain,
    }
}

/// Every file that is a source's or a mapping's, by name. Folders that cannot be listed are told by path.
pub fn find(folder: &Path, mappings: &[Mapping]) -> (Vec<Found>, Vec<(String, FileFault)>) {
    let mut files = BTreeMap::new();
    let mut unlisted = Vec::new();
    let everywhere = mappings.iter().any(|mapping| !mapping.is_within_sources());
    if everywhere {
        walk(folder, "", 0, &mut files, &mut unlisted);
    } else {
        for source in Source::ALL {
            let inner = folder.join(source.name());
            if inner.is_dir() {
                walk(&inner, source.name(), 0, &mut files, &mut unlisted);
            }
        }
    }
    let found = files.into_iter().filter_map(|(path, (full, bytes))| {
        let mapped = mappings.iter().position(|mapping| mapping.takes(&path));
        let format = format_of(&path);
        let reader = match mapped {
            Some(number) => Reader::Mapped(number),
            None => Reader::Native(source_of(&path)?),
        };
        let name = path.rsplit('/').next().unwrap_or(&path);
        let other_tools = mapped.is_none() && format == Format::Unknown && name.starts_with('_');
        (!other_tools).then_some(Found {
            path,
            full,
            bytes,
            format,
            reader,
        })
    });
    (found.collect(), unlisted)
}

fn unreadable(error: &std::io::Error) -> FileFault {
    FileFault::Unreadable {
        why: error.to_string(),
    }
}

/// The source in whose sub-folder a file lies.
fn source_of(path: &str) -> Option<Source> {
    let (top, _) = path.split_once('/')?;
    Source::of_name(top)
}

fn walk(
    folder: &Path,
    path: &str,
    depth: usize,
    files: &mut BTreeMap<String, (PathBuf, u64)>,
    unlisted: &mut Vec<(String, FileFault)>,
) {
    if depth > DEPTH_MAX {
        unlisted.push((path.to_owned(), FileFault::TooDeep { limit: DEPTH_MAX }));
        return;
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            unlisted.push((path.to_owned(), unreadable(&error)));
            return;
        }
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // What was simulated lies beside its truth, which no trace may read.
        if name.starts_with('.') || (depth == 0 && path.is_empty() && name == "truth") {
            continue;
        }
        let inner = if path.is_empty() {
            name
        } else {
            format!("{path}/{name}")
        };
        match std::fs::metadata(entry.path()) {
            Ok(what) if what.is_dir() => walk(&entry.path(), &inner, depth + 1, files, unlisted),
            Ok(what) if what.is_file() => {
                files.insert(inner, (entry.path(), what.len()));
            }
            Ok(_) => {} // A pipe or a device holds no records.
            Err(error) => unlisted.push((inner, unreadable(&error))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_format() {
        let csv = |packing| Format::Text {
            delimiter: b',',
            packing,
        };
        assert_eq!(format_of("bank/a.csv"), csv(Packing::Plain));
        assert_eq!(format_of("bank/A.CSV.gz"), csv(Packing::Gzip));
        assert_eq!(format_of("bank/a.csv.zst"), csv(Packing::Zstd));
        assert_eq!(
            format_of("bank/a.tsv"),
            Format::Text {
                delimiter: b'\t',
                packing: Packing::Plain
            }
        );
        assert_eq!(format_of("bank/a.parquet"), Format::Parquet);
        assert_eq!(format_of("bank/a.parquet.gz"), Format::Unknown);
        assert_eq!(format_of("bank/a.xlsx"), Format::Unknown);
    }
}
