//! Sub-fields of a free text: `?20SVWZ+…?32NAME`, `>20…`, `/EREF/…/REMI/…`, as banks write `:86:`.
//!
//! In: a text. Out: each sub-field by its mark, such as `?20` or `/EREF/`. What stands before the first mark has none.
//! Marks within words of their own (a date as 01/02/2013) are not taken for marks: between slashes stand two to eight
//! capital letters. Absent: what a mark means, which differs from bank to bank and stands in the layout.

/// Every sub-field of a text.
pub(super) fn subfields(text: &str) -> Vec<(&str, &str)> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(place) = text[at..].find(['?', '>', '/']) {
        at += place;
        match mark_length(&text[at..]) {
            Some(length) => {
                marks.push((at, at + length));
                at += length;
            }
            None => at += 1,
        }
    }
    let ends = marks.iter().skip(1).map(|(start, _)| *start);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let fields = marks.iter().zip(ends);
    fields
        .map(|((start, after), end)| (&text[*start..*after], text[*after..end].trim()))
        .collect()
}

fn mark_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes {
        [b'?' | b'>', first, second, ..] if first.is_ascii_digit() && second.is_ascii_digit() => {
            Some(3)
        }
        [b'/', rest @ ..] => {
            let letters = rest.iter().take_while(|byte| byte.is_ascii_uppercase());
            let letters = letters.count();
            ((2..=8).contains(&letters) && rest.get(letters) == Some(&b'/')).then_some(letters + 2)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_part_a_text() {
        let joined = |text: &str| {
            let fields = subfields(text).into_iter();
            let fields = fields.map(|(mark, text)| format!("{mark}={text}"));
            fields.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            joined("008?00DAUERAUFTRAG?20Miete November?32MUELLER?"),
            "?00=DAUERAUFTRAG ?20=Miete November ?32=MUELLER?"
        );
        assert_eq!(
            joined("/EREF/01-01-2013 1/2/BENM//NAME/JOHN DOE/REMI//ISDT/2013-07-11"),
            "/EREF/=01-01-2013 1/2 /BENM/= /NAME/=JOHN DOE /REMI/= /ISDT/=2013-07-11"
        );
        assert_eq!(joined("Betaling 22/07/2010 a/b"), "");
    }
}
