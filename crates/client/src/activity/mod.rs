//! The Management Activity API: its operations, addresses, answers and words.

mod builder;
mod client;
mod content;
mod listing;
mod open;
mod pages;
mod subscription;
mod time;
mod urls;

pub use builder::Builder;
pub use client::Client;
pub use content::Content;
pub use listing::{ContentInfo, Listed, Notification, NotificationStatus, Page, SensitiveType};
pub use open::Open;
pub use pages::Pages;
pub use subscription::{
    ContentType, Subscription, SubscriptionStatus, Webhook, WebhookChange, WebhookSettings, WebhookStatus,
};
pub use time::Window;
