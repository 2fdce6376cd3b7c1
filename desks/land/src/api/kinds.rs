//! Grants, commitment letters and factory buildings in the JSON API.

use ::pages::{
    PageError, Visit,
    api::{Asked, Sent},
};
use axum::{Json, response::Response};

use super::records::{
    AddLandRecordBody, EditLandRecordBody, LandRecordBody, LandRecordsBody, LandRecordsQuery, add, list, one, save,
};
use crate::{
    model::{Commitment, FactoryBuilding, FactoryBuildingDraft, LandCommitmentDraft, LandGrant, LandGrantDraft},
    pages::code,
};

/// The grants of land, in the order of their codes.
#[utoipa::path(
    get, path = "/api/land/grants", tag = "land", operation_id = "land_grants", params(LandRecordsQuery),
    responses((status = 200, body = LandRecordsBody<LandGrantDraft>, description = "The grants of land")),
)]
pub async fn grants(
    visit: Visit,
    Asked(query): Asked<LandRecordsQuery>,
) -> Result<Json<LandRecordsBody<LandGrantDraft>>, PageError> {
    list::<LandGrant>(&visit, &query).await
}

/// Adds a grant of land.
#[utoipa::path(
    post, path = "/api/land/grants", tag = "land", operation_id = "land_grants_add",
    request_body = AddLandRecordBody<LandGrantDraft>,
    responses((
        status = 201, body = LandRecordBody<LandGrantDraft>, description = "The grant of land",
        headers(("Location" = String, description = "Its address")),
    )),
)]
pub async fn add_grant(visit: Visit, sent: Sent<AddLandRecordBody<LandGrantDraft>>) -> Result<Response, PageError> {
    add::<LandGrant>(&visit, sent, "/api/land/grants").await
}

/// One grant of land.
#[utoipa::path(
    get, path = "/api/land/grants/{code}", tag = "land", operation_id = "land_grants_one",
    params(("code" = String, Path, description = "Code of the grant of land")),
    responses((status = 200, body = LandRecordBody<LandGrantDraft>, description = "The grant of land")),
)]
pub async fn grant(visit: Visit) -> Result<Json<LandRecordBody<LandGrantDraft>>, PageError> {
    one::<LandGrant>(&visit, &code(&visit)?).await
}

/// Changes a grant of land.
#[utoipa::path(
    post, path = "/api/land/grants/{code}", tag = "land", operation_id = "land_grants_save",
    params(("code" = String, Path, description = "Code of the grant of land")),
    request_body = EditLandRecordBody<LandGrantDraft>,
    responses((status = 200, body = LandRecordBody<LandGrantDraft>, description = "The grant of land")),
)]
pub async fn save_grant(visit: Visit, sent: Sent<EditLandRecordBody<LandGrantDraft>>) -> Result<Response, PageError> {
    save::<LandGrant>(&visit, sent).await
}

/// The commitment letters, in the order of their codes.
#[utoipa::path(
    get, path = "/api/land/commitments", tag = "land", operation_id = "land_commitments", params(LandRecordsQuery),
    responses((status = 200, body = LandRecordsBody<LandCommitmentDraft>, description = "The commitment letters")),
)]
pub async fn commitments(
    visit: Visit,
    Asked(query): Asked<LandRecordsQuery>,
) -> Result<Json<LandRecordsBody<LandCommitmentDraft>>, PageError> {
    list::<Commitment>(&visit, &query).await
}

/// Adds a commitment letter.
#[utoipa::path(
    post, path = "/api/land/commitments", tag = "land", operation_id = "land_commitments_add",
    request_body = AddLandRecordBody<LandCommitmentDraft>,
    responses((
        status = 201, body = LandRecordBody<LandCommitmentDraft>, description = "The commitment letter",
        headers(("Location" = String, description = "Its address")),
    )),
)]
pub async fn add_commitment(
    visit: Visit,
    sent: Sent<AddLandRecordBody<LandCommitmentDraft>>,
) -> Result<Response, PageError> {
    add::<Commitment>(&visit, sent, "/api/land/commitments").await
}

/// One commitment letter.
#[utoipa::path(
    get, path = "/api/land/commitments/{code}", tag = "land", operation_id = "land_commitments_one",
    params(("code" = String, Path, description = "Code of the commitment letter")),
    responses((status = 200, body = LandRecordBody<LandCommitmentDraft>, description = "The commitment letter")),
)]
pub async fn commitment(visit: Visit) -> Result<Json<LandRecordBody<LandCommitmentDraft>>, PageError> {
    one::<Commitment>(&visit, &code(&visit)?).await
}

/// Changes a commitment letter.
#[utoipa::path(
    post, path = "/api/land/commitments/{code}", tag = "land", operation_id = "land_commitments_save",
    params(("code" = String, Path, description = "Code of the commitment letter")),
    request_body = EditLandRecordBody<LandCommitmentDraft>,
    responses((status = 200, body = LandRecordBody<LandCommitmentDraft>, description = "The commitment letter")),
)]
pub async fn save_commitment(
    visit: Visit,
    sent: Sent<EditLandRecordBody<LandCommitmentDraft>>,
) -> Result<Response, PageError> {
    save::<Commitment>(&visit, sent).await
}

/// The factory buildings, in the order of their codes.
#[utoipa::path(
    get, path = "/api/land/buildings", tag = "land", operation_id = "land_buildings", params(LandRecordsQuery),
    responses((status = 200, body = LandRecordsBody<FactoryBuildingDraft>, description = "The factory buildings")),
)]
pub async fn buildings(
    visit: Visit,
    Asked(query): Asked<LandRecordsQuery>,
) -> Result<Json<LandRecordsBody<FactoryBuildingDraft>>, PageError> {
    list::<FactoryBuilding>(&visit, &query).await
}

/// Adds a factory building.
#[utoipa::path(
    post, path = "/api/land/buildings", tag = "land", operation_id = "land_buildings_add",
    request_body = AddLandRecordBody<FactoryBuildingDraft>,
    responses((
        status = 201, body = LandRecordBody<FactoryBuildingDraft>, description = "The factory building",
        headers(("Location" = String, description = "Its address")),
    )),
)]
pub async fn add_building(
    visit: Visit,
    sent: Sent<AddLandRecordBody<FactoryBuildingDraft>>,
) -> Result<Response, PageError> {
    add::<FactoryBuilding>(&visit, sent, "/api/land/buildings").await
}

/// One factory building.
#[utoipa::path(
    get, path = "/api/land/buildings/{code}", tag = "land", operation_id = "land_buildings_one",
    params(("code" = String, Path, description = "Code of the factory building")),
    responses((status = 200, body = LandRecordBody<FactoryBuildingDraft>, description = "The factory building")),
)]
pub async fn building(visit: Visit) -> Result<Json<LandRecordBody<FactoryBuildingDraft>>, PageError> {
    one::<FactoryBuilding>(&visit, &code(&visit)?).await
}

/// Changes a factory building.
#[utoipa::path(
    post, path = "/api/land/buildings/{code}", tag = "land", operation_id = "land_buildings_save",
    params(("code" = String, Path, description = "Code of the factory building")),
    request_body = EditLandRecordBody<FactoryBuildingDraft>,
    responses((status = 200, body = LandRecordBody<FactoryBuildingDraft>, description = "The factory building")),
)]
pub async fn save_building(
    visit: Visit,
    sent: Sent<EditLandRecordBody<FactoryBuildingDraft>>,
) -> Result<Response, PageError> {
    save::<FactoryBuilding>(&visit, sent).await
}
