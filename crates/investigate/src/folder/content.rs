//! The files of a report, written into a folder.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use trail365_text::json::escape_document;
use trail365_text::terminal::push_escaped;

use super::error::{Result, io_error};
use super::manifest::FileEntry;
use crate::hash::{hash_file, sum_line};
use crate::model::Report;
use crate::render::{render_html, render_markdown, write_json};
use crate::tables::{
    FileTable, TableFiles, indicators_bundle, table_files, write_csv, write_queries, write_records,
    write_workbook, xlsx_io_error,
};

/// Writes all files of a report and returns them, sorted by path.
pub fn write_content(report: &Report, folder: &Path) -> Result<Vec<FileEntry>> {
    let tables = table_files(report);
    let mut content = Content { folder, files: Vec::new() };
    content.write_text("report.html", || render_html(report).map_err(io::Error::other))?;
    content.write_text("report.md", || Ok(render_markdown(report)))?;
    content.write("report.json", |out| write_json(report, out))?;
    // A report with pseudonyms has no raw records.
    if report.evidence.is_empty() || report.evidence.iter().any(|record| !record.json.is_empty()) {
        content.write("records.jsonl", |out| write_records(&report.evidence, out))?;
    }
    content.write("sources.sha256", |out| write_sources(report, out))?;
    content.write("indicators.stix.json", |out| {
        let bundle = serde_json::to_string_pretty(&indicators_bundle(report, &tables.files))?;
        writeln!(out, "{}", escape_document(&bundle))
    })?;
    content.write("queries.sql", |out| write_queries(report, &tables.files, out))?;
    content.write_tables(&tables)?;
    content.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(content.files)
}

fn write_sources(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for source in &report.lake.sources {
        if let Some(sha256) = &source.sha256 {
            out.write_all(sum_line(sha256, &plain_name(&source.name)).as_bytes())?;
        }
    }
    Ok(())
}

/// Escapes what acts on a terminal in a name of a file; the list of hashes has its own way to write line ends.
fn plain_name(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '\r' | '\n') { plain.push(c) } else { push_escaped(&mut plain, c) }
    }
    plain
}

struct Content<'a> {
    folder: &'a Path,
    files: Vec<FileEntry>,
}

impl Content<'_> {
    fn write_tables(&mut self, tables: &TableFiles<'_>) -> Result<()> {
        for table in &tables.files {
            self.write(&table.path(), |out| write_csv(table, out))?;
        }
        let all: Vec<_> = tables.files.iter().collect();
        self.write_book("tables/tables.xlsx", &all)?;
        let timeline: Vec<_> = all.into_iter().filter(|table| table.name == "timeline").collect();
        self.write_book("timeline.xlsx", &timeline)
    }

    fn write_text(&mut self, path: &str, make: impl FnOnce() -> io::Result<String>) -> Result<()> {
        self.write(path, |out| out.write_all(make()?.as_bytes()))
    }

    fn write_book(&mut self, path: &str, tables: &[&FileTable<'_>]) -> Result<()> {
        let scratch = self.folder.to_owned();
        self.write_file(path, |out| write_workbook(tables, &scratch, out).map_err(xlsx_io_error))
    }

    fn write(&mut self, path: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        self.write_file(path, |out| {
            write(out)?;
            out.flush()
        })
    }

    fn write_file(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<()> {
        let full = self.folder.join(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).map_err(io_error("create", parent))?;
        }
        write_synced(&full, write).map_err(io_error("write", &full))?;
        let (sha256, bytes) = hash_file(&full).map_err(io_error("read", &full))?;
        self.files.push(FileEntry { path: path.to_owned(), sha256, bytes });
        Ok(())
    }
}

/// Writes a file and waits until the disk has it.
pub fn write_synced(
    path: &PathBuf,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(File::create_new(path)?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}
