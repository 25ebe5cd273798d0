//! Small things that every picture needs: escaping, and how wide a text will be.
//!
//! In: text. Out: SVG text. The page is drawn without a browser at hand, so widths are estimates, a little
//! generous, made for the system's sans-serif faces.

/// Text made safe inside an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

/// With a capital letter, where the script has one.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// How wide a letter is, in parts of the font's size.
fn em(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.32,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '-' | '·' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' => 0.95,
        'A'..='Z' | '&' => 0.72,
        '0'..='9' | '¥' | '<' | '>' | '+' => 0.6,
        letter if letter.is_ascii() => 0.58,
        letter if u32::from(letter) < 0x2000 => 0.66,
        _ => 1.02,
    }
}

/// How wide a text will be, in pixels.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The text, cut with an ellipsis where it would be wider than that.
pub fn fit(text: &str, size: f64, pixels: f64) -> String {
    if width(text, size) <= pixels {
        return text.to_owned();
    }
    let mut left = pixels - em('…') * size;
    let mut short = String::new();
    for letter in text.chars() {
        left -= em(letter) * size;
        if left < 0.0 {
            break;
        }
        short.push(letter);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// A coordinate with one decimal: enough for a pixel, and the same on every machine.
pub fn at(pixels: f64) -> String {
    let text = format!("{pixels:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// The opening of a picture that says in words what it shows.
pub fn open(id: &str, class: &str, size: &str, title: &str, desc: &str) -> String {
    let (title, desc) = (escape(title), escape(desc));
    format!(
        "<svg class=\"{class}\" {size} role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
         <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{desc}</desc>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_only_text() {
        assert_eq!(
            escape("<script>'\"&\u{7}"),
            "&lt;script&gt;&#39;&quot;&amp; "
        );
    }

    #[test]
    fn a_long_text_is_cut_to_the_room_it_has() {
        assert_eq!(fit("清算文件未到", 13.0, 200.0), "清算文件未到");
        let short = fit("终端登记在别的商户名下", 13.0, 80.0);
        assert!(
            short.ends_with('…') && width(&short, 13.0) <= 80.0,
            "{short}"
        );
        assert_eq!(
            (at(12.04), at(-0.01), at(3.25)),
            ("12".into(), "0".into(), "3.2".into())
        );
    }
}
