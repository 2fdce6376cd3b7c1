//! The JSON API of the desk: the same queries, commands and rights as the pages.

mod portfolio;

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
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::{
    commands::{self, Refused},
    model::{Edition, EditionHeading, Handed, Plan, WishDraft, WishRecord},
    pages::{EDITORS, Ended, READERS, asked_for, ended, kept_edition, number, record, refused},
    store as tables,
    worked_out::Ground,
};

/// Every address of the API.
pub(crate) fn routes() -> Vec<Route> {
    let wishes = vec![
        Route::get("/api/landing/wishes", READERS, list),
        Route::post("/api/landing/wishes", EDITORS, add),
        Route::get("/api/landing/wishes/{wish}", READERS, one),
        Route::post("/api/landing/wishes/{wish}", EDITORS, save),
        Route::get("/api/landing/wishes/{wish}/answer", READERS, answer),
        Route::get("/api/landing/wishes/{wish}/editions", READERS, kept),
        Route::post("/api/landing/wishes/{wish}/editions", EDITORS, keep),
        Route::get("/api/landing/wishes/{wish}/editions/{edition}", READERS, edition),
    ];
    wishes.into_iter().chain(portfolio::routes()).collect()
}

/// The description of these addresses.
#[derive(OpenApi)]
#[openapi(
    paths(list, add, one, save, answer, kept, keep, edition),
    tags((name = "landing", description = "Wishes of investors and their landing plans"))
)]
struct Landing;

/// The description of the desk's calls.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut whole = Landing::openapi();
    whole.merge(portfolio::PortfolioCalls::openapi());
    whole
}

/// Which wishes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WishesQuery {
    /// `all`, `waiting` (of an investor, and nobody has answered it), `investor`, `answered` or `project`; all where it is
    /// empty.
    #[serde(default)]
    show: String,
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: PageNumber,
}

/// A wish.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishBody {
    /// Its number.
    number: i64,
    /// Its version; a change must name it.
    version: i64,
    /// On which day it was taken down.
    #[schema(value_type = String, format = Date)]
    on: Date,
    /// By which account; `public` for an investor without one.
    by: String,
    /// How such an investor is reached.
    contact: Option<String>,
    /// What is wished.
    wish: WishDraft,
    /// The project that it became.
    project: Option<Handed>,
}

/// A page of wishes.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishesBody {
    /// The wishes of this page, the newest first.
    wishes: Vec<WishBody>,
    /// The page, from 1.
    page: u64,
    /// Wishes of a full page.
    per_page: u64,
    /// Wishes in all.
    total: u64,
}

/// A new wish.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddWishBody {
    /// What is wished.
    #[serde(deserialize_with = "::pages::api::object")]
    wish: WishDraft,
}

/// What becomes of a wish: all of it, not a part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditWishBody {
    /// Version of the wish that was read.
    version: i64,
    /// What is wished.
    #[serde(deserialize_with = "::pages::api::object")]
    wish: WishDraft,
}

/// That the plan as it is now is to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepPlanBody {
    /// Version of the wish that was read.
    version: i64,
}

/// The editions of a wish.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionsBody {
    /// In their order.
    editions: Vec<EditionHeading>,
}

impl WishBody {
    fn of(record: &WishRecord) -> Self {
        Self {
            number: record.number,
            version: record.version,
            on: record.on,
            by: record.by.to_string(),
            contact: record.sender.as_ref().map(|sender| sender.contact.clone()),
            wish: record.wish.draft(),
            project: record.project.clone(),
        }
    }
}

/// The wishes, the newest first.
#[utoipa::path(
    get, path = "/api/landing/wishes", tag = "landing", operation_id = "landing_wishes", params(WishesQuery),
    responses((status = 200, body = WishesBody, description = "The wishes")),
)]
pub async fn list(visit: Visit, Asked(asked): Asked<WishesQuery>) -> Result<Json<WishesBody>, PageError> {
    let (_, records) = asked_for(&visit, &asked.show, "").await?;
    let skipped = usize::try_from(asked.page.offset()).unwrap_or(usize::MAX);
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let wishes = records.iter().skip(skipped).take(per_page).map(WishBody::of).collect();
    Ok(Json(WishesBody { wishes, page: asked.page.number(), per_page: PER_PAGE, total: records.len() as u64 }))
}

/// Takes a wish down.
#[utoipa::path(
    post, path = "/api/landing/wishes", tag = "landing", operation_id = "landing_wishes_add", request_body = AddWishBody,
    responses((status = 201, body = WishBody, description = "The wish", headers(("Location" = String, description = "Its address")))),
)]
pub async fn add(visit: Visit, sent: Sent<AddWishBody>) -> Result<Response, PageError> {
    let order = sent.order(&visit);
    let outcome = commands::add_wish(visit.store(), order, sent.body.wish).await;
    let number = outcome.as_ref().ok().copied();
    match (ended(&visit, outcome.map(drop))?, number) {
        (Ended::Wrong(errors), _) => Ok(wrong(&visit, errors)),
        (Ended::Stale(stale), _) => Err(stale.into()),
        (Ended::Done, None) => Err(PageError::Malformed),
        (Ended::Done, Some(number)) => {
            let found = tables::wish(visit.store().reader(), visit.scope(), number).await?;
            let body = WishBody::of(&found.ok_or(PageError::NotFound)?);
            Ok(created(&visit, &format!("/api/landing/wishes/{number}"), body))
        }
    }
}

fn created(visit: &Visit, path: &str, body: impl Serialize) -> Response {
    (StatusCode::CREATED, [(header::LOCATION, visit.link(path))], Json(body)).into_response()
}

/// One wish.
#[utoipa::path(
    get, path = "/api/landing/wishes/{wish}", tag = "landing", operation_id = "landing_wishes_one",
    params(("wish" = i64, Path, description = "Number of the wish")),
    responses((status = 200, body = WishBody, description = "The wish")),
)]
pub async fn one(visit: Visit) -> Result<Json<WishBody>, PageError> {
    Ok(Json(WishBody::of(&record(&visit).await?)))
}

/// Changes a wish.
#[utoipa::path(
    post, path = "/api/landing/wishes/{wish}", tag = "landing", operation_id = "landing_wishes_save",
    request_body = EditWishBody, params(("wish" = i64, Path, description = "Number of the wish")),
    responses((status = 200, body = WishBody, description = "The wish")),
)]
pub async fn save(visit: Visit, sent: Sent<EditWishBody>) -> Result<Response, PageError> {
    let (number, order) = (number(&visit)?, sent.order(&visit));
    let EditWishBody { version, wish } = sent.body;
    match ended(&visit, commands::edit_wish(visit.store(), order, number, version, wish).await)? {
        Ended::Done => Ok(Json(WishBody::of(&record(&visit).await?)).into_response()),
        Ended::Wrong(errors) => Ok(wrong(&visit, errors)),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

async fn plan(visit: &Visit, record: &WishRecord, day: Date) -> Result<Plan, PageError> {
    let ground = Ground::read(visit, day).await?.ok_or(PageError::NotFound)?;
    Ok(ground.plan(visit.app(), &ground.survey(), &record.wish))
}

/// The landing plan for a wish, worked out from the records of the day looked at.
#[utoipa::path(
    get, path = "/api/landing/wishes/{wish}/answer", tag = "landing", operation_id = "landing_answer",
    params(("wish" = i64, Path, description = "Number of the wish")),
    responses((status = 200, body = Plan, description = "The plan")),
)]
pub async fn answer(visit: Visit) -> Result<Json<Plan>, PageError> {
    let record = record(&visit).await?;
    Ok(Json(plan(&visit, &record, visit.as_of()).await?))
}

/// The editions of a wish.
#[utoipa::path(
    get, path = "/api/landing/wishes/{wish}/editions", tag = "landing", operation_id = "landing_editions",
    params(("wish" = i64, Path, description = "Number of the wish")),
    responses((status = 200, body = EditionsBody, description = "The editions")),
)]
pub async fn kept(visit: Visit) -> Result<Json<EditionsBody>, PageError> {
    let record = record(&visit).await?;
    let mut editions = tables::headings(visit.store().reader(), visit.scope(), Some(record.number)).await?;
    editions.retain(|heading| heading.on <= visit.as_of());
    Ok(Json(EditionsBody { editions }))
}

/// Keeps the plan as it is now.
#[utoipa::path(
    post, path = "/api/landing/wishes/{wish}/editions", tag = "landing", operation_id = "landing_editions_keep",
    request_body = KeepPlanBody, params(("wish" = i64, Path, description = "Number of the wish")),
    responses(
        (status = 201, body = Edition, description = "The edition", headers(("Location" = String, description = "Its address"))),
        (status = 200, body = Edition, description = "The last edition, which says the same"),
    ),
)]
pub async fn keep(visit: Visit, sent: Sent<KeepPlanBody>) -> Result<Response, PageError> {
    let record = record(&visit).await?;
    let plan = plan(&visit, &record, visit.today()).await?;
    let order = sent.order(&visit);
    let outcome = commands::save_edition(visit.store(), order, record.number, sent.body.version, plan).await;
    let (database, scope) = (visit.store().reader(), visit.scope());
    let (number, is_new) = match outcome {
        Ok(number) => (number, true),
        Err(Refused::Unchanged) => {
            let last = tables::headings(database, scope, Some(record.number)).await?.pop();
            (last.ok_or(PageError::NotFound)?.number, false)
        }
        Err(error) => return Err(refused(error)),
    };
    let edition = tables::edition(database, scope, (record.number, number)).await?.ok_or(PageError::NotFound)?;
    let path = format!("/api/landing/wishes/{}/editions/{number}", record.number);
    Ok(if is_new { created(&visit, &path, edition) } else { Json(edition).into_response() })
}

/// An edition as it was kept.
#[utoipa::path(
    get, path = "/api/landing/wishes/{wish}/editions/{edition}", tag = "landing", operation_id = "landing_editions_one",
    params(
        ("wish" = i64, Path, description = "Number of the wish"),
        ("edition" = i64, Path, description = "Number of the edition"),
    ),
    responses((status = 200, body = Edition, description = "The edition")),
)]
pub async fn edition(visit: Visit) -> Result<Json<Edition>, PageError> {
    kept_edition(&visit).await.map(Json)
}
