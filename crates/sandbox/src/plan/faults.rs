//! The faults of a plan: everything that goes wrong on demand.
//!
//! Each fault has a rate from 0 (never, the default) to 1. The seed and the object of the request decide whether it
//! strikes. A blob is late or not however often it is asked for. A request fails up to `tries` times in a row and then
//! succeeds, so that a caller that tries again gets on.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Rates and measures of the faults.
///
/// ```
/// use trail365_sandbox::{Faults, Plan};
///
/// let faults = Faults { late: 0.1, cut_body: 0.05, tries: 2, ..Faults::default() };
/// let plan = Plan { faults, ..Plan::default() };
/// assert_eq!(plan.faults.late_minutes, 240);
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Another seed than the plan's for the faults alone, so that the same activity can fail otherwise.
    pub seed: Option<u64>,
    /// Number of times in a row that the same request fails.
    pub tries: u32,

    /// Blobs that show up late: listed and fetched only after others that were created after them.
    pub late: f64,
    /// Longest delay of a late blob, in minutes.
    pub late_minutes: u32,
    /// Blobs that repeat some records of earlier blobs.
    pub doubled_records: f64,
    /// Blobs that are listed a second time, by a later window.
    pub relisted: f64,
    /// Delay of the second listing, in minutes.
    pub relisted_minutes: u32,
    /// Blobs that are listed and can never be fetched: they have expired early (AF20051).
    pub withheld: f64,
    /// Blobs with elements that are no record: a text with an escape that JSON lacks, or no object at all.
    pub broken_records: f64,
    /// Pages of listings that are given twice in a chain.
    pub repeated_pages: f64,

    /// Items of listings that have no address, or members of another type, or something beside them that is no item.
    pub bad_items: f64,

    /// Requests that are refused with AF429 although the quota is not used up.
    pub throttled: f64,
    /// `Retry-After` of those, in real seconds; the header is left out without it.
    pub retry_after_seconds: Option<u32>,
    /// Requests that fail with 500 (AF50000), 502, 503 or 504.
    pub server_error: f64,
    /// Requests that fail with a page in HTML, as proxies write them.
    pub html_error: f64,
    /// Requests that are refused with 400 or 403 and no code of the API, as firewalls and gateways refuse.
    pub odd_refusal: f64,
    /// Requests that are answered only after `hang_ms`, and then with 504.
    pub hang: f64,
    /// Time until that answer, in real milliseconds.
    pub hang_ms: u64,
    /// Requests that are refused with 401 although the token was good; it is no longer accepted.
    pub token_expired: f64,
    /// Requests for a token that fail with 503.
    pub sign_in_error: f64,

    /// Blobs whose transfer breaks off.
    pub cut_body: f64,
    /// Blobs with bytes in the middle that no JSON has.
    pub corrupt_body: f64,
    /// Blobs with a wrong `Content-Length`: too short, so that the JSON ends early, or too long.
    pub wrong_length: f64,
    /// Blobs in whose place an error comes with status 200, as an object and not as an array.
    pub object_body: f64,
    /// Answers whose header names are written in another case.
    pub header_case: f64,
    /// Error of the `Date` header, in seconds.
    pub clock_skew_seconds: i64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            seed: None,
            // One failure and then success: a collector that never tries again is caught, one that does gets on.
            tries: 1,
            late: 0.0,
            // Four hours: far behind everything that a poller lists meanwhile.
            late_minutes: 240,
            doubled_records: 0.0,
            relisted: 0.0,
            // Over an hour: the second listing falls into another window of an hourly collector.
            relisted_minutes: 90,
            withheld: 0.0,
            broken_records: 0.0,
            repeated_pages: 0.0,
            bad_items: 0.0,
            throttled: 0.0,
            // The shortest pause that the header can name.
            retry_after_seconds: Some(1),
            server_error: 0.0,
            html_error: 0.0,
            odd_refusal: 0.0,
            hang: 0.0,
            // Long enough for the timeout of a test, which is a second or so.
            hang_ms: 2000,
            token_expired: 0.0,
            sign_in_error: 0.0,
            cut_body: 0.0,
            corrupt_body: 0.0,
            wrong_length: 0.0,
            object_body: 0.0,
            header_case: 0.0,
            clock_skew_seconds: 0,
        }
    }
}

impl Faults {
    /// Returns every fault with a rate, by name.
    fn named_rates(&self) -> [(&'static str, f64); 19] {
        [
            ("late", self.late),
            ("doubled_records", self.doubled_records),
            ("relisted", self.relisted),
            ("withheld", self.withheld),
            ("broken_records", self.broken_records),
            ("repeated_pages", self.repeated_pages),
            ("bad_items", self.bad_items),
            ("throttled", self.throttled),
            ("server_error", self.server_error),
            ("html_error", self.html_error),
            ("odd_refusal", self.odd_refusal),
            ("hang", self.hang),
            ("token_expired", self.token_expired),
            ("sign_in_error", self.sign_in_error),
            ("cut_body", self.cut_body),
            ("corrupt_body", self.corrupt_body),
            ("wrong_length", self.wrong_length),
            ("object_body", self.object_body),
            ("header_case", self.header_case),
        ]
    }

    pub(super) fn check_rates(&self) -> Result<()> {
        for (name, rate) in self.named_rates() {
            if !(0.0..=1.0).contains(&rate) {
                return Err(Error::plan(format!("faults: {name} = {rate} is not from 0 to 1")));
            }
        }
        Ok(())
    }
}
