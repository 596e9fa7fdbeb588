//! Workbooks: a sheet a table, with real dates, and text that is never a formula.

// Widths are characters, numbers have 15 digits at most, and days are exact to the microsecond.
#![allow(clippy::cast_precision_loss)]

use std::borrow::Cow;
use std::io::{self, Seek, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use trail365_text::terminal;

use super::files::FileTable;
use super::sheet_names::SheetNames;
use crate::layout::cell_text;
use crate::model::{Cell, Time};

/// Rows of a sheet, its header among them.
const MOST_ROWS: u32 = 1_048_576;

/// Characters of a cell, as UTF-16 counts them.
const MOST_CHARACTERS: usize = 32_767;

/// Days from Excel's day 0 to 1970.
const DAYS_TO_1970: f64 = 25_569.0;

/// Writes tables as a workbook: a list of the sheets, then a sheet a table, and further ones for rows that a sheet cannot hold.
/// Rows go through temporary files in `scratch`.
///
/// # Errors
/// If a file cannot be written.
pub fn write_workbook<W: Write + Seek + Send>(
    tables: &[&FileTable<'_>],
    scratch: &Path,
    out: W,
) -> Result<(), XlsxError> {
    write_limited(tables, scratch, out, MOST_ROWS)
}

fn write_limited<W: Write + Seek + Send>(
    tables: &[&FileTable<'_>],
    scratch: &Path,
    out: W,
    most_rows: u32,
) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(scratch)?;
    // The same report gives the same bytes, so the workbook knows no clock.
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let looks = Looks::new();
    let mut names = SheetNames::default();
    workbook.add_worksheet().set_name(names.name_sheet("Contents"))?;
    let mut listed = Vec::new();
    for table in tables {
        let mut writer = TableWriter {
            workbook: &mut workbook,
            names: &mut names,
            looks: &looks,
            table,
            file: table.path(),
            most_rows,
        };
        listed.extend(writer.write()?);
    }
    write_contents(workbook.worksheet_from_index(0)?, &listed, &looks)?;
    workbook.save_to_writer(out)
}

/// Formats of cells.
struct Looks {
    header: Format,
    text: Format,
    time: Format,
}

impl Looks {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            header: Format::new().set_bold().set_background_color(0x00E9_EDF2).set_align(FormatAlign::Top),
            text: top.clone().set_num_format("@"),
            time: top.set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

/// A sheet in the list of sheets.
struct Listed {
    sheet: String,
    title: String,
    rows: u32,
    note: String,
}

fn write_contents(sheet: &mut Worksheet, listed: &[Listed], looks: &Looks) -> Result<(), XlsxError> {
    for (column, (title, width)) in
        (0..).zip([("Sheet", 32.0), ("Title", 44.0), ("Rows", 10.0), ("Note", 100.0)])
    {
        sheet.write_string_with_format(0, column, title, &looks.header)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, entry) in (1..).zip(listed) {
        sheet.write_string_with_format(row, 0, &entry.sheet, &looks.text)?;
        sheet.write_string_with_format(row, 1, plain_text(&entry.title, ""), &looks.text)?;
        sheet.write_number(row, 2, f64::from(entry.rows))?;
        sheet.write_string_with_format(row, 3, plain_text(&entry.note, ""), &looks.text)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Writes one table into one or more sheets.
struct TableWriter<'w, 't> {
    workbook: &'w mut Workbook,
    names: &'w mut SheetNames,
    looks: &'w Looks,
    table: &'w FileTable<'t>,
    /// The file that has its cells whole.
    file: String,
    most_rows: u32,
}

/// The sheet that rows go to.
struct Open {
    index: usize,
    name: String,
    rows: u32,
    widths: Vec<usize>,
}

impl TableWriter<'_, '_> {
    fn write(&mut self) -> Result<Vec<Listed>, XlsxError> {
        let (table, most_rows) = (self.table, self.most_rows);
        let mut listed = Vec::new();
        let mut open = self.open_sheet()?;
        table.visit_rows(|row| {
            if open.rows + 1 == most_rows {
                let next = self.open_sheet()?;
                listed.push(self.close_sheet(std::mem::replace(&mut open, next))?);
            }
            self.write_row(&mut open, row)
        })?;
        listed.push(self.close_sheet(open)?);
        Ok(listed)
    }

    fn open_sheet(&mut self) -> Result<Open, XlsxError> {
        let name = self.names.name_sheet(&self.table.name);
        let index = self.workbook.worksheets().len();
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        let mut widths = Vec::new();
        for (place, column) in (0..).zip(&self.table.columns) {
            let title = plain_text(&column.title, "");
            sheet.write_string_with_format(0, place, &*title, &self.looks.header)?;
            widths.push(title.chars().count() + 4);
        }
        Ok(Open { index, name, rows: 0, widths })
    }

    fn write_row(&mut self, open: &mut Open, row: &[&Cell]) -> Result<(), XlsxError> {
        open.rows += 1;
        let sheet = self.workbook.worksheet_from_index(open.index)?;
        for (place, cell) in row.iter().enumerate() {
            let width = write_cell(sheet, (open.rows, place as u16), cell, self.looks, &self.file)?;
            if let Some(widest) = open.widths.get_mut(place) {
                *widest = width.max(*widest);
            }
        }
        Ok(())
    }

    fn close_sheet(&mut self, open: Open) -> Result<Listed, XlsxError> {
        let sheet = self.workbook.worksheet_from_index(open.index)?;
        for (place, width) in (0..).zip(&open.widths) {
            sheet.set_column_width(place, (*width).clamp(8, 60) as f64)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        if let Some(last) = (open.widths.len() as u16).checked_sub(1) {
            sheet.autofilter(0, 0, open.rows, last)?;
        }
        Ok(Listed {
            sheet: open.name,
            title: self.table.title.clone(),
            rows: open.rows,
            note: self.table.note.clone(),
        })
    }
}

/// Writes a cell and returns its width in characters.
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    looks: &Looks,
    file: &str,
) -> Result<usize, XlsxError> {
    match cell {
        Cell::Missing => return Ok(0),
        Cell::Time(time) if excel_days(*time).is_some() => {
            sheet.write_number_with_format(
                row,
                column,
                excel_days(*time).unwrap_or_default(),
                &looks.time,
            )?;
            return Ok(20);
        }
        // A spreadsheet keeps 15 digits of a number.
        Cell::Number(number) if number.unsigned_abs() < 1_000_000_000_000_000 => {
            sheet.write_number(row, column, *number as f64)?;
        }
        Cell::Flag(flag) => {
            sheet.write_boolean(row, column, *flag)?;
        }
        other => {
            let text = cell_text(other);
            let text = plain_text(&text, file);
            sheet.write_string_with_format(row, column, &*text, &looks.text)?;
            return Ok(text.chars().take(100).count() + 2);
        }
    }
    Ok(12)
}

/// Returns the days since Excel's day 0, for times that it can show.
fn excel_days(time: Time) -> Option<f64> {
    let days = time.0 as f64 / 86_400e6 + DAYS_TO_1970;
    // March 1900 and the end of 9999: days before have other numbers.
    (61.0..2_958_466.0).contains(&days).then_some(days)
}

/// Returns a text as a cell can hold it: characters that act or that XML lacks are escaped, and the end is cut off where there is
/// more than a cell takes.
fn plain_text<'t>(text: &'t str, file: &str) -> Cow<'t, str> {
    let lacks = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}');
    let mut shown = terminal::escape(text);
    if shown.contains(lacks) {
        shown = Cow::Owned(shown.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}"));
    }
    // UTF-16 never has more units than UTF-8 has bytes.
    if shown.len() <= MOST_CHARACTERS || shown.encode_utf16().count() <= MOST_CHARACTERS {
        return shown;
    }
    let mark = format!(" … [cut: {} characters in all; {file} has them]", shown.chars().count());
    let mut room = MOST_CHARACTERS - mark.encode_utf16().count();
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let cut: String = shown.chars().take_while(fits).collect();
    Cow::Owned(cut + &mark)
}

/// Returns the error of writing a workbook as one of a file.
pub fn xlsx_io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Event, Report};
    use crate::tables::table_files;

    #[test]
    fn a_text_that_is_too_long_is_cut_with_a_mark() {
        let exact = "é".repeat(MOST_CHARACTERS);
        assert_eq!(plain_text(&exact, "a.csv"), exact);
        for long in ["é".repeat(MOST_CHARACTERS + 1), "😀".repeat(20_000)] {
            let cut = plain_text(&long, "a.csv");
            assert!(cut.encode_utf16().count() <= MOST_CHARACTERS);
            let mark = format!("… [cut: {} characters in all; a.csv has them]", long.chars().count());
            assert!(cut.ends_with(&mark), "{}", &cut[cut.len() - 80..]);
        }
    }

    #[test]
    fn times_outside_of_excels_calendar_are_text() {
        assert_eq!(excel_days(Time(0)), Some(25_569.0));
        assert_eq!(excel_days(Time(i64::MIN)), None);
        assert_eq!(excel_days(Time(i64::MAX)), None);
    }

    #[test]
    fn rows_beyond_the_limit_go_on_in_another_sheet() {
        let events = (0..5).map(|i| Event { time: Time(i), ..Event::default() }).collect();
        let report = Report {
            accounts: vec![Account { timeline: events, ..Account::default() }],
            ..Report::default()
        };
        let files = table_files(&report);
        let folder = tempfile::tempdir().unwrap();
        let mut out = io::Cursor::new(Vec::new());
        write_limited(&[&files.files[0]], folder.path(), &mut out, 3).unwrap();
        let mut archive = zip::ZipArchive::new(out).unwrap();
        let mut text = String::new();
        io::Read::read_to_string(&mut archive.by_name("xl/workbook.xml").unwrap(), &mut text).unwrap();
        for name in ["Contents", "timeline", "timeline 2", "timeline 3"] {
            assert!(text.contains(&format!("name=\"{name}\"")), "{text}");
        }
        assert!(!text.contains("timeline 4"));
    }
}
