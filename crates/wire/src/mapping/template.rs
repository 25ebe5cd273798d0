//! Templates: how one text is taken apart into named parts, written in a table.
//!
//! `{value_day:6n}[{booked_day:4n}]{mark:RC|RD|C|D}{amount:d}` reads the first half of an MT940 line. `{name:6n}` is six
//! digits (`n` digits, `a` letters, `c` both, `d` a decimal; without a number one and more), `{name:A|B}` one of two words,
//! `{name:*}` all up to what follows; `[…]` may be absent, `(…|…)` is one of several, `(…)*` any number of times, `\` takes
//! the next letter as it is. In: a text. Out: its parts, in order. Reading never goes back over what a part has taken, so
//! its time is bounded by the text's length times the template's. Absent: the parts' meaning.

/// More groups within each other than any table needs.
const DEPTH_MAX: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Digit,
    Letter,
    Either,
    Decimal,
}

impl Class {
    fn of(letter: char) -> Option<Class> {
        Some(match letter {
            'n' => Class::Digit,
            'a' => Class::Letter,
            'c' => Class::Either,
            'd' => Class::Decimal,
            _ => return None,
        })
    }

    fn takes(self, byte: u8) -> bool {
        match self {
            Class::Digit => byte.is_ascii_digit(),
            Class::Letter => byte.is_ascii_alphabetic(),
            Class::Either => byte.is_ascii_alphanumeric(),
            Class::Decimal => byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'+'),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    /// So many of a class, one class after the other; 0 is one and more.
    Counted(Vec<(usize, Class)>),
    /// One of these.
    Words(Vec<String>),
    /// Everything up to what follows.
    Rest,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Part(usize, Shape),
    Optional(Vec<Piece>),
    Either(Vec<Vec<Piece>>),
    Repeated(Vec<Vec<Piece>>),
}

/// A template, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
    names: Vec<String>,
}

impl Template {
    /// Reads a template; `None` when it cannot be used.
    pub fn new(text: &str) -> Option<Template> {
        let mut reader = TemplateText {
            rest: text,
            names: Vec::new(),
        };
        let pieces = reader.sequence(0)?;
        reader.rest.is_empty().then_some(Template {
            pieces,
            names: reader.names,
        })
    }

    /// The names of its parts, each once.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Takes a text apart: the number of each part's name, and its text. `None` when the text does not follow it wholly.
    pub fn take<'t>(&self, text: &'t str) -> Option<Vec<(usize, &'t str)>> {
        let mut found = Vec::new();
        let rest = sequence(&self.pieces, text, &[], &mut found)?;
        rest.is_empty().then_some(found)
    }
}

struct TemplateText<'t> {
    rest: &'t str,
    names: Vec<String>,
}

impl TemplateText<'_> {
    /// Pieces up to the end of the text or of the group.
    fn sequence(&mut self, depth: usize) -> Option<Vec<Piece>> {
        let mut pieces: Vec<Piece> = Vec::new();
        while let Some(letter) = self.rest.chars().next() {
            if matches!(letter, ']' | ')' | '|') && depth > 0 {
                break;
            }
            self.rest = &self.rest[letter.len_utf8()..];
            if depth > DEPTH_MAX {
                return None;
            }
            match letter {
                '{' => {
                    let (inner, after) = self.rest.split_once('}')?;
                    self.rest = after;
                    pieces.push(self.part(inner)?);
                }
                '[' => {
                    let inner = self.sequence(depth + 1)?;
                    self.rest = self.rest.strip_prefix(']')?;
                    pieces.push(Piece::Optional(inner));
                }
                '(' => {
                    let mut choices = vec![self.sequence(depth + 1)?];
                    while let Some(after) = self.rest.strip_prefix('|') {
                        self.rest = after;
                        choices.push(self.sequence(depth + 1)?);
                    }
                    self.rest = self.rest.strip_prefix(')')?;
                    pieces.push(match self.rest.strip_prefix('*') {
                        Some(after) => {
                            self.rest = after;
                            Piece::Repeated(choices)
                        }
                        None => Piece::Either(choices),
                    });
                }
                ']' | ')' | '}' => return None,
                _ => {
                    let letter = if letter == '\\' {
                        let next = self.rest.chars().next()?;
                        self.rest = &self.rest[next.len_utf8()..];
                        next
                    } else {
                        letter
                    };
                    match pieces.last_mut() {
                        Some(Piece::Literal(text)) => text.push(letter),
                        _ => pieces.push(Piece::Literal(letter.to_string())),
                    }
                }
            }
        }
        Some(pieces)
    }

    fn part(&mut self, inner: &str) -> Option<Piece> {
        let (name, shape) = inner.split_once(':')?;
        if name.is_empty() {
            return None;
        }
        let place = self.names.iter().position(|known| known == name);
        let place = place.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        let shape = match (shape, counted(shape)) {
            ("*", _) => Shape::Rest,
            (_, Some(counted)) => Shape::Counted(counted),
            _ => Shape::Words(shape.split('|').map(str::to_owned).collect()),
        };
        Some(Piece::Part(place, shape))
    }
}

/// `6n`, `1a3c`, `n`.
fn counted(shape: &str) -> Option<Vec<(usize, Class)>> {
    let mut runs = Vec::new();
    let mut rest = shape;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count = if digits == 0 {
            0
        } else {
            rest[..digits].parse().ok()?
        };
        let letter = rest[digits..].chars().next()?;
        runs.push((count, Class::of(letter)?));
        rest = &rest[digits + letter.len_utf8()..];
    }
    (!runs.is_empty()).then_some(runs)
}

type Found<'t> = Vec<(usize, &'t str)>;

/// Reads pieces from the front of a text; what is left, or `None` when one of them does not fit. `after` is what may
/// follow the sequence.
fn sequence<'t>(
    pieces: &[Piece],
    text: &'t str,
    after: &[&str],
    found: &mut Found<'t>,
) -> Option<&'t str> {
    let mut rest = text;
    for (place, piece) in pieces.iter().enumerate() {
        let ahead = || {
            let mut ahead = Vec::new();
            if firsts(&pieces[place + 1..], &mut ahead) {
                ahead.extend(after);
            }
            ahead
        };
        rest = match piece {
            Piece::Literal(literal) => rest.strip_prefix(literal.as_str())?,
            Piece::Part(name, shape) => {
                let length = match shape {
                    Shape::Counted(runs) => counted_length(runs, rest)?,
                    Shape::Words(words) => words
                        .iter()
                        .find(|word| rest.starts_with(word.as_str()))?
                        .len(),
                    Shape::Rest => {
                        let ends = ahead();
                        let ends = ends.iter().filter_map(|end| rest.find(end));
                        ends.min().unwrap_or(rest.len())
                    }
                };
                let (part, rest) = rest.split_at(length);
                found.push((*name, part));
                rest
            }
            Piece::Optional(inner) => {
                one_of(std::slice::from_ref(inner), rest, &ahead(), found).unwrap_or(rest)
            }
            Piece::Either(choices) => one_of(choices, rest, &ahead(), found)?,
            Piece::Repeated(choices) => {
                let mut ends = ahead();
                choices.iter().for_each(|choice| {
                    firsts(choice, &mut ends);
                });
                while let Some(after) =
                    one_of(choices, rest, &ends, found).filter(|after| after.len() < rest.len())
                {
                    rest = after;
                }
                rest
            }
        };
    }
    Some(rest)
}

/// The first of the choices that fits; what one of them took before it failed is given back.
fn one_of<'t>(
    choices: &[Vec<Piece>],
    text: &'t str,
    after: &[&str],
    found: &mut Found<'t>,
) -> Option<&'t str> {
    let before = found.len();
    choices.iter().find_map(|choice| {
        let rest = sequence(choice, text, after, found);
        if rest.is_none() {
            found.truncate(before);
        }
        rest
    })
}

/// The literals that pieces may begin with; whether all of them may be absent.
fn firsts<'p>(pieces: &'p [Piece], ahead: &mut Vec<&'p str>) -> bool {
    for piece in pieces {
        let passes = match piece {
            Piece::Literal(literal) => {
                ahead.push(literal);
                false
            }
            Piece::Part(..) => false,
            Piece::Optional(inner) => {
                firsts(inner, ahead);
                true
            }
            // Every choice is looked at, also after one that may be empty.
            Piece::Either(choices) => choices
                .iter()
                .fold(false, |passes, choice| firsts(choice, ahead) | passes),
            Piece::Repeated(choices) => {
                choices.iter().for_each(|choice| {
                    firsts(choice, ahead);
                });
                true
            }
        };
        if !passes {
            return false;
        }
    }
    true
}

fn counted_length(runs: &[(usize, Class)], text: &str) -> Option<usize> {
    let mut length = 0;
    for (count, class) in runs {
        let rest = &text.as_bytes()[length..];
        let fitting = rest.iter().take_while(|byte| class.takes(**byte)).count();
        length += match count {
            0 if fitting > 0 => fitting,
            0 => return None,
            count if fitting >= *count => *count,
            _ => return None,
        };
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(template: &str, text: &str, expected: &str) {
        let template = Template::new(template).expect("a template");
        let found = match template.take(text) {
            None => "no".to_owned(),
            Some(parts) => parts
                .iter()
                .map(|(name, part)| format!("{}={part:?}", template.names()[*name]))
                .collect::<Vec<_>>()
                .join(" "),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_statement_line_is_taken_apart() {
        let line = "{day:6n}[{booked:4n}]{mark:RC|RD|C|D}[{funds:1a}]{amount:d}{type:1a3c}{ref:*}[//{bank:*}][\n{more:*}]";
        for (text, expected) in [
            (
                "1105240524D9,N192NONREF",
                r#"day="110524" booked="0524" mark="D" amount="9," type="N192" ref="NONREF""#,
            ),
            (
                "110524RDE12,50NTRFTMG TANGO//B4E\nCard",
                r#"day="110524" mark="RD" funds="E" amount="12,50" type="NTRF" ref="TMG TANGO" bank="B4E" more="Card""#,
            ),
            (
                "131017D620,3NSTON\nsecond\nthird",
                r#"day="131017" mark="D" amount="620,3" type="NSTO" ref="N" more="second\nthird""#,
            ),
            ("110524X9,N192NONREF", "no"),
            ("11052", "no"),
        ] {
            check(line, text, expected);
        }
    }

    #[test]
    fn groups_repeat_and_choose() {
        let sums = "{account:*},{currency:*}(,{type:*},{amount:*},{count:*},(V,{day:*},{time:*}|{funds:0|1|2|Z|}))*";
        check(
            sums,
            "1,CAD,040,+0,,,100,208500,3,V,060316,",
            r#"account="1" currency="CAD" type="040" amount="+0" count="" funds="" type="100" amount="208500" count="3" day="060316" time="""#,
        );
        check(sums, "1,USD", r#"account="1" currency="USD""#);
        check(sums, "1,USD,010,5,1,D", "no");
        check(
            r"账号：\[{account:*}\]",
            "账号：[2088]",
            r#"account="2088""#,
        );
        for useless in ["{a}", "{:*}", "[a", "a]", "(a|b", "{a:*"] {
            assert_eq!(Template::new(useless), None, "{useless}");
        }
    }

    proptest! {
        #[test]
        fn no_template_and_no_text_make_it_panic(
            template in r"(\{[a-c]:(\*|[0-9]?[nacd]|A\|B)\}|[\[\]()|*,A中]){0,12}",
            text in "[A-B0-9,.中]{0,30}",
        ) {
            if let Some(template) = Template::new(&template) {
                let _ = template.take(&text);
            }
        }
    }
}
