//! The tenant's own mail domains, as its records show them.

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use trail365_sql::{Result, Session};

/// Domains of mailboxes, of the organization's name, and of users who worked in Exchange.
const DOMAINS: &str = "SELECT DISTINCT lower(domain) FROM (
    SELECT split_part(mailbox_owner_upn, '@', 2) AS domain FROM activity WHERE mailbox_owner_upn IS NOT NULL
    UNION ALL SELECT organization_name FROM activity WHERE organization_name LIKE '%.%'
    UNION ALL SELECT split_part(user_id, '@', 2) FROM activity
        WHERE workload = 'Exchange' AND user_type IN (0, 2) AND user_id LIKE '%@%' AND user_id NOT LIKE '%#EXT#%'
) WHERE domain LIKE '%.%' ORDER BY 1";

/// Finds the mail domains of the tenants in a session.
///
/// # Errors
/// If the query fails.
pub async fn tenant_domains(session: &Session) -> Result<Vec<String>> {
    let mut domains = Vec::new();
    for batch in trail365_sql::sql(session, DOMAINS).await?.collect().await? {
        if let Ok(column) = cast(batch.column(0), &DataType::Utf8) {
            domains.extend(column.as_string::<i32>().iter().flatten().map(str::to_owned));
        }
    }
    Ok(domains)
}
