//! Pages over a lake of Microsoft 365 audit activity, served by the one program to a browser on the same machine.
//!
//! - [`Site`] is a lake, its pages and who may see them; [`Site::serve`] opens the socket.
//! - [`Options`] say where and for whom, [`Limits`] how much a page may cost.
//!
//! What pages ask of the lake comes as values (`data`), and every page is also there as JSON under `/api/v1`, from the same values.
//! Pages work without a script, by links and forms; htmx loads parts of them later.
//!
//! ```
//! use trail365_lake::Location;
//! use trail365_ui::{Options, Site};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("lake");
//! # let path = path.to_string_lossy();
//! let options = Options { listen: "127.0.0.1:0".parse()?, ..Options::default() };
//! let (site, serving) = Site::serve(Location::parse(&path)?, &options).await?;
//! println!("open {}", site.url());
//! serving.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What keeps the lake from others
//!
//! The socket is that of this machine, or is encrypted and has people sign in. A request needs the token of the printed address, exchanged for a cookie; a host of the list,
//! so that no other name leads here; and may not come from another site. Pages take scripts by a fresh nonce alone, text into HTML by
//! htmx alone (Trusted Types), and nothing from elsewhere. Text of records is escaped by the templates, and the last step of every
//! response shows what would act or hide. Queries can only read, and run within limits.
//!
//! Folders from the ground up: `assets`, `zone`, `cookies`, `visitor`, `data`, `layout`, `pages`, `serve`.

// Numbers of records and of units of a drawing are far from where a f64 gets inexact.
#![allow(clippy::cast_precision_loss)]

mod assets;
mod cookies;
mod data;
mod layout;
mod pages;
mod serve;
mod visitor;
mod zone;

pub use data::engine::Extras;
pub use data::limits::Limits;
pub use serve::access::AccessLog;
pub use serve::options::Options;
pub use serve::site::Site;
pub use trail365_listen::{Tls, exposed_file};
pub use visitor::TrustedHeader;
