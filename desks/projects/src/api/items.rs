//! What stands in the dossier of a project: talks, agreements, promises, milestones, requests, hurdles, duties.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use pages::{
    PageError, Visit,
    api::{Asked, Sent, wrong},
    components::{FieldErrors, PER_PAGE},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{both, done, item_fields::ItemFields, made, query::Yes, stages::ReasonBody};
use crate::{
    commands::{self, Refused},
    model::{Contest, FieldError, ItemDraft, ItemKind, Key, Line, parse_date},
    pages::{known_by, look, project_id},
    store::{self as tables, ItemFilter, KeptItem},
};

/// One thing in a project's dossier.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemBody {
    /// Names it for good.
    id: String,
    /// Its version; a change must name it.
    version: i64,
    /// Id of the project.
    project: String,
    /// `talk`, `agreement`, `promise`, `milestone`, `request`, `hurdle` or `duty`.
    kind: &'static str,
    /// Whether somebody still has to do something about it.
    open: bool,
    /// How many days it is late; none where it is not.
    late_days: Option<i32>,
    /// What it says.
    fields: ItemFields,
    /// Answers to a request with which the enterprise was not content, the first first.
    contests: Vec<ContestBody>,
}

/// That the enterprise was not content with an answer and asked again.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContestBody {
    /// On which day it was answered.
    #[schema(format = Date)]
    answered_on: String,
    /// The answer.
    answer: Option<String>,
    /// By when it was to be given.
    #[schema(format = Date)]
    due_on: Option<String>,
    /// On which day the enterprise asked again.
    #[schema(format = Date)]
    contested_on: String,
    /// What is not solved.
    reason: String,
}

impl ContestBody {
    fn of(contest: &Contest) -> Self {
        let [answered_on, answer, due_on, contested_on, reason] = contest.texts();
        let given = |text: String| (!text.is_empty()).then_some(text);
        Self { answered_on, answer: given(answer), due_on: given(due_on), contested_on, reason }
    }
}

impl ItemBody {
    /// An item as it stood at the end of a day.
    pub fn of(kept: &KeptItem, day: Date) -> Self {
        Self {
            id: kept.id.to_string(),
            version: kept.version,
            project: kept.item.project.to_string(),
            kind: kept.item.kind().key(),
            open: kept.item.is_open(day),
            late_days: kept.item.late_days(day),
            fields: ItemFields::of(kept.item.texts()),
            contests: kept.item.contests().iter().map(ContestBody::of).collect(),
        }
    }
}

/// A page of a project's dossier.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemsBody {
    /// The items of this page, the earliest due first.
    items: Vec<ItemBody>,
    /// The page, from 1.
    page: u64,
    /// Items of a full page.
    per_page: u64,
}

/// The kinds of items.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindKey {
    /// A visit, call or meeting.
    Talk,
    /// An offer or an agreement.
    Agreement,
    /// Something that the investor has promised.
    Promise,
    /// A step of the project's plan.
    Milestone,
    /// What the enterprise asks for.
    Request,
    /// What holds the project up.
    Hurdle,
    /// What a dispatch meeting has resolved.
    Duty,
}

impl From<KindKey> for ItemKind {
    fn from(key: KindKey) -> Self {
        match key {
            KindKey::Talk => Self::Talk,
            KindKey::Agreement => Self::Agreement,
            KindKey::Promise => Self::Promise,
            KindKey::Milestone => Self::Milestone,
            KindKey::Request => Self::Request,
            KindKey::Hurdle => Self::Hurdle,
            KindKey::Duty => Self::Duty,
        }
    }
}

/// Which items of a project.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ItemsQuery {
    /// Of this kind only.
    #[param(inline)]
    kind: Option<KindKey>,
    /// Only those that are not done.
    #[param(inline)]
    open: Option<Yes>,
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: pages::api::PageNumber,
}

/// An item to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItemBody {
    /// Its kind.
    kind: KindKey,
    /// What it says.
    #[serde(deserialize_with = "pages::api::object")]
    fields: ItemFields,
}

/// What becomes of an item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditItemBody {
    /// Version of the item that was read.
    version: i64,
    /// The fields that change.
    #[serde(deserialize_with = "pages::api::object")]
    fields: ItemFields,
}

/// That an item is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishBody {
    /// Version of the item that was read.
    version: i64,
    /// On which day.
    #[schema(format = Date, example = "2020-08-20")]
    done_on: String,
    /// What came of it; needed for a request.
    #[serde(default)]
    outcome: String,
}

/// Plans the milestones of a template.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// Key of the zone's template.
    template: String,
    /// The day from which its days are counted.
    #[schema(format = Date, example = "2020-09-01")]
    begins_on: String,
}

/// How many milestones were planned.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedBody {
    /// How many.
    planned: usize,
}

/// That a record was taken away.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovedBody {
    /// Its id.
    pub removed: String,
}

/// What stands in the dossier of a project, the earliest due first.
#[utoipa::path(
    get, path = "/api/projects/{id}/items", tag = "projects", operation_id = "projects_items",
    params(("id" = String, Path, description = "Id of the project"), ItemsQuery),
    responses((status = 200, body = ItemsBody, description = "The items")),
)]
pub async fn list(visit: Visit, Asked(asked): Asked<ItemsQuery>) -> Result<Json<ItemsBody>, PageError> {
    let looked = look(&visit, &project_id(&visit)?).await?;
    let filter = ItemFilter {
        project: Some(looked.record.id),
        kinds: asked.kind.into_iter().map(ItemKind::from).collect(),
        open: asked.open.is_some(),
        until: known_by(&visit),
        ..ItemFilter::default()
    };
    let day = visit.as_of();
    let found = tables::items(visit.store().reader(), visit.scope(), &filter, asked.page.offset(), PER_PAGE).await?;
    let items = found.iter().map(|kept| ItemBody::of(kept, day)).collect();
    Ok(Json(ItemsBody { items, page: asked.page.number(), per_page: PER_PAGE }))
}

/// Adds an item. An enterprise raises requests about its own projects.
#[utoipa::path(
    post, path = "/api/projects/{id}/items", tag = "projects", operation_id = "projects_items_add",
    request_body = NewItemBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 201, body = ItemBody, description = "The item", headers(("Location" = String, description = "Its address")))),
)]
pub async fn add(visit: Visit, sent: Sent<NewItemBody>) -> Result<Response, PageError> {
    let (project, order) = (project_id(&visit)?, sent.order(&visit));
    let (kind, mut draft) = (ItemKind::from(sent.body.kind), ItemDraft::default());
    if let Err(foreign) = sent.body.fields.type_into(kind, &mut draft) {
        return Ok(of_other_kinds(&visit, &foreign));
    }
    let outcome = commands::add_item(visit.store(), order, project.clone(), kind, draft).await;
    answer_added(&visit, outcome).await
}

/// The item that was added, or what is wrong.
pub async fn answer_added(visit: &Visit, outcome: Result<String, Refused>) -> Result<Response, PageError> {
    let id = match done(visit, outcome)? {
        Ok(id) => id.and_then(|id| id.parse::<Key>().ok()).ok_or(PageError::NotFound)?,
        Err(refusal) => return Ok(refusal),
    };
    let kept = tables::find_item(visit.store().reader(), visit.scope(), &id).await?.ok_or(PageError::NotFound)?;
    let path = format!("/api/projects/{}/items/{id}", kept.item.project);
    Ok(made(visit, &path, ItemBody::of(&kept, visit.as_of())))
}

/// One item of a dossier.
#[utoipa::path(
    get, path = "/api/projects/{id}/items/{item}", tag = "projects", operation_id = "projects_items_one",
    params(("id" = String, Path, description = "Id of the project"), ("item" = String, Path, description = "Id of the item")),
    responses((status = 200, body = ItemBody, description = "The item")),
)]
pub async fn one(visit: Visit) -> Result<Json<ItemBody>, PageError> {
    Ok(Json(ItemBody::of(&found(&visit).await?, visit.as_of())))
}

/// The item in the address, if it is one of the project in the address.
async fn found(visit: &Visit) -> Result<KeptItem, PageError> {
    let (project, id) = (project_id(visit)?, visit.param("item")?.parse().map_err(|_| PageError::NotFound)?);
    let kept = tables::find_item(visit.store().reader(), visit.scope(), &id).await?;
    kept.filter(|kept| kept.item.project == project).ok_or(PageError::NotFound)
}

/// Changes an item.
#[utoipa::path(
    post, path = "/api/projects/{id}/items/{item}", tag = "projects", operation_id = "projects_items_save",
    request_body = EditItemBody,
    params(("id" = String, Path, description = "Id of the project"), ("item" = String, Path, description = "Id of the item")),
    responses((status = 200, body = ItemBody, description = "The item")),
)]
pub async fn save(visit: Visit, sent: Sent<EditItemBody>) -> Result<Response, PageError> {
    let (before, order) = (found(&visit).await?, sent.order(&visit));
    let mut draft = ItemDraft::of(&before.item);
    if let Err(foreign) = sent.body.fields.type_into(before.item.kind(), &mut draft) {
        return Ok(of_other_kinds(&visit, &foreign));
    }
    let outcome = commands::edit_item(visit.store(), order, before.id, sent.body.version, draft).await;
    answer(&visit, outcome).await
}

/// Notes that an item is done. Whoever must act may say so.
#[utoipa::path(
    post, path = "/api/projects/{id}/items/{item}/finish", tag = "projects", operation_id = "projects_items_finish",
    request_body = FinishBody,
    params(("id" = String, Path, description = "Id of the project"), ("item" = String, Path, description = "Id of the item")),
    responses((status = 200, body = ItemBody, description = "The item")),
)]
pub async fn finish(visit: Visit, sent: Sent<FinishBody>) -> Result<Response, PageError> {
    let (before, order) = (found(&visit).await?, sent.order(&visit));
    let FinishBody { version, done_on, outcome } = sent.body;
    let text = Some(outcome.trim()).filter(|text| !text.is_empty()).map(str::parse).transpose();
    let outcome = match both(("done_on", parse_date(done_on.trim())), ("outcome", text)) {
        Ok((on, text)) => commands::finish_item(visit.store(), order, before.id, version, on, text).await,
        Err(refused) => Err(refused),
    };
    answer(&visit, outcome).await
}

/// Opens a request again because the enterprise is not content with the answer.
#[utoipa::path(
    post, path = "/api/projects/{id}/items/{item}/contest", tag = "projects", operation_id = "projects_items_contest",
    request_body = ReasonBody,
    params(("id" = String, Path, description = "Id of the project"), ("item" = String, Path, description = "Id of the item")),
    responses((status = 200, body = ItemBody, description = "The item")),
)]
pub async fn contest(visit: Visit, sent: Sent<ReasonBody>) -> Result<Response, PageError> {
    let (before, order) = (found(&visit).await?, sent.order(&visit));
    let outcome = match sent.body.reason.parse() {
        Ok(reason) => commands::contest_item(visit.store(), order, before.id, sent.body.version, reason).await,
        Err(problem) => Err(FieldError::new("contest_reason", problem).into()),
    };
    answer(&visit, outcome.map_err(of_reason)).await
}

/// Takes an item away; the journal keeps what it said.
#[utoipa::path(
    post, path = "/api/projects/{id}/items/{item}/remove", tag = "projects", operation_id = "projects_items_remove",
    request_body = ReasonBody,
    params(("id" = String, Path, description = "Id of the project"), ("item" = String, Path, description = "Id of the item")),
    responses((status = 200, body = RemovedBody, description = "That it was taken away")),
)]
pub async fn remove(visit: Visit, sent: Sent<ReasonBody>) -> Result<Response, PageError> {
    let (before, order) = (found(&visit).await?, sent.order(&visit));
    let id = before.id.to_string();
    let outcome = match sent.body.reason.parse::<Line>() {
        Ok(reason) => commands::remove_item(visit.store(), order, before.id, sent.body.version, reason).await,
        Err(problem) => Err(FieldError::new("reason", problem).into()),
    };
    match done(&visit, outcome)? {
        Ok(_) => Ok(Json(RemovedBody { removed: id }).into_response()),
        Err(refusal) => Ok(refusal),
    }
}

/// Adds the milestones of a template to a project's plan.
#[utoipa::path(
    post, path = "/api/projects/{id}/plan", tag = "projects", operation_id = "projects_plan",
    request_body = PlanBody, params(("id" = String, Path, description = "Id of the project")),
    responses((status = 200, body = PlannedBody, description = "How many milestones were planned")),
)]
pub async fn plan(visit: Visit, sent: Sent<PlanBody>) -> Result<Response, PageError> {
    let (project, order) = (project_id(&visit)?, sent.order(&visit));
    let PlanBody { template, begins_on } = sent.body;
    let typed = both(("template", template.trim().parse::<Key>()), ("begins_on", parse_date(begins_on.trim())));
    let outcome = match typed {
        Ok((template, on)) => commands::plan_milestones(visit.store(), order, project, template, on).await,
        Err(refused) => Err(refused),
    };
    match done(&visit, outcome)? {
        Ok(planned) => Ok(Json(PlannedBody { planned: planned.unwrap_or_default() }).into_response()),
        Err(refusal) => Ok(refusal),
    }
}

/// On the page the reason has a name of its own.
fn of_reason(refused: Refused) -> Refused {
    let Refused::Wrong(errors) = refused else { return refused };
    let renamed = |error: FieldError| match error.field.as_ref() {
        "contest_reason" => FieldError::new("reason", error.problem),
        _ => error,
    };
    Refused::Wrong(errors.into_iter().map(renamed).collect())
}

async fn answer(visit: &Visit, outcome: Result<(), Refused>) -> Result<Response, PageError> {
    match done(visit, outcome)? {
        Ok(_) => Ok(one(visit.clone()).await?.into_response()),
        Err(refusal) => Ok(refusal),
    }
}

fn of_other_kinds(visit: &Visit, fields: &[&str]) -> Response {
    let mut errors = FieldErrors::default();
    for field in fields {
        errors.add(field, visit.text("projects-api-other-kind"));
    }
    wrong(visit, errors)
}
