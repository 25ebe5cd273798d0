//! Patterns of file names: `*` is anything within a folder, `**` any folders, `?` one character.

/// A pattern of paths with `/` between folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(String);

impl Glob {
    /// A pattern; any text is one.
    pub fn new(pattern: &str) -> Glob {
        Glob(pattern.strip_prefix("./").unwrap_or(pattern).to_owned())
    }

    /// The pattern's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a path follows the pattern.
    pub fn takes(&self, path: &str) -> bool {
        let parts: Vec<&str> = self.0.split('/').collect();
        let folders: Vec<&str> = path.split('/').collect();
        takes_parts(&parts, &folders)
    }
}

fn takes_parts(parts: &[&str], folders: &[&str]) -> bool {
    takes_all(
        parts,
        folders,
        |part| *part == "**",
        |part, folder| takes_name(part, folder),
    )
}

fn takes_name(part: &str, name: &str) -> bool {
    let (part, name): (Vec<char>, Vec<char>) = (part.chars().collect(), name.chars().collect());
    takes_all(
        &part,
        &name,
        |letter| *letter == '*',
        |letter, own| *letter == '?' || letter == own,
    )
}

/// All of a pattern against all of a text; a star takes any run. Only the last star is remembered: what an
/// earlier one could take more, it can take, too. So the time is the product of the lengths at most.
fn takes_all<T>(
    pattern: &[T],
    text: &[T],
    is_star: impl Fn(&T) -> bool,
    fits: impl Fn(&T, &T) -> bool,
) -> bool {
    let (mut at, mut seen, mut star) = (0, 0, None);
    while seen < text.len() {
        match pattern.get(at) {
            Some(part) if is_star(part) => {
                star = Some((at, seen));
                at += 1;
            }
            Some(part) if fits(part, &text[seen]) => {
                at += 1;
                seen += 1;
            }
            _ => match star {
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    at = place + 1;
                    seen = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(is_star)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_a_folder() {
        for (pattern, path, taken) in [
            ("*.csv", "bill.csv", true),
            ("*.csv", "bill/a.csv", false),
            ("bill/*.csv", "bill/a.b.csv", true),
            ("./bill/*.csv", "bill/a.csv", true),
            ("**/*.csv", "a/b/c.csv", true),
            ("**/*.csv", "c.csv", true),
            ("bill/**", "bill/x/y.txt", true),
            ("a/**/b/**/c", "a/x/b/y/b/c", true),
            ("a/**/b/**/c", "a/x/b/y/c/d", false),
            ("**/**/**", "a/b", true),
            ("账单-????.csv", "账单-0808.csv", true),
            ("账单-????.csv", "账单-088.csv", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
        ] {
            assert_eq!(Glob::new(pattern).takes(path), taken, "{pattern} {path}");
        }
    }
}
