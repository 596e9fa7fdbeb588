//! What happens every day, by content type.

use crate::content_type::ContentType;
use crate::dice::Dice;

use super::scene::Maker;
use super::{directory, exchange, sharepoint, teams};

/// Share of a tenant's records in each content type, in percent.
pub(crate) const fn share(content_type: ContentType) -> f64 {
    match content_type {
        ContentType::AzureActiveDirectory => 14.0,
        ContentType::Exchange => 38.0,
        ContentType::SharePoint => 30.0,
        ContentType::General => 17.0,
        ContentType::Dlp => 1.0,
    }
}

/// Makers and how many of a hundred records they make.
const DIRECTORY: [(i64, Maker); 6] = [
    (72, directory::signed_in),
    (12, directory::mistyped),
    (6, directory::updated_user),
    (6, directory::updated_device),
    (3, directory::joined_group),
    (1, directory::reset_password),
];
const EXCHANGE: [(i64, Maker); 9] = [
    (41, exchange::read),
    (16, exchange::copied),
    (14, exchange::sent),
    (12, exchange::binned),
    (8, exchange::updated),
    (5, exchange::created),
    (2, exchange::kept),
    (1, exchange::own_rule),
    (1, exchange::let_in),
];
const SHAREPOINT: [(i64, Maker); 3] =
    [(85, sharepoint::worked), (13, sharepoint::viewed), (2, sharepoint::shared)];
const GENERAL: [(i64, Maker); 2] = [(80, teams::message), (20, teams::opened)];

/// A maker of a usual record; none where every record is made from the schema.
pub(crate) fn maker(content_type: ContentType, dice: &mut Dice) -> Option<Maker> {
    let makers: &[(i64, Maker)] = match content_type {
        ContentType::AzureActiveDirectory => &DIRECTORY,
        ContentType::Exchange => &EXCHANGE,
        ContentType::SharePoint => &SHAREPOINT,
        ContentType::General => &GENERAL,
        ContentType::Dlp => &[],
    };
    let mut thrown = dice.between(1, 100);
    makers.iter().find_map(|&(percent, maker)| {
        thrown -= percent;
        (thrown <= 0).then_some(maker)
    })
}

#[cfg(test)]
mod tests {
    use super::{DIRECTORY, EXCHANGE, GENERAL, SHAREPOINT};

    #[test]
    fn shares_add_up() {
        for makers in [&DIRECTORY[..], &EXCHANGE, &SHAREPOINT, &GENERAL] {
            assert_eq!(makers.iter().map(|(percent, _)| percent).sum::<i64>(), 100);
        }
        let all: f64 = crate::ContentType::ALL.into_iter().map(super::share).sum();
        assert!((all - 100.0).abs() < 1e-9);
    }
}
