//! A message for people.

use super::{message_type, not_read, reasons, type_name, words};
use crate::wording::{filled, listed, text};
use anyhow::Result;
use comfy_table::{Table, presets};
use std::io::Write;
use wire::Lang;
use wire::iso8583::{Element, Part, Recognised};

/// Prints it.
pub fn print(out: &mut impl Write, found: &Recognised, lang: Lang) -> Result<()> {
    print_dialect(out, found, lang)?;
    let message = &found.decoded.message;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let heads = ["iso8583.field", "iso8583.name", "iso8583.value"];
    table.set_header(heads.map(|key| text(key, lang, &[])));
    for (spec, parts) in message.envelope_parts() {
        table.add_row([spec.slug.as_str(), spec.name(lang), ""]);
        add_parts(&mut table, &spec.slug, &parts, lang);
    }
    if let Some(digits) = message_type(found) {
        let said = match type_name(found, lang) {
            Some(name) => text(
                "iso8583.type_named",
                lang,
                &[("digits", &digits), ("name", name)],
            ),
            None => digits,
        };
        table.add_row(["", &text("iso8583.type", lang, &[]), &said]);
    }
    for element in message.elements() {
        add_element(&mut table, element, lang);
    }
    if table.row_count() > 0 {
        writeln!(out, "{table}\n")?;
    }
    let rest: Vec<String> = not_read(found).iter().map(u8::to_string).collect();
    if let Some(said) = listed("iso8583.not_read", lang, "numbers", &rest) {
        writeln!(out, "{said}\n")?;
    }
    if let Some(fault) = found.decoded.fault {
        writeln!(out, "{}", words::fault(fault, message, lang))?;
    }
    Ok(())
}

fn print_dialect(out: &mut impl Write, found: &Recognised, lang: Lang) -> Result<()> {
    let dialect = found.decoded.message.dialect();
    let why: Vec<String> = reasons(found)
        .into_iter()
        .map(|reason| text(&format!("iso8583.reason.{reason}"), lang, &[]))
        .collect();
    let values = [
        ("dialect", dialect.name(lang).to_owned()),
        ("slug", dialect.slug.clone()),
        ("why", why.join(lang.pick("；", "; "))),
    ];
    writeln!(out, "{}", filled("iso8583.dialect", lang, &values))?;
    let others: Vec<&str> = found
        .others
        .iter()
        .map(|other| other.slug.as_str())
        .collect();
    if let Some(said) = listed("iso8583.others", lang, "others", &others) {
        writeln!(out, "{said}")?;
    }
    Ok(writeln!(out)?)
}

fn add_element(table: &mut Table, element: Element, lang: Lang) {
    let number = element.number().to_string();
    let value = words::value(&element.shown(), element.spec.secret, lang);
    let parts = element.parts();
    let is_inside =
        !parts.is_empty() && matches!(element.shown(), wire::iso8583::Shown::Hidden { .. });
    let value = if is_inside {
        let n = element.units().len().to_string();
        text("iso8583.inside", lang, &[("n", &n)])
    } else {
        value
    };
    table.add_row([&number, element.spec.name(lang), &value]);
    add_parts(table, &number, &parts, lang);
}

fn add_parts(table: &mut Table, of: &str, parts: &[Part], lang: Lang) {
    for part in parts {
        let rest = text("iso8583.rest", lang, &[]);
        let unknown = text("iso8583.unknown_tag", lang, &[]);
        let path = part.label.path();
        let name = match part.label.name(lang) {
            Some(name) => name,
            None if path.is_empty() => &rest,
            None => &unknown,
        };
        let value = words::value(&part.shown(), part.secret(), lang);
        table.add_row([&format!("{of}{path}"), name, &value]);
    }
}
