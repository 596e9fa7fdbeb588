//! Signing in, as Entra ID and the identity endpoints of machines do it. All here goes by the machine's clock.

mod app;
mod assertion;
mod failure;
mod identity;
mod jwt;
mod key;
mod sign_in;
mod token;

pub(crate) use app::Apps;
pub(crate) use identity::{app_service_token, imds_token};
pub(crate) use sign_in::token_endpoint;
pub(crate) use token::{Bearer, TokenKey};
