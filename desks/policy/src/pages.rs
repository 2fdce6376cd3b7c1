//! The pages of the desk.

mod article;
mod clause;
mod clause_edit;
mod coverage;
mod documents;
mod editions;
mod errors;
mod fact;
mod import;
mod measure_edit;
mod measures;
mod panel;
mod show;
mod supervision;

use pages::{Access, Route};

use crate::{EDIT, OVERRIDE, READ, RELEASE};

/// Whoever reads policies.
const READERS: Access = Access::Right(&[READ]);
/// Whoever edits them.
const EDITORS: Access = Access::Right(&[EDIT]);

/// Every address of the desk.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/supervision", supervision::SUPERVISORS, supervision::show),
        Route::get("/supervision/leader", supervision::SUPERVISORS, supervision::leader),
        Route::get("/supervision/ledger.xlsx", supervision::SUPERVISORS, supervision::spreadsheet),
        Route::get("/policy", READERS, documents::list),
        Route::get("/policy/import", EDITORS, import::form),
        Route::post("/policy/import", EDITORS, import::read),
        Route::post("/policy/import/check", EDITORS, import::check),
        Route::post("/policy/import/save", EDITORS, import::save),
        Route::get("/policy/measures", READERS, measures::list),
        Route::get("/policy/measures/new", EDITORS, measure_edit::new),
        Route::post("/policy/measures", EDITORS, measure_edit::add),
        Route::post("/policy/measures/check", EDITORS, measure_edit::check),
        Route::get("/policy/measures/{measure}", READERS, measures::show),
        Route::get("/policy/measures/{measure}/edit", EDITORS, measure_edit::edit),
        Route::post("/policy/measures/{measure}", EDITORS, measure_edit::save),
        Route::post("/policy/measures/{measure}/delete", EDITORS, measures::delete),
        Route::get("/policy/facts/{fact}", READERS, fact::show),
        Route::get("/policy/{document}", READERS, article::show),
        Route::get("/policy/{document}/text", EDITORS, import::edit),
        Route::post("/policy/{document}/release", Access::Right(&[RELEASE]), documents::release),
        Route::get("/policy/{document}/coverage", READERS, coverage::show),
        Route::get("/policy/{document}/editions", READERS, editions::list),
        Route::get("/policy/{document}/editions/{number}", READERS, editions::show),
        Route::get("/policy/{document}/clauses/{clause}", READERS, clause::show),
        Route::get("/policy/{document}/clauses/{clause}/edit", EDITORS, clause_edit::form),
        Route::post("/policy/{document}/clauses/{clause}/classify", EDITORS, clause_edit::classify),
        Route::post("/policy/{document}/clauses/{clause}/measures", EDITORS, clause_edit::measure),
        Route::post("/policy/{document}/clauses/{clause}/evidence", READERS, clause::add_evidence),
        Route::post("/policy/{document}/clauses/{clause}/evidence/{piece}/remove", READERS, clause::remove_evidence),
        Route::post("/policy/{document}/clauses/{clause}/comments", READERS, clause::comment),
        Route::post("/policy/{document}/clauses/{clause}/override", Access::Right(&[OVERRIDE]), clause::override_light),
        Route::post(
            "/policy/{document}/clauses/{clause}/override/{piece}/withdraw",
            Access::Right(&[OVERRIDE]),
            clause::withdraw_override,
        ),
        Route::post("/policy/{document}/clauses/{clause}/release", Access::Right(&[RELEASE]), clause::release),
    ]
}
