//! Bodies of answers, piece by piece, and the proof that the last piece was the last.

mod gunzip;
mod shape;
mod speed;

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, TRANSFER_ENCODING};
use reqwest::{Response, Version};
use tokio::time::{Instant, timeout};

use crate::error::from_body;
use crate::{Error, ErrorKind, Result};
use gunzip::Gunzip;
use shape::Shape;
use speed::Speed;

/// A body that is read piece by piece, unpacked, and whole or an error.
pub(crate) struct Body {
    response: Response,
    doing: String,
    gunzip: Option<Gunzip>,
    /// Where the transport does not say where the body ends, JSON does. It is asked about content in any case.
    shape: Option<Shape>,
    framed: bool,
    /// Bytes on the wire: as announced, and as seen.
    expected: Option<u64>,
    seen: u64,
    /// Bytes handed out, and how many there may be.
    given: u64,
    most: Option<u64>,
    /// How fast it comes, where it has no other limit of time.
    speed: Option<Speed>,
    end: Option<Result<()>>,
}

impl Body {
    pub(crate) fn new(response: Response, most: Option<u64>, doing: &str) -> Result<Self> {
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
        let expected = announced(&response);
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
            most,
            speed: None,
            end: None,
        })
    }

    /// The next piece; `None` once the whole body was seen. After an error there is only that error.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>> {
        if let Some(end) = &self.end {
            return end.clone().map(|()| None);
        }
        let chunk = self.next().await;
        match &chunk {
            Ok(Some(_)) => (),
            Ok(None) => self.end = Some(Ok(())),
            Err(error) => self.end = Some(Err(error.clone())),
        }
        chunk
    }

    /// All of it, if it is no longer than `most` bytes.
    pub(crate) async fn all(&mut self, most: u64) -> Result<Vec<u8>> {
        self.bound(Some(most));
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }

    /// Allows no more than `most` bytes.
    pub(crate) fn bound(&mut self, most: Option<u64>) {
        self.most = most;
    }

    /// Has its JSON come to an end.
    pub(crate) fn closed(&mut self) {
        self.shape.get_or_insert_default();
    }

    /// Has it come so fast that it ends some time.
    pub(crate) fn hurried(&mut self) {
        self.speed.get_or_insert_default();
    }

    /// Ends it with this error.
    pub(crate) fn fail(&mut self, error: &Error) {
        self.end = Some(Err(error.clone()));
    }

    async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            if let Some(gunzip) = &mut self.gunzip {
                let plain = gunzip.next().map_err(|e| cut(&self.doing, "the answer is packed badly", e))?;
                if let Some(plain) = plain {
                    return self.give(plain).map(Some);
                }
            }
            let Some(raw) = self.raw().await? else {
                return self.finish().map(|()| None);
            };
            self.seen += raw.len() as u64;
            match &mut self.gunzip {
                Some(gunzip) => gunzip.push(raw),
                None => return self.give(raw).map(Some),
            }
        }
    }

    /// The next piece as it stands on the wire.
    async fn raw(&mut self) -> Result<Option<Bytes>> {
        let Body { response, doing, speed, .. } = self;
        let Some(speed) = speed else { return response.chunk().await.map_err(|e| from_body(doing, e)) };
        let asked = Instant::now();
        let Ok(raw) = timeout(speed.left(), response.chunk()).await else {
            let what = format!("{doing}: the answer comes too slowly");
            return Err(Error::new(ErrorKind::Timeout, what));
        };
        let raw = raw.map_err(|e| from_body(doing, e))?;
        speed.take(raw.as_ref().map_or(0, Bytes::len) as u64, asked.elapsed());
        Ok(raw)
    }

    fn give(&mut self, plain: Bytes) -> Result<Bytes> {
        self.given += plain.len() as u64;
        if let Some(most) = self.most.filter(|most| self.given > *most) {
            let what = format!("{}: the answer is larger than the {most} bytes allowed", self.doing);
            return Err(Error::new(ErrorKind::TooLarge, what));
        }
        if let Some(shape) = &mut self.shape {
            shape.push(&plain);
        }
        Ok(plain)
    }

    fn finish(&mut self) -> Result<()> {
        let Body { expected, seen, doing, .. } = &*self;
        if let Some(expected) = expected.filter(|expected| expected != seen) {
            let what = format!("{doing}: the answer has {seen} bytes of {expected}");
            return Err(Error::new(ErrorKind::CutBody, what));
        }
        if let Some(gunzip) = &mut self.gunzip {
            gunzip.finish().map_err(|e| cut(&self.doing, "the packed answer is not complete", e))?;
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

/// `Content-Length`, read here rather than from the body, so that nothing in between has its way with it. Chunks make it void.
fn announced(response: &Response) -> Option<u64> {
    if response.headers().contains_key(TRANSFER_ENCODING) {
        return None;
    }
    response.headers().get(reqwest::header::CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// Whether the transport marks the end of the body.
fn is_framed(response: &Response) -> bool {
    response.version() >= Version::HTTP_2 || response.headers().contains_key(TRANSFER_ENCODING)
}

fn cut(doing: &str, what: &str, cause: std::io::Error) -> Error {
    Error::because(ErrorKind::CutBody, format!("{doing}: {what}"), cause)
}

/// A whole body of at most `most` bytes, as it stands on the wire.
pub(crate) async fn read(response: Response, most: u64, doing: &str) -> Result<Vec<u8>> {
    Body::new(response, Some(most), doing)?.all(most).await
}
