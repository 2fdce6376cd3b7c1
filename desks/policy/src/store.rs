//! The desk's tables and every query on them.
//!
//! Each query takes a [`Scope`] and begins with [`readable`]: whoever may not read policies sees none of their rows.
//! What the public may see goes out through [`crate::publication`], which reads as the program itself and hands over
//! released things only.

mod clauses;
mod documents;
mod pieces;
mod rows;
mod tables;

pub use clauses::{clause, clauses, clauses_by_document};
pub use documents::{document, documents, edition, editions, sentences};
pub use pieces::{Pieces, pieces};
pub(crate) use rows::{
    delete_evidence, insert_clause, insert_comment, insert_document, insert_edition, insert_evidence, insert_override,
    insert_sentences, update_clause, update_document, update_override,
};

use identity::Scope;

use crate::READ;

/// The zone whose policies the scope may read; the gate before every query of this desk.
fn readable(scope: &Scope) -> Option<&str> {
    scope.may(READ).then(|| scope.zone().as_str())
}
