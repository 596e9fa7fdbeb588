//! A blob of content, on its way.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::stream::{Stream, try_unfold};
use reqwest::StatusCode;

use crate::call::Reply;
use crate::{Code, Error, ErrorKind, Result, code};

/// A blob of content: a JSON array of records, in pieces as they arrive.
///
/// Only `Ok(None)` of [`chunk`](Self::chunk), or the stream's end, says that the blob is whole: its length is as announced,
/// its packing complete, its JSON closed. Whatever else ends it is an error. It counts as a request in flight until it is
/// dropped.
pub struct Content {
    reply: Reply,
    doing: String,
    begun: bool,
    bounds: Bounds,
}

/// How much content there may be, unpacked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Piece by piece.
    pub(crate) in_pieces: Option<u64>,
    /// At once, in memory.
    pub(crate) in_memory: Option<u64>,
}

impl Bounds {
    /// Of content that is taken whole.
    fn whole(self) -> Option<u64> {
        [self.in_pieces, self.in_memory].into_iter().flatten().min()
    }
}

impl Content {
    pub(crate) fn new(mut reply: Reply, doing: &str, bounds: Bounds) -> Result<Self> {
        if reply.status != StatusCode::OK {
            let what = format!("{doing}: answered {}, which is no content", reply.status.as_u16());
            return Err(Error::new(ErrorKind::BadAnswer, what));
        }
        reply.body.bound(bounds.in_pieces);
        reply.body.closed();
        reply.body.hurried();
        Ok(Content { reply, doing: doing.to_owned(), begun: false, bounds })
    }

    /// The next piece; `None` once the blob is whole.
    ///
    /// # Errors
    /// [`ErrorKind::CutBody`], [`ErrorKind::Timeout`], [`ErrorKind::TooLarge`], [`ErrorKind::BadAnswer`] if it is no JSON array, and
    /// after the last piece [`ErrorKind::Unclosed`] if that is not its end. The same again each time it is asked after that.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let chunk = self.reply.body.chunk().await?;
        if let Some(piece) = chunk.as_deref().filter(|_| !self.begun) {
            self.begin(piece)?;
        }
        Ok(chunk)
    }

    /// All of it, in memory; no more than [`Builder::max_bytes_in_memory`](crate::Builder::max_bytes_in_memory).
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes> {
        self.reply.body.bound(self.bounds.whole());
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }

    /// The pieces as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes>> + Send {
        try_unfold(
            self,
            |mut content| async move { Ok(content.chunk().await?.map(|chunk| (chunk, content))) },
        )
    }

    /// The service's time of the answer.
    pub fn server_time(&self) -> Option<DateTime<Utc>> {
        self.reply.server_time
    }

    /// The first character tells an array from an error of the service, or a proxy's answer, that says 200.
    fn begin(&mut self, piece: &[u8]) -> Result<()> {
        let text = piece.strip_prefix(b"\xef\xbb\xbf").unwrap_or(piece).trim_ascii_start();
        match text.first() {
            None => Ok(()),
            Some(b'[') => {
                self.begun = true;
                Ok(())
            }
            Some(_) => {
                let what = format!("{}: {}, not a list of records", self.doing, in_words(text));
                let error = Error::new(ErrorKind::BadAnswer, what);
                self.reply.body.fail(&error);
                Err(error)
            }
        }
    }
}

/// What came in place of content. Nothing of it is repeated but a code that is known: who answers in place of the service
/// may repeat the request, with its token, or hold what nobody may see.
fn in_words(text: &[u8]) -> String {
    match (text.first(), said_code(text)) {
        (_, Some(code)) => format!("the answer is the error {}: {}", code.name, code.meaning),
        (Some(b'{'), None) => "the answer is a JSON object".to_owned(),
        (Some(b'<'), None) => "the answer is a page in HTML or XML".to_owned(),
        _ => "the answer is no JSON array".to_owned(),
    }
}

fn said_code(text: &[u8]) -> Option<&'static Code> {
    let json: serde_json::Value = serde_json::from_slice(text).ok()?;
    code(json.get("error")?.get("code")?.as_str()?)
}
