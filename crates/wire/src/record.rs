//! One record of delimited text: its line and its fields.
//!
//! A field is a slice of the record's text, or of a scratch where quotation marks had to be taken out of it.

/// Where one field stands, in the record's text or, when marks had to be taken out of it, in its scratch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub start: u32,
    pub end: u32,
    pub shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As it stands.
    Plain,
    /// With quotation marks inside that must be taken out.
    Marked,
    /// Taken out; in the scratch.
    Unmarked,
}

/// One record.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// The physical line on which it begins, the first being 1.
    pub line: u32,
    pub(crate) text: &'a str,
    pub(crate) scratch: &'a str,
    pub(crate) places: &'a [Place],
}

impl<'a> Record<'a> {
    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Never: a line without anything is skipped.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The field at this position; empty when there is none.
    pub fn field(&self, position: usize) -> &'a str {
        match self.places.get(position) {
            None => "",
            Some(place) => {
                let text = if place.shape == Shape::Unmarked {
                    self.scratch
                } else {
                    self.text
                };
                &text[place.start as usize..place.end as usize]
            }
        }
    }

    /// All fields.
    pub fn fields(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.len()).map(|position| self.field(position))
    }
}

/// Takes the quotation marks out of the fields that have some: `""` becomes `"`, a single one goes.
pub(crate) fn unmark(text: &str, places: &mut [Place], scratch: &mut String) {
    scratch.clear();
    for place in places
        .iter_mut()
        .filter(|place| place.shape == Shape::Marked)
    {
        let start = scratch.len() as u32;
        let mut rest = &text[place.start as usize..place.end as usize];
        while let Some(mark) = rest.find('"') {
            scratch.push_str(&rest[..mark]);
            rest = &rest[mark + 1..];
            if let Some(after) = rest.strip_prefix('"') {
                scratch.push('"');
                rest = after;
            }
        }
        scratch.push_str(rest);
        *place = Place {
            start,
            end: scratch.len() as u32,
            shape: Shape::Unmarked,
        };
    }
}
