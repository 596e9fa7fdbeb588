//! Every code that the client knows, met at the sandbox and told for what it is.

use std::collections::BTreeSet;

use trail365_client::{Error, ErrorKind, Fault, Retry, codes};

use super::{activity_codes, sign_in_codes};

/// A code, what the client is to make of it, and what it made.
pub struct Case {
    pub code: String,
    pub kind: ErrorKind,
    pub fault: Fault,
    pub retry: Retry,
    /// Words of what is to be done about it.
    pub remedy: &'static str,
    pub error: Error,
}

impl Case {
    fn assert_met(&self) {
        let Case { code, kind, fault, retry, remedy, error } = self;
        assert_eq!(error.code(), Some(code.as_str()), "{error:?}");
        assert_eq!((error.kind(), error.fault(), error.retry()), (*kind, *fault, *retry), "{error:?}");
        assert!(error.remedy().contains(remedy), "{code}: {}", error.remedy());
        assert!(error.status().is_some() && error.message().is_some(), "{error:?}");
    }
}

#[tokio::test]
async fn every_code_is_met_and_told_for_what_it_is() {
    let mut cases = activity_codes::cases().await;
    cases.extend(sign_in_codes::cases().await);
    cases.iter().for_each(Case::assert_met);
    let met: BTreeSet<_> = cases.iter().map(|case| case.code.as_str()).collect();
    let known: BTreeSet<_> = codes().map(|code| code.name).collect();
    assert_eq!(met, known, "a code that is new to the client needs a case");
}
