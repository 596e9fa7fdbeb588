//! Records of SharePoint and OneDrive: files, pages and links.

use super::json::Writer;
use super::scene::{Kind, Scene};
use super::tenant::{Document, Site};

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

/// Somebody works on a file of their site.
pub(crate) fn worked(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let (site, document) = some_document(s);
    let operation = *s.dice.pick(&FILE_OPERATIONS);
    file(s, w, operation, (site, document));
}

/// Something done to a file.
pub(crate) fn file(s: &mut Scene<'_>, w: &mut Writer<'_>, operation: &str, on: (&Site, &Document)) {
    on_site(s, w, (6, operation, workload(operation)), on);
    w.put("FileSizeBytes", on.1.bytes);
}

/// Files are copied by the program of OneDrive.
fn workload(operation: &str) -> &'static str {
    if operation.starts_with("FileSync") { "OneDrive" } else { "SharePoint" }
}

/// A link that lets anybody in who has it.
pub(crate) fn shared(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let (site, document) = some_document(s);
    on_site(s, w, (14, "AnonymousLinkCreated", "SharePoint"), (site, document));
    w.put("EventData", "<Type>View</Type>");
    w.put("UniqueSharingId", s.dice.guid());
}

/// A page that was looked at.
pub(crate) fn viewed(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let site = s.tenant.site_of(s.actor.person);
    s.common((4, "PageViewed", "SharePoint"), w);
    w.put("ClientIP", s.actor.address);
    w.put("ObjectId", format!("{}SitePages/Home.aspx", site.url));
    w.put("CorrelationId", s.dice.guid());
    w.put("EventSource", "SharePoint");
    w.put("ItemType", "Page");
    w.put("Site", site.id);
    w.put("UserAgent", s.actor.agent);
}

fn some_document<'a>(s: &mut Scene<'a>) -> (&'a Site, &'a Document) {
    let site = s.tenant.site_of(s.actor.person);
    (site, &site.files[s.dice.below(site.files.len().min(12))])
}

fn on_site(s: &mut Scene<'_>, w: &mut Writer<'_>, kind: Kind<'_>, (site, document): (&Site, &Document)) {
    let folder = document.folder;
    s.common(kind, w);
    w.put("ClientIP", s.actor.address);
    w.put("ObjectId", format!("{}Shared Documents/{folder}/{}", site.url, document.name));
    w.put("CorrelationId", s.dice.guid());
    w.put("EventSource", "SharePoint");
    w.put("ItemType", "File");
    w.put("ListId", site.list);
    w.put("ListItemUniqueId", document.id);
    w.put("Site", site.id);
    w.put("UserAgent", s.actor.agent);
    w.put("WebId", site.web);
    w.put("SourceFileExtension", document.name.rsplit('.').next().unwrap_or_default());
    w.put("SiteUrl", site.url.as_str());
    w.put("SourceFileName", document.name.as_str());
    w.put("SourceRelativeUrl", format!("Shared Documents/{folder}"));
}
