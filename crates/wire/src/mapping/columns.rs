//! Where the columns that a mapping uses stand: in a row's cells, in what the file says of itself, or nowhere.
//!
//! In: a header's names. Out: a slot for each used column, or why the header is not the layout's. Absent: cells.

use super::{MappedFault, Mapping, Template};
use std::borrow::Cow;

/// Where a used column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// In this cell of a row.
    Cell(usize),
    /// In this text of the file's context.
    Context(usize),
    /// The file has none, and may.
    Absent,
}

impl Slot {
    /// The cell, where it is one of a row's.
    pub fn cell(self) -> Option<usize> {
        match self {
            Slot::Cell(cell) => Some(cell),
            _ => None,
        }
    }
}

/// A column that files call by several names.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    pub column: String,
    pub names: Vec<String>,
}

/// What a file says outside its rows: in its name and in the lines of its head.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    pub names: Vec<String>,
    pub texts: Vec<String>,
}

impl Context {
    /// Room for the parts of a template.
    fn expect(&mut self, template: &Template) {
        for name in template.names() {
            if !self.names.contains(name) {
                self.names.push(name.clone());
                self.texts.push(String::new());
            }
        }
    }

    /// Takes a text apart, if it follows the template.
    pub fn take(&mut self, template: &Template, text: &str) {
        for (name, text) in template.take(text).into_iter().flatten() {
            if let Some(place) = self.place(&template.names()[name]) {
                self.texts[place] = text.trim().to_owned();
            }
        }
    }

    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}

/// Full-width ASCII, as Chinese input methods write it, in its narrow form.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    let wide = |letter: char| ('\u{FF01}'..='\u{FF5E}').contains(&letter);
    if !text.contains(wide) {
        return Cow::Borrowed(text);
    }
    let narrow = |letter: char| {
        let code = u32::from(letter) - 0xFEE0;
        char::from_u32(code)
            .filter(|_| wide(letter))
            .unwrap_or(letter)
    };
    let letters = text.chars();
    Cow::Owned(
        letters
            .map(|letter| if wide(letter) { narrow(letter) } else { letter })
            .collect(),
    )
}

impl Mapping {
    /// Finds the used columns among a file's names.
    pub(super) fn slots(
        &self,
        names: &[String],
        context: &Context,
    ) -> Result<Vec<Slot>, MappedFault> {
        let (aliases, optional): (&[Alias], &[String]) = match &self.frame {
            super::Frame::Lines(lines) => (&lines.aliases, &lines.optional),
            _ => (&[], &[]),
        };
        let (mut missing, mut slots) = (Vec::new(), Vec::new());
        for used in &self.used {
            let alias = aliases.iter().find(|alias| alias.column == *used);
            let own = std::slice::from_ref(used);
            let called = alias.map_or(own, |alias| &alias.names[..]);
            // Of several columns that are called so, the name that the layout puts first counts.
            let of_name = |called: &String| {
                let is_it = |(_, name): &(usize, &String)| narrow(called) == narrow(name);
                names.iter().enumerate().filter(is_it).collect::<Vec<_>>()
            };
            let found = called.iter().map(of_name).find(|found| !found.is_empty());
            let found = found.unwrap_or_default();
            slots.push(match (found.first(), found.get(1), context.place(used)) {
                (Some((_, name)), Some(_), _) => {
                    return Err(MappedFault::ColumnTwice(crate::scrub(name).into_owned()));
                }
                (Some((slot, _)), ..) => Slot::Cell(*slot),
                (None, _, Some(place)) => Slot::Context(place),
                (None, ..) => {
                    if !optional.contains(used) {
                        missing.push(called[0].clone());
                    }
                    Slot::Absent
                }
            });
        }
        if missing.is_empty() {
            Ok(slots)
        } else {
            Err(MappedFault::ColumnsMissing(missing))
        }
    }

    /// What a file of this name says, so far.
    pub(super) fn context(&self, path: &str) -> Context {
        let mut context = Context::default();
        let says: &[Template] = match &self.frame {
            super::Frame::Lines(lines) => &lines.says,
            _ => &[],
        };
        says.iter().for_each(|template| context.expect(template));
        if let Some(template) = &self.file_name {
            context.expect(template);
            context.take(template, super::name_of(path));
        }
        context
    }
}
