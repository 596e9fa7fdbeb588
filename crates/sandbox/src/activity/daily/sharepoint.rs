//! Records of SharePoint and OneDrive as they come every day.

use crate::activity::event::Scene;
use crate::activity::json::Writer;
use crate::activity::shape::sharepoint::{put_anonymous_link, put_file, put_page_view};
use crate::activity::tenant::{Document, Site};

/// Operations, each as often as its share has it: most people read.
const FILE_OPERATIONS: [&str; 12] = [
    "FileAccessed",
    "FileAccessed",
    "FileAccessed",
    "FileAccessed",
    "FilePreviewed",
    "FilePreviewed",
    "FileModified",
    "FileModified",
    "FileDownloaded",
    "FileUploaded",
    "FileSyncDownloadedFull",
    "FileSyncUploadedFull",
];

/// Writes that somebody works on a file of their site.
pub(super) fn write_file_operation(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let on = pick_document(s);
    let operation = *s.dice.pick_from(&FILE_OPERATIONS);
    write_file(s, w, operation, on);
}

/// Writes an operation on a file.
fn write_file(s: &mut Scene<'_>, w: &mut Writer<'_>, operation: &str, on: (&Site, &Document)) {
    put_file(&s.event, operation, on, s.dice.next_guid(), w);
}

/// Writes that somebody makes a link that lets anybody in who has it.
pub(super) fn write_anonymous_link(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let on = pick_document(s);
    let ids = [s.dice.next_guid(), s.dice.next_guid()];
    put_anonymous_link(&s.event, on, ids, w);
}

/// Writes that somebody looks at the home page of their site.
pub(super) fn write_page_view(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let site = s.tenant().site_of(s.event.actor.person);
    put_page_view(&s.event, site, s.dice.next_guid(), w);
}

/// Picks one of the first twelve files: the invoices of Finance are left alone until an attacker takes them.
fn pick_document<'a>(s: &mut Scene<'a>) -> (&'a Site, &'a Document) {
    let site = s.tenant().site_of(s.event.actor.person);
    (site, &site.files[s.dice.number_below(site.files.len().min(12))])
}
