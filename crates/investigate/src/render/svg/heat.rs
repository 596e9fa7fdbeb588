//! Events by hour and weekday: a map of 7 by 24 fields a class.

use super::bars::Chart;
use super::drawing::{Anchor, Drawing};
use crate::layout::{CLASSES, Hours, WEEKDAYS, class_word};
use crate::model::Account;

const FIELD: f64 = 17.0;
const LEFT: f64 = 40.0;
/// Two maps stand side by side.
const APART: f64 = 490.0;
const MAP_HEIGHT: f64 = 44.0 + 7.0 * FIELD + 22.0;

/// Draws the key events of an account by hour and weekday; without events there is no drawing.
pub fn draw_hours(account: &Account, hours: &Hours, id: &str) -> Option<Chart> {
    let classes: Vec<usize> = (0..CLASSES.len()).filter(|class| most_of(hours, *class) > 0).collect();
    let rows = classes.len().div_ceil(2);
    if rows == 0 {
        return None;
    }
    let title = format!("Key events of {} by weekday and hour", account.user);
    let description = "A map of seven weekdays by 24 hours for each class; the table below has the numbers.";
    let mut drawing = Drawing::new(id, MAP_HEIGHT * rows as f64, &title, description);
    for (place, class) in classes.into_iter().enumerate() {
        let (x, y) = ((place % 2) as f64 * APART, (place / 2) as f64 * MAP_HEIGHT);
        draw_map(&mut drawing, (x, y), hours, class);
    }
    let caption = "Hours are UTC. A field has the number of key events in that hour of that weekday; darker fields have more.";
    Some(Chart { svg: drawing.finish(), caption: caption.to_owned() })
}

fn most_of(hours: &Hours, class: usize) -> u64 {
    (0..7 * 24).map(|field| hours.count(field / 24, field % 24, class)).max().unwrap_or(0)
}

fn draw_map(drawing: &mut Drawing, (x, y): (f64, f64), hours: &Hours, class: usize) {
    let key = CLASSES[class].key();
    drawing.text((x + LEFT, y + 16.0), Anchor::Start, &format!("lane t-{key}"), class_word(CLASSES[class]));
    let top = y + 26.0;
    let most = most_of(hours, class);
    for (weekday, name) in WEEKDAYS.iter().enumerate() {
        let row = top + FIELD * weekday as f64;
        drawing.text((x + LEFT - 8.0, row + 12.0), Anchor::End, "axis", name);
        for hour in 0..24 {
            let count = hours.count(weekday, hour, class);
            draw_field(drawing, (x + LEFT + FIELD * hour as f64, row), count, most, key);
        }
    }
    for hour in [0, 3, 6, 9, 12, 15, 18, 21] {
        let middle = x + LEFT + FIELD * (f64::from(hour) + 0.5);
        drawing.text((middle, top + 7.0 * FIELD + 13.0), Anchor::Middle, "axis", &format!("{hour:02}"));
    }
}

fn draw_field(drawing: &mut Drawing, (x, y): (f64, f64), count: u64, most: u64, class: &str) {
    if count == 0 {
        drawing.rect((x, y), (FIELD - 1.0, FIELD - 1.0), "field", "");
        return;
    }
    // Four shades, by quarters of the fullest field.
    let shade = (count * 4).div_ceil(most.max(1)).clamp(1, 4);
    drawing.rect((x, y), (FIELD - 1.0, FIELD - 1.0), &format!("c-{class} shade-{shade}"), "");
    drawing.text((x + 8.0, y + 11.5), Anchor::Middle, &format!("count on-{shade}"), &short_count(count));
}

/// Returns a number in three characters.
fn short_count(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..100_000 => format!("{}k", count / 1_000),
        _ => "…".to_owned(),
    }
}
