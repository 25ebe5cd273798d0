//! `daozhang iso8583`: one message, field by field, with what nobody should see left out.

mod machine;
mod text;
mod words;

use crate::cli::{Iso8583Args, MessageFormat};
use crate::session::Session;
use crate::trouble::{Exit, Trouble};
use anyhow::Result;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use wire::Lang;
use wire::iso8583::{Dialect, Place, Recognised, dialect, dialects, recognise};

/// How much of a file is read: more than the longest message of any dialect, in hex with blanks between.
const FILE_BYTES_MAX: u64 = 1 << 18;
/// How much of an argument a complaint repeats: it may hold a card number in a form that no scrubbing finds.
const ARGUMENT_SHOWN: usize = 6;

/// Runs the command.
pub fn run(args: &Iso8583Args, session: &Session) -> Result<Exit> {
    let readings = readings(&args.message)?;
    let among = match &args.dialect {
        Some(slug) => dialect(slug).map_or(&[][..], std::slice::from_ref),
        None => dialects(),
    };
    let found = best(&readings, among);
    let mut out = std::io::stdout().lock();
    match args.format {
        MessageFormat::Text => text::print(&mut out, &found, session.lang)?,
        MessageFormat::Json => writeln!(out, "{:#}", machine::json(&found, session.lang))?,
    }
    Ok(match found.decoded.fault {
        None => Exit::Done,
        Some(_) => Exit::Look,
    })
}

/// What was found in the first of these that is a message from end to end, or else in the first.
fn best<'a>(readings: &'a [Vec<u8>], among: &'a [Dialect]) -> Recognised<'a> {
    let found = readings
        .iter()
        .map(|bytes| recognise(bytes, among).expect("the command line takes known dialects only"));
    let mut found: Vec<Recognised> = found.collect();
    let whole = found.iter().position(|one| one.decoded.fault.is_none());
    found.swap_remove(whole.unwrap_or_default())
}

/// The bytes of a message given in hexadecimal digits, or of a file that holds them, or such digits. A message in
/// characters may look like such digits from end to end, so a file of them is both, the digits first.
fn readings(given: &str) -> Result<Vec<Vec<u8>>> {
    if let Some(bytes) = from_hex(given.as_bytes()) {
        return Ok(vec![bytes]);
    }
    let path = Path::new(given);
    let file = match File::open(path) {
        Err(error) if is_no_path(error.kind()) => {
            let begun: String = given.chars().take(ARGUMENT_SHOWN).collect();
            let cut = if begun.len() < given.len() { "…" } else { "" };
            return Err(Trouble::usage("", &(begun + cut), "fault.usage_message").into());
        }
        opened => opened.map_err(|error| Trouble::refused(path, &error))?,
    };
    let mut bytes = Vec::new();
    let read = file.take(FILE_BYTES_MAX).read_to_end(&mut bytes);
    read.map_err(|error| Trouble::refused(path, &error))?;
    Ok(from_hex(&bytes).into_iter().chain([bytes]).collect())
}

/// Whether the system says that there is no such file, or can be none: then what was given may be a message with a
/// slip in it, and is not repeated.
fn is_no_path(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
    )
}

/// Bytes out of pairs of hexadecimal digits with any blanks between; `None` for anything else.
fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    let values: Option<Vec<u8>> = digits
        .map(|byte| char::from(*byte).to_digit(16).map(|digit| digit as u8))
        .collect();
    let values = values.filter(|values| !values.is_empty() && values.len().is_multiple_of(2))?;
    Some(
        values
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

/// Why this dialect: slugs of reasons.
fn reasons(found: &Recognised) -> Vec<&'static str> {
    let message = &found.decoded.message;
    let fault = found.decoded.fault;
    let miscounted = fault.is_some_and(|fault| fault.place == Place::LengthWord);
    let version = message.dialect().version;
    let is_version = |digits: [u8; 4]| digits[0] == b'0' + version;
    let all = [
        ("length", found.wrapping.length_word && !miscounted),
        ("envelope", found.envelope_begins),
        ("version", message.message_type().is_some_and(is_version)),
        ("whole", fault.is_none()),
        ("furthest", fault.is_some()),
    ];
    let held = all.into_iter().filter(|(_, holds)| *holds);
    held.map(|(reason, _)| reason).collect()
}

/// The elements that the bitmaps promise and that could not be read.
fn not_read(found: &Recognised) -> Vec<u8> {
    let message = &found.decoded.message;
    let lacks = |number: &u8| message.element(*number).is_none();
    message.promised().filter(lacks).collect()
}

/// What the dialect calls the message type.
fn type_name<'a>(found: &Recognised<'a>, lang: Lang) -> Option<&'a str> {
    let message = &found.decoded.message;
    message.dialect().type_name(message.message_type()?, lang)
}

/// The four digits of the message type.
fn message_type(found: &Recognised) -> Option<String> {
    let digits = found.decoded.message.message_type()?;
    Some(digits.into_iter().map(char::from).collect())
}
