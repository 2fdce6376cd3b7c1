//! The pages: wishes, the form, and the answer.

mod answer;
mod compare;
mod difference;
mod drawn;
mod editions;
mod form;
mod list;
mod plan;
pub(crate) mod portfolio;
mod print;
mod project;
mod public;
mod said;
mod shares;
mod what_if;

pub(crate) use editions::edition as kept_edition;
pub(crate) use list::asked as asked_for;

use ::pages::{Access, PageError, Route, Visit, components::FieldErrors, shell::icon};
use ::store::Stale;
use maud::{Markup, html};

use crate::{
    EDIT, READ,
    commands::Refused,
    model::{WishRecord, Words},
    store as tables,
};

pub(crate) const READERS: Access = Access::Right(&[READ]);
pub(crate) const EDITORS: Access = Access::Right(&[EDIT]);

/// Those who may make a wish a project; the command asks for the other right, too.
const PROJECT_EDITORS: Access = Access::Right(&[projects::EDIT]);

/// Every address of the desk's pages.
pub(crate) fn routes() -> Vec<Route> {
    let wishes = vec![
        Route::get("/landing", READERS, list::show),
        Route::get("/landing/export.xlsx", READERS, list::xlsx),
        Route::get("/landing/new", EDITORS, form::new),
        Route::post("/landing/new", EDITORS, form::add),
        Route::get("/landing/wishes/{wish}", READERS, answer::show),
        Route::get("/landing/wishes/{wish}/edit", EDITORS, form::edit),
        Route::post("/landing/wishes/{wish}/edit", EDITORS, form::save),
        Route::post("/landing/wishes/{wish}/editions", EDITORS, editions::save),
        Route::get("/landing/wishes/{wish}/editions/{edition}", READERS, editions::show),
        Route::post("/landing/wishes/{wish}/editions/{edition}/share", EDITORS, shares::make),
        Route::post("/landing/wishes/{wish}/shares/{share}/withdraw", EDITORS, shares::withdraw),
        Route::get("/landing/wishes/{wish}/compare", READERS, compare::show),
        Route::post("/landing/wishes/{wish}/project", PROJECT_EDITORS, project::begin),
        Route::get("/landing/ask", Access::Public, public::ask::form),
        Route::post("/landing/ask", Access::Public, public::ask::send),
        Route::get("/landing/receipts/{secret}", Access::Public, public::receipt::show),
        Route::get("/landing/shared/{secret}", Access::Public, public::shared::show),
        Route::get("/landing/shared/{secret}/plan.pdf", Access::Public, public::shared::pdf),
        Route::get("/landing/shared/{secret}/plan.docx", Access::Public, public::shared::docx),
        Route::get("/landing/wishes/{wish}/plan.pdf", READERS, print::pdf),
        Route::get("/landing/wishes/{wish}/plan.docx", READERS, print::docx),
        Route::get("/landing/wishes/{wish}/editions/{edition}/plan.pdf", READERS, print::edition_pdf),
        Route::get("/landing/wishes/{wish}/editions/{edition}/plan.docx", READERS, print::edition_docx),
    ];
    wishes.into_iter().chain(portfolio::routes()).collect()
}

/// The lists that wishes are checked against.
async fn words(visit: &Visit) -> Result<Words, PageError> {
    Ok(tables::words(visit.store().reader(), visit.scope().zone()).await?)
}

/// The number of the wish that the address names.
pub(crate) fn number(visit: &Visit) -> Result<i64, PageError> {
    visit.param("wish")?.parse().map_err(|_| PageError::NotFound)
}

/// The wish that the address names.
pub(crate) async fn record(visit: &Visit) -> Result<WishRecord, PageError> {
    let found = tables::wish(visit.store().reader(), visit.scope(), number(visit)?).await?;
    found.ok_or(PageError::NotFound)
}

/// What keeps a link on the day looked at; nothing for today.
fn same_day(visit: &Visit) -> String {
    if visit.looks_back() { format!("?as_of={}", visit.as_of()) } else { String::new() }
}

/// The ways to paper, in a menu: of what lies at this path.
fn paper(visit: &Visit, path: &str) -> Markup {
    let as_of = same_day(visit);
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
pub(crate) enum Ended {
    /// It was done, or stands so already.
    Done,
    /// Fields are wrong.
    Wrong(FieldErrors),
    /// Somebody else was faster.
    Stale(Stale),
}

pub(crate) fn ended(visit: &Visit, outcome: Result<(), Refused>) -> Result<Ended, PageError> {
    match outcome {
        Ok(()) | Err(Refused::Unchanged) => Ok(Ended::Done),
        Err(Refused::Wrong(flaws)) => Ok(Ended::Wrong(land::errors(visit, &flaws, |field| field_name(visit, field)))),
        Err(Refused::Stale(stale)) => Ok(Ended::Stale(stale)),
        Err(error) => Err(refused(error)),
    }
}

/// The page for what a command refused and no form can mend.
pub(crate) fn refused(refused: Refused) -> PageError {
    match refused {
        Refused::Forbidden(_) => PageError::Forbidden,
        Refused::NotFound(_) => PageError::NotFound,
        Refused::Stale(stale) => stale.into(),
        Refused::Store(error) => error.into(),
        Refused::AlreadyDone => PageError::Expired,
        Refused::Wrong(_)
        | Refused::TooMany
        | Refused::Life
        | Refused::IsProject(_)
        | Refused::Project(_)
        | Refused::PortfolioBusy(_)
        | Refused::Seconds
        | Refused::Unchanged => PageError::Malformed,
    }
}
