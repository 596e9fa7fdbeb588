//! The functions that queries have besides those of DataFusion.

mod added;
mod agents;
mod any_case;
mod any_values;
mod bounded;
mod bytes;
mod catalog_names;
mod decode;
mod decoders;
mod definition;
mod external;
mod first;
mod gathered;
mod glossary;
mod held;
mod in_utc;
mod joined;
mod json;
mod json_filter;
mod json_holds;
mod json_lists;
mod json_text_of;
mod json_texts;
mod json_values;
mod network;
mod path;
mod places;
mod reader;
mod shapes;
mod sizes;
mod sizes_replaced;
mod slices;
mod steps;
mod texts;
mod time_bucket;
mod values;
mod values_at;
mod wildcards;

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::logical_expr::{Expr, ScalarUDF};

pub(crate) use any_case::lowers_to;
pub(crate) use any_values::COMPARISONS;
pub(crate) use bounded::{bound_function, bounded_functions, joined_function};
pub use definition::Function;
pub(crate) use gathered::{bound_gathering, gathers_windows};
pub(crate) use held::holds_constants;
pub(crate) use in_utc::in_utc;
pub(crate) use steps::fold_name;
pub(crate) use texts::literal_text;
pub(crate) use values::Values;

use definition::{Definition, Scalar};
use places::{PLACES, Placed};

use crate::geo::Geo;

static BYTES_TEXT: Definition = bytes::BYTES_TEXT;

static DEFINITIONS: [Definition; 46] = [
    network::IN_NETWORK,
    network::IS_PRIVATE,
    network::IS_MICROSOFT_SERVICE,
    network::NETWORK_OF,
    first::FIRST_ADDRESS,
    first::FIRST_GUID,
    agents::AGENT_NAME,
    json::JSON_GET,
    json::JSON_TEXT,
    json_texts::JSON_TEXTS,
    json::JSON_KEYS,
    json_lists::JSON_ITEMS,
    json_lists::JSON_PAIRS,
    json_holds::JSON_HOLDS,
    json_filter::JSON_WITHOUT,
    json_filter::JSON_REST,
    json_text_of::JSON_OF,
    shapes::SHAPE_DOCUMENT,
    values_at::VALUES_AT,
    values_at::ALL_VALUES,
    values_at::FIRST_VALUES,
    any_values::ANY_LIKE,
    any_values::ANY_LIKE_CASED,
    any_values::ANY_REGEX,
    any_values::ANY_IN_NETWORK,
    any_values::ANY_NUMBER,
    any_values::ANY_SAME,
    external::EXTERNAL_ADDRESSES,
    time_bucket::TIME_BUCKET,
    catalog_names::RECORD_TYPE_NAME,
    catalog_names::RECORD_TYPE_NUMBER,
    catalog_names::ENUM_NAME,
    glossary::OPERATION_MEANING,
    glossary::SIGN_IN_ERROR,
    glossary::SIGN_IN_ERROR_CLASS,
    glossary::APP_NAME,
    bytes::BYTES_TEXT,
    decoders::MAIL_ITEMS,
    decoders::ATTACHMENT_NAMES,
    decoders::MAIL_SUBJECT,
    decoders::INBOX_RULE,
    decoders::INBOX_RULE_STATES,
    decoders::MAIL_DIVERSIONS,
    decoders::DIRECTORY_CHANGES,
    decoders::CONSENT_FACTS,
    decoders::CONSENT_SENTENCE,
];

/// Every function, in the order in which a person would look for them.
///
/// ```
/// assert!(trail365_sql::FUNCTIONS.iter().any(|f| f.name == "in_network"));
/// ```
pub static FUNCTIONS: [Function; DEFINITIONS.len() + PLACES.len()] = {
    let mut functions = [PLACES[0].function; DEFINITIONS.len() + PLACES.len()];
    let mut at = 0;
    while at < functions.len() {
        functions[at] = if at < DEFINITIONS.len() {
            DEFINITIONS[at].function
        } else {
            PLACES[at - DEFINITIONS.len()].function
        };
        at += 1;
    }
    functions
};

/// Makes the functions that plans have and no query names: the operator `||`, texts whatever the case, and times in UTC.
pub(crate) fn planned_functions(find: impl Fn(&str) -> Option<Arc<ScalarUDF>>) -> Vec<Arc<ScalarUDF>> {
    let of_times = in_utc::FUNCTIONS.into_iter().filter_map(|name| in_utc(&find(name)?));
    of_times.chain(joined_function()).chain([lowers_to()]).collect()
}

/// Makes the function `bytes_text`, which the table `rejected` uses.
pub(crate) fn bytes_text() -> ScalarUDF {
    ScalarUDF::new_from_impl(Scalar::new(&BYTES_TEXT))
}

/// Makes the functions of an expression hold their constants, so that they are made ready once and not with each batch.
pub(crate) fn hold_constants(expr: Expr) -> Result<Expr> {
    let definition_of = |name: &str| DEFINITIONS.iter().find(|definition| definition.function.name == name);
    held::hold_constants(expr, |name| definition_of(name)?.check)
}

/// Makes every function, to be registered with a session; `geo` are the places that it knows.
pub(crate) fn scalar_functions(geo: Option<&Arc<Geo>>) -> impl Iterator<Item = Arc<ScalarUDF>> {
    let usual = DEFINITIONS.iter().map(|d| ScalarUDF::new_from_impl(Scalar::new(d)));
    let placed = PLACES.iter().map(move |of| ScalarUDF::new_from_impl(Placed::new(of, geo.cloned())));
    usual.chain(placed).map(Arc::new)
}
