//! Records of SharePoint and OneDrive: files, pages and links.

use crate::activity::event::{Event, RecordKind};
use crate::activity::json::Writer;
use crate::activity::tenant::{Document, Site};
use crate::guid::Guid;

/// Puts an operation on a file.
pub fn put_file(
    event: &Event<'_>,
    operation: &str,
    on: (&Site, &Document),
    correlation: Guid,
    w: &mut Writer<'_>,
) {
    // Files are synchronized by the program of OneDrive, those of sites too.
    let workload = if operation.starts_with("FileSync") { "OneDrive" } else { on.0.workload() };
    put_on_document(event, (6, operation, workload), on, correlation, w);
    w.put("FileSizeBytes", on.1.bytes);
}

/// Puts the creation of a link that lets anybody in who has it.
pub fn put_anonymous_link(
    event: &Event<'_>,
    on: (&Site, &Document),
    [correlation, sharing]: [Guid; 2],
    w: &mut Writer<'_>,
) {
    put_on_document(event, (14, "AnonymousLinkCreated", "SharePoint"), on, correlation, w);
    w.put("EventData", "<Type>View</Type>");
    w.put("UniqueSharingId", sharing);
}

/// Puts a view of the site's home page.
pub fn put_page_view(event: &Event<'_>, site: &Site, correlation: Guid, w: &mut Writer<'_>) {
    event.put_common((4, "PageViewed", "SharePoint"), w);
    w.put("ClientIP", event.actor.address);
    w.put("ObjectId", format!("{}SitePages/Home.aspx", site.url));
    w.put("CorrelationId", correlation);
    w.put("EventSource", "SharePoint");
    w.put("ItemType", "Page");
    w.put("Site", site.id);
    w.put("UserAgent", event.actor.agent);
}

fn put_on_document(
    event: &Event<'_>,
    kind: RecordKind<'_>,
    (site, document): (&Site, &Document),
    correlation: Guid,
    w: &mut Writer<'_>,
) {
    let folder = document.folder;
    event.put_common(kind, w);
    w.put("ClientIP", event.actor.address);
    w.put("ObjectId", format!("{}{}/{folder}/{}", site.url, site.library, document.name));
    w.put("CorrelationId", correlation);
    w.put("EventSource", "SharePoint");
    w.put("ItemType", "File");
    w.put("ListId", site.list);
    w.put("ListItemUniqueId", document.id);
    w.put("Site", site.id);
    w.put("UserAgent", event.actor.agent);
    w.put("WebId", site.web);
    w.put("SourceFileExtension", document.name.rsplit('.').next().unwrap_or_default());
    w.put("SiteUrl", site.url.as_str());
    w.put("SourceFileName", document.name.as_str());
    w.put("SourceRelativeUrl", format!("{}/{folder}", site.library));
}
