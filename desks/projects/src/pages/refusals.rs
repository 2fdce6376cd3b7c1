//! From refusals of commands to pages: beside the fields of a form, or as a page of their own.

use pages::{PageError, Visit, components::FieldErrors};
use store::Stale;

use super::show;
use crate::commands::Refused;

/// How a command ended, for a form that can show its fields again.
pub enum Ended<T> {
    /// It was done.
    Done(T),
    /// It stands so already: as good as done.
    Unchanged,
    /// Fields are wrong.
    Wrong(FieldErrors),
    /// Somebody else was faster.
    Stale(Stale),
}

/// Sorts the answers that a form deals with from those that are pages of their own.
///
/// # Errors
/// A right that is missing, a project that is not there, a database that does not answer.
pub fn ended<T>(visit: &Visit, outcome: Result<T, Refused>) -> Result<Ended<T>, PageError> {
    match outcome {
        Ok(done) => Ok(Ended::Done(done)),
        Err(Refused::Unchanged) => Ok(Ended::Unchanged),
        Err(Refused::Wrong(errors)) => Ok(Ended::Wrong(show::field_errors(visit, &errors))),
        Err(Refused::Stale(stale)) => Ok(Ended::Stale(stale)),
        Err(Refused::Forbidden(_)) => Err(PageError::Forbidden),
        Err(Refused::NotFound(_)) => Err(PageError::NotFound),
        Err(Refused::Store(error)) => Err(error.into()),
    }
}
