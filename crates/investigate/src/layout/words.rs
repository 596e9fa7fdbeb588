//! Words for classes, confidence and verdicts, with what each means.

use crate::model::{Class, Confidence, VerdictWord};

/// All classes, the attacker's first.
pub const CLASSES: [Class; 4] = [Class::Attacker, Class::Undetermined, Class::Owner, Class::Service];

/// All words of confidence, the surest first.
pub const CONFIDENCES: [Confidence; 7] = [
    Confidence::Recorded,
    Confidence::Finding,
    Confidence::VeryLikely,
    Confidence::Likely,
    Confidence::Possible,
    Confidence::NoEvidence,
    Confidence::CannotBeDetermined,
];

/// Returns the word for a class.
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Attacker => "Attacker",
        Class::Undetermined => "Undetermined",
        Class::Owner => "Owner",
        Class::Service => "Service",
    }
}

/// Returns the meaning of a class in a sentence.
pub fn class_meaning(class: Class) -> &'static str {
    match class {
        Class::Attacker => {
            "Acts that are taken to be an attacker's, for the reasons listed with the session."
        }
        Class::Undetermined => "Acts that may be anyone's: the data does not decide.",
        Class::Owner => "Acts that are taken to be those of the account's owner.",
        Class::Service => "Work of a service of Microsoft or of an app, without a person.",
    }
}

/// Returns the word for a confidence.
pub fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Recorded => "Recorded",
        Confidence::Finding => "Finding",
        Confidence::VeryLikely => "Very likely",
        Confidence::Likely => "Likely",
        Confidence::Possible => "Possible",
        Confidence::NoEvidence => "No evidence",
        Confidence::CannotBeDetermined => "Cannot be determined",
    }
}

/// Returns the name of a confidence in files and styles.
pub fn confidence_key(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Recorded => "recorded",
        Confidence::Finding => "finding",
        Confidence::VeryLikely => "very-likely",
        Confidence::Likely => "likely",
        Confidence::Possible => "possible",
        Confidence::NoEvidence => "no-evidence",
        Confidence::CannotBeDetermined => "cannot-be-determined",
    }
}

/// Returns the meaning of a confidence in a sentence.
pub fn confidence_meaning(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Recorded => "The cited records say so directly.",
        Confidence::Finding => {
            "A rule found the cited records; what they mean is what the rule says, and may have another cause."
        }
        Confidence::VeryLikely => "An inference with at least two independent supports.",
        Confidence::Likely => "An inference with one support.",
        Confidence::Possible => "Consistent with the data, but not supported by it.",
        Confidence::NoEvidence => "Looked for in data that is complete for the question, and not found.",
        Confidence::CannotBeDetermined => "The data that would tell is missing.",
    }
}

/// Returns the word for a verdict.
pub fn verdict_word(word: VerdictWord) -> &'static str {
    match word {
        VerdictWord::Undecidable => "Cannot be decided",
        VerdictWord::NoSign => "No sign of a takeover",
        VerdictWord::Possible => "Possible takeover",
        VerdictWord::Likely => "Likely takeover",
        VerdictWord::Confirmed => "Confirmed takeover",
    }
}

/// Returns the name of a verdict in files and styles.
pub fn verdict_key(word: VerdictWord) -> &'static str {
    match word {
        VerdictWord::Undecidable => "undecidable",
        VerdictWord::NoSign => "no-sign",
        VerdictWord::Possible => "possible",
        VerdictWord::Likely => "likely",
        VerdictWord::Confirmed => "confirmed",
    }
}
