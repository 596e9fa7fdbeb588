//! Writes the rows of a query: CSV, JSON, JSON Lines or Parquet, or a form of your own by a [`Sink`].
//!
//! Rows stream: none is kept but a row group of a Parquet file.
//!
//! ```
//! use trail365_sql::rows::{self, Format, Style};
//! use trail365_sql::{SessionOptions, Tables};
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let session = trail365_sql::over(Tables::default(), &SessionOptions::default())?;
//! let frame = trail365_sql::sql(&session, "SELECT 1 AS n, '=1+1' AS text").await?;
//! let mut out = Vec::new();
//! let written = rows::write(frame.execute_stream().await?, Format::Csv, Style::default(), &mut out).await?;
//! assert_eq!((written.rows, out.as_slice()), (1, &b"n,text\r\n1,'=1+1\r\n"[..]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cell;
mod csv;
mod documents;
mod format;
mod json;
mod parquet;
mod sink;
#[cfg(test)]
mod testing;
mod write;

pub use cell::{Cells, Class};
pub use documents::Documents;
pub use format::{Format, Style};
pub use parquet::Parquet;
pub use sink::{Demand, Sink, Written, drain};
pub use write::{json_lines, unique_names, write, write_documents, write_file};
