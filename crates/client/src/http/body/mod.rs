//! Bodies of answers, read piece by piece, with the proof that the last piece is the last.

mod gunzip;
mod shape;
mod speed;

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING};
use reqwest::{Response, Version};
use tokio::time::{Instant, timeout};

use gunzip::Gunzip;
use shape::Shape;
use speed::Speed;

use crate::error::{Error, ErrorKind, Result, from_body};

/// A body that is read piece by piece and decompressed. It is complete, or it ends in an error.
pub(crate) struct Body {
    response: Response,
    doing: String,
    gunzip: Option<Gunzip>,
    /// Nesting of the JSON, which shows the end of the body where the transport does not. Content is always checked.
    shape: Option<Shape>,
    /// The transport marks the end of the body.
    framed: bool,
    /// Announced bytes on the wire.
    expected: Option<u64>,
    /// Bytes on the wire so far.
    seen: u64,
    /// Decompressed bytes handed out so far.
    given: u64,
    /// Most decompressed bytes.
    limit: Option<u64>,
    /// Least speed, for a body without another time limit.
    speed: Option<Speed>,
    end: Option<Result<()>>,
}

impl Body {
    pub(crate) fn new(response: Response, limit: Option<u64>, doing: &str) -> Result<Self> {
        let gunzip = match response.headers().get(CONTENT_ENCODING).map(|v| v.as_bytes().to_ascii_lowercase())
        {
            None => None,
            Some(name) if name == b"identity" => None,
            Some(name) if name == b"gzip" || name == b"x-gzip" => Some(Gunzip::default()),
            Some(_) => {
                let what = format!("{doing}: the answer is packed in a way that was not asked for");
                return Err(Error::new(ErrorKind::BadAnswer, what));
            }
        };
        let expected = announced_length(&response);
        let framed = expected.is_some() || gunzip.is_some() || is_framed(&response);
        let shape = (!framed).then(Shape::default);
        let doing = doing.to_owned();
        Ok(Body {
            response,
            doing,
            gunzip,
            shape,
            framed,
            expected,
            seen: 0,
            given: 0,
            limit,
            speed: None,
            end: None,
        })
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Returns the next piece, `None` once the body is complete. After an error it returns that error again.
    pub(crate) async fn next_chunk(&mut self) -> Result<Option<Bytes>> {
        if let Some(end) = &self.end {
            return end.clone().map(|()| None);
        }
        let chunk = self.read_plain().await;
        match &chunk {
            Ok(Some(_)) => (),
            Ok(None) => self.end = Some(Ok(())),
            Err(error) => self.end = Some(Err(error.clone())),
        }
        chunk
    }

    /// Returns the complete body of at most `limit` bytes.
    pub(crate) async fn read_all(&mut self, limit: u64) -> Result<Vec<u8>> {
        self.limit_bytes(Some(limit));
        let mut all = Vec::new();
        while let Some(chunk) = self.next_chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }

    /// Allows at most `limit` decompressed bytes.
    pub(crate) fn limit_bytes(&mut self, limit: Option<u64>) {
        self.limit = limit;
    }

    /// Makes a body whose JSON is not closed an error.
    pub(crate) fn require_closed_json(&mut self) {
        self.shape.get_or_insert_default();
    }

    /// Makes a body that arrives too slowly to ever end an error.
    pub(crate) fn require_min_speed(&mut self) {
        self.speed.get_or_insert_default();
    }

    /// Ends the body with this error.
    pub(crate) fn fail_with(&mut self, error: &Error) {
        self.end = Some(Err(error.clone()));
    }

    async fn read_plain(&mut self) -> Result<Option<Bytes>> {
        loop {
            if let Some(gunzip) = &mut self.gunzip {
                let plain = gunzip
                    .next_plain()
                    .map_err(|e| cut_body(&self.doing, "the answer is packed badly", e))?;
                if let Some(plain) = plain {
                    return self.hand_out(plain).map(Some);
                }
            }
            let Some(raw) = self.read_wire().await? else {
                return self.check_complete().map(|()| None);
            };
            self.seen += raw.len() as u64;
            match &mut self.gunzip {
                Some(gunzip) => gunzip.push_compressed(raw),
                None => return self.hand_out(raw).map(Some),
            }
        }
    }

    /// Returns the next piece as it is on the wire.
    async fn read_wire(&mut self) -> Result<Option<Bytes>> {
        let Body { response, doing, speed, .. } = self;
        let Some(speed) = speed else { return response.chunk().await.map_err(|e| from_body(doing, e)) };
        // Only time in which the reader waits counts: a reader that writes to a slow disk is not the sender's fault.
        let asked = Instant::now();
        let Ok(raw) = timeout(speed.time_left(), response.chunk()).await else {
            let what = format!("{doing}: the answer comes too slowly");
            return Err(Error::new(ErrorKind::Timeout, what));
        };
        let raw = raw.map_err(|e| from_body(doing, e))?;
        speed.note_piece(raw.as_ref().map_or(0, Bytes::len) as u64, asked.elapsed());
        Ok(raw)
    }

    fn hand_out(&mut self, plain: Bytes) -> Result<Bytes> {
        self.given += plain.len() as u64;
        if let Some(limit) = self.limit.filter(|limit| self.given > *limit) {
            let what = format!("{}: the answer is larger than the {limit} bytes allowed", self.doing);
            return Err(Error::new(ErrorKind::TooLarge, what));
        }
        if let Some(shape) = &mut self.shape {
            shape.push_bytes(&plain);
        }
        Ok(plain)
    }

    fn check_complete(&mut self) -> Result<()> {
        let Body { expected, seen, doing, .. } = &*self;
        if let Some(expected) = expected.filter(|expected| expected != seen) {
            let what = format!("{doing}: the answer has {seen} bytes of {expected}");
            return Err(Error::new(ErrorKind::CutBody, what));
        }
        if let Some(gunzip) = &mut self.gunzip {
            gunzip.check_end().map_err(|e| cut_body(&self.doing, "the packed answer is not complete", e))?;
        }
        if self.shape.as_ref().is_some_and(|shape| !shape.is_closed()) {
            let (kind, what) = match (self.given, self.framed) {
                (0, _) => (ErrorKind::CutBody, "the answer is empty"),
                (_, false) => (ErrorKind::CutBody, "the answer ends within its JSON"),
                (_, true) => (ErrorKind::Unclosed, "the answer has no end of its JSON"),
            };
            return Err(Error::new(kind, format!("{}: {what}", self.doing)));
        }
        Ok(())
    }
}

/// Returns the announced bytes on the wire.
fn announced_length(response: &Response) -> Option<u64> {
    // RFC 9112, section 6.3: a transfer coding overrides the length.
    if response.headers().contains_key(TRANSFER_ENCODING) {
        return None;
    }
    // The header itself is read, not the HTTP library's view of it, which layers in between may change.
    response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// Reports whether the transport marks the end of the body.
fn is_framed(response: &Response) -> bool {
    response.version() >= Version::HTTP_2 || response.headers().contains_key(TRANSFER_ENCODING)
}

fn cut_body(doing: &str, what: &str, cause: std::io::Error) -> Error {
    Error::caused_by(ErrorKind::CutBody, format!("{doing}: {what}"), cause)
}

/// Reads a complete body of at most `limit` bytes.
pub(crate) async fn read_body(response: Response, limit: u64, doing: &str) -> Result<Vec<u8>> {
    Body::new(response, Some(limit), doing)?.read_all(limit).await
}
