//! Networks: a bar of records a network and class.

use trail365_text::terminal;

use super::bars::Chart;
use super::drawing::{Anchor, Drawing, WIDTH};
use crate::layout::{Network, class_word, group_digits};
use crate::model::Account;

const LEFT: f64 = 330.0;
const RIGHT: f64 = WIDTH - 90.0;
const ROW: f64 = 24.0;

/// Most bars of a drawing.
const MOST_BARS: usize = 24;

/// Draws the networks of an account; `file` has all of them. Without networks there is no drawing.
pub fn draw_networks(account: &Account, networks: &[Network], id: &str, file: &str) -> Option<Chart> {
    let shown = &networks[..networks.len().min(MOST_BARS)];
    let most = shown.iter().map(|network| network.records).max()?.max(1);
    let title = format!("Records of {} by network", account.user);
    let description = format!(
        "{} bars, the longest {} records. The table of networks lists the same.",
        shown.len(),
        group_digits(most)
    );
    let mut drawing = Drawing::new(id, ROW * shown.len() as f64 + 6.0, &title, &description);
    for (place, network) in shown.iter().enumerate() {
        draw_network(&mut drawing, ROW * place as f64, network, most);
    }
    let mut caption =
        "Bars are numbers of records, by the class of the sessions that they belong to.".to_owned();
    if shown.len() < networks.len() {
        let (some, all) = (shown.len(), group_digits(networks.len() as u64));
        caption = format!(
            "{caption} {some} of {all} networks are drawn, those of the attacker first; the file {file} has all."
        );
    }
    Some(Chart { svg: drawing.finish(), caption })
}

fn draw_network(drawing: &mut Drawing, y: f64, network: &Network, most: u64) {
    let class = network.class.key();
    drawing.text((0.0, y + 17.0), Anchor::Start, "axis", &terminal::clip(&network.name, 32));
    drawing.text((LEFT - 12.0, y + 17.0), Anchor::End, &format!("axis t-{class}"), class_word(network.class));
    let width = (RIGHT - LEFT) * network.records as f64 / most as f64;
    drawing.rect((LEFT, y + 6.0), (width.max(2.0), 14.0), &format!("f-{class}"), "");
    drawing.text(
        (LEFT + width.max(2.0) + 8.0, y + 17.0),
        Anchor::Start,
        "axis",
        &group_digits(network.records),
    );
}
