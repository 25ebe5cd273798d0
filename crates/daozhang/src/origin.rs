//! The note that a trace leaves beside its results: which data set, judged when.
//!
//! In: the folder of the results. Out: the way back, so that `why` takes results like a data set.
//! Absent: what the results say.

use crate::trouble::Trouble;
use anyhow::Result;
use batch::{TraceOptions, write};
use ledger::{Instant, Zone};
use serde_json::{Value, json};
use std::fmt::Display;
use std::path::{Path, PathBuf};

const FILE: &str = "trace.json";

/// What a trace noted.
pub struct Origin {
    note: PathBuf,
    said: Value,
}

impl Origin {
    /// Writes the note.
    pub fn write(out: &Path, folder: &Path, options: TraceOptions, zone: &Zone) -> Result<()> {
        let folder =
            std::fs::canonicalize(folder).map_err(|error| Trouble::refused(folder, &error))?;
        let said = json!({
            "folder": folder,
            "as_of": zone.show(options.as_of),
            "known_at": zone.show(options.known_at),
        });
        write::text(&out.join(FILE), &format!("{said:#}\n"))?;
        Ok(())
    }

    /// Reads the note of a folder; `None` where there is none.
    pub fn read(out: &Path) -> Result<Option<Origin>, Trouble> {
        let note = out.join(FILE);
        if !note.is_file() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&note).map_err(|why| unreadable(&note, &why))?;
        let said = serde_json::from_str(&text).map_err(|why| unreadable(&note, &why))?;
        Ok(Some(Origin { note, said }))
    }

    /// The data set.
    pub fn folder(&self) -> Result<PathBuf, Trouble> {
        self.field("folder").map(PathBuf::from)
    }

    /// The instants of judgement and of knowledge.
    pub fn instants(&self, zone: &Zone) -> Result<(Instant, Instant), Trouble> {
        let instant = |name: &str| {
            let read = zone.parse(self.field(name)?);
            read.ok_or_else(|| self.lacks(name))
        };
        Ok((instant("as_of")?, instant("known_at")?))
    }

    fn field(&self, name: &str) -> Result<&str, Trouble> {
        self.said[name].as_str().ok_or_else(|| self.lacks(name))
    }

    fn lacks(&self, name: &str) -> Trouble {
        unreadable(&self.note, &format!("no {name}"))
    }
}

fn unreadable(note: &Path, why: &dyn Display) -> Trouble {
    let why = why.to_string();
    Trouble::unusable(note, "fault.origin_unreadable", &[("why", &why)])
}
