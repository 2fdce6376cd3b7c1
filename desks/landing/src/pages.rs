//! The pages: wishes, the form, and the answer.

mod answer;
mod form;
mod list;

use ::pages::{Access, PageError, Route, Visit, components::FieldErrors};
use land::model::Vocabulary;

use crate::{EDIT, READ, commands::Refused, model::WishRecord, store as tables};

const READERS: Access = Access::Right(&[READ]);
const EDITORS: Access = Access::Right(&[EDIT]);

/// Every address of the desk's pages.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/landing", READERS, list::show),
        Route::get("/landing/new", EDITORS, form::new),
        Route::post("/landing/new", EDITORS, form::add),
        Route::get("/landing/wishes/{wish}", READERS, answer::show),
        Route::get("/landing/wishes/{wish}/edit", EDITORS, form::edit),
        Route::post("/landing/wishes/{wish}/edit", EDITORS, form::save),
    ]
}

/// The zone's parks and classes of use.
async fn words(visit: &Visit) -> Result<Vocabulary, PageError> {
    Ok(land::store::vocabulary(visit.store().reader(), visit.scope().zone()).await?.unwrap_or_default())
}

/// The number of the wish that the address names.
fn number(visit: &Visit) -> Result<i64, PageError> {
    visit.param("wish")?.parse().map_err(|_| PageError::NotFound)
}

/// The wish that the address names.
async fn record(visit: &Visit, words: &Vocabulary) -> Result<WishRecord, PageError> {
    let found = tables::wish(visit.store().reader(), visit.scope(), words, number(visit)?).await?;
    found.ok_or(PageError::NotFound)
}

/// What a field is called.
fn field_name(visit: &Visit, field: &str) -> String {
    visit.text(&format!("landing-field-{field}"))
}

/// What became of a command that a form gave.
enum Ended {
    /// It was done, or stands so already.
    Done,
    /// Fields are wrong.
    Wrong(FieldErrors),
    /// Somebody else was faster.
    Stale,
}

fn ended(visit: &Visit, outcome: Result<(), Refused>) -> Result<Ended, PageError> {
    match outcome {
        Ok(()) | Err(Refused::Unchanged) => Ok(Ended::Done),
        Err(Refused::Wrong(flaws)) => Ok(Ended::Wrong(land::errors(visit, &flaws, |field| field_name(visit, field)))),
        Err(Refused::Stale(_)) => Ok(Ended::Stale),
        Err(Refused::Forbidden(_)) => Err(PageError::Forbidden),
        Err(Refused::NotFound(_)) => Err(PageError::NotFound),
        Err(Refused::Store(error)) => Err(error.into()),
    }
}
