//! Accounts by the names that an analyst gives.

use serde::Deserialize;
use trail365_sql::Session;

use super::rows::rows;
use crate::error::{Error, Result};

#[derive(Deserialize)]
struct Named {
    user_id: String,
}

/// Most names that an error suggests.
const MOST_NEAR: usize = 5;

/// Finds accounts by name, in any case: the whole name, or what stands in front of the @ where one account alone has that.
///
/// # Errors
/// If no record, or several accounts, have a name.
pub async fn find_accounts(session: &Session, users: &[String]) -> Result<Vec<String>> {
    const NAMES: &str =
        "SELECT DISTINCT lower(user_id) AS user_id FROM events WHERE user_id IS NOT NULL ORDER BY 1";
    let names: Vec<String> =
        rows::<Named>(session, NAMES).await?.into_iter().map(|row| row.user_id).collect();
    let mut found = Vec::new();
    for user in users {
        let account = find_account(&names, &user.trim().to_lowercase())?;
        if !found.contains(&account) {
            found.push(account);
        }
    }
    Ok(found)
}

fn find_account(names: &[String], user: &str) -> Result<String> {
    let begins = |name: &&String| name.split('@').next() == Some(user);
    let mut by_part = names.iter().filter(begins);
    match (names.iter().find(|name| *name == user), by_part.next(), by_part.next()) {
        (Some(account), _, _) | (None, Some(account), None) => Ok(account.clone()),
        _ => {
            let mut near: Vec<String> = names.iter().filter(|name| name.contains(user)).cloned().collect();
            near.sort_by_key(String::len);
            near.truncate(MOST_NEAR);
            Err(Error::NoSuchAccount { user: user.to_owned(), near })
        }
    }
}
