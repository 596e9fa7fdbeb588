//! Bodies of answers: whole, or made while they are sent.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

/// How much is made at once.
pub(super) const PIECE: usize = 64 * 1024;

/// What makes a body piece by piece.
pub(crate) trait Source: Send + Sync {
    /// Writes a piece; false when that was the last one.
    ///
    /// # Errors
    /// Where the body breaks off.
    fn fill(&mut self, out: &mut Vec<u8>) -> io::Result<bool>;
}

/// The body of an answer.
pub(crate) enum Body {
    /// All of it.
    Whole(Bytes),
    /// What is still to be made.
    Stream(Box<dyn Source>),
    /// The same, to be compressed.
    Gzip(Box<dyn Source>, Box<GzEncoder<Vec<u8>>>),
    /// It breaks off, once what came before has gone out.
    Broken(io::Error, bool),
}

impl Body {
    pub(crate) fn empty() -> Self {
        Self::Whole(Bytes::new())
    }

    /// A body that is made while it is sent.
    pub(crate) fn stream(source: Box<dyn Source>, gzip: bool) -> Self {
        if gzip { Self::Gzip(source, Box::new(encoder())) } else { Self::Stream(source) }
    }

    /// The next piece; none at the end.
    fn piece(&mut self) -> io::Result<Option<Bytes>> {
        match std::mem::replace(self, Self::empty()) {
            Self::Whole(bytes) => Ok((!bytes.is_empty()).then_some(bytes)),
            Self::Stream(mut source) => {
                let mut out = Vec::with_capacity(PIECE + 4096);
                let more = source.fill(&mut out);
                self.go_on(more, Self::Stream(source));
                Ok(Some(out.into()))
            }
            Self::Gzip(mut source, mut encoder) => {
                let mut out = Vec::with_capacity(PIECE + 4096);
                let more = source.fill(&mut out);
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

/// Compresses all of a text.
pub(super) fn gzip(text: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = encoder();
    encoder.write_all(text)?;
    encoder.finish()
}

fn encoder() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::new(), Compression::fast())
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        // hyper forgets what it has not sent when a body fails; while it waits it sends.
        if let Self::Broken(_, sent @ false) = &mut *self {
            *sent = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.piece().transpose().map(|piece| piece.map(Frame::data)))
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
