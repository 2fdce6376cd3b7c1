//! The pages: the register, one parcel, the works, one work, and the forms.

mod course;
mod export;
mod form;
mod import;
mod lineage;
mod list;
mod map;
mod outline;
mod parcel;
pub(crate) mod tiles;
mod work;
mod work_form;
mod works;

use std::sync::Arc;

use ::pages::{
    Access, FormData, PageError, Route, Visit,
    components::{self, Column, FieldErrors},
};
use axum::{
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use boundary::Boundary;

use crate::{
    EDIT, PUBLISH, READ,
    chart::Charts,
    commands::Refused,
    model::{Code, FieldFlaw, Park, Vocabulary},
    store as tables,
};

/// Whoever reads the register.
pub(crate) const READERS: Access = Access::Right(&[READ]);
/// Whoever changes it.
pub(crate) const EDITORS: Access = Access::Right(&[EDIT]);
/// Whoever decides what the public sees.
pub(crate) const PUBLISHERS: Access = Access::Right(&[PUBLISH]);

/// Every address of the desk's pages.
pub(crate) fn routes(charts: &Arc<Charts>) -> Vec<Route> {
    let drawn = charts.clone();
    let tile = move |visit: Visit, headers: HeaderMap| tiles::tile(visit, headers, drawn.clone());
    vec![
        Route::get("/land", READERS, list::show),
        Route::get("/land/export.xlsx", READERS, list::xlsx),
        Route::get("/land/parcels/new", EDITORS, form::new),
        Route::post("/land/parcels/new", EDITORS, form::add),
        Route::get("/land/parcels/{code}", READERS, parcel::show),
        Route::get("/land/parcels/{code}/edit", EDITORS, form::edit),
        Route::post("/land/parcels/{code}/edit", EDITORS, form::save),
        Route::post("/land/parcels/{code}/status", EDITORS, parcel::enter_status),
        Route::post("/land/parcels/{code}/public", PUBLISHERS, parcel::publish),
        on_chart("/land/map", charts, map::show),
        Route::get("/land/tiles/{zoom}/{column}/{row}", READERS, tile),
        Route::get("/land/plan.geojson", READERS, tiles::plan),
        on_chart("/land/outlines.geojson", charts, map::geojson),
        on_chart("/land/outlines.csv", charts, export::csv),
        on_chart("/land/outlines.xlsx", charts, export::xlsx),
        Route::get("/land/outlines/import", EDITORS, import::form),
        Route::post("/land/outlines/import", EDITORS, import::receive),
        Route::get("/land/outlines/import/{file}", EDITORS, import::show),
        Route::post("/land/outlines/import/{file}", EDITORS, import::confirm),
        Route::post("/land/outlines/import/{file}/drop", EDITORS, import::drop_file),
        Route::get("/land/parcels/{code}/outline", EDITORS, outline::form),
        Route::post("/land/parcels/{code}/outline", EDITORS, outline::draw),
        Route::get("/land/parcels/{code}/split", EDITORS, lineage::split_form),
        Route::post("/land/parcels/{code}/split", EDITORS, lineage::split),
        Route::get("/land/parcels/{code}/merge", EDITORS, lineage::merge_form),
        Route::post("/land/parcels/{code}/merge", EDITORS, lineage::merge),
        Route::get("/land/works/{code}/course", EDITORS, course::form),
        Route::post("/land/works/{code}/course", EDITORS, course::lay),
        Route::get("/land/works", READERS, works::show),
        Route::get("/land/works/export.xlsx", READERS, works::xlsx),
        Route::get("/land/works/new", EDITORS, work_form::new),
        Route::post("/land/works/new", EDITORS, work_form::add),
        Route::get("/land/works/{code}", READERS, work::show),
        Route::get("/land/works/{code}/edit", EDITORS, work_form::edit),
        Route::post("/land/works/{code}/edit", EDITORS, work_form::save),
        Route::post("/land/works/{code}/stage", EDITORS, work::enter_stage),
    ]
}

/// An address that reads where everything lies.
fn on_chart<F, R>(path: &'static str, charts: &Arc<Charts>, read: fn(Visit, Arc<Charts>) -> F) -> Route
where
    F: Future<Output = Result<R, PageError>> + Send + 'static,
    R: IntoResponse + 'static,
{
    let charts = charts.clone();
    Route::get(path, READERS, move |visit: Visit| read(visit, charts.clone()))
}

/// A boundary as a geometry of GeoJSON.
fn geometry(boundary: &Boundary) -> serde_json::Value {
    crate::api::ogc::crs::OutputCrs::Crs84.geometry(boundary)
}

/// The parcel or work that the address names.
pub(crate) fn code(visit: &Visit) -> Result<Code, PageError> {
    visit.param("code")?.parse().map_err(|_| PageError::NotFound)
}

/// The zone's parks and classes of use; none of either before its files were loaded.
pub(crate) async fn words(visit: &Visit) -> Result<Vocabulary, PageError> {
    Ok(tables::vocabulary(visit.store().reader(), visit.scope().zone()).await?.unwrap_or_default())
}

/// The ways to the registers of land.
fn tabs(visit: &Visit, here: &str) -> maud::Markup {
    let views = [("land-parcels", "/land"), ("land-works", "/land/works"), ("land-map", "/land/map")];
    let view = |(text, path): (&str, &str)| (visit.text(text), path.to_owned(), text == here);
    components::tabs(visit, &visit.text("land-views"), &views.map(view))
}

/// The columns of a list: key and whether it holds figures; those that sort.
fn columns(visit: &Visit, all: &[(&'static str, bool)], sortable: &[&str]) -> Vec<Column> {
    let column = |&(key, numeric): &(&'static str, bool)| {
        let (heading, sortable) = (field_name(visit, key), sortable.contains(&key));
        Column { key, heading, sortable, numeric }
    };
    all.iter().map(column).collect()
}

/// A form of a page that came back with mistakes, or too late.
#[derive(Default)]
struct Returned {
    typed: FormData,
    errors: FieldErrors,
    stale: bool,
}

impl Returned {
    /// How the page that shows it is answered.
    fn status(&self) -> StatusCode {
        match (self.stale, self.errors.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, true) => StatusCode::OK,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// What became of a command that a page or a call gave.
pub(crate) enum Ended {
    /// It was done, or stands so already.
    Done,
    /// Fields are wrong.
    Wrong(FieldErrors),
    /// Somebody else was faster.
    Stale(::store::Stale),
}

/// What became of a command, in the reader's language.
///
/// # Errors
/// A right that is missing, a parcel that is not there, a database that does not answer.
pub(crate) fn ended(visit: &Visit, outcome: Result<(), Refused>) -> Result<Ended, PageError> {
    match outcome {
        Ok(()) | Err(Refused::Unchanged) => Ok(Ended::Done),
        Err(Refused::Wrong(flaws)) => Ok(Ended::Wrong(errors(visit, &flaws, |field| field_name(visit, field)))),
        Err(Refused::Stale(stale)) => Ok(Ended::Stale(stale)),
        Err(Refused::Forbidden(_)) => Err(PageError::Forbidden),
        Err(Refused::NotFound(_)) => Err(PageError::NotFound),
        Err(Refused::Store(error)) => Err(error.into()),
    }
}

/// What is wrong, field by field, in the reader's language; `name` is what a field is called.
pub fn errors(visit: &Visit, flaws: &[FieldFlaw], name: impl Fn(&str) -> String) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for FieldFlaw { field, flaw } in flaws {
        let values: Vec<_> = flaw.values().into_iter().map(|(name, value)| (name, value.into())).collect();
        errors.add(field, visit.text_with(flaw.key(), &values));
        errors.name(field, name(field));
    }
    errors
}

/// What a field is called.
fn field_name(visit: &Visit, field: &str) -> String {
    visit.text(&format!("land-field-{field}"))
}

/// The name of a park, where the parcel lies in one that the zone still has.
fn park_name<'v>(visit: &Visit, words: &'v Vocabulary, key: Option<&Code>) -> Option<&'v str> {
    let Park { name_zh, name_en, .. } = words.park(key?)?;
    Some(visit.language().pick(name_zh.as_str(), name_en.as_str()))
}

/// The name of a class of use; its code where the zone has it no more.
fn use_name<'v>(visit: &Visit, words: &'v Vocabulary, code: &'v Code) -> &'v str {
    words.land_use(code).map_or(code.as_str(), |one| visit.language().pick(one.name_zh.as_str(), one.name_en.as_str()))
}
