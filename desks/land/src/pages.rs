//! The pages: the register, one parcel, the works, one work, what hangs on parcels, and the forms.

mod assessment;
mod building;
mod commitment;
mod course;
mod export;
mod form;
mod grant;
mod grant_form;
mod hanging;
mod import;
mod import_parcels;
mod keyed;
mod land_use;
mod lineage;
mod list;
mod map;
mod outline;
mod parcel;
mod record_form;
mod record_list;
pub(crate) mod standard;
pub(crate) mod tiles;
mod work;
mod work_form;
mod works;

use ::pages::{
    Access, FormData, PageError, Route, Visit,
    components::{self, Column, FieldErrors},
};
use axum::http::StatusCode;
use boundary::Boundary;

use crate::{
    EDIT, PUBLISH, READ,
    commands::Refused,
    model::{Code, Commitment, FactoryBuilding, FieldFlaw, Flaw, LandGrant, Park, RegionalAssessment, Vocabulary},
    store as tables,
};

/// Whoever reads the register.
pub(crate) const READERS: Access = Access::Right(&[READ]);
/// Whoever changes it.
pub(crate) const EDITORS: Access = Access::Right(&[EDIT]);
/// Whoever decides what the public sees.
pub(crate) const PUBLISHERS: Access = Access::Right(&[PUBLISH]);

/// Every address of the desk's pages.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/land", READERS, list::show),
        Route::get("/land/export.xlsx", READERS, list::xlsx),
        Route::get("/land/import", EDITORS, import_parcels::form),
        Route::post("/land/import", EDITORS, import_parcels::receive),
        Route::get("/land/import/{file}", EDITORS, import_parcels::show),
        Route::post("/land/import/{file}", EDITORS, import_parcels::confirm),
        Route::post("/land/import/{file}/drop", EDITORS, import_parcels::drop_file),
        Route::get("/land/parcels/new", EDITORS, form::new),
        Route::post("/land/parcels/new", EDITORS, form::add),
        Route::get("/land/parcels/{code}", READERS, parcel::show),
        Route::get("/land/parcels/{code}/edit", EDITORS, form::edit),
        Route::post("/land/parcels/{code}/edit", EDITORS, form::save),
        Route::post("/land/parcels/{code}/status", EDITORS, parcel::enter_status),
        Route::post("/land/parcels/{code}/public", PUBLISHERS, parcel::publish),
        Route::get("/land/map", READERS, map::show),
        Route::get("/land/tiles/{zoom}/{column}/{row}", READERS, tiles::tile),
        Route::get("/land/plan.geojson", READERS, tiles::plan),
        Route::get("/land/outlines.geojson", READERS, map::geojson),
        Route::get("/land/outlines.csv", READERS, export::csv),
        Route::get("/land/outlines.xlsx", READERS, export::xlsx),
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
        Route::get("/land/standard", READERS, standard::list),
        Route::get("/land/standard/export.xlsx", READERS, standard::xlsx),
        Route::get("/land/parcels/{code}/standard", READERS, standard::card),
        Route::get("/land/assessments", READERS, assessment::list),
        Route::get("/land/assessments/export.xlsx", READERS, assessment::xlsx),
        Route::get("/land/assessments/new", EDITORS, record_form::new::<RegionalAssessment>),
        Route::post("/land/assessments/new", EDITORS, record_form::add::<RegionalAssessment>),
        Route::get("/land/assessments/{code}", READERS, assessment::show),
        Route::get("/land/assessments/{code}/edit", EDITORS, record_form::edit::<RegionalAssessment>),
        Route::post("/land/assessments/{code}/edit", EDITORS, record_form::save::<RegionalAssessment>),
        Route::get("/land/parcels/{code}/use", EDITORS, land_use::show),
        Route::post("/land/parcels/{code}/use", EDITORS, land_use::change),
        Route::get("/land/grants", READERS, grant::list),
        Route::get("/land/grants/export.xlsx", READERS, grant::xlsx),
        Route::get("/land/grants/new", EDITORS, record_form::new::<LandGrant>),
        Route::post("/land/grants/new", EDITORS, record_form::add::<LandGrant>),
        Route::get("/land/grants/{code}", READERS, grant::show),
        Route::get("/land/grants/{code}/edit", EDITORS, record_form::edit::<LandGrant>),
        Route::post("/land/grants/{code}/edit", EDITORS, record_form::save::<LandGrant>),
        Route::get("/land/commitments", READERS, commitment::list),
        Route::get("/land/commitments/export.xlsx", READERS, commitment::xlsx),
        Route::get("/land/commitments/new", EDITORS, record_form::new::<Commitment>),
        Route::post("/land/commitments/new", EDITORS, record_form::add::<Commitment>),
        Route::get("/land/commitments/{code}", READERS, commitment::show),
        Route::get("/land/commitments/{code}/edit", EDITORS, record_form::edit::<Commitment>),
        Route::post("/land/commitments/{code}/edit", EDITORS, record_form::save::<Commitment>),
        Route::get("/land/buildings", READERS, building::list),
        Route::get("/land/buildings/export.xlsx", READERS, building::xlsx),
        Route::get("/land/buildings/new", EDITORS, record_form::new::<FactoryBuilding>),
        Route::post("/land/buildings/new", EDITORS, record_form::add::<FactoryBuilding>),
        Route::get("/land/buildings/{code}", READERS, building::show),
        Route::get("/land/buildings/{code}/edit", EDITORS, record_form::edit::<FactoryBuilding>),
        Route::post("/land/buildings/{code}/edit", EDITORS, record_form::save::<FactoryBuilding>),
    ]
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
    let views = [
        ("land-parcels", "/land"),
        ("land-works", "/land/works"),
        ("land-map", "/land/map"),
        ("land-standard", "/land/standard"),
        ("land-assessments", "/land/assessments"),
        ("land-grants", "/land/grants"),
        ("land-commitments", "/land/commitments"),
        ("land-buildings", "/land/buildings"),
    ];
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
        errors.add(field, said(visit, flaw, &name));
        errors.name(field, name(field));
    }
    errors
}

/// What is wrong with a value; in a row of a list, or with an indicator, with that before it.
fn said(visit: &Visit, flaw: &Flaw, name: &impl Fn(&str) -> String) -> String {
    let mut values: Vec<_> = flaw.values().into_iter().map(|(name, value)| (name, value.into())).collect();
    match flaw {
        Flaw::Row { row, column, flaw } => {
            values.push(("row", row.to_string().into()));
            values.push(("name", name(column).into()));
            values.push(("said", said(visit, flaw, name).into()));
        }
        Flaw::Indicator { zh, en, flaw, .. } => {
            values.push(("name", visit.language().pick(zh.as_str(), en.as_str()).to_owned().into()));
            values.push(("said", said(visit, flaw, name).into()));
        }
        _ => {}
    }
    visit.text_with(flaw.key(), &values)
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
