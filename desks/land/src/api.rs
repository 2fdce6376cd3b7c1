//! The JSON API of the desk: the same queries, commands and rights as the pages.

mod kinds;
pub(crate) mod ogc;
mod outlines;
mod records;
mod works;

use ::pages::{
    PageError, Route, Visit,
    api::{Asked, PageNumber, Sent, wrong},
    components::PER_PAGE,
};
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::{
    commands::{self, Refused},
    model::{Code, LandStatus, ParcelDraft, ParcelRecord, Step, StepDraft},
    pages::{EDITORS, Ended, PUBLISHERS, READERS, code, ended},
    register::register,
    store as tables,
};

/// Every address of the API.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/api/land/parcels", READERS, list),
        Route::post("/api/land/parcels", EDITORS, add),
        Route::get("/api/land/parcels/{code}", READERS, one),
        Route::post("/api/land/parcels/{code}", EDITORS, save),
        Route::post("/api/land/parcels/{code}/status", EDITORS, step),
        Route::post("/api/land/parcels/{code}/public", PUBLISHERS, publish),
    ];
    routes.extend(outlines::routes());
    routes.extend(works::routes());
    routes.extend(records::routes());
    routes.extend(ogc::routes());
    routes
}

/// The description of these addresses.
#[derive(OpenApi)]
#[openapi(
    paths(
        list, add, one, save, step, publish, works::list, works::add, works::one, works::save, works::step,
        records::standard, records::assessments, records::add_assessment, records::assessment, records::save_assessment,
        kinds::grants, kinds::add_grant, kinds::grant, kinds::save_grant, kinds::commitments, kinds::add_commitment,
        kinds::commitment, kinds::save_commitment, kinds::buildings, kinds::add_building, kinds::building,
        kinds::save_building, ogc::landing, ogc::conformance, ogc::collections, ogc::collection, ogc::items::items,
        ogc::items::item, outlines::list, outlines::draw, outlines::split, outlines::merge
    ),
    tags((name = "land", description = "Parcels, where they lie, the land bank, works, standard land and its supply"))
)]
struct Land;

/// The description of the desk's calls.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Land::openapi()
}

/// Which parcels.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ParcelsQuery {
    /// Those that stand so on the day looked at: `planned`, `requisitioned`, `banked`, `levelled`, `ready`, `granted`,
    /// `built`, `idle` or `recovered`; all where it is empty.
    #[serde(default)]
    status: String,
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: PageNumber,
}

/// A parcel.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParcelBody {
    /// Names it for good.
    code: String,
    /// Its version; a change must name it.
    version: i64,
    /// What is known of it.
    parcel: ParcelDraft,
    /// Its way through the land bank, oldest first.
    steps: Vec<StepDraft>,
    /// Since when the public sees it; none where it does not.
    #[schema(value_type = Option<String>, format = Date)]
    listed_on: Option<String>,
}

/// A page of the register.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParcelsBody {
    /// The parcels of this page, in the order of their codes.
    parcels: Vec<ParcelBody>,
    /// The page, from 1.
    page: u64,
    /// Parcels of a full page.
    per_page: u64,
    /// Parcels in all.
    total: u64,
}

/// A new parcel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddParcelBody {
    /// Names it for good.
    #[schema(example = "ZB-30")]
    code: String,
    /// What is known of it.
    #[serde(deserialize_with = "::pages::api::object")]
    parcel: ParcelDraft,
    /// How far it is.
    #[serde(deserialize_with = "::pages::api::object")]
    step: StepDraft,
}

/// What becomes of a parcel: all of it, not a part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditParcelBody {
    /// Version of the parcel that was read.
    version: i64,
    /// What is known of it.
    #[serde(deserialize_with = "::pages::api::object")]
    parcel: ParcelDraft,
}

/// The next step of a parcel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelStepBody {
    /// Version of the parcel that was read.
    version: i64,
    /// The step.
    #[serde(deserialize_with = "::pages::api::object")]
    step: StepDraft,
}

/// Whether the public sees a parcel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelPublicBody {
    /// Version of the parcel that was read.
    version: i64,
    /// Whether it is shown.
    public: bool,
}

impl ParcelBody {
    fn of(record: &ParcelRecord) -> Self {
        Self {
            code: record.code.to_string(),
            version: record.version,
            parcel: record.parcel.draft(),
            steps: record.history.iter().map(Step::draft).collect(),
            listed_on: record.listing.as_ref().map(|listing| listing.on.to_string()),
        }
    }
}

/// The register, in the order of the codes.
#[utoipa::path(
    get, path = "/api/land/parcels", tag = "land", operation_id = "land_parcels", params(ParcelsQuery),
    responses((status = 200, body = ParcelsBody, description = "The parcels")),
)]
pub async fn list(visit: Visit, Asked(asked): Asked<ParcelsQuery>) -> Result<Json<ParcelsBody>, PageError> {
    let status: Option<LandStatus> = match asked.status.as_str() {
        "" => None,
        given => {
            let bad = |_| PageError::BadValue { key: "land-bad-status", given: given.chars().take(40).collect() };
            Some(given.parse().map_err(bad)?)
        }
    };
    let (register, day) = (register(&visit).await?, visit.as_of());
    let is_asked = |step: &Step| status.is_none_or(|status| step.status == status);
    let found = register.records().filter(|record| record.history.on(day).is_some_and(is_asked));
    let skipped = usize::try_from(asked.page.offset()).unwrap_or(usize::MAX);
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let parcels = found.clone().skip(skipped).take(per_page).map(ParcelBody::of).collect();
    Ok(Json(ParcelsBody { parcels, page: asked.page.number(), per_page: PER_PAGE, total: found.count() as u64 }))
}

/// One parcel.
#[utoipa::path(
    get, path = "/api/land/parcels/{code}", tag = "land", operation_id = "land_parcels_one",
    params(("code" = String, Path, description = "Code of the parcel")),
    responses((status = 200, body = ParcelBody, description = "The parcel")),
)]
pub async fn one(visit: Visit) -> Result<Json<ParcelBody>, PageError> {
    body(&visit, &code(&visit)?).await.map(Json)
}

async fn body(visit: &Visit, code: &Code) -> Result<ParcelBody, PageError> {
    let found = tables::parcel(visit.store().reader(), visit.scope(), code).await?;
    found.as_ref().map(ParcelBody::of).ok_or(PageError::NotFound)
}

/// The parcel as it stands after a command; or what was wrong with what was sent.
async fn answer(visit: &Visit, code: &Code, outcome: Result<(), Refused>) -> Result<Response, PageError> {
    match ended(visit, outcome)? {
        Ended::Done => Ok(Json(body(visit, code).await?).into_response()),
        Ended::Wrong(errors) => Ok(wrong(visit, errors)),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// The code of what was added; or what was wrong with what was sent.
fn added(visit: &Visit, outcome: Result<String, Refused>) -> Result<Result<Code, Response>, PageError> {
    let code: Option<Code> = outcome.as_ref().ok().and_then(|code| code.parse().ok());
    match ended(visit, outcome.map(drop))? {
        Ended::Done => Ok(Ok(code.ok_or(PageError::NotFound)?)),
        Ended::Wrong(errors) => Ok(Err(wrong(visit, errors))),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// What was added, with its address.
fn created(visit: &Visit, path: &str, body: impl Serialize) -> Response {
    (StatusCode::CREATED, [(header::LOCATION, visit.link(path))], Json(body)).into_response()
}

/// Adds a parcel.
#[utoipa::path(
    post, path = "/api/land/parcels", tag = "land", operation_id = "land_parcels_add", request_body = AddParcelBody,
    responses((status = 201, body = ParcelBody, description = "The parcel", headers(("Location" = String, description = "Its address")))),
)]
pub async fn add(visit: Visit, sent: Sent<AddParcelBody>) -> Result<Response, PageError> {
    let order = sent.order(&visit);
    let AddParcelBody { code, parcel, step } = sent.body;
    let outcome = commands::add_parcel(visit.store(), order, code, parcel, step).await;
    match added(&visit, outcome)? {
        Ok(code) => Ok(created(&visit, &format!("/api/land/parcels/{code}"), body(&visit, &code).await?)),
        Err(refused) => Ok(refused),
    }
}

/// Changes what is known of a parcel.
#[utoipa::path(
    post, path = "/api/land/parcels/{code}", tag = "land", operation_id = "land_parcels_save",
    request_body = EditParcelBody, params(("code" = String, Path, description = "Code of the parcel")),
    responses((status = 200, body = ParcelBody, description = "The parcel")),
)]
pub async fn save(visit: Visit, sent: Sent<EditParcelBody>) -> Result<Response, PageError> {
    let (code, order) = (code(&visit)?, sent.order(&visit));
    let EditParcelBody { version, parcel } = sent.body;
    let outcome = commands::edit_parcel(visit.store(), order, code.clone(), version, parcel).await;
    answer(&visit, &code, outcome).await
}

/// Takes a parcel a step further through the land bank.
#[utoipa::path(
    post, path = "/api/land/parcels/{code}/status", tag = "land", operation_id = "land_parcels_step",
    request_body = ParcelStepBody, params(("code" = String, Path, description = "Code of the parcel")),
    responses((status = 200, body = ParcelBody, description = "The parcel")),
)]
pub async fn step(visit: Visit, sent: Sent<ParcelStepBody>) -> Result<Response, PageError> {
    let (code, order) = (code(&visit)?, sent.order(&visit));
    let ParcelStepBody { version, step } = sent.body;
    let outcome = match step.check() {
        Ok(step) => commands::enter_status(visit.store(), order, code.clone(), version, step).await,
        Err(flaws) => Err(Refused::Wrong(flaws)),
    };
    answer(&visit, &code, outcome).await
}

/// Shows a parcel on the public site, or takes it off.
#[utoipa::path(
    post, path = "/api/land/parcels/{code}/public", tag = "land", operation_id = "land_parcels_publish",
    request_body = ParcelPublicBody, params(("code" = String, Path, description = "Code of the parcel")),
    responses((status = 200, body = ParcelBody, description = "The parcel")),
)]
pub async fn publish(visit: Visit, sent: Sent<ParcelPublicBody>) -> Result<Response, PageError> {
    let (code, order) = (code(&visit)?, sent.order(&visit));
    let ParcelPublicBody { version, public } = sent.body;
    let outcome = commands::publish_parcel(visit.store(), order, code.clone(), version, public).await;
    answer(&visit, &code, outcome).await
}
