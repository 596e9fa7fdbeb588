//! `agent_name`: the program and the system that a user agent or a client string of Exchange names.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::StringViewBuilder;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

use super::definition::{Definition, Function, Takes};
use super::texts::Texts;

pub(super) const AGENT_NAME: Definition = Definition {
    function: Function {
        name: "agent_name",
        syntax: "agent_name(user_agent)",
        description: "The program that a user agent or Exchange's ClientInfoString names, and the system that it runs on, without versions: \
                      'Edge on Windows', 'Outlook on iOS', 'python-requests'. The same browser has one name in sign-ins and in webmail. Null \
                      where the text names no program, as 'Client=OWA;Action=ViaProxy'.",
        example: "SELECT agent_name(user_agent) AS program, count(*) FROM events GROUP BY 1",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: agent_names,
};

fn agent_names(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let mut out = StringViewBuilder::with_capacity(args.number_rows);
    for row in 0..args.number_rows {
        out.append_option(texts.get(row).and_then(agent_name));
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

/// Browsers by what their user agents alone have; many name several, so the order counts.
const BROWSERS: [(&[&str], &str); 9] = [
    (&["Edg/", "EdgA/", "EdgiOS/", "Edge/"], "Edge"),
    (&["OPR/", "Opera"], "Opera"),
    (&["SamsungBrowser/"], "Samsung Internet"),
    (&["Teams/"], "Teams"),
    (&["Electron/"], "Electron"),
    (&["Firefox/", "FxiOS/"], "Firefox"),
    (&["Chrome/", "CriOS/"], "Chrome"),
    (&["Safari/"], "Safari"),
    (&["Trident/", "MSIE "], "Internet Explorer"),
];

/// Systems by what user agents have; those of phones name the system of a computer, too.
const SYSTEMS: [(&[&str], &str); 6] = [
    (&["iPhone", "iPad", "iOS"], "iOS"),
    (&["Android"], "Android"),
    (&["Windows"], "Windows"),
    (&["Mac OS X", "Macintosh", "macOS"], "macOS"),
    (&["CrOS"], "ChromeOS"),
    (&["Linux", "X11"], "Linux"),
];

/// Kinds of clients in Exchange's own strings that say enough by themselves.
const CLIENTS: [(&str, &str); 8] = [
    ("RESTSystem", "Exchange itself"),
    ("MSExchangeRPC", "Outlook on Windows"),
    ("MapiHttp", "Outlook on Windows"),
    ("ActiveSync", "ActiveSync"),
    ("POP3/IMAP4", "POP or IMAP"),
    ("POP3", "POP"),
    ("IMAP4", "IMAP"),
    ("REST", "REST"),
];

/// Most characters of a name that is taken from the text.
const LONGEST: usize = 60;

fn agent_name(text: &str) -> Option<Cow<'static, str>> {
    match text.trim().strip_prefix("Client=") {
        Some(client) => client_name(client),
        None => program_name(text.trim()),
    }
}

/// Names a client of Exchange: `OWA;Mozilla/5.0 ...`, `REST;Client=RESTSystem;;`, `WebServices;exchangelib/5.0`.
fn client_name(client: &str) -> Option<Cow<'static, str>> {
    let (kind, rest) = client.split_once(';').unwrap_or((client, ""));
    let (kind, rest) = match rest.strip_prefix("Client=") {
        Some(inner) => inner.split_once(';').unwrap_or((inner, "")),
        None => (kind, rest),
    };
    let rest = rest.trim_matches([';', ' ']);
    let known = CLIENTS.iter().find(|(of, _)| of.eq_ignore_ascii_case(kind.trim())).map(|(_, name)| *name);
    match known {
        Some(name) => Some(name.into()),
        None if rest.is_empty() || rest.starts_with("Action=") => None,
        None => program_name(rest),
    }
}

fn program_name(text: &str) -> Option<Cow<'static, str>> {
    let has = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    let system = SYSTEMS.iter().find(|(marks, _)| has(marks)).map(|(_, name)| *name);
    let browser = BROWSERS.iter().find(|(marks, _)| has(marks)).map(|(_, name)| *name);
    let program = match browser {
        _ if text.starts_with("Outlook") || text.contains("Microsoft Outlook") => "Outlook".into(),
        Some(browser) => Cow::Borrowed(browser),
        None => Cow::Owned(first_product(text)?),
    };
    Some(match system {
        Some(system) => format!("{program} on {system}").into(),
        None => program,
    })
}

/// Returns the first product of a user agent without its version: `python-requests/2.31` gives `python-requests`.
fn first_product(text: &str) -> Option<String> {
    let name: String = text.split(['/', ';', '(']).next()?.trim().chars().take(LONGEST).collect();
    (!name.is_empty() && !name.contains('@')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::agent_name;

    #[test]
    fn one_program_has_one_name_wherever_it_stands() {
        const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0";
        let in_webmail = format!("Client=OWA;{EDGE};");
        for (text, name) in [
            (EDGE, Some("Edge on Windows")),
            (&in_webmail, Some("Edge on Windows")),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
                Some("Safari on iOS"),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
                Some("Firefox on Linux"),
            ),
            ("Client=OutlookService;Outlook-iOS/2.0;", Some("Outlook on iOS")),
            ("Client=OWA;Action=ViaProxy", None),
            ("Client=REST;Client=RESTSystem;;", Some("Exchange itself")),
            ("Client=REST;;", Some("REST")),
            ("Client=MSExchangeRPC", Some("Outlook on Windows")),
            ("Client=WebServices;exchangelib/5.0", Some("exchangelib")),
            ("python-requests/2.31.0", Some("python-requests")),
            ("axios/1.6 (x)", Some("axios")),
            ("", None),
            // Some services put the user here.
            ("ann@example.com", None),
            ("Client=", None),
        ] {
            assert_eq!(agent_name(text).as_deref(), name, "{text}");
        }
    }
}
