//! The Office 365 Management Activity API as typed calls: everything between a tenant and the bytes of its audit records.
//!
//! - [`Client`] has the operations: subscriptions with their webhooks, listings page by page or complete, content as a
//!   stream that is complete or an error, names of sensitive types.
//! - [`Credential`] says how the app signs in: client secret, [`Certificate`], federated token, [`ManagedIdentity`], an
//!   access token or a [`TokenProvider`] of your own. Tokens are cached. They are renewed before they expire, and once when
//!   the service refuses one. A failed sign-in is the answer to every call until the next attempt is due;
//!   [`Error::retry`] says when that is.
//! - [`Error`] says what kind of failure it is, whose fault, whether a retry helps and what to do; [`codes`] lists every
//!   known code of the service.
//! - Requests of a client and its clones share one [`Pace`]: it starts at the tenant's quota and slows down when the
//!   service throttles.
//!
//! [`Hook`] posts JSON to an address of the user's choice, which has nothing to do with a tenant.
//!
//! A token is sent to the root of the cloud's API only, a credential to the sign-in authority only. The client follows an
//! address out of an answer to that root only, and follows no redirect.
//!
//! The folders stand on each other in this order, and none uses one above it: `error`; `http`, what any API over HTTP
//! needs; `hook`, an address that JSON is posted to; `sign_in`; `connection`, calls that carry a token at a shared pace;
//! `activity`, the Management Activity API.
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

mod activity;
mod cloud;
mod connection;
mod error;
mod hook;
mod http;
mod id;
mod secret;
mod sign_in;

pub use activity::{
    Builder, Client, Content, ContentInfo, ContentType, Listed, Notification, NotificationStatus, Open, Page,
    Pages, SensitiveType, Subscription, SubscriptionStatus, Webhook, WebhookChange, WebhookSettings,
    WebhookStatus, Window,
};
pub use cloud::{Cloud, CustomCloud};
pub use error::{Code, Error, ErrorKind, Fault, Result, Retry, code, codes};
pub use hook::{Hook, HookAnswer};
pub use http::{Pace, ProxySetting};
pub use id::{AppId, PublisherId, TenantId};
pub use secret::Secret;
pub use sign_in::{
    Algorithm, Certificate, Credential, Denied, ManagedIdentity, Token, TokenFuture, TokenProvider,
};
