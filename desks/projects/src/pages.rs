//! The pages of the desk.

mod columns;
mod documents;
mod dossier;
mod edit;
mod filters;
mod form;
mod import;
mod investors;
mod list;
mod meetings;
mod pool;
mod print;
mod project;
mod refusals;
mod returned;
mod show;
mod views;

use std::sync::Arc;

use pages::{Access, PageError, Route, Visit};

use crate::{
    ASK_OWN, BYPASS, EDIT, HAND_IN_OWN, PUBLISH, READ, READ_OWN, REPORT, REPORT_OWN, VERIFY, model::Rules,
    store as tables,
};

pub(crate) use documents::documents;
pub(crate) use dossier::known_by;
pub(crate) use filters::{rules_of_known, state};
pub(crate) use list::Part;
pub(crate) use project::{Looked, advance_typed, look, opinion_typed, status_typed};
pub(crate) use refusals::{Ended, ended};
pub(crate) use returned::{Returned, returned};
pub(crate) use show::project_id;
pub(crate) use views::{FUNNEL_PROJECTS_MAX, stuck};

/// Whoever reads projects, all of them or their own.
pub(crate) const READERS: Access = Access::Right(&[READ, READ_OWN]);
/// Whoever edits them.
pub(crate) const EDITORS: Access = Access::Right(&[EDIT]);
/// Whoever writes into dossiers: enterprises what they ask for.
pub(crate) const WRITERS: Access = Access::Right(&[EDIT, ASK_OWN]);
/// Whoever sees documents: enterprises their own.
pub(crate) const DOCUMENT_READERS: Access = Access::Right(&[READ, HAND_IN_OWN]);
/// Whoever hands documents in, and takes them back.
pub(crate) const HANDERS_IN: Access = Access::Right(&[EDIT, HAND_IN_OWN]);
/// Whoever reads all projects; which items somebody may finish is for the command.
pub(crate) const READERS_ALL: Access = Access::Right(&[READ]);
/// Whoever verifies what others claim.
pub(crate) const VERIFIERS: Access = Access::Right(&[VERIFY]);
/// Whoever lets a project through a gate.
pub(crate) const BYPASSERS: Access = Access::Right(&[BYPASS]);
/// Whoever decides what the public sees.
pub(crate) const PUBLISHERS: Access = Access::Right(&[PUBLISH]);
/// Whoever reports figures.
pub(crate) const REPORTERS: Access = Access::Right(&[REPORT, REPORT_OWN]);
/// Whoever brings in files: of projects or of reports.
const IMPORTERS: Access = Access::Right(&[EDIT, REPORT]);

/// Every address of the desk's pages.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/projects", READERS, list::show),
        Route::get("/projects/export.csv", READERS, list::csv),
        Route::get("/projects/export.xlsx", READERS, list::xlsx),
        Route::get("/projects/board", READERS, views::board),
        Route::get("/projects/map", READERS, views::map),
        Route::get("/projects/plan", READERS, views::plan),
        Route::get("/projects/funnel", READERS, views::funnel),
        Route::get("/projects/calendar", READERS, views::calendar),
        Route::get("/projects/leader", READERS_ALL, views::leader),
        Route::get("/projects/views", READERS, views::saved),
        Route::post("/projects/views", READERS, views::save),
        Route::get("/projects/views/{view}", READERS, views::open_saved),
        Route::post("/projects/views/{view}", READERS, views::change_saved),
        Route::post("/projects/views/{view}/remove", READERS, views::remove_saved),
        Route::get("/projects/meetings", READERS_ALL, meetings::list),
        Route::get("/projects/meetings/new", EDITORS, meetings::new),
        Route::post("/projects/meetings/new", EDITORS, meetings::call),
        Route::get("/projects/meetings/{meeting}", READERS_ALL, meetings::show),
        Route::post("/projects/meetings/{meeting}", EDITORS, meetings::save),
        Route::post("/projects/meetings/{meeting}/duties", EDITORS, meetings::resolve),
        Route::get("/projects/pool", READERS_ALL, pool::show),
        Route::get("/projects/investors", READERS_ALL, investors::list),
        Route::get("/projects/investors/new", EDITORS, investors::new),
        Route::post("/projects/investors/new", EDITORS, investors::add),
        Route::get("/projects/investors/{investor}", READERS_ALL, investors::show),
        Route::get("/projects/investors/{investor}/edit", EDITORS, investors::edit),
        Route::post("/projects/investors/{investor}/edit", EDITORS, investors::save),
        Route::get("/projects/new", EDITORS, edit::new),
        Route::post("/projects/new", EDITORS, edit::add),
        Route::get("/projects/import", IMPORTERS, import::form),
        Route::post("/projects/import", IMPORTERS, import::receive),
        Route::get("/projects/import/{upload}", IMPORTERS, import::show),
        Route::post("/projects/import/{upload}/confirm", IMPORTERS, import::confirm),
        Route::post("/projects/import/{upload}/cancel", IMPORTERS, import::cancel),
        Route::get("/projects/{id}", READERS, project::show),
        Route::get("/projects/{id}/edit", EDITORS, edit::form),
        Route::post("/projects/{id}/edit", EDITORS, edit::save),
        Route::get("/projects/{id}/documents", DOCUMENT_READERS, documents::show),
        Route::post("/projects/{id}/documents", HANDERS_IN, documents::hand_in),
        Route::get("/projects/{id}/documents/{attachment}", DOCUMENT_READERS, documents::download),
        Route::post("/projects/{id}/documents/{attachment}/remove", HANDERS_IN, documents::take_back),
        Route::post("/projects/{id}/take", EDITORS, pool::take),
        Route::post("/projects/{id}/release", EDITORS, pool::release),
        Route::get("/projects/{id}/move", EDITORS, views::move_to),
        Route::post("/projects/{id}/advance", EDITORS, project::advance),
        Route::post("/projects/{id}/bypass", BYPASSERS, project::bypass),
        Route::post("/projects/{id}/claim", EDITORS, project::claim),
        Route::post("/projects/{id}/verify", VERIFIERS, project::verify),
        Route::post("/projects/{id}/return", VERIFIERS, project::return_claim),
        Route::post("/projects/{id}/public", PUBLISHERS, project::publish),
        Route::post("/projects/{id}/status", EDITORS, project::change_status),
        Route::get("/projects/{id}/dossier", READERS, dossier::show),
        Route::get("/projects/{id}/dossier.pdf", READERS, print::pdf),
        Route::get("/projects/{id}/dossier.docx", READERS, print::docx),
        Route::post("/projects/{id}/items", WRITERS, dossier::add),
        Route::get("/projects/{id}/items/{item}", READERS, dossier::item),
        Route::post("/projects/{id}/items/{item}", WRITERS, dossier::save),
        Route::post("/projects/{id}/items/{item}/finish", READERS_ALL, dossier::finish),
        Route::post("/projects/{id}/items/{item}/contest", WRITERS, dossier::contest),
        Route::post("/projects/{id}/items/{item}/remove", EDITORS, dossier::remove),
        Route::post("/projects/{id}/plan", EDITORS, dossier::plan),
        Route::post("/projects/{id}/reports", REPORTERS, project::report),
    ]
}

/// The zone's stages and vocabulary; none where its files were not loaded.
pub(crate) async fn rules(visit: &Visit) -> Result<Option<Arc<Rules>>, PageError> {
    Ok(tables::find_rules(visit.store().reader(), visit.scope().zone()).await?)
}
