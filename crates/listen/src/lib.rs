//! A socket that answers HTTP with limits, so that no caller can hold it.
//!
//! - [`Listener`] is a bound socket; [`Listener::serve`] answers with a service of hyper, within [`Limits`].
//! - [`read_body`] reads the body of a request, of bounded size and within bounded time.
//! - [`Tls`] is a certificate with its key; [`exposed_file`] warns if others can read the file of a secret.
//! - [`Peer`] is the caller of a request.
//!
//! ```
//! use std::convert::Infallible;
//!
//! use hyper::service::service_fn;
//! use hyper::{Request, Response, body::Incoming};
//! use trail365_listen::{Limits, Listener};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let hello = service_fn(|_: Request<Incoming>| async {
//!     Ok::<_, Infallible>(Response::new("hello".to_owned()))
//! });
//! let serving = Listener::bind("127.0.0.1:0".parse()?, None).await?.serve(Limits::default(), hello);
//! println!("http://{}/", serving.address());
//! serving.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Files from the ground up: `error`, `exposed`, `tls`, `body`, `listener`.

mod body;
mod error;
mod exposed;
mod listener;
mod tls;

pub use body::read_body;
pub use error::Error;
pub use exposed::exposed_file;
pub use listener::{Limits, Listener, Peer, Serving};
pub use tls::Tls;
