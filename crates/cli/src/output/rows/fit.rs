//! The widths of columns that share a screen.

use trail365_sql::rows::Class;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::page::PageColumn;

/// Spaces between two columns.
pub const GAP: usize = 2;

/// Least width of a column of long values.
const NARROWEST: usize = 12;

/// Returns the width of each column if they fit side by side into `room`. Each gets what it needs; if that is too much,
/// the widest give way first. `None` if values would be cut that must stay whole, or cut to nothing.
pub fn widths(columns: &[&PageColumn], room: usize) -> Option<Vec<usize>> {
    let room = room.saturating_sub(GAP * columns.len().saturating_sub(1));
    let total = |most: usize| -> usize { columns.iter().map(|column| width_at(column, most)).sum() };
    let widest = columns.iter().map(|column| column.width).max().unwrap_or(0);
    if total(NARROWEST) > room {
        return None;
    }
    // The largest limit at which all fit; `total` grows with the limit.
    let (mut fits, mut too_wide) = (NARROWEST, widest + 1);
    while fits + 1 < too_wide {
        let middle = fits.midpoint(too_wide);
        if total(middle) <= room { fits = middle } else { too_wide = middle }
    }
    Some(columns.iter().map(|column| width_at(column, fits)).collect())
}

/// Returns the width of a column under a limit. Numbers, times and names are never cut.
fn width_at(column: &PageColumn, most: usize) -> usize {
    match column.class {
        Class::Number | Class::Plain => column.width,
        Class::Text | Class::Json => column.width.min(most.max(column.name.width())),
    }
}

/// Cuts a text to `width` columns, with an ellipsis in place of the rest.
pub fn elided(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fitting = |c: &char| {
        let width = c.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let mut out: String = text.chars().take_while(fitting).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use trail365_sql::rows::Class;

    use super::{PageColumn, elided, widths};

    fn column(class: Class, width: usize) -> PageColumn {
        PageColumn { name: "name".to_owned(), class, cells: Vec::new(), width }
    }

    fn check(wanted: &[(Class, usize)], room: usize, expected: Option<&[usize]>) {
        let columns: Vec<_> = wanted.iter().map(|(class, width)| column(*class, *width)).collect();
        assert_eq!(widths(&columns.iter().collect::<Vec<_>>(), room).as_deref(), expected);
    }

    #[test]
    fn the_widest_gives_way_first() {
        check(&[(Class::Text, 20), (Class::Text, 90)], 120, Some(&[20, 90]));
        check(&[(Class::Text, 20), (Class::Text, 90)], 72, Some(&[20, 50]));
        check(&[(Class::Text, 30), (Class::Text, 90)], 42, Some(&[20, 20]));
        check(&[(Class::Plain, 30), (Class::Text, 90)], 52, Some(&[30, 20]));
        check(&[(Class::Plain, 30), (Class::Text, 90)], 43, None);
        check(&[(Class::Text, 5); 20], 100, None);
    }

    #[test]
    fn a_cut_text_is_never_wider() {
        assert_eq!(elided("abc", 3), "abc");
        assert_eq!(elided("abcd", 3), "ab…");
        assert_eq!(elided("漢字漢字", 5), "漢字…");
        assert_eq!(elided("漢字漢字", 4), "漢…");
    }
}
