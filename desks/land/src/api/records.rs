//! What hangs on parcels in the JSON API: the same calls for every kind.

use ::pages::{
    PageError, Route, Visit,
    api::{Asked, PageNumber, Sent, wrong},
    components::PER_PAGE,
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

use super::{added, created, kinds};
use crate::{
    commands::records as commands,
    model::{Code, LandRecord, RegionalAssessment, RegionalAssessmentDraft, Versioned},
    pages::{
        EDITORS, Ended, READERS, code, ended,
        standard::{Ground, lack_said},
    },
    store as tables,
};

/// Every address of these records in the API.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/land/standard", READERS, standard),
        Route::get("/api/land/assessments", READERS, assessments),
        Route::post("/api/land/assessments", EDITORS, add_assessment),
        Route::get("/api/land/assessments/{code}", READERS, assessment),
        Route::post("/api/land/assessments/{code}", EDITORS, save_assessment),
        Route::get("/api/land/grants", READERS, kinds::grants),
        Route::post("/api/land/grants", EDITORS, kinds::add_grant),
        Route::get("/api/land/grants/{code}", READERS, kinds::grant),
        Route::post("/api/land/grants/{code}", EDITORS, kinds::save_grant),
        Route::get("/api/land/commitments", READERS, kinds::commitments),
        Route::post("/api/land/commitments", EDITORS, kinds::add_commitment),
        Route::get("/api/land/commitments/{code}", READERS, kinds::commitment),
        Route::post("/api/land/commitments/{code}", EDITORS, kinds::save_commitment),
        Route::get("/api/land/buildings", READERS, kinds::buildings),
        Route::post("/api/land/buildings", EDITORS, kinds::add_building),
        Route::get("/api/land/buildings/{code}", READERS, kinds::building),
        Route::post("/api/land/buildings/{code}", EDITORS, kinds::save_building),
    ]
}

/// Which page of the records.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LandRecordsQuery {
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: PageNumber,
}

/// A record with its version; a change must name it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LandRecordBody<D> {
    /// Its version.
    version: i64,
    /// The record.
    record: D,
}

/// A page of records.
#[derive(Debug, Serialize, ToSchema)]
pub struct LandRecordsBody<D> {
    /// The records of this page, in the order of their codes.
    records: Vec<LandRecordBody<D>>,
    /// The page, from 1.
    page: u64,
    /// Records of a full page.
    per_page: u64,
    /// Records in all.
    total: u64,
}

/// A new record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLandRecordBody<D: DeserializeOwned> {
    /// The record.
    #[serde(deserialize_with = "::pages::api::object", bound = "D: DeserializeOwned")]
    record: D,
}

/// What becomes of a record: all of it, not a part; its code stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditLandRecordBody<D: DeserializeOwned> {
    /// Version of the record that was read.
    version: i64,
    /// The record.
    #[serde(deserialize_with = "::pages::api::object", bound = "D: DeserializeOwned")]
    record: D,
}

impl<D> LandRecordBody<D> {
    fn of<R: LandRecord<Draft = D>>(known: &Versioned<R>) -> Self {
        Self { version: known.version, record: known.record.draft() }
    }
}

fn paged<T>(all: Vec<T>, page: PageNumber) -> (Vec<T>, u64) {
    let total = all.len() as u64;
    let skipped = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    (all.into_iter().skip(skipped).take(usize::try_from(PER_PAGE).unwrap_or(usize::MAX)).collect(), total)
}

pub(super) async fn list<R: LandRecord>(
    visit: &Visit,
    query: &LandRecordsQuery,
) -> Result<Json<LandRecordsBody<R::Draft>>, PageError> {
    let all = tables::all_of::<R>(visit.store().reader(), visit.scope()).await?;
    let (page, total) = paged(all, query.page);
    let records = page.iter().map(LandRecordBody::of).collect();
    Ok(Json(LandRecordsBody { records, page: query.page.number(), per_page: PER_PAGE, total }))
}

pub(super) async fn one<R: LandRecord>(
    visit: &Visit,
    code: &Code,
) -> Result<Json<LandRecordBody<R::Draft>>, PageError> {
    let found = tables::one_of::<R>(visit.store().reader(), visit.scope(), code).await?;
    found.as_ref().map(LandRecordBody::of).map(Json).ok_or(PageError::NotFound)
}

pub(super) async fn add<R: LandRecord>(
    visit: &Visit,
    sent: Sent<AddLandRecordBody<R::Draft>>,
    path: &str,
) -> Result<Response, PageError> {
    let order = sent.order(visit);
    let outcome = commands::add::<R>(visit.store(), order, sent.body.record).await;
    match added(visit, outcome)? {
        Ok(code) => Ok(created(visit, &format!("{path}/{code}"), one::<R>(visit, &code).await?.0)),
        Err(refused) => Ok(refused),
    }
}

pub(super) async fn save<R: LandRecord>(
    visit: &Visit,
    sent: Sent<EditLandRecordBody<R::Draft>>,
) -> Result<Response, PageError> {
    let (code, order) = (code(visit)?, sent.order(visit));
    let EditLandRecordBody { version, record } = sent.body;
    let outcome = commands::edit::<R>(visit.store(), order, code.clone(), version, record).await;
    match ended(visit, outcome)? {
        Ended::Done => Ok(one::<R>(visit, &code).await?.into_response()),
        Ended::Wrong(errors) => Ok(wrong(visit, errors)),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// Whether a parcel is standard land on the day looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandardLandBody {
    /// Code of the parcel.
    parcel: String,
    /// Whether it is.
    standard: bool,
    /// What it lacks, in sentences of the reader's language.
    lacks: Vec<String>,
    /// Keys of the assessments that soon expire.
    expiring: Vec<String>,
}

/// A page of parcels, and whether each is standard land.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandardLandsBody {
    /// The parcels of this page, in the order of their codes.
    parcels: Vec<StandardLandBody>,
    /// The page, from 1.
    page: u64,
    /// Parcels of a full page.
    per_page: u64,
    /// Parcels in all.
    total: u64,
}

/// Which parcels are standard land, and what the others lack.
#[utoipa::path(
    get, path = "/api/land/standard", tag = "land", operation_id = "land_standard", params(LandRecordsQuery),
    responses((status = 200, body = StandardLandsBody, description = "The parcels")),
)]
pub async fn standard(
    visit: Visit,
    Asked(query): Asked<LandRecordsQuery>,
) -> Result<Json<StandardLandsBody>, PageError> {
    let ground = Ground::of(&visit).await?;
    let mut parcels = tables::parcels(visit.store().reader(), visit.scope()).await?;
    parcels.retain(|parcel| parcel.history.on(visit.as_of()).is_some());
    let (page, total) = paged(parcels, query.page);
    let parcels = page.iter().map(|parcel| {
        let card = ground.card(&visit, parcel);
        StandardLandBody {
            parcel: parcel.code.to_string(),
            standard: card.is_standard(),
            lacks: card.lacks.iter().map(|lack| lack_said(&visit, lack)).collect(),
            expiring: card.expiring().map(|(kind, _)| kind.key.to_string()).collect(),
        }
    });
    let parcels = parcels.collect();
    Ok(Json(StandardLandsBody { parcels, page: query.page.number(), per_page: PER_PAGE, total }))
}

/// The regional assessments, in the order of their codes.
#[utoipa::path(
    get, path = "/api/land/assessments", tag = "land", operation_id = "land_assessments", params(LandRecordsQuery),
    responses((status = 200, body = LandRecordsBody<RegionalAssessmentDraft>, description = "The assessments")),
)]
pub async fn assessments(
    visit: Visit,
    Asked(query): Asked<LandRecordsQuery>,
) -> Result<Json<LandRecordsBody<RegionalAssessmentDraft>>, PageError> {
    list::<RegionalAssessment>(&visit, &query).await
}

/// Adds a regional assessment.
#[utoipa::path(
    post, path = "/api/land/assessments", tag = "land", operation_id = "land_assessments_add",
    request_body = AddLandRecordBody<RegionalAssessmentDraft>,
    responses((
        status = 201, body = LandRecordBody<RegionalAssessmentDraft>, description = "The assessment",
        headers(("Location" = String, description = "Its address")),
    )),
)]
pub async fn add_assessment(
    visit: Visit,
    sent: Sent<AddLandRecordBody<RegionalAssessmentDraft>>,
) -> Result<Response, PageError> {
    add::<RegionalAssessment>(&visit, sent, "/api/land/assessments").await
}

/// One regional assessment.
#[utoipa::path(
    get, path = "/api/land/assessments/{code}", tag = "land", operation_id = "land_assessments_one",
    params(("code" = String, Path, description = "Code of the assessment")),
    responses((status = 200, body = LandRecordBody<RegionalAssessmentDraft>, description = "The assessment")),
)]
pub async fn assessment(visit: Visit) -> Result<Json<LandRecordBody<RegionalAssessmentDraft>>, PageError> {
    one::<RegionalAssessment>(&visit, &code(&visit)?).await
}

/// Changes a regional assessment.
#[utoipa::path(
    post, path = "/api/land/assessments/{code}", tag = "land", operation_id = "land_assessments_save",
    params(("code" = String, Path, description = "Code of the assessment")),
    request_body = EditLandRecordBody<RegionalAssessmentDraft>,
    responses((status = 200, body = LandRecordBody<RegionalAssessmentDraft>, description = "The assessment")),
)]
pub async fn save_assessment(
    visit: Visit,
    sent: Sent<EditLandRecordBody<RegionalAssessmentDraft>>,
) -> Result<Response, PageError> {
    save::<RegionalAssessment>(&visit, sent).await
}
