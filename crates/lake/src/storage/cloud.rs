//! Object stores of the clouds, those that the build has.
//!
//! Credentials and endpoints come from the environment, by the names that the clouds' own tools use: `AWS_*`, `AZURE_*`,
//! `GOOGLE_*`. They are neither kept nor shown.

use std::sync::Arc;

use deltalake::logstore::{
    LogStore, LogStoreFactory, ObjectStoreFactory, ObjectStoreRef, StorageConfig, default_logstore,
    logstore_factories, object_store_factories,
};
use deltalake::{DeltaResult, DeltaTableError};
use object_store::path::Path;
use url::Url;

/// Schemes, the feature that each needs, and whether the build has it.
const SCHEMES: [(&str, &str, bool); 8] = [
    ("s3", "s3", cfg!(feature = "s3")),
    ("s3a", "s3", cfg!(feature = "s3")),
    ("az", "azure", cfg!(feature = "azure")),
    ("adl", "azure", cfg!(feature = "azure")),
    ("azure", "azure", cfg!(feature = "azure")),
    ("abfs", "azure", cfg!(feature = "azure")),
    ("abfss", "azure", cfg!(feature = "azure")),
    ("gs", "gcs", cfg!(feature = "gcs")),
];

/// Starts of the names of variables that configure a store.
const VARIABLES: [&str; 3] = ["AWS_", "AZURE_", "GOOGLE_"];

/// Returns the feature that a scheme needs and whether the build has it; `None` for a scheme of no cloud.
pub(crate) fn find_feature(scheme: &str) -> Option<(&'static str, bool)> {
    SCHEMES.iter().find(|(known, _, _)| *known == scheme).map(|(_, feature, built)| (*feature, *built))
}

/// Registers the stores of this build with the Delta library.
pub(crate) fn register_stores() {
    for (scheme, _, _) in SCHEMES.iter().filter(|(_, _, built)| *built) {
        let Ok(url) = Url::parse(&format!("{scheme}://")) else { continue };
        // One factory for both: a store of these clouds commits by a conditional write, so no log store of its own is
        // needed.
        object_store_factories().insert(url.clone(), Arc::new(Cloud));
        logstore_factories().insert(url, Arc::new(Cloud));
    }
}

struct Cloud;

impl ObjectStoreFactory for Cloud {
    fn parse_url_opts(&self, url: &Url, config: &StorageConfig) -> DeltaResult<(ObjectStoreRef, Path)> {
        let given = config.raw.clone().into_iter();
        let (store, path) = object_store::parse_url_opts(url, given.chain(read_environment()))
            .map_err(|source| DeltaTableError::ObjectStore { source })?;
        Ok((Arc::from(store), path))
    }
}

impl LogStoreFactory for Cloud {
    /// Commits by a write that fails where an object exists already, which all these stores offer.
    fn with_options(
        &self,
        prefixed_store: ObjectStoreRef,
        root_store: ObjectStoreRef,
        location: &Url,
        options: &StorageConfig,
    ) -> DeltaResult<Arc<dyn LogStore>> {
        Ok(default_logstore(prefixed_store, root_store, location, options))
    }
}

fn read_environment() -> impl Iterator<Item = (String, String)> {
    let of_a_store = |name: &str| VARIABLES.iter().any(|start| name.starts_with(start));
    // `vars` would panic at a variable that is no UTF-8.
    let variables =
        std::env::vars_os().filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)));
    variables
        .filter(move |(name, _)| of_a_store(name))
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
}
