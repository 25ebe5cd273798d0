//! The two languages in which everything for people is said.

/// A language of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Chinese, simplified.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Picks the text of this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// What stands between a place and what is said of it.
    pub fn colon(self) -> &'static str {
        self.pick("：", ": ")
    }

    /// A text in quotation marks.
    pub fn quoted(self, text: &str) -> String {
        match self {
            Lang::Zh => format!("“{text}”"),
            Lang::En => format!("\"{text}\""),
        }
    }

    /// A line of a file, by its number.
    pub fn line(self, number: u32) -> String {
        match self {
            Lang::Zh => format!("第 {number} 行"),
            Lang::En => format!("line {number}"),
        }
    }

    /// A list of words.
    pub fn list<T: AsRef<str>>(self, words: &[T]) -> String {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        words.join(self.pick("、", ", "))
    }
}
