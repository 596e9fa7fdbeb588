//! The report laid out: what every form of it shares.

mod cell;
mod derived;
mod figures;
mod hours;
mod outline;
mod queries;
mod sentence;
mod words;

pub use cell::{cell_text, moment, numbers_text};
pub use derived::{
    Network, addresses_table, evidence_table, networks, networks_table, sessions_table, sources_table,
    timeline_table,
};
pub use figures::{Figure, count_sessions, duration_words, figures_of, group_digits, record_count};
pub use hours::{Hours, WEEKDAYS, hours_of, hours_table};
pub use outline::{Chapter, Outline, Part, outline_of};
pub use sentence::{Piece, first_records, split_moments};
pub use words::{
    CLASSES, CONFIDENCES, class_meaning, class_word, confidence_key, confidence_meaning, confidence_word,
    verdict_key, verdict_word,
};
