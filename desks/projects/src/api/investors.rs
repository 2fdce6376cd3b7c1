//! The register of investors.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use pages::{
    PageError, Visit,
    api::{Asked, PageNumber, Sent},
    components::PER_PAGE,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{done, made};
use crate::{
    commands::{self, Refused},
    model::{InvestorDraft, Key},
    store::{self as tables, KeptInvestor},
};

/// Which investors.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct InvestorsQuery {
    /// Part of a name, or a whole credit code.
    #[serde(default)]
    q: String,
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: PageNumber,
}

/// An investor of the register.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvestorBody {
    /// Names it for good.
    id: String,
    /// Its version; a change must name it.
    version: i64,
    /// What is known of it.
    investor: InvestorDraft,
}

impl InvestorBody {
    fn of(kept: &KeptInvestor) -> Self {
        Self { id: kept.id.to_string(), version: kept.version, investor: kept.investor.draft() }
    }
}

/// A page of the register.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvestorsBody {
    /// The investors of this page, in the order of their names.
    investors: Vec<InvestorBody>,
    /// The page, from 1.
    page: u64,
    /// Investors of a full page.
    per_page: u64,
    /// Investors in all.
    total: u64,
}

/// What becomes of an investor: all of it, not a part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditInvestorBody {
    /// Version of the investor that was read.
    version: i64,
    /// What is known of it.
    #[serde(deserialize_with = "pages::api::object")]
    investor: InvestorDraft,
}

/// The register, in the order of the names.
#[utoipa::path(
    get, path = "/api/projects/investors", tag = "projects", operation_id = "projects_investors", params(InvestorsQuery),
    responses((status = 200, body = InvestorsBody, description = "The investors")),
)]
pub async fn list(visit: Visit, Asked(asked): Asked<InvestorsQuery>) -> Result<Json<InvestorsBody>, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let found = tables::investors(database, scope, &asked.q, asked.page.offset(), PER_PAGE).await?;
    let total = tables::count_investors(database, scope, &asked.q).await?;
    let investors = found.iter().map(InvestorBody::of).collect();
    Ok(Json(InvestorsBody { investors, page: asked.page.number(), per_page: PER_PAGE, total }))
}

/// One investor.
#[utoipa::path(
    get, path = "/api/projects/investors/{investor}", tag = "projects", operation_id = "projects_investors_one",
    params(("investor" = String, Path, description = "Id of the investor")),
    responses((status = 200, body = InvestorBody, description = "The investor")),
)]
pub async fn one(visit: Visit) -> Result<Json<InvestorBody>, PageError> {
    Ok(Json(InvestorBody::of(&found(&visit, &investor_id(&visit)?).await?)))
}

fn investor_id(visit: &Visit) -> Result<Key, PageError> {
    visit.param("investor")?.parse().map_err(|_| PageError::NotFound)
}

async fn found(visit: &Visit, id: &Key) -> Result<KeptInvestor, PageError> {
    tables::find_investor(visit.store().reader(), visit.scope(), id).await?.ok_or(PageError::NotFound)
}

/// Adds an investor.
#[utoipa::path(
    post, path = "/api/projects/investors", tag = "projects", operation_id = "projects_investors_add",
    request_body = InvestorDraft,
    responses((status = 201, body = InvestorBody, description = "The investor", headers(("Location" = String, description = "Its address")))),
)]
pub async fn add(visit: Visit, sent: Sent<InvestorDraft>) -> Result<Response, PageError> {
    let order = sent.order(&visit);
    let outcome = match sent.body.check() {
        Ok(investor) => commands::add_investor(visit.store(), order, investor).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    let id = match done(&visit, outcome)? {
        Ok(id) => id.and_then(|id| id.parse::<Key>().ok()).ok_or(PageError::NotFound)?,
        Err(refusal) => return Ok(refusal),
    };
    Ok(made(&visit, &format!("/api/projects/investors/{id}"), InvestorBody::of(&found(&visit, &id).await?)))
}

/// Changes an investor.
#[utoipa::path(
    post, path = "/api/projects/investors/{investor}", tag = "projects", operation_id = "projects_investors_save",
    request_body = EditInvestorBody, params(("investor" = String, Path, description = "Id of the investor")),
    responses((status = 200, body = InvestorBody, description = "The investor")),
)]
pub async fn save(visit: Visit, sent: Sent<EditInvestorBody>) -> Result<Response, PageError> {
    let (id, order) = (investor_id(&visit)?, sent.order(&visit));
    let EditInvestorBody { version, investor } = sent.body;
    let outcome = match investor.check() {
        Ok(investor) => commands::edit_investor(visit.store(), order, id, version, investor).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    match done(&visit, outcome)? {
        Ok(_) => Ok(one(visit).await?.into_response()),
        Err(refusal) => Ok(refusal),
    }
}
