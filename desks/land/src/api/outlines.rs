//! Where parcels lie and lay, and what became of them.

use ::pages::{
    PageError, Route, Visit,
    api::{Sent, wrong},
};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::ogc::crs::OutputCrs;
use crate::{
    commands::{Refused, lineage, outlines as commands},
    model::{Code, MergeDraft, Outline, OutlineDraft, SplitDraft},
    pages::{EDITORS, Ended, READERS, code, ended},
    store as tables,
};

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/land/parcels/{code}/outlines", READERS, list),
        Route::post("/api/land/parcels/{code}/outlines", EDITORS, draw),
        Route::post("/api/land/parcels/{code}/split", EDITORS, split),
        Route::post("/api/land/parcels/{code}/merge", EDITORS, merge),
    ]
}

/// Where a parcel lies from a day on.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutlineBody {
    /// The day.
    #[schema(value_type = String, format = Date)]
    on: String,
    /// Where it is known from; may be empty.
    source: String,
    /// Its area on the ellipsoid, mu.
    measured_mu: f64,
    /// A Polygon or MultiPolygon of GeoJSON, in degrees of CGCS2000, longitude first.
    #[schema(value_type = Object)]
    geometry: Value,
}

/// A parcel that another came from, or that came from it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DescentBody {
    /// Its code.
    code: String,
    /// The day of the division or merger.
    #[schema(value_type = String, format = Date)]
    on: String,
}

/// Where a parcel lies and lay.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutlinesBody {
    /// Its code.
    code: String,
    /// Its outlines, oldest first.
    outlines: Vec<OutlineBody>,
    /// The parcels that it came from.
    origins: Vec<DescentBody>,
    /// The parcels that it became; it is no more where there are any.
    heirs: Vec<DescentBody>,
}

/// A new outline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawOutlineBody {
    /// From which day, as 2020-08-20.
    on: String,
    /// Where it is known from; may be empty.
    #[serde(default)]
    source: String,
    /// A Polygon or MultiPolygon of GeoJSON, in degrees of CGCS2000, longitude first.
    #[schema(value_type = Object)]
    geometry: Value,
}

/// How a parcel is divided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitParcelBody {
    /// A LineString of GeoJSON from outside of the parcel through to outside.
    #[schema(value_type = Object)]
    line: Value,
    /// The day, as 2020-08-20.
    on: String,
    /// Codes of the pieces, the largest first.
    codes: Vec<String>,
}

/// How parcels are merged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeParcelsBody {
    /// Codes of the other parcels.
    with: Vec<String>,
    /// The day, as 2020-08-20.
    on: String,
    /// Code of what they become.
    code: String,
    /// What it is called.
    name: String,
}

/// What there is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeParcelsBody {
    /// Codes of the new parcels.
    codes: Vec<String>,
}

fn outline(one: &Outline) -> OutlineBody {
    OutlineBody {
        on: one.on.to_string(),
        source: one.source.as_ref().map(ToString::to_string).unwrap_or_default(),
        measured_mu: (one.boundary.area_mu() * 100.0).round() / 100.0,
        geometry: OutputCrs::Crs84.geometry(&one.boundary),
    }
}

/// Where a parcel lies and lay, and which parcels it came from and became.
#[utoipa::path(
    get, path = "/api/land/parcels/{code}/outlines", tag = "land", operation_id = "land_outlines",
    params(("code" = String, Path, description = "Code of the parcel")),
    responses((status = 200, body = OutlinesBody, description = "The outlines")),
)]
pub async fn list(visit: Visit) -> Result<Json<OutlinesBody>, PageError> {
    body(&visit, &code(&visit)?).await.map(Json)
}

/// What was known on the day looked at.
async fn body(visit: &Visit, code: &Code) -> Result<OutlinesBody, PageError> {
    let (database, scope, day) = (visit.store().reader(), visit.scope(), visit.as_of());
    tables::parcel(database, scope, code).await?.ok_or(PageError::NotFound)?;
    let outlines = tables::outlines_of(database, scope, code).await?;
    let outlines = outlines.0.iter().filter(|one| one.on <= day).map(outline).collect();
    let lineage = tables::lineage(database, scope.zone()).await?;
    let told = |code: &Code, on: Date| DescentBody { code: code.to_string(), on: on.to_string() };
    let seen = || lineage.iter().filter(|one| one.on <= day);
    let origins = seen().filter(|one| one.parcel == *code).map(|one| told(&one.origin, one.on)).collect();
    let heirs = seen().filter(|one| one.origin == *code).map(|one| told(&one.parcel, one.on)).collect();
    Ok(OutlinesBody { code: code.to_string(), outlines, origins, heirs })
}

/// Says where a parcel lies from a day on.
#[utoipa::path(
    post, path = "/api/land/parcels/{code}/outlines", tag = "land", operation_id = "land_outlines_draw",
    request_body = DrawOutlineBody, params(("code" = String, Path, description = "Code of the parcel")),
    responses((status = 200, body = OutlinesBody, description = "The outlines")),
)]
pub async fn draw(visit: Visit, sent: Sent<DrawOutlineBody>) -> Result<Response, PageError> {
    let (code, order) = (code(&visit)?, sent.order(&visit));
    let DrawOutlineBody { on, source, geometry } = sent.body;
    let draft = OutlineDraft { on, source, geojson: geometry.to_string() };
    let outcome = commands::draw_outline(visit.store(), order, code.clone(), draft).await;
    match ended(&visit, outcome)? {
        Ended::Done => Ok(Json(body(&visit, &code).await?).into_response()),
        Ended::Wrong(errors) => Ok(wrong(&visit, errors)),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// Divides a parcel along a line.
#[utoipa::path(
    post, path = "/api/land/parcels/{code}/split", tag = "land", operation_id = "land_parcels_split",
    request_body = SplitParcelBody, params(("code" = String, Path, description = "Code of the parcel")),
    responses((status = 201, body = MadeParcelsBody, description = "The new parcels")),
)]
pub async fn split(visit: Visit, sent: Sent<SplitParcelBody>) -> Result<Response, PageError> {
    let (code, order) = (code(&visit)?, sent.order(&visit));
    let SplitParcelBody { line, on, codes } = sent.body;
    let draft = SplitDraft { line: line.to_string(), on, codes: codes.join(" ") };
    let outcome = lineage::split_parcel(visit.store(), order, code, draft).await;
    made(&visit, outcome)
}

/// Makes one parcel of neighbours.
#[utoipa::path(
    post, path = "/api/land/parcels/{code}/merge", tag = "land", operation_id = "land_parcels_merge",
    request_body = MergeParcelsBody, params(("code" = String, Path, description = "Code of the first parcel")),
    responses((status = 201, body = MadeParcelsBody, description = "The new parcel")),
)]
pub async fn merge(visit: Visit, sent: Sent<MergeParcelsBody>) -> Result<Response, PageError> {
    let (code, order) = (code(&visit)?, sent.order(&visit));
    let MergeParcelsBody { with, on, code: new, name } = sent.body;
    let draft = MergeDraft { with: with.join(" "), on, code: new, name };
    let outcome = lineage::merge_parcels(visit.store(), order, code, draft).await;
    made(&visit, outcome)
}

fn made(visit: &Visit, outcome: Result<Vec<String>, Refused>) -> Result<Response, PageError> {
    let codes = outcome.as_ref().map(Clone::clone).unwrap_or_default();
    match ended(visit, outcome.map(drop))? {
        Ended::Done => Ok((StatusCode::CREATED, Json(MadeParcelsBody { codes })).into_response()),
        Ended::Wrong(errors) => Ok(wrong(visit, errors)),
        Ended::Stale(stale) => Err(stale.into()),
    }
}
