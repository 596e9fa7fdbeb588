//! Which record types a view shows, as its SQL says.

/// The numbers after `record_type =` or `record_type IN`; none where the SQL does not ask for types.
pub fn of(sql: &str) -> Vec<i32> {
    let lower = sql.to_ascii_lowercase();
    let lists =
        lower.match_indices("record_type").filter_map(|(at, word)| numbers(&lower[at + word.len()..]));
    lists.flatten().collect()
}

fn numbers(text: &str) -> Option<Vec<i32>> {
    let text = text.trim_start();
    if let Some(number) = text.strip_prefix('=') {
        let end = number.trim_start().find(|c: char| !c.is_ascii_digit() && c != '-');
        let number = number.trim_start();
        return number[..end.unwrap_or(number.len())].parse().ok().map(|number| vec![number]);
    }
    let list = text.strip_prefix("in")?.trim_start().strip_prefix('(')?;
    list[..list.find(')')?].split(',').map(|number| number.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn types_are_read_from_sql() {
        assert_eq!(of("SELECT a FROM activity WHERE record_type = 15"), [15]);
        assert_eq!(
            of("select record_type, a from activity\nwhere record_type IN (2, 3,\n 50) and b = 1"),
            [2, 3, 50]
        );
        assert_eq!(of("select a from activity"), [0; 0]);
    }

    #[test]
    fn every_table_of_snare_says_its_types() {
        let snare = trail365_sql::VIEWS.iter().filter(|view| view.schema == "snare");
        assert!(snare.clone().count() > 200 && snare.clone().all(|view| !of(view.sql).is_empty()));
    }
}
