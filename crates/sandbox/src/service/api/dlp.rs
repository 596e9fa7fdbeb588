//! `GET /resources/dlpSensitiveTypes`: names of the information that data loss prevention looks for.

use http::header;
use serde::Serialize;

use super::call::{Call, Outcome};
use super::denial::Denial;

/// A kind of sensitive information.
#[derive(Debug, Serialize)]
struct SensitiveType {
    id: &'static str,
    name: &'static str,
}

/// Languages that names are in; the first one is for all others.
const LANGUAGES: [&str; 4] = ["en", "de", "es", "fr"];

/// Id, and the name in each language.
const TYPES: [(&str, [&str; 4]); 4] = [
    (
        "50842eb7-edc8-4019-85dd-5a5c1f2bb085",
        [
            "Credit Card Number",
            "Kreditkartennummer",
            "Número de tarjeta de crédito",
            "Numéro de carte de crédit",
        ],
    ),
    (
        "0e9b3178-9678-47dd-a509-37222ca96b42",
        [
            "EU Debit Card Number",
            "EU-Debitkartennummer",
            "Número de tarjeta de débito UE",
            "Numéro de carte de débit UE",
        ],
    ),
    ("e7dc4711-11b7-4cb0-b88b-2c394a771f0e", ["IBAN", "IBAN", "IBAN", "IBAN"]),
    (
        "a44669fe-0d48-453d-a9b1-2cc83f2cba77",
        [
            "U.S. Social Security Number",
            "US-Sozialversicherungsnummer",
            "Número de la Seguridad Social (EE. UU.)",
            "Numéro de sécurité sociale américain",
        ],
    ),
];

pub(super) fn list_sensitive_types(call: &Call<'_>) -> Outcome {
    let language = language_place(call)?;
    let types: Vec<_> = TYPES.iter().map(|(id, names)| SensitiveType { id, name: names[language] }).collect();
    Ok(call.json_answer(&types))
}

/// Returns the place of the requested language; the API takes one language, no list of them.
fn language_place(call: &Call<'_>) -> Result<usize, Denial> {
    let Some(header) = call.headers.get(header::ACCEPT_LANGUAGE) else { return Ok(0) };
    let asked = header.to_str().map_err(|_| Denial::bad_language())?.trim();
    if asked.contains(',') {
        return Err(Denial::many_languages());
    }
    let tag = asked.split(';').next().unwrap_or_default().trim();
    let well_formed = tag
        .split('-')
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !well_formed && tag != "*" {
        return Err(Denial::bad_language());
    }
    let main = tag.split('-').next().unwrap_or_default();
    Ok(LANGUAGES.iter().position(|of| of.eq_ignore_ascii_case(main)).unwrap_or(0))
}
