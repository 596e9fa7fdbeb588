//! Bodies of answers: whole, or made while they are sent.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

/// Bytes of a body that are made at once. A piece ends with a whole element, so it may be somewhat longer.
pub(super) const PIECE: usize = 64 * 1024;

/// A source that makes a body piece by piece.
pub(crate) trait BodySource: Send + Sync {
    /// Writes a piece; false when that was the last one.
    ///
    /// # Errors
    /// Where the body breaks off.
    fn write_piece(&mut self, out: &mut Vec<u8>) -> io::Result<bool>;
}

/// The body of an answer.
pub(crate) enum Body {
    /// The whole body.
    Whole(Bytes),
    /// A body that is made while it is sent.
    Stream(Box<dyn BodySource>),
    /// A body that is made and compressed while it is sent.
    Gzip(Box<dyn BodySource>, Box<GzEncoder<Vec<u8>>>),
    /// A body that breaks off, once the bytes before it have been sent; true when hyper had its chance to send them.
    Broken(io::Error, bool),
}

impl Body {
    pub(crate) fn empty() -> Self {
        Self::Whole(Bytes::new())
    }

    /// Makes a body that is made while it is sent.
    pub(crate) fn from_source(source: Box<dyn BodySource>, gzip: bool) -> Self {
        if gzip { Self::Gzip(source, Box::new(new_encoder())) } else { Self::Stream(source) }
    }

    /// Makes the next piece; none at the end.
    fn next_piece(&mut self) -> io::Result<Option<Bytes>> {
        match std::mem::replace(self, Self::empty()) {
            Self::Whole(bytes) => Ok((!bytes.is_empty()).then_some(bytes)),
            Self::Stream(mut source) => {
                let mut out = Vec::with_capacity(PIECE + 4096);
                let more = source.write_piece(&mut out);
                self.go_on(more, Self::Stream(source));
                Ok(Some(out.into()))
            }
            Self::Gzip(mut source, mut encoder) => {
                let mut out = Vec::with_capacity(PIECE + 4096);
                let more = source.write_piece(&mut out);
                encoder.write_all(&out)?;
                if let Ok(false) = more {
                    return Ok(Some(encoder.finish()?.into()));
                }
                let packed = std::mem::take(encoder.get_mut());
                self.go_on(more, Self::Gzip(source, encoder));
                Ok(Some(packed.into()))
            }
            Self::Broken(error, _) => Err(error),
        }
    }

    fn go_on(&mut self, more: io::Result<bool>, rest: Self) {
        match more {
            Ok(true) => *self = rest,
            Ok(false) => {}
            Err(error) => *self = Self::Broken(error, false),
        }
    }
}

/// Compresses a whole text.
pub(super) fn gzip_text(text: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = new_encoder();
    encoder.write_all(text)?;
    encoder.finish()
}

fn new_encoder() -> GzEncoder<Vec<u8>> {
    // The fastest level: a test waits for the compressor, and bytes cost nothing on loopback.
    GzEncoder::new(Vec::new(), Compression::fast())
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        // When a body fails, hyper drops the bytes that it has not sent yet, and a cut body would come as none at all.
        // While the body is pending hyper flushes, so the error waits for one poll.
        if let Self::Broken(_, sent @ false) = &mut *self {
            *sent = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.next_piece().transpose().map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            _ => SizeHint::default(),
        }
    }
}
