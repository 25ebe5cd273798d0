//! Lines with tags as nodes: MT940's `:61:…`, BAI2's `16,…/`.
//!
//! A segment begins with its tag and ends where the next one begins. Some open a scope (a statement, a line), which the next
//! of its kind, or of one around it, ends. Each is a node of its tag's name with its parts as leaves; `#` counts segments.
//! In: bytes of UTF-8. Out: nodes to the sink. Absent: the tags' meaning, which stands in the layout.

use super::Sink;
use super::subfields::subfields;
use crate::fault::Fault;
use crate::mapping::MappedFault;
use crate::mapping::metered::Metered;
use crate::mapping::template::Template;
use std::io::Read;

/// The most bytes of one segment, and of one line.
const SEGMENT_BYTES_MAX: usize = 1 << 16;
/// The longest tag.
const TAG_BYTES_MAX: usize = 8;

/// How segments are written, and what they are.
#[derive(Clone, Debug)]
pub(super) struct Tagging {
    pub before: String,
    pub after: String,
    /// What may end a segment, so that the next may begin on the same line.
    pub end: Option<String>,
    /// The tag whose text goes on the segment before, and what stands between the two.
    pub continued: Option<(String, String)>,
    /// A line that begins so ends a message; nothing is read until the next tag.
    pub stop: Option<String>,
    /// The names of the scopes, the outermost first.
    pub scopes: Vec<String>,
    pub segments: Vec<SegmentPlan>,
}

#[derive(Clone, Debug)]
pub(super) struct SegmentPlan {
    pub tag: String,
    pub opens: Option<usize>,
    pub closes: Option<usize>,
    pub parts: Option<Template>,
    pub subfields: bool,
}

struct Segment {
    tag: String,
    text: String,
    line: u32,
    records: u32,
    too_long: bool,
}

impl Segment {
    /// More of the segment; of one that is too long nothing more is kept.
    fn add(&mut self, join: &str, text: &str) {
        if self.too_long {
            return;
        }
        self.text.push_str(join);
        self.text.push_str(text);
        self.too_long = self.text.len() > SEGMENT_BYTES_MAX;
    }
}

impl Tagging {
    /// The tag with which a text begins, and what follows it.
    fn tag<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let rest = text.strip_prefix(self.before.as_str())?;
        let end = rest.find(self.after.as_str())?;
        let tag = &rest[..end];
        let well = (1..=TAG_BYTES_MAX).contains(&end)
            && tag.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (!self.before.is_empty() || self.knows(tag));
        well.then(|| (tag, &rest[end + self.after.len()..]))
    }

    /// Without anything before tags only those of the layout are tags: text may begin with a number, too.
    fn knows(&self, tag: &str) -> bool {
        let continued = self
            .continued
            .as_ref()
            .is_some_and(|(known, _)| known == tag);
        continued || self.segments.iter().any(|segment| segment.tag == tag)
    }

    /// The pieces of a line, each of which may begin a segment.
    fn pieces<'t>(&self, line: &'t str) -> Vec<&'t str> {
        let Some(end) = &self.end else {
            return vec![line];
        };
        let (mut pieces, mut start) = (Vec::new(), 0);
        for (place, mark) in line.match_indices(end.as_str()) {
            let next = place + mark.len();
            let rest = line[next..].trim_start();
            if next > start && self.tag(rest).is_some() {
                pieces.push(line[start..next].trim_start());
                start = line.len() - rest.len();
            }
        }
        pieces.push(line[start..].trim_start());
        pieces
    }
}

struct Reading<'p, 's, 'a, 'r, 't> {
    tagging: &'p Tagging,
    sink: &'s mut Sink<'a, 'r, 't>,
    open: usize,
    segment: Option<Segment>,
}

pub(super) fn read(
    reader: impl Read,
    tagging: &Tagging,
    sink: &mut Sink<'_, '_, '_>,
) -> Result<(), MappedFault> {
    let mut reader = Metered::new(reader);
    let mut reading = Reading {
        tagging,
        sink,
        open: 0,
        segment: None,
    };
    let mut bytes = Vec::new();
    loop {
        let line = match reader.line_of(SEGMENT_BYTES_MAX, &mut bytes) {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(error) => return Err(reader.fault(&error)),
        };
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_suffix('\r').unwrap_or(&text);
        if tagging
            .stop
            .as_ref()
            .is_some_and(|stop| text.starts_with(stop.as_str()))
        {
            reading.end_segment()?;
            continue;
        }
        for piece in tagging.pieces(text) {
            reading.piece(piece, line)?;
        }
        if let Some(segment) = &mut reading.segment {
            segment.too_long |= bytes.len() > SEGMENT_BYTES_MAX;
        }
    }
    reading.end_segment()?;
    reading.close(0);
    Ok(())
}

impl Reading<'_, '_, '_, '_, '_> {
    fn piece(&mut self, piece: &str, line: u32) -> Result<(), MappedFault> {
        match (self.tagging.tag(piece), &self.tagging.continued) {
            (Some((tag, text)), Some((known, join))) if tag == known => {
                let Some(segment) = &mut self.segment else {
                    return Ok(());
                };
                if let Some(end) = &self.tagging.end {
                    let kept = segment.text.trim_end();
                    let kept = kept.strip_suffix(end.as_str()).unwrap_or(kept).len();
                    segment.text.truncate(kept);
                }
                segment.records += 1;
                segment.add(join, text);
            }
            (Some((tag, text)), _) => {
                self.end_segment()?;
                self.segment = Some(Segment {
                    tag: tag.to_owned(),
                    text: text.to_owned(),
                    line,
                    records: 1,
                    too_long: false,
                });
            }
            (None, _) => {
                // Before the first tag, and between messages, stands what is no part of a message.
                if let Some(segment) = &mut self.segment {
                    segment.add("\n", piece);
                }
            }
        }
        Ok(())
    }

    fn close(&mut self, depth: usize) {
        while self.open > depth {
            self.sink.leave();
            self.open -= 1;
        }
    }

    fn end_segment(&mut self) -> Result<(), MappedFault> {
        let Some(segment) = self.segment.take() else {
            return Ok(());
        };
        let tagging = self.tagging;
        let plan = tagging.segments.iter().find(|plan| plan.tag == segment.tag);
        if let Some(depth) = plan.and_then(|plan| plan.opens.or(plan.closes)) {
            self.close(depth);
        }
        if let Some(depth) = plan.and_then(|plan| plan.opens) {
            while self.open <= depth {
                self.sink.enter(&tagging.scopes[self.open], segment.line)?;
                self.open += 1;
            }
        }
        for _ in 0..segment.records {
            self.sink.leaf("#", "", segment.line)?;
        }
        let Some(plan) = plan else { return Ok(()) };
        if segment.too_long {
            self.sink.break_row(segment.line, Fault::RecordTooLong);
            return Ok(());
        }
        let text = segment.text.trim_end();
        let end = tagging.end.as_deref().unwrap_or("");
        self.parts(
            plan,
            text.strip_suffix(end).unwrap_or(text).trim_end(),
            segment.line,
        )
    }

    fn parts(&mut self, plan: &SegmentPlan, text: &str, line: u32) -> Result<(), MappedFault> {
        let Some(template) = &plan.parts else {
            self.sink.enter(&plan.tag, line)?;
            self.sink.leaf("text", &text.replace('\n', " "), line)?;
            if plan.subfields {
                // Lines are cut where they are full, within marks and words.
                let text = text.replace('\n', "");
                for (mark, text) in subfields(&text) {
                    self.sink.leaf(mark.trim_matches('/'), text, line)?;
                }
            }
            self.sink.leave();
            return Ok(());
        };
        match template.take(text) {
            None => self.sink.break_row(line, Fault::PartsShape),
            Some(parts) => {
                self.sink.enter(&plan.tag, line)?;
                for (name, text) in parts {
                    let text = text.replace('\n', " ");
                    self.sink.leaf(&template.names()[name], &text, line)?;
                }
                self.sink.leave();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_continued_without_end_is_not_kept() {
        let mut segment = Segment {
            tag: "16".to_owned(),
            text: String::new(),
            line: 1,
            records: 1,
            too_long: false,
        };
        let text = "x".repeat(1000);
        for _ in 0..1000 {
            segment.add(",", &text);
        }
        assert!(segment.too_long);
        let length = segment.text.len();
        assert!(length <= SEGMENT_BYTES_MAX + 1 + text.len(), "{length}");
    }
}
