//! A blob of content while it arrives.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::stream::{Stream, try_unfold};
use reqwest::StatusCode;

use crate::connection::Reply;
use crate::error::{Code, Error, ErrorKind, Result, code};

/// A blob of content: a JSON array of records, in pieces as they arrive.
///
/// The blob is complete only when [`chunk`](Self::chunk) returns `Ok(None)`, or the stream ends: its length is as announced,
/// its compression complete, its JSON closed. Every other end is an error. The blob counts as a request in flight until it
/// is dropped.
///
/// ```no_run
/// use trail365_client::Client;
///
/// # async fn run(client: Client, uri: &str) -> trail365_client::Result<()> {
/// let mut content = client.fetch_content(uri).await?;
/// let mut bytes = 0;
/// while let Some(piece) = content.chunk().await? {
///     bytes += piece.len();
/// }
/// println!("a complete blob of {bytes} bytes");
/// # Ok(())
/// # }
/// ```
pub struct Content {
    reply: Reply,
    doing: String,
    has_started: bool,
    sizes: SizeLimits,
}

/// Longest content in bytes, decompressed.
#[derive(Debug, Clone, Copy)]
pub(super) struct SizeLimits {
    /// Limit of content however it is taken.
    pub(super) streamed: Option<u64>,
    /// Limit of content that is taken into memory.
    pub(super) in_memory: Option<u64>,
}

impl SizeLimits {
    /// Returns the limit of content that is taken into memory: the smaller of the two.
    fn memory_limit(self) -> Option<u64> {
        [self.streamed, self.in_memory].into_iter().flatten().min()
    }
}

impl Content {
    pub(super) fn new(mut reply: Reply, doing: &str, sizes: SizeLimits) -> Result<Self> {
        if reply.status != StatusCode::OK {
            let what = format!("{doing}: answered {}, which is no content", reply.status.as_u16());
            return Err(Error::new(ErrorKind::BadAnswer, what));
        }
        reply.body.limit_bytes(sizes.streamed);
        // A length that is too short cuts a blob as no transport can see: only its JSON shows that it is not complete.
        reply.body.require_closed_json();
        reply.body.require_min_speed();
        Ok(Content { reply, doing: doing.to_owned(), has_started: false, sizes })
    }

    /// Returns the next piece, `None` once the blob is complete.
    ///
    /// # Errors
    /// [`ErrorKind::CutBody`], [`ErrorKind::Timeout`], [`ErrorKind::TooLarge`], [`ErrorKind::BadAnswer`] if it is no JSON
    /// array, and after the last piece [`ErrorKind::Unclosed`] if the array does not end there. Later calls return the same
    /// error.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let chunk = self.reply.body.next_chunk().await?;
        if let Some(piece) = chunk.as_deref().filter(|_| !self.has_started) {
            self.check_start(piece)?;
        }
        Ok(chunk)
    }

    /// Returns the complete blob, of at most
    /// [`Builder::max_bytes_in_memory`](crate::Builder::max_bytes_in_memory) bytes.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes> {
        self.reply.body.limit_bytes(self.sizes.memory_limit());
        // No room is reserved by the announced length: it is the sender's claim.
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }

    /// Returns the pieces as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes>> + Send {
        try_unfold(
            self,
            |mut content| async move { Ok(content.chunk().await?.map(|chunk| (chunk, content))) },
        )
    }

    /// Returns the time of the answer by the service's clock.
    pub fn server_time(&self) -> Option<DateTime<Utc>> {
        self.reply.server_time
    }

    /// Refuses a body that is no JSON array by its first character: an error of the service, or a proxy's JSON, can come
    /// with status 200, and as a blob it would lose the records without a word.
    fn check_start(&mut self, piece: &[u8]) -> Result<()> {
        let text = piece.strip_prefix(b"\xef\xbb\xbf").unwrap_or(piece).trim_ascii_start();
        match text.first() {
            None => Ok(()),
            Some(b'[') => {
                self.has_started = true;
                Ok(())
            }
            Some(_) => {
                let what = format!("{}: {}, not a list of records", self.doing, describe_other(text));
                let error = Error::new(ErrorKind::BadAnswer, what);
                self.reply.body.fail_with(&error);
                Err(error)
            }
        }
    }
}

/// Describes a body that is no array by its kind and, if it has one, its known code. Its text is not repeated: a sender in
/// place of the service may repeat the request with its token, or hold what nobody may see.
fn describe_other(text: &[u8]) -> String {
    match (text.first(), known_code(text)) {
        (_, Some(code)) => format!("the answer is the error {}: {}", code.name, code.meaning),
        (Some(b'{'), None) => "the answer is a JSON object".to_owned(),
        (Some(b'<'), None) => "the answer is a page in HTML or XML".to_owned(),
        _ => "the answer is no JSON array".to_owned(),
    }
}

fn known_code(text: &[u8]) -> Option<&'static Code> {
    let json: serde_json::Value = serde_json::from_slice(text).ok()?;
    code(json.get("error")?.get("code")?.as_str()?)
}
