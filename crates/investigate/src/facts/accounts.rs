//! Accounts by the names that an analyst gives.

use serde::Deserialize;
use trail365_sql::Session;

use super::rows::{quote, rows};
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
pub(crate) async fn find_accounts(session: &Session, users: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for user in users {
        let account = find_account(session, &user.trim().to_lowercase()).await?;
        if !found.contains(&account) {
            found.push(account);
        }
    }
    Ok(found)
}

async fn find_account(session: &Session, user: &str) -> Result<String> {
    let part = quote(user);
    let query = format!(
        "SELECT DISTINCT lower(user_id) AS user_id FROM events WHERE strpos(lower(user_id), {part}) > 0 \
         OR lower(user_id) = {part} ORDER BY length(lower(user_id)), 1"
    );
    let near: Vec<String> =
        rows::<Named>(session, &query).await?.into_iter().map(|row| row.user_id).collect();
    let begins = |name: &&String| name.split('@').next() == Some(user);
    let mut by_part = near.iter().filter(begins);
    match (near.iter().find(|name| *name == user), by_part.next(), by_part.next()) {
        (Some(account), _, _) | (None, Some(account), None) => Ok(account.clone()),
        _ => {
            let near = near.into_iter().take(MOST_NEAR).collect();
            Err(Error::NoSuchAccount { user: user.to_owned(), near })
        }
    }
}
