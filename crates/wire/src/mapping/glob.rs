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

/// All parts against all folders. Only the last `**` is remembered: what an earlier one could take more, it can
/// take, too. So the time is the product of the lengths at most, as in [`takes_name`].
fn takes_parts(parts: &[&str], folders: &[&str]) -> bool {
    let (mut at, mut seen, mut stars) = (0, 0, None);
    while seen < folders.len() {
        match parts.get(at) {
            Some(&"**") => {
                stars = Some((at, seen));
                at += 1;
            }
            Some(part) if takes_name(part, folders[seen]) => {
                at += 1;
                seen += 1;
            }
            _ => match stars {
                Some((again, taken)) => {
                    stars = Some((again, taken + 1));
                    at = again + 1;
                    seen = taken + 1;
                }
                None => return false,
            },
        }
    }
    parts[at..].iter().all(|part| *part == "**")
}

/// One part against one name. The last star is remembered, so that the time is the product of the lengths at most.
fn takes_name(part: &str, name: &str) -> bool {
    let (part, name): (Vec<char>, Vec<char>) = (part.chars().collect(), name.chars().collect());
    let (mut at, mut seen, mut star) = (0, 0, None);
    while seen < name.len() {
        match part.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(letter) if *letter == '?' || *letter == name[seen] => {
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
    part[at..].iter().all(|letter| *letter == '*')
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
