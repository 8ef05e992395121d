//! Bytes to rows: text in the encodings and with the delimiters that office programs write, and XLSX.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use encoding_rs::{Encoding, IBM866, KOI8_R, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use super::{ImportOptions, ROWS_MAX};

/// A file as rows of texts.
#[derive(Clone, Debug)]
pub struct Table {
    /// The rows, blank ones included, all of their own width.
    pub rows: Vec<Vec<String>>,
    /// How the bytes were read.
    pub encoding: String,
    /// What stands between cells; nothing for a spreadsheet.
    pub delimiter: Option<char>,
}

/// How people want the file to be read; what is absent is guessed.
#[derive(Clone, Debug, Default)]
pub struct ReadAs {
    /// Name of the encoding.
    pub encoding: Option<String>,
    /// The delimiter.
    pub delimiter: Option<char>,
}

impl ReadAs {
    /// As the options say.
    #[must_use]
    pub fn of(options: &ImportOptions) -> Self {
        let delimiter = options.delimiter.as_deref().and_then(|text| match text {
            "\\t" | "tab" => Some('\t'),
            text => text.chars().next(),
        });
        Self {
            encoding: options.encoding.clone().filter(|name| !name.is_empty()),
            delimiter,
        }
    }
}

const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];
/// Cells of a row beyond these are not read.
const CELLS_MAX: usize = 200;

/// Reads a file.
///
/// # Errors
/// A stable word: `empty`, `unreadable`, `unknown_encoding` or `too_many_rows`.
pub fn read(bytes: &[u8], read_as: &ReadAs) -> Result<Table, &'static str> {
    let table = if bytes.starts_with(b"PK\x03\x04") {
        read_spreadsheet(bytes)?
    } else {
        read_text(bytes, read_as)?
    };
    if table.rows.iter().all(|row| is_blank(row)) {
        return Err("empty");
    }
    if table.rows.len() > ROWS_MAX {
        return Err("too_many_rows");
    }
    Ok(table)
}

/// Whether a row has nothing in it.
#[must_use]
pub fn is_blank(row: &[String]) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

fn read_text(bytes: &[u8], read_as: &ReadAs) -> Result<Table, &'static str> {
    let encoding = match &read_as.encoding {
        Some(name) => Encoding::for_label(name.as_bytes()).ok_or("unknown_encoding")?,
        None => guess_encoding(bytes),
    };
    // A byte order mark goes by itself.
    let (text, used, _) = encoding.decode(bytes);
    let text = text.replace('\0', "");
    if text
        .chars()
        .all(|symbol| symbol.is_whitespace() || DELIMITERS.contains(&symbol))
    {
        return Err("empty");
    }
    let delimiter = read_as.delimiter.unwrap_or_else(|| guess_delimiter(&text));
    let mut rows = split(&text, delimiter);
    while rows.last().is_some_and(|row| is_blank(row)) {
        rows.pop();
    }
    Ok(Table {
        rows,
        encoding: used.name().to_ascii_lowercase(),
        delimiter: Some(delimiter),
    })
}

fn guess_encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let head = &bytes[..bytes.len().min(64 << 10)];
    if let Some(encoding) = guess_utf16(head) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let likeness = |encoding: &&'static Encoding| {
        let (text, _, _) = encoding.decode(head);
        text.chars().map(russian_weight).sum::<i64>()
    };
    [WINDOWS_1251, KOI8_R, IBM866]
        .into_iter()
        .rev()
        .max_by_key(likeness)
        .unwrap_or(WINDOWS_1251)
}

/// Text of Latin letters and digits has a zero in every second byte.
fn guess_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if odd * 3 > half && odd > even * 4 {
        Some(UTF_16LE)
    } else if even * 3 > half && even > odd * 4 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Russian text is mostly small letters, the frequent ones above all; other readings of its bytes are not.
const fn russian_weight(letter: char) -> i64 {
    match letter {
        'о' | 'е' | 'а' | 'и' | 'н' | 'т' | 'с' | 'р' | 'в' | 'л' => 4,
        'а'..='я' => 2,
        'А'..='Я' | 'ё' => 1,
        '\u{2500}'..='\u{25ff}' | '\u{fffd}' => -8,
        '\u{80}'..='\u{9f}' => -4,
        _ => 0,
    }
}

/// The delimiter that most rows have, and as often as each other.
fn guess_delimiter(text: &str) -> char {
    let head: String = text.chars().take(64 << 10).collect();
    let likeness = |delimiter: &char| {
        let rows = split(&head, *delimiter);
        let mut widths: Vec<usize> = rows
            .iter()
            .filter(|row| !is_blank(row))
            .take(50)
            .map(Vec::len)
            .collect();
        widths.sort_unstable();
        let usual = widths.get(widths.len() / 2).copied().unwrap_or(1);
        let regular = widths.iter().filter(|width| **width == usual).count();
        if usual < 2 {
            0
        } else {
            regular * 100 / widths.len().max(1) * 10 + usual.min(20)
        }
    };
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(likeness)
        .filter(|best| likeness(best) > 0)
        .unwrap_or(',')
}

/// Rows of delimited text. A quoted cell may hold delimiters and line breaks; a blank line is a row, so that row
/// numbers are those that people see.
fn split(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut symbols = text.chars().peekable();
    while let Some(symbol) = symbols.next() {
        match symbol {
            '"' if quoted && symbols.peek() == Some(&'"') => {
                symbols.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            _ if quoted => cell.push(symbol),
            '\r' if symbols.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                push_cell(&mut row, &mut cell);
                rows.push(std::mem::take(&mut row));
            }
            _ if symbol == delimiter => push_cell(&mut row, &mut cell),
            _ => cell.push(symbol),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        push_cell(&mut row, &mut cell);
        rows.push(row);
    }
    rows
}

fn push_cell(row: &mut Vec<String>, cell: &mut String) {
    let text = std::mem::take(cell);
    if row.len() < CELLS_MAX {
        row.push(text.trim().to_owned());
    }
}

/// The first sheet that has anything in it.
fn read_spreadsheet(bytes: &[u8]) -> Result<Table, &'static str> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| "unreadable")?;
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else {
            continue;
        };
        if range.is_empty() {
            continue;
        }
        // Row numbers are the sheet's own, so what stands above the first used row is blank rows.
        let above = range.start().map_or(0, |(row, _)| row as usize);
        let blank = std::iter::repeat_n(Vec::new(), above.min(ROWS_MAX));
        let used = range
            .rows()
            .map(|row| row.iter().take(CELLS_MAX).map(cell_text).collect());
        let rows = blank.chain(used).collect();
        return Ok(Table {
            rows,
            encoding: "xlsx".to_owned(),
            delimiter: None,
        });
    }
    Err("empty")
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTime(at) => at.as_f64().to_string(),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], encoding: &str, delimiter: char, rows: &[&[&str]]) {
        let table = read(bytes, &ReadAs::default()).unwrap();
        assert_eq!((table.encoding.as_str(), table.delimiter), (encoding, Some(delimiter)));
        assert_eq!(table.rows, rows);
    }

    #[test]
    fn encodings_and_delimiters_of_office_programs_are_guessed() {
        let text = "Имя;Телефон\nАнна Петрова;8 (916) 123-45-67\nПётр;+7 916 000-00-00\n";
        let rows: &[&[&str]] = &[
            &["Имя", "Телефон"],
            &["Анна Петрова", "8 (916) 123-45-67"],
            &["Пётр", "+7 916 000-00-00"],
        ];
        check(text.as_bytes(), "utf-8", ';', rows);
        check(&WINDOWS_1251.encode(text).0, "windows-1251", ';', rows);
        check(&KOI8_R.encode(text).0, "koi8-r", ';', rows);
        check(&IBM866.encode(text).0, "ibm866", ';', rows);
        check(format!("\u{feff}{text}").as_bytes(), "utf-8", ';', rows);
        let utf16: Vec<u8> = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check(&utf16, "utf-16le", ';', rows);
        let tabs = text.replace(';', "\t");
        check(tabs.as_bytes(), "utf-8", '\t', rows);
    }

    #[test]
    fn quotes_hold_delimiters_and_lines_and_blank_lines_are_rows() {
        let text = "a,b\r\n\"x, \"\"y\"\"\",\"1\n2\"\r\n\r\n  ,\r\nlast,1";
        check(
            text.as_bytes(),
            "utf-8",
            ',',
            &[&["a", "b"], &["x, \"y\"", "1\n2"], &[""], &["", ""], &["last", "1"]],
        );
    }

    #[test]
    fn a_file_of_one_column_is_a_table_too() {
        check(
            b"79161234567\n79161234568\n",
            "utf-8",
            ',',
            &[&["79161234567"], &["79161234568"]],
        );
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(read(b"", &ReadAs::default()).unwrap_err(), "empty");
        assert_eq!(read(b" ;;\n;", &ReadAs::default()).unwrap_err(), "empty");
        assert_eq!(
            read(b"PK\x03\x04 no zip", &ReadAs::default()).unwrap_err(),
            "unreadable"
        );
        let unknown = ReadAs {
            encoding: Some("klingon".to_owned()),
            delimiter: None,
        };
        assert_eq!(read(b"a;b", &unknown).unwrap_err(), "unknown_encoding");
    }
}
