//! The stores of a worker: those of the lakes that it serves, to be read alone.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreRegistry;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult,
};
use trail365_sql::remote;
use url::Url;

/// Stores by the names that plans have for them. No other is reached: neither this machine's disk nor the network.
#[derive(Debug, Default)]
pub(crate) struct LakeStores(HashMap<String, Arc<dyn ObjectStore>>);

impl LakeStores {
    /// Adds the stores of a lake.
    pub fn add(&mut self, snapshot: &trail365_lake::Snapshot) -> Result<()> {
        for (name, store) in remote::stores(snapshot)? {
            self.0.insert(name.as_str().to_owned(), Arc::new(ReadOnly(store)));
        }
        Ok(())
    }

    /// Returns the names of all.
    pub fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

impl ObjectStoreRegistry for LakeStores {
    /// Takes none: the worker's own are all there are.
    fn register_store(&self, _: &Url, _: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        let name = format!("{}://{}/", url.scheme(), url.host_str().unwrap_or_default());
        self.0.get(&name).cloned().ok_or_else(|| {
            DataFusionError::Execution(format!(
                "it does not serve the lake that has {name}: start it with --lake"
            ))
        })
    }
}

/// A store that is read alone.
#[derive(Debug)]
struct ReadOnly(Arc<dyn ObjectStore>);

impl fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, read alone", self.0)
    }
}

fn refuse<T>() -> object_store::Result<T> {
    Err(Error::NotImplemented { operation: "writing".to_owned(), implementer: "a worker".to_owned() })
}

#[async_trait]
impl ObjectStore for ReadOnly {
    async fn put_opts(&self, _: &Path, _: PutPayload, _: PutOptions) -> object_store::Result<PutResult> {
        refuse()
    }

    async fn put_multipart_opts(
        &self,
        _: &Path,
        _: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        refuse()
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.0.get_opts(path, options).await
    }

    async fn get_ranges(&self, path: &Path, ranges: &[Range<u64>]) -> object_store::Result<Vec<Bytes>> {
        self.0.get_ranges(path, ranges).await
    }

    fn delete_stream(
        &self,
        _: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        Box::pin(futures::stream::once(async { refuse() }))
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> object_store::Result<()> {
        refuse()
    }
}
