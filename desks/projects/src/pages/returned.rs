//! A form that came back: what was typed into it, what is wrong with it, whether somebody else was faster.

use axum::http::StatusCode;
use pages::{FormData, PageError, Submitted, Visit, components::FieldErrors};

use super::{Ended, ended};
use crate::commands::Refused;

/// The form that came back to the page that it stands on, if one did.
#[derive(Default)]
pub(crate) struct Returned {
    form: String,
    pub typed: FormData,
    pub errors: FieldErrors,
    pub stale: bool,
}

impl Returned {
    /// A form that comes back with what is wrong.
    pub fn wrong(form: &str, typed: FormData, errors: FieldErrors) -> Self {
        Self { form: form.to_owned(), typed, errors, stale: false }
    }

    /// Whether it is this form.
    pub fn is(&self, form: &str) -> bool {
        self.form == form
    }

    /// What was typed into a form and what is wrong with it; nothing for another form.
    pub fn of(&self, form: &str) -> (FormData, FieldErrors) {
        if self.is(form) { (self.typed.clone(), self.errors.clone()) } else { Default::default() }
    }

    /// The version that the page's forms carry. A form with a mistake goes on from the version that it began with: what
    /// somebody else has written meanwhile was not seen by whoever typed. One that was late shows what there is now.
    pub fn version(&self, current: i64) -> i64 {
        if self.stale { current } else { self.typed.get("version").parse().unwrap_or(current) }
    }

    /// The status of the page.
    pub fn status(&self) -> StatusCode {
        match (self.form.as_str(), self.stale) {
            ("", _) => StatusCode::OK,
            (_, true) => StatusCode::CONFLICT,
            (_, false) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// What became of a form: nothing where it was done, otherwise the form, to be shown again.
///
/// # Errors
/// What is a page of its own: see [`ended`].
pub(crate) fn returned<T>(
    visit: &Visit,
    form: &Submitted,
    name: &str,
    outcome: Result<T, Refused>,
) -> Result<Option<Returned>, PageError> {
    let (errors, stale) = match ended(visit, outcome)? {
        Ended::Done(_) | Ended::Unchanged => return Ok(None),
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    Ok(Some(Returned { form: name.to_owned(), typed: form.data.clone(), errors, stale }))
}
