//! Investigation of accounts: what a lake says about whether one was taken over, and what was done with it.
//!
//! [`investigate()`] makes a [`Report`](model::Report) of the records of a lake and of what rules found in them. [`folder`] writes it in all
//! of its forms, [`render`] and [`tables`] have these one by one, [`deidentify`](mod@deidentify) takes the names out.
//!
//! ```
//! use trail365_findings::{Detector, load_lists, load_rules, tenant_domains};
//! use trail365_investigate::investigate;
//! use trail365_investigate::model::{Case, Question, VerdictWord};
//! use trail365_lake::{ImportOptions, Importer, Lake, Location, blocking::wait};
//! use trail365_sql::rules::{Range, Tenant};
//! use trail365_sql::SessionOptions;
//!
//! let folder = tempfile::tempdir()?;
//! let location = Location::parse(&folder.path().join("lake").to_string_lossy())?;
//! let mut importer = Importer::begin(wait(Lake::open_or_create(&location))?, &ImportOptions::default())?;
//! let export = r#"{"Id":"1","RecordType":15,"Operation":"UserLoggedIn","CreationTime":"2026-03-02T08:00:00",
//!     "Workload":"AzureActiveDirectory","UserId":"ann@example.com","ClientIP":"192.0.2.7"}"#;
//! importer.import_unit("export.json", export.as_bytes(), &mut |_| ())?;
//! importer.finish()?;
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let lake = Lake::open(&location, None).await?;
//! let session = trail365_sql::open(&lake, &SessionOptions::default()).await?;
//! let loaded = load_rules(&[], &load_lists(&[])?);
//! let detector = Detector::new(loaded.set, loaded.sql_rules, Tenant { domains: tenant_domains(&session).await? })?;
//! let findings = detector.detect(&session, Range::default()).await?;
//!
//! let question = Question { users: vec!["ann".to_owned()], ..Question::default() };
//! let report = investigate(&lake, &session, &findings, Case::default(), question, None).await?;
//! // Without a record of Exchange nobody can say that nothing happened.
//! assert_eq!(report.accounts[0].verdict.word, VerdictWord::Undecidable);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
mod attribution;
pub mod deidentify;
mod error;
mod evidence;
mod facts;
pub mod folder;
mod hash;
mod investigate;
pub mod layout;
pub mod model;
mod networks;
mod rank;
pub mod render;
mod scene;
mod sections;
mod span;
mod sql;
pub mod tables;
mod timeline;
mod verdict;
mod words;

pub use error::{Error, Result};
pub use facts::find_accounts;
pub use investigate::investigate;
pub use rank::{Candidate, rank_accounts};
