//! Where a row stands: which file of the data set, which line of it.

pub use wire::Source;

/// A file of the data set. Ids are given in the order of the files' names, so that "the file
/// whose name sorts first" is the smallest id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A row's place, cited in evidence as `source/file:line`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which source.
    pub source: Source,
    /// Which file.
    pub file: FileId,
    /// The physical line, the header being 1; in Parquet the row's ordinal, the first being 1.
    pub line: u32,
}
