//! `GET /audit/{contentId}`: the records of a blob.

use std::io;
use std::sync::Arc;

use http::{HeaderName, StatusCode, header};
use url::form_urlencoded;

use crate::feed::{Blob, BlobText, Harm};
use crate::service::answer::Answer;
use crate::service::body::{Body, BodySource, PIECE, gzip_text};
use crate::service::strikes::Fault;
use crate::service::world::World;

use super::call::{Call, Outcome};
use super::denial::Denial;

/// Blobs of at most so many elements are made as a whole, with a `Content-Length`; larger ones stream in bounded memory.
const AT_ONCE: usize = 1000;

const LENGTH: HeaderName = header::CONTENT_LENGTH;

/// The text of a blob, made while it is sent.
struct Sending {
    world: Arc<World>,
    place: usize,
    text: BlobText,
}

impl BodySource for Sending {
    fn write_piece(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        self.text.write_some(&self.world.tenants[self.place].feed, out, PIECE)
    }
}

pub(super) fn fetch_blob(call: &Call<'_>, path: &str, struck: Option<(Fault, u64)>) -> Outcome {
    let blob = obtainable_blob(call, path)?;
    let answer = Answer::new(StatusCode::OK).with_type("application/json; charset=utf-8");
    let feed = &call.tenant.feed;
    let harm = harm_of(BlobText::new(feed, &blob, None).element_count(), struck);
    let text = BlobText::new(feed, &blob, harm);
    if let Some((fault @ Fault::WrongLength, number)) = struck {
        return Ok(wrong_length(call, answer, text, number).struck_by(fault.name()));
    }
    let answer = match struck {
        Some((fault, _)) => answer.struck_by(fault.name()),
        None => answer,
    };
    if text.element_count() <= AT_ONCE && !matches!(harm, Some(Harm::Cut(_))) {
        return Ok(at_once(call, answer, text));
    }
    let source = Box::new(Sending { world: Arc::clone(call.world), place: call.place, text });
    let packed = call.takes_gzip();
    let answer = if packed { answer.with_header(header::CONTENT_ENCODING, "gzip") } else { answer };
    Ok(answer.with_body(Body::from_source(source, packed)))
}

/// Returns the blob that the path names, if it can be had.
fn obtainable_blob(call: &Call<'_>, path: &str) -> Result<Blob, Denial> {
    let id = path.split_once('/').map_or(path, |(_, id)| id);
    let id = decode_id(id);
    let feed = &call.tenant.feed;
    let key = feed.parse_content_id(&id).ok_or_else(|| Denial::bad_content_id(&id))?;
    call.ensure_allowed(key.content_type)?;
    call.ensure_subscribed(key.content_type)?;
    let blob = feed.find_blob(key).ok_or_else(|| Denial::no_content(&id))?;
    let delay = call.world.plan.service.first_content_minutes;
    let shows = call.tenant.shows_at(&blob, delay).is_some_and(|shows| shows <= call.now);
    if !shows {
        return Err(Denial::no_content(&id));
    }
    if blob.withheld || blob.expires <= call.now {
        return Err(Denial::expired_content(&id));
    }
    Ok(blob)
}

/// Decodes `%24` to `$`. Only a form writes a space as a plus, so a plus of a path is kept from the decoder of forms.
fn decode_id(id: &str) -> String {
    let form = format!("id={}", id.replace('+', "%2B"));
    form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Returns the harm that the fault does to a text of so many elements.
fn harm_of(elements: usize, struck: Option<(Fault, u64)>) -> Option<Harm> {
    let at = |number: u64| (number % elements.max(1) as u64) as usize;
    match struck? {
        (Fault::CutBody, number) => Some(Harm::Cut(at(number))),
        (Fault::CorruptBody, number) => Some(Harm::Corrupt(at(number))),
        _ => None,
    }
}

fn at_once(call: &Call<'_>, answer: Answer, mut text: BlobText) -> Answer {
    let mut out = Vec::with_capacity(text.element_count() * 1400);
    // Only a cut body can fail, and the caller streams those.
    let _ = text.write_some(&call.tenant.feed, &mut out, usize::MAX / 2);
    if call.takes_gzip()
        && let Ok(packed) = gzip_text(&out)
    {
        return answer.with_header(header::CONTENT_ENCODING, "gzip").with_body(Body::Whole(packed.into()));
    }
    answer.with_body(Body::Whole(out.into()))
}

/// Answers with a wrong `Content-Length`: too short, so that the JSON ends early, or too long, so that the connection
/// ends before the body.
fn wrong_length(call: &Call<'_>, answer: Answer, text: BlobText, number: u64) -> Answer {
    let feed = &call.tenant.feed;
    let mut length = 0_u64;
    // A text is made twice from the same chance, so the true length is known without keeping 100 MB.
    let mut counted = text.clone();
    let mut scratch = Vec::with_capacity(PIECE + 4096);
    loop {
        scratch.clear();
        let more = counted.write_some(feed, &mut scratch, PIECE);
        length += scratch.len() as u64;
        if !matches!(more, Ok(true)) {
            break;
        }
    }
    let off = 1 + number / 2 % 200;
    let claimed = if number.is_multiple_of(2) { length.saturating_sub(off).max(1) } else { length + off };
    let source = Box::new(Sending { world: Arc::clone(call.world), place: call.place, text });
    answer.with_header(LENGTH, &claimed.to_string()).with_body(Body::from_source(source, false))
}
