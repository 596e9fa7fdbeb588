//! Records of SharePoint and OneDrive: files.

use super::dice::Dice;
use super::event::{Actor, Event};
use super::tenant::{Document, Site, Tenant};

/// Something done to a file.
pub fn file(
    tenant: &Tenant,
    at: u32,
    operation: &'static str,
    actor: &Actor<'_>,
    (site, document): (&Site, &Document),
    dice: &mut Dice,
) -> Event {
    on_site(tenant, at, (6, operation), actor, (site, document), dice).with("FileSizeBytes", document.bytes)
}

/// A link that lets anybody in who has it.
pub fn shared(
    tenant: &Tenant,
    at: u32,
    actor: &Actor<'_>,
    (site, document): (&Site, &Document),
    dice: &mut Dice,
) -> Event {
    on_site(tenant, at, (14, "AnonymousLinkCreated"), actor, (site, document), dice)
        .with("EventData", "<Type>View</Type>")
        .with("UniqueSharingId", dice.guid())
}

fn on_site(
    tenant: &Tenant,
    at: u32,
    (record_type, operation): (i64, &'static str),
    actor: &Actor<'_>,
    (site, document): (&Site, &Document),
    dice: &mut Dice,
) -> Event {
    let folder = format!("Shared Documents/{}", document.folder);
    let extension = document.name.rsplit('.').next().unwrap_or_default();
    Event::new(tenant, at, dice.guid(), (record_type, operation, "SharePoint"), actor.person)
        .with("ClientIP", actor.address)
        .with("ObjectId", format!("{}{folder}/{}", site.url(), document.name))
        .with("CorrelationId", dice.guid())
        .with("EventSource", "SharePoint")
        .with("ItemType", "File")
        .with("ListId", site.list.as_str())
        .with("ListItemUniqueId", document.id.as_str())
        .with("Site", site.id.as_str())
        .with("UserAgent", actor.user_agent)
        .with("WebId", site.web.as_str())
        .with("SourceFileExtension", extension)
        .with("SiteUrl", site.url())
        .with("SourceFileName", document.name.as_str())
        .with("SourceRelativeUrl", folder)
}
