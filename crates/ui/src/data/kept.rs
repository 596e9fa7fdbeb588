//! What takes seconds to find, kept for the version of the lake that it is of.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::failure::Result;

/// Which of the lakes that were at the place, and its version.
pub(crate) type LakeVersion = (u64, u64);

/// The last value that was found. Whoever asks while it is being found waits for it.
pub(crate) struct Kept<T>(Mutex<Option<(LakeVersion, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept(Mutex::new(None))
    }
}

impl<T> Kept<T> {
    /// Returns the value of a version, and finds it where it is not kept.
    pub async fn find(&self, version: LakeVersion, find: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let mut kept = self.0.lock().await;
        if let Some((of, value)) = kept.as_ref()
            && *of == version
        {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(find.await?);
        *kept = Some((version, Arc::clone(&value)));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;

    #[tokio::test]
    async fn a_value_is_found_once_a_version() {
        let kept = Kept::default();
        assert_eq!(*kept.find((0, 1), async { Ok(7) }).await.unwrap(), 7);
        assert_eq!(*kept.find((0, 1), async { Ok(8) }).await.unwrap(), 7);
        assert_eq!(*kept.find((0, 2), async { Ok(8) }).await.unwrap(), 8);
        // Another lake has a version of the same number.
        assert_eq!(*kept.find((1, 2), async { Ok(9) }).await.unwrap(), 9);
    }
}
