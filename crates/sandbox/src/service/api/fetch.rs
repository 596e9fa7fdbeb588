//! `GET /audit/{contentId}`: the records of a blob.

use std::io;
use std::sync::Arc;

use http::{HeaderName, StatusCode, header};
use url::form_urlencoded;

use crate::feed::{Blob, BlobText, Harm};
use crate::service::answer::Answer;
use crate::service::body::{Body, PIECE, Source, gzip};
use crate::service::strikes::Fault;
use crate::service::world::World;

use super::denial::Denial;
use super::{Call, Outcome};

/// Blobs of no more elements are made at once, with their length said.
const AT_ONCE: usize = 1000;

const LENGTH: HeaderName = header::CONTENT_LENGTH;

/// The text of a blob, made while it is sent.
struct Sending {
    world: Arc<World>,
    place: usize,
    text: BlobText,
}

impl Source for Sending {
    fn fill(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        self.text.fill(&self.world.tenants[self.place].feed, out, PIECE)
    }
}

pub(super) fn fetch(call: &Call<'_>, path: &str, struck: Option<(Fault, u64)>) -> Outcome {
    let blob = find(call, path)?;
    let answer = Answer::new(StatusCode::OK).typed("application/json; charset=utf-8");
    let feed = &call.tenant.feed;
    let harm = harm(BlobText::new(feed, &blob, None).len(), struck);
    let text = BlobText::new(feed, &blob, harm);
    if let Some((fault @ Fault::WrongLength, number)) = struck {
        return Ok(wrong_length(call, answer, text, number).struck_by(fault.name()));
    }
    let answer = match struck {
        Some((fault, _)) => answer.struck_by(fault.name()),
        None => answer,
    };
    if text.len() <= AT_ONCE && !matches!(harm, Some(Harm::Cut(_))) {
        return Ok(at_once(call, answer, text));
    }
    let source = Box::new(Sending { world: Arc::clone(call.world), place: call.place, text });
    let packed = call.takes_gzip();
    let answer = if packed { answer.with(header::CONTENT_ENCODING, "gzip") } else { answer };
    Ok(answer.with_body(Body::stream(source, packed)))
}

/// The blob that the path names, if it can be had.
fn find(call: &Call<'_>, path: &str) -> Result<Blob, Denial> {
    let id = path.split_once('/').map_or(path, |(_, id)| id);
    let id = decoded(id);
    let feed = &call.tenant.feed;
    let key = feed.key_of(&id).ok_or_else(|| Denial::bad_content_id(&id))?;
    call.allowed(key.content_type)?;
    call.subscribed(key.content_type)?;
    let blob = feed.blob(key).ok_or_else(|| Denial::no_content(&id))?;
    let delay = call.world.plan.service.first_content_minutes;
    let shows = call.tenant.shows(&blob, delay).is_some_and(|shows| shows <= call.now);
    if !shows {
        return Err(Denial::no_content(&id));
    }
    if blob.withheld || blob.expires <= call.now {
        return Err(Denial::expired(&id));
    }
    Ok(blob)
}

/// Takes `%24` for `$`; a plus stands for itself in a path.
fn decoded(id: &str) -> String {
    let form = format!("id={}", id.replace('+', "%2B"));
    form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// What the fault does to a text of so many elements.
fn harm(elements: usize, struck: Option<(Fault, u64)>) -> Option<Harm> {
    let at = |number: u64| (number % elements.max(1) as u64) as usize;
    match struck? {
        (Fault::CutBody, number) => Some(Harm::Cut(at(number))),
        (Fault::CorruptBody, number) => Some(Harm::Corrupt(at(number))),
        _ => None,
    }
}

fn at_once(call: &Call<'_>, answer: Answer, mut text: BlobText) -> Answer {
    let mut out = Vec::with_capacity(text.len() * 1400);
    // Only a cut body can fail, and that is no case of this function.
    let _ = text.fill(&call.tenant.feed, &mut out, usize::MAX / 2);
    if call.takes_gzip()
        && let Ok(packed) = gzip(&out)
    {
        return answer.with(header::CONTENT_ENCODING, "gzip").with_body(Body::Whole(packed.into()));
    }
    answer.with_body(Body::Whole(out.into()))
}

/// A text whose length is given wrong: too short, so that the JSON ends early, or too long, so that the connection
/// ends before the body.
fn wrong_length(call: &Call<'_>, answer: Answer, text: BlobText, number: u64) -> Answer {
    let feed = &call.tenant.feed;
    let mut length = 0_u64;
    let mut counted = text.clone();
    let mut scratch = Vec::with_capacity(PIECE + 4096);
    loop {
        scratch.clear();
        let more = counted.fill(feed, &mut scratch, PIECE);
        length += scratch.len() as u64;
        if !matches!(more, Ok(true)) {
            break;
        }
    }
    let off = 1 + number / 2 % 200;
    let said = if number.is_multiple_of(2) { length.saturating_sub(off).max(1) } else { length + off };
    let source = Box::new(Sending { world: Arc::clone(call.world), place: call.place, text });
    answer.with(LENGTH, &said.to_string()).with_body(Body::stream(source, false))
}
