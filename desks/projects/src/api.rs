//! The JSON API of the desk: the same queries, commands and rights as the pages.
//!
//! Each handler reads what was sent, calls one command, and answers with the record as it stands then. What is left out of
//! a change stays as it is; an empty text clears the field. [`pages::api`] tells how a program shows who it is.

mod body;
mod documents;
mod figures;
mod investors;
mod item_fields;
mod items;
mod meetings;
mod pool;
mod projects;
mod query;
mod reports;
mod rules;
mod stages;
mod views;

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use pages::{PageError, Route, Visit, api::wrong};
use serde::Serialize;
use utoipa::OpenApi;

use crate::{
    commands::Refused,
    model::{FieldError, Problem},
    pages::{
        BYPASSERS, DOCUMENT_READERS, EDITORS, Ended, HANDERS_IN, PUBLISHERS, READERS, READERS_ALL, REPORTERS,
        VERIFIERS, WRITERS, ended,
    },
};

/// Every address of the API.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/projects", READERS, projects::list),
        Route::post("/api/projects", EDITORS, projects::create),
        Route::get("/api/projects/funnel", READERS, figures::funnel),
        Route::get("/api/projects/stuck", READERS_ALL, figures::stuck),
        Route::get("/api/projects/rules", READERS, rules::show),
        Route::get("/api/projects/pool", READERS_ALL, pool::list),
        Route::get("/api/projects/meetings", READERS_ALL, meetings::list),
        Route::post("/api/projects/meetings", EDITORS, meetings::call),
        Route::get("/api/projects/meetings/{meeting}", READERS_ALL, meetings::one),
        Route::post("/api/projects/meetings/{meeting}", EDITORS, meetings::save),
        Route::post("/api/projects/meetings/{meeting}/duties", EDITORS, meetings::resolve),
        Route::get("/api/projects/investors", READERS_ALL, investors::list),
        Route::post("/api/projects/investors", EDITORS, investors::add),
        Route::get("/api/projects/investors/{investor}", READERS_ALL, investors::one),
        Route::post("/api/projects/investors/{investor}", EDITORS, investors::save),
        Route::get("/api/projects/views", READERS, views::list),
        Route::post("/api/projects/views", READERS, views::keep),
        Route::get("/api/projects/views/{view}", READERS, views::one),
        Route::post("/api/projects/views/{view}", READERS, views::change),
        Route::post("/api/projects/views/{view}/remove", READERS, views::remove),
        Route::get("/api/projects/{id}", READERS, projects::one),
        Route::post("/api/projects/{id}", EDITORS, projects::edit),
        Route::post("/api/projects/{id}/advance", EDITORS, stages::advance),
        Route::post("/api/projects/{id}/bypass", BYPASSERS, stages::bypass),
        Route::post("/api/projects/{id}/claim", EDITORS, stages::claim),
        Route::post("/api/projects/{id}/verify", VERIFIERS, stages::verify),
        Route::post("/api/projects/{id}/return", VERIFIERS, stages::return_claim),
        Route::post("/api/projects/{id}/status", EDITORS, stages::change_status),
        Route::post("/api/projects/{id}/public", PUBLISHERS, views::publish),
        Route::post("/api/projects/{id}/take", EDITORS, pool::take),
        Route::post("/api/projects/{id}/release", EDITORS, pool::release),
        Route::get("/api/projects/{id}/items", READERS, items::list),
        Route::post("/api/projects/{id}/items", WRITERS, items::add),
        Route::get("/api/projects/{id}/items/{item}", READERS, items::one),
        Route::post("/api/projects/{id}/items/{item}", WRITERS, items::save),
        Route::post("/api/projects/{id}/items/{item}/finish", READERS_ALL, items::finish),
        Route::post("/api/projects/{id}/items/{item}/contest", WRITERS, items::contest),
        Route::post("/api/projects/{id}/items/{item}/remove", EDITORS, items::remove),
        Route::post("/api/projects/{id}/plan", EDITORS, items::plan),
        Route::get("/api/projects/{id}/reports", READERS, reports::list),
        Route::post("/api/projects/{id}/reports", REPORTERS, reports::report),
        Route::get("/api/projects/{id}/documents", DOCUMENT_READERS, documents::list),
        Route::post("/api/projects/{id}/documents", HANDERS_IN, documents::hand_in),
        Route::get("/api/projects/{id}/documents/{attachment}", DOCUMENT_READERS, documents::download),
        Route::post("/api/projects/{id}/documents/{attachment}/remove", HANDERS_IN, documents::take_back),
    ]
}

/// The description of these addresses.
#[derive(OpenApi)]
#[openapi(
    paths(
        projects::list, projects::create, projects::one, projects::edit, figures::funnel, figures::stuck, rules::show,
        pool::list, pool::take, pool::release, meetings::list, meetings::call, meetings::one, meetings::save,
        meetings::resolve, stages::advance, stages::bypass, stages::claim, stages::verify, stages::return_claim,
        stages::change_status, items::list, items::add, items::one, items::save, items::finish, items::contest,
        items::remove, items::plan, reports::list, reports::report, documents::list, documents::hand_in, documents::download,
        documents::take_back, investors::list, investors::add, investors::one, investors::save, views::list, views::keep,
        views::one, views::change, views::remove, views::publish,
    ),
    tags((name = "projects", description = "Projects from the first lead to full benefit"))
)]
struct Projects;

/// The description of the desk's calls.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Projects::openapi()
}

/// What a command did; or the answer that says which fields are wrong. A record that stands so already is as good as changed.
fn done<T>(visit: &Visit, outcome: Result<T, Refused>) -> Result<Result<Option<T>, Response>, PageError> {
    match ended(visit, outcome)? {
        Ended::Done(done) => Ok(Ok(Some(done))),
        Ended::Unchanged => Ok(Ok(None)),
        Ended::Wrong(errors) => Ok(Err(wrong(visit, errors))),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// A record that was made: its address and what it says.
fn made(visit: &Visit, path: &str, body: impl Serialize) -> Response {
    (StatusCode::CREATED, [(header::LOCATION, visit.link(path))], Json(body)).into_response()
}

/// What several fields were parsed to; or everything that is wrong with them.
fn both<A, B>(
    one: (&'static str, Result<A, Problem>),
    other: (&'static str, Result<B, Problem>),
) -> Result<(A, B), Refused> {
    match (one, other) {
        ((_, Ok(one)), (_, Ok(other))) => Ok((one, other)),
        ((name, one), (other_name, other)) => {
            let errors = [(name, one.err()), (other_name, other.err())];
            let errors = errors.into_iter().filter_map(|(field, problem)| Some(FieldError::new(field, problem?)));
            Err(Refused::Wrong(errors.collect()))
        }
    }
}
