//! Documents, clauses and what is known of them: types and rules without any input or output.

mod clause;
mod compare;
mod document;
mod draft;
mod due;
mod evidence;
mod id;
mod instant;
mod owner;
mod problem;
mod standing;
mod supervision;
mod text;

pub use clause::{Clause, Kind, Place};
pub use compare::{Comparison, Counts};
pub use document::{Document, Edition, Heading, Sentence, check_sentences};
pub use draft::{Draft, Passage, Text};
pub use due::Due;
pub use evidence::{Comment, Evidence, Grade, Link, Override};
pub use id::{ClauseId, DocumentId, PieceId};
pub use instant::{china_instant, day_in_china, in_china};
pub use owner::{Owner, owners_from_text, owners_text};
pub use problem::{Problem, Problems};
pub use standing::{Basis, Standing, standing};
pub use supervision::{Alarm, Cause, Duty, Level, SupervisionRules, Timing};
pub use text::{Line, Prose, Words};
