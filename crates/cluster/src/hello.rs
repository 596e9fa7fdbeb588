//! What a worker says of itself to those that ask who it is.

use datafusion::execution::object_store::ObjectStoreUrl;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::error::{Error, Result};

/// Version of plans: those of another are not understood.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Version and lakes of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello {
    version: String,
    /// Stores of its lakes.
    stores: Vec<String>,
}

impl Hello {
    pub fn new(stores: Vec<String>) -> Self {
        Hello { version: VERSION.to_owned(), stores }
    }

    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what a worker says of itself; it must be of this version.
    pub fn read(worker: &Address, text: &str) -> Result<Self> {
        let hello: Hello = serde_json::from_str(text)
            .map_err(|_| Error::new(format!("what answers at {worker} is no worker of trail365")))?;
        if hello.version != VERSION {
            return Err(Error::new(format!(
                "the worker {worker} is version {}, and this is {VERSION}: both must be the same",
                hello.version.escape_debug()
            )));
        }
        Ok(hello)
    }

    /// Reports whether it serves a store.
    pub fn serves(&self, store: &ObjectStoreUrl) -> bool {
        self.stores.iter().any(|served| served == store.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Hello;

    #[test]
    fn a_worker_of_another_version_is_refused() {
        let worker = "127.0.0.1:3655".parse().unwrap();
        let hello = Hello::new(vec!["lake://a/".to_owned()]);
        assert_eq!(Hello::read(&worker, &hello.to_text()).unwrap(), hello);
        let other = Hello { version: "0.0.1\u{1b}".to_owned(), stores: Vec::new() };
        let refusal = Hello::read(&worker, &other.to_text()).unwrap_err().to_string();
        assert!(
            refusal.starts_with("the worker 127.0.0.1:3655 is version 0.0.1\\u{1b}, and this is "),
            "{refusal}"
        );
        assert!(Hello::read(&worker, "").unwrap_err().to_string().contains("is no worker of trail365"));
    }
}
