//! The Office 365 Management Activity API as typed calls: everything between a tenant and the bytes of its audit records.
//!
//! - [`Client`] has the operations: subscriptions with their webhooks, listings page by page or whole, content as a stream
//!   that is whole or an error, names of sensitive types.
//! - [`Credential`] is how the app signs in: client secret, [`Certificate`], federated token, [`ManagedIdentity`], a token or a
//!   [`TokenProvider`] of your own. Tokens are kept, renewed before they expire and once when the service refuses one. A
//!   sign-in that failed is the answer to every call until it is time for the next one, which [`Error::retry`] tells.
//! - [`Error`] says what kind of failure it is, whose fault, whether to try again and what to do; [`codes`] lists every code of
//!   the service that is known.
//! - Requests of a client and its clones share one [`Pace`]: it starts at the tenant's quota and gives way to throttling.
//!
//! A token goes to the root of the cloud's API and nowhere else; a credential to the sign-in authority and nowhere else. An
//! address out of an answer is followed to that root only, and no redirect at all.
//!
//! ```no_run
//! use futures::TryStreamExt as _;
//! use trail365_client::{AppId, Certificate, Client, Cloud, ContentType, Credential, TenantId, WebhookChange, Window};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let tenant: TenantId = "41463f53-8812-40f4-890f-865bf6e35190".parse()?;
//! let app: AppId = "00001111-aaaa-2222-bbbb-3333cccc4444".parse()?;
//! let certificate = Certificate::from_pem(&std::fs::read("app.pem")?)?;
//! let client = Client::builder(Cloud::Enterprise, tenant, Credential::certificate(app, certificate)).build()?;
//!
//! client.start_subscription(ContentType::AuditGeneral, WebhookChange::Unchanged).await?;
//! let window = Window::parse("2026-01-12", "2026-01-13")?;
//! let mut pages = client.content_pages(ContentType::AuditGeneral, Some(window));
//! while let Some(page) = pages.next_page().await? {
//!     for info in page.items {
//!         let mut pieces = std::pin::pin!(client.fetch_content(&info.content_uri).await?.into_stream());
//!         while let Some(piece) = pieces.try_next().await? {
//!             println!("{} more bytes of {}", piece.len(), info.content_id);
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod body;
mod builder;
mod call;
mod client;
mod cloud;
mod content;
mod error;
mod feed;
mod headers;
mod id;
mod items;
mod limiter;
mod listing;
mod open;
mod pages;
mod rest;
mod retry;
mod secret;
mod server_clock;
mod sign_in;
mod subscription;
mod time;
mod token;
mod transport;

pub use builder::Builder;
pub use client::Client;
pub use cloud::{Cloud, CustomCloud};
pub use content::Content;
pub use error::{Code, Error, ErrorKind, Fault, Result, Retry, code, codes};
pub use id::{AppId, PublisherId, TenantId};
pub use limiter::Pace;
pub use listing::{ContentInfo, Listed, Notification, NotificationStatus, Page, SensitiveType};
pub use open::Open;
pub use pages::Pages;
pub use secret::Secret;
pub use sign_in::{Algorithm, Certificate, Credential, ManagedIdentity};
pub use subscription::{
    ContentType, Subscription, SubscriptionStatus, Webhook, WebhookChange, WebhookSettings, WebhookStatus,
};
pub use time::Window;
pub use token::{Denied, Token, TokenFuture, TokenProvider};
pub use transport::ProxySetting;
