//! Records of every day, drawn by content type.

pub(crate) mod directory;
mod exchange;
mod sharepoint;
mod teams;

use crate::content_type::ContentType;
use crate::dice::Dice;
use crate::guid::Guid;
use crate::moment::Moment;

use super::event::{RecordWriter, Scene};
use super::json::Writer;
use super::rare;
use super::tenant::Tenant;

/// The facts that a record of ordinary activity is made from.
#[derive(Clone, Copy)]
pub(crate) struct RecordCause {
    pub(crate) content_type: ContentType,
    pub(crate) at: Moment,
    pub(crate) id: Guid,
    /// Number that all chance in the record follows from.
    pub(crate) hash: u64,
    pub(crate) rare_percent: u32,
}

/// Writes a record.
pub(crate) fn write_record(tenant: &Tenant, cause: RecordCause, out: &mut Vec<u8>) {
    let mut scene = Scene::from_hash(tenant, cause.at, cause.id, cause.hash);
    // Thrown before the kind of record, so that `rare_percent` holds for every content type alike.
    let usual = if scene.dice.happens_percent(i64::from(cause.rare_percent)) {
        None
    } else {
        pick_writer(cause.content_type, &mut scene.dice)
    };
    Writer::write_object(out, |w| match usual {
        Some(writer) => writer(&mut scene, w),
        None => rare::put_some_record(cause.content_type, &mut scene, w),
    });
}

/// Returns the share of a tenant's records that a content type has, in percent.
///
/// The shares are rough ones of office tenants: mailboxes and files make most of the records, data loss prevention
/// few.
pub(crate) const fn percent_of(content_type: ContentType) -> f64 {
    match content_type {
        ContentType::AzureActiveDirectory => 14.0,
        ContentType::Exchange => 38.0,
        ContentType::SharePoint => 30.0,
        ContentType::General => 17.0,
        ContentType::Dlp => 1.0,
    }
}

/// Records by their share of a hundred.
const DIRECTORY: [(i64, RecordWriter); 6] = [
    (72, directory::write_sign_in),
    (12, directory::write_failed_sign_in),
    (6, directory::write_user_update),
    (6, directory::write_device_update),
    (3, directory::write_group_member),
    (1, directory::write_password_reset),
];
const EXCHANGE: [(i64, RecordWriter); 9] = [
    (41, exchange::write_opened_mails),
    (16, exchange::write_synced_inbox),
    (14, exchange::write_sent_mail),
    (12, exchange::write_removed_mails),
    (8, exchange::write_updated_item),
    (5, exchange::write_created_mail),
    (2, exchange::write_mailbox_upkeep),
    (1, exchange::write_inbox_rule),
    (1, exchange::write_mailbox_permission),
];
const SHAREPOINT: [(i64, RecordWriter); 3] = [
    (85, sharepoint::write_file_operation),
    (13, sharepoint::write_page_view),
    (2, sharepoint::write_anonymous_link),
];
const GENERAL: [(i64, RecordWriter); 2] = [(80, teams::write_message), (20, teams::write_session_start)];

/// Picks a usual record; none for data loss prevention, whose records are all made from the schema.
fn pick_writer(content_type: ContentType, dice: &mut Dice) -> Option<RecordWriter> {
    let writers: &[(i64, RecordWriter)] = match content_type {
        ContentType::AzureActiveDirectory => &DIRECTORY,
        ContentType::Exchange => &EXCHANGE,
        ContentType::SharePoint => &SHAREPOINT,
        ContentType::General => &GENERAL,
        ContentType::Dlp => &[],
    };
    let mut thrown = dice.number_between(1, 100);
    writers.iter().find_map(|&(percent, writer)| {
        thrown -= percent;
        (thrown <= 0).then_some(writer)
    })
}

#[cfg(test)]
mod tests {
    use super::{DIRECTORY, EXCHANGE, GENERAL, SHAREPOINT};

    #[test]
    fn shares_add_up() {
        for writers in [&DIRECTORY[..], &EXCHANGE, &SHAREPOINT, &GENERAL] {
            assert_eq!(writers.iter().map(|(percent, _)| percent).sum::<i64>(), 100);
        }
        let all: f64 = crate::ContentType::ALL.into_iter().map(super::percent_of).sum();
        assert!((all - 100.0).abs() < 1e-9);
    }
}
