//! The users whom a name in a search means.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::prelude::SessionContext;
use trail365_text::near;

use super::condition::{is_bare_name, user_matches};
use crate::error::Result;
use crate::query::sql;

/// Lists the users that a name without a domain matches, at most `most`, those with most records first. Empty for a name
/// that says itself whom it means.
///
/// # Errors
/// If the query fails.
pub async fn users_matching(session: &SessionContext, name: &str, most: usize) -> Result<Vec<String>> {
    if !is_bare_name(name) {
        return Ok(Vec::new());
    }
    let Some(condition) = user_matches(&[name.to_owned()]) else { return Ok(Vec::new()) };
    let query = format!(
        "SELECT user_id FROM events WHERE {condition} GROUP BY user_id ORDER BY count(*) DESC, user_id LIMIT {most}"
    );
    column_of_texts(session, &query).await
}

/// Lists users whose names are near to one that no record has, at most `most`: those that contain it, else the one that
/// differs in few letters.
///
/// # Errors
/// If the query fails.
pub async fn near_users(session: &SessionContext, name: &str, most: usize) -> Result<Vec<String>> {
    let query = "SELECT DISTINCT user_id FROM activity WHERE user_id IS NOT NULL ORDER BY user_id";
    // All users come into memory: this runs only after a search found nobody, and a large tenant has some hundred
    // thousand.
    let users = column_of_texts(session, query).await?;
    Ok(nearest_users(name, &users, most))
}

fn nearest_users(name: &str, users: &[String], most: usize) -> Vec<String> {
    let wanted = near::fold_name(name);
    let contains = |user: &&String| !wanted.is_empty() && near::fold_name(user).contains(&wanted);
    let containing: Vec<_> = users.iter().filter(contains).take(most).cloned().collect();
    if !containing.is_empty() {
        return containing;
    }
    // A mistyped name without its domain is compared with what stands before the domains.
    let part = |user: &str| user.split('@').next().unwrap_or_default().to_owned();
    let distance = |user: &String| {
        let candidate = if is_bare_name(name) { part(user) } else { user.clone() };
        near::distance(name, &candidate)
    };
    let nearest = users.iter().filter_map(|user| Some((distance(user)?, user))).min_by_key(|(far, _)| *far);
    nearest.into_iter().map(|(_, user)| user.clone()).take(most).collect()
}

async fn column_of_texts(session: &SessionContext, query: &str) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for batch in sql(session, query).await?.collect().await? {
        let column = cast(batch.column(0), &DataType::Utf8View)?;
        texts.extend(column.as_string_view().iter().flatten().map(str::to_owned));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::nearest_users;

    #[test]
    fn a_part_or_a_mistyped_name_is_near() {
        let users = ["anna.lind@example.com", "lena.berg@example.com", "lena.moe@example.net", "app"];
        let users = users.map(str::to_owned);
        let check =
            |name: &str, expected: &[&str]| assert_eq!(nearest_users(name, &users, 3), expected, "{name}");
        check("lena", &["lena.berg@example.com", "lena.moe@example.net"]);
        check("lena.breg", &["lena.berg@example.com"]);
        check("anna.lind@exmaple.com", &["anna.lind@example.com"]);
        check("example", &["anna.lind@example.com", "lena.berg@example.com", "lena.moe@example.net"]);
        check("zzz", &[]);
        check("", &[]);
    }
}
