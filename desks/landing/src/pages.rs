//! The pages: wishes, the form, and the answer.

mod answer;
mod difference;
mod editions;
mod form;
mod list;
mod plan;
mod print;
mod said;

use ::pages::{Access, PageError, Route, Visit, components::FieldErrors, shell::icon};
use ::store::Stale;
use maud::{Markup, html};

use crate::{
    EDIT, READ,
    commands::Refused,
    model::{WishRecord, Words},
    store as tables,
};

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
        Route::post("/landing/wishes/{wish}/editions", EDITORS, editions::save),
        Route::get("/landing/wishes/{wish}/editions/{edition}", READERS, editions::show),
        Route::get("/landing/wishes/{wish}/plan.pdf", READERS, print::pdf),
        Route::get("/landing/wishes/{wish}/plan.docx", READERS, print::docx),
        Route::get("/landing/wishes/{wish}/editions/{edition}/plan.pdf", READERS, print::edition_pdf),
        Route::get("/landing/wishes/{wish}/editions/{edition}/plan.docx", READERS, print::edition_docx),
    ]
}

/// The lists that wishes are checked against.
async fn words(visit: &Visit) -> Result<Words, PageError> {
    Ok(tables::words(visit.store().reader(), visit.scope().zone()).await?)
}

/// The number of the wish that the address names.
fn number(visit: &Visit) -> Result<i64, PageError> {
    visit.param("wish")?.parse().map_err(|_| PageError::NotFound)
}

/// The wish that the address names.
async fn record(visit: &Visit) -> Result<WishRecord, PageError> {
    let found = tables::wish(visit.store().reader(), visit.scope(), number(visit)?).await?;
    found.ok_or(PageError::NotFound)
}

/// The ways to paper, in a menu: of what lies at this path.
fn paper(visit: &Visit, path: &str) -> Markup {
    let as_of = visit.looks_back().then(|| format!("?as_of={}", visit.as_of())).unwrap_or_default();
    html! {
        details.menu.menu-start {
            summary.btn { (icon("printer")) " " (visit.text("landing-print")) }
            div.menu-list {
                @for (file, key) in [("plan.pdf", "landing-print-pdf"), ("plan.docx", "print-docx")] {
                    a href=(visit.link(&format!("{path}/{file}{as_of}"))) { (visit.text(key)) }
                }
            }
        }
    }
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
    Stale(Stale),
}

fn ended(visit: &Visit, outcome: Result<(), Refused>) -> Result<Ended, PageError> {
    match outcome {
        Ok(()) | Err(Refused::Unchanged) => Ok(Ended::Done),
        Err(Refused::Wrong(flaws)) => Ok(Ended::Wrong(land::errors(visit, &flaws, |field| field_name(visit, field)))),
        Err(Refused::Stale(stale)) => Ok(Ended::Stale(stale)),
        Err(Refused::Forbidden(_)) => Err(PageError::Forbidden),
        Err(Refused::NotFound(_)) => Err(PageError::NotFound),
        Err(Refused::Store(error)) => Err(error.into()),
    }
}
