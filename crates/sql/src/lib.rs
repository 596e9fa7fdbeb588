//! SQL over Microsoft 365 audit activity, with DataFusion.
//!
//! - **Sessions**: [`open`] makes one over a lake, [`over_stream`] one over batches from elsewhere, [`over`] one over tables of
//!   your own.
//! - **Views**: one for each record schema, with just its columns (`sign_ins`, `exchange_mailbox_audit_group`), Snare
//!   Central's tables as the schema `snare` ([`VIEWS`]), what an investigation asks for, decoded ([`INVESTIGATION_VIEWS`]), and what is collected and missing as the schema `lake`
//!   ([`LAKE_VIEWS`]), and the shapes of other tools as `sentinel`, `asim`, `ecs`, `ocsf` ([`SHAPE_VIEWS`]). Each is a file of SQL in the folder `views/` of the repository.
//! - **Functions**: addresses in networks, JSON, spans of time, Microsoft's names ([`FUNCTIONS`]).
//! - **Queries**: [`sql`] plans one; names match in any case, statements that change something are refused, and an [`Error`]
//!   names the place and the name that was meant.
//! - **Several machines**: plans that run in part on others ([`remote`]).
//! - **Other engines**: the views as their SQL ([`dialect`]).
//! - **Search** without SQL: [`search`]. **Rows** as CSV, JSON and Parquet: [`rows`].
//!
//! Folders from the ground up: `place`, `error`, `view`, `generated`, `tables`, `network`, `geo`, `functions`, `views`, `query`, `search`,
//! `rows`, `session`, `rules`, `dialect`, `remote`.

pub mod dialect;
mod error;
mod functions;
mod generated;
mod geo;
mod network;
mod place;
mod query;
pub mod remote;
pub mod rows;
pub mod rules;
pub mod search;
mod session;
mod tables;
mod view;
mod views;

pub use datafusion::execution::SendableRecordBatchStream as RowStream;
pub use datafusion::prelude::SessionContext as Session;
pub use error::{Error, ErrorKind, Result};
pub use functions::{FUNCTIONS, Function};
pub use generated::{SHAPE_VIEWS, VIEWS};
pub use geo::{Geo, GeoDatabase, GeoPlace, NetworkOwner, is_microsoft_service};
pub use network::is_private;
pub use place::Place;
pub use query::{Statement, parse, plan, sql, stream, stream_counted};
pub use session::{
    SessionOptions, open, open_all, over, over_batches, over_snapshot, over_stream, over_with,
};
pub use tables::{ContentStream, FilesRead, TABLES, Table, Tables, TextsToRead};
pub use tokio_util::sync::CancellationToken;
pub use view::View;
pub use views::{
    INVESTIGATION_VIEWS, LAKE_VIEWS, RowCounts, SESSION_VIEWS, all_views, column_meaning, row_count, view,
};
