//! A request as pages see it, and the answer in the form that was asked for: a page, a part of one, or JSON.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use maud::Markup;
use serde::Serialize;
use serde_json::json;
use trail365_text::html::show_hidden;

use crate::cookies::{chosen_scheme, chosen_zone, keep_choice};
use crate::data::engine::{Answer, Engine};
use crate::data::failure::{Failure, Result};
use crate::data::params::{Params, own_path};
use crate::layout::editor::editor;
use crate::layout::frame::{Frame, page};
use crate::layout::nonce::Nonce;
use crate::layout::trouble::trouble;
use crate::visitor::Visitor;
use crate::zone::Zone;

/// Path of what programs ask for.
pub(crate) const API: &str = "/api/v1";

/// A request as pages see it.
pub(crate) struct Ask {
    /// The parameters of the address, or of the form.
    pub params: Params,
    /// The engine that answers.
    pub engine: Arc<Engine>,
    /// The time zone that was chosen.
    pub zone: Option<Zone>,
    nonce: Nonce,
    form: Form,
    here: String,
    scheme: &'static str,
    visitor: Option<String>,
}

/// The form in which an answer is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    /// What stands between the frame: htmx puts it into a page.
    Part,
    Json,
}

impl Ask {
    /// Reads a request whose parameters are those of a form, where it has one.
    pub async fn of_form(engine: Arc<Engine>, request: Request) -> Self {
        let (mut head, body) = request.into_parts();
        // The guard has bounded it.
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        let mut ask = Self::of_head(engine, &mut head);
        if is_json(&head.headers) {
            if let Ok(values) = serde_json::from_slice::<std::collections::BTreeMap<String, String>>(&bytes) {
                ask.params.0.extend(values);
            }
        } else {
            ask.params.0.extend(form_urlencoded::parse(&bytes).into_owned());
        }
        // Whoever signed in speaks for himself.
        let visitor = ask.visitor.clone();
        ask.params.0.extend(visitor.map(|visitor| ("who".to_owned(), visitor)));
        ask
    }

    fn of_head(engine: Arc<Engine>, head: &mut Parts) -> Self {
        let query = head.uri.query().unwrap_or_default();
        let form = if head.uri.path().starts_with(API) {
            Form::Json
        } else if head.headers.contains_key("hx-request") {
            Form::Part
        } else {
            Form::Page
        };
        Ask {
            params: Params(form_urlencoded::parse(query.as_bytes()).into_owned().collect()),
            engine,
            nonce: head
                .extensions
                .remove()
                .unwrap_or_else(|| Nonce::fresh().unwrap_or_else(|_| std::process::abort())),
            form,
            here: head.uri.path_and_query().map_or("/", |here| here.as_str()).to_owned(),
            scheme: chosen_scheme(&head.headers),
            zone: chosen_zone(&head.headers),
            visitor: head.extensions.get::<Visitor>().map(|visitor| visitor.0.clone()),
        }
    }

    /// Answers with what was found, or with why nothing was.
    pub fn answer<T: Serialize>(
        self,
        title: &str,
        found: Result<Answer<T>>,
        render: impl FnOnce(&Frame, &T) -> Markup,
    ) -> Response {
        let found = match found {
            Ok(found) => found,
            Err(failure) => return self.fail(&failure),
        };
        if self.form == Form::Json {
            return json_answer(StatusCode::OK, &found);
        }
        let frame = Frame {
            to_come: found.to_come.clone(),
            replaced: found.replaced.clone(),
            ..self.frame(Some(found.version), found.newest_version)
        };
        let main = render(&frame, &found.value);
        self.html(StatusCode::OK, &frame, title, &main)
    }

    /// Answers as [`Ask::answer`] does; where a field of a form is wrong, with the form as it was sent.
    pub fn answer_or_form<T: Serialize>(
        self,
        title: &str,
        found: Result<Answer<T>>,
        form: impl FnOnce(&Params, &Failure) -> Markup,
        render: impl FnOnce(&Frame, &T) -> Markup,
    ) -> Response {
        match found {
            Err(failure) => self.fail_with_form(&failure, form),
            found => self.answer(title, found, render),
        }
    }

    /// Answers with why a form was not accepted, and the form as it was sent.
    pub fn fail_with_form(
        self,
        failure: &Failure,
        form: impl FnOnce(&Params, &Failure) -> Markup,
    ) -> Response {
        if self.form != Form::Page || !matches!(failure, Failure::Parameter { .. }) {
            return self.fail(failure);
        }
        let frame = self.frame(None, 0);
        let main = trouble(&frame, failure, &self.params, &form(&self.params, failure));
        self.html(StatusCode::BAD_REQUEST, &frame, "Not shown", &main)
    }

    /// Reports whether JSON is wanted.
    pub fn is_json(&self) -> bool {
        self.form == Form::Json
    }

    /// Answers with a page that shows no data.
    pub fn plain(self, status: StatusCode, title: &str, render: impl FnOnce(&Frame) -> Markup) -> Response {
        let frame = self.frame(None, 0);
        let main = render(&frame);
        self.html(status, &frame, title, &main)
    }

    /// Answers with what is not of a version of the lake, or with why nothing was found.
    pub fn answer_value<T: Serialize>(
        self,
        title: &str,
        found: Result<T>,
        render: impl FnOnce(&Frame, &T) -> Markup,
    ) -> Response {
        match found {
            Err(failure) => self.fail(&failure),
            Ok(found) if self.form == Form::Json => json_answer(StatusCode::OK, &found),
            Ok(found) => self.plain(StatusCode::OK, title, |frame| render(frame, &found)),
        }
    }

    /// Answers with why the page cannot be shown. The parameters are still there to be corrected.
    pub fn fail(self, failure: &Failure) -> Response {
        let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if self.form == Form::Json {
            return json_answer(status, &json!({ "error": failure.to_string(), "remedy": failure.remedy() }));
        }
        let frame = self.frame(None, 0);
        // A part is put below the form that is there.
        let is_query = self.form == Form::Page && self.here.starts_with("/sql");
        let sql = self.params.get("sql").filter(|_| is_query);
        let main =
            trouble(&frame, failure, &self.params, &sql.map(|sql| editor(&frame, sql)).unwrap_or_default());
        self.html(status, &frame, "Not shown", &main)
    }

    /// Has the browser keep a choice, and leads back to the page that `back` names.
    pub fn keep(self, cookie: &str, value: &str) -> Response {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let headers = response.headers_mut();
        let back = own_path(self.params.get("back").unwrap_or("/"));
        headers.insert(LOCATION, HeaderValue::from_str(&back).unwrap_or(HeaderValue::from_static("/")));
        if let Ok(kept) = HeaderValue::from_str(&keep_choice(cookie, value)) {
            headers.insert(SET_COOKIE, kept);
        }
        response
    }

    fn frame(&self, version: Option<u64>, newest_version: u64) -> Frame {
        Frame {
            nonce: self.nonce.clone(),
            version,
            newest_version,
            to_come: None,
            replaced: None,
            is_part: self.form == Form::Part,
            here: self.here.clone(),
            scheme: self.scheme,
            zone: self.zone,
            visitor: self.visitor.clone(),
        }
    }

    fn html(&self, status: StatusCode, frame: &Frame, title: &str, main: &Markup) -> Response {
        let text = match self.form {
            Form::Part => main.clone().into_string(),
            _ => page(frame, title, main).into_string(),
        };
        // The one place where HTML leaves: whatever a record says, nothing in it acts or hides.
        let shown = show_hidden(&text).into_owned();
        typed_answer(status, "text/html; charset=utf-8", Body::from(shown))
    }
}

impl FromRequestParts<Arc<Engine>> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(
        head: &mut Parts,
        engine: &Arc<Engine>,
    ) -> std::result::Result<Self, Infallible> {
        Ok(Self::of_head(Arc::clone(engine), head))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media.is_some_and(|media| media.starts_with("application/json"))
}

fn json_answer(status: StatusCode, value: &impl Serialize) -> Response {
    let text = serde_json::to_string(value)
        .unwrap_or_else(|error| json!({ "error": error.to_string() }).to_string());
    typed_answer(status, "application/json", Body::from(text))
}

/// Answers with a body of a media type.
pub(crate) fn typed_answer(status: StatusCode, media: &'static str, body: Body) -> Response {
    let mut response = (status, body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}
