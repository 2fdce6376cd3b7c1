//! Dispatch meetings and what they resolve.

use std::collections::BTreeMap;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use pages::{
    PageError, Visit,
    api::{Asked, Sent},
    components::PER_PAGE,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    done,
    items::{ItemBody, answer_added},
    made,
    query::PageQuery,
};
use crate::{
    commands::{self, Refused},
    model::{FieldError, ItemDraft, ItemKind, Key, Meeting, Problem, ProjectId},
    store::{self as tables, ItemFilter, KeptMeeting},
};

/// Resolutions of one meeting.
const DUTIES_MAX: u64 = 500;

/// A dispatch meeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingBody {
    /// Names it for good.
    id: String,
    /// Its version; a change must name it.
    version: i64,
    /// What it is called.
    title: String,
    /// On which day it is held.
    #[schema(value_type = String, format = Date)]
    held_on: Date,
    /// Who presides.
    chair: Option<String>,
    /// Ids of the projects that are talked about, in their order.
    agenda: Vec<String>,
    /// What was said.
    minutes: Option<String>,
}

impl MeetingBody {
    fn of(kept: &KeptMeeting) -> Self {
        let meeting = &kept.meeting;
        Self {
            id: kept.id.to_string(),
            version: kept.version,
            title: meeting.title.to_string(),
            held_on: meeting.held_on,
            chair: meeting.chair.as_ref().map(ToString::to_string),
            agenda: meeting.agenda.iter().map(ToString::to_string).collect(),
            minutes: meeting.minutes.as_ref().map(ToString::to_string),
        }
    }
}

/// A page of the meetings.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingsBody {
    /// The meetings of this page, the latest first.
    meetings: Vec<MeetingBody>,
    /// The page, from 1.
    page: u64,
    /// Meetings of a full page.
    per_page: u64,
}

/// A meeting with what it resolved.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingDetailBody {
    /// The meeting.
    meeting: MeetingBody,
    /// Its duties, the earliest due first.
    duties: Vec<ItemBody>,
}

/// A meeting to call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeetingBody {
    /// What it is called.
    title: String,
    /// On which day it is held.
    #[schema(format = Date, example = "2020-08-24")]
    held_on: String,
    /// Who presides.
    #[serde(default)]
    chair: String,
    /// Ids of the projects that are talked about, in their order.
    #[serde(default)]
    agenda: Vec<String>,
    /// What was said.
    #[serde(default)]
    minutes: String,
}

/// What becomes of a meeting; what is left out stays, an empty text clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditMeetingBody {
    /// Version of the meeting that was read.
    version: i64,
    /// What it is called.
    #[serde(default)]
    title: Option<String>,
    /// On which day it is held.
    #[serde(default)]
    #[schema(format = Date)]
    held_on: Option<String>,
    /// Who presides.
    #[serde(default)]
    chair: Option<String>,
    /// Ids of the projects that are talked about, in their order.
    #[serde(default)]
    agenda: Option<Vec<String>>,
    /// What was said.
    #[serde(default)]
    minutes: Option<String>,
}

/// A resolution as a duty of one of the projects.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyBody {
    /// Id of the project.
    project: String,
    /// What is to be done.
    title: String,
    /// Id of the organisation that must act.
    owner: String,
    /// By when.
    #[schema(format = Date, example = "2020-09-01")]
    due_on: String,
}

/// The meetings, the latest first.
#[utoipa::path(
    get, path = "/api/projects/meetings", tag = "projects", operation_id = "projects_meetings", params(PageQuery),
    responses((status = 200, body = MeetingsBody, description = "The meetings")),
)]
pub async fn list(visit: Visit, Asked(asked): Asked<PageQuery>) -> Result<Json<MeetingsBody>, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let found = tables::meetings(database, scope, asked.page.offset(), PER_PAGE).await?;
    let meetings = found.iter().map(MeetingBody::of).collect();
    Ok(Json(MeetingsBody { meetings, page: asked.page.number(), per_page: PER_PAGE }))
}

/// One meeting with its duties.
#[utoipa::path(
    get, path = "/api/projects/meetings/{meeting}", tag = "projects", operation_id = "projects_meetings_one",
    params(("meeting" = String, Path, description = "Id of the meeting")),
    responses((status = 200, body = MeetingDetailBody, description = "The meeting")),
)]
pub async fn one(visit: Visit) -> Result<Json<MeetingDetailBody>, PageError> {
    let kept = found(&visit).await?;
    let filter = ItemFilter { meeting: Some(kept.id.clone()), ..ItemFilter::default() };
    let duties = tables::items(visit.store().reader(), visit.scope(), &filter, 0, DUTIES_MAX).await?;
    let duties = duties.iter().map(|duty| ItemBody::of(duty, visit.as_of())).collect();
    Ok(Json(MeetingDetailBody { meeting: MeetingBody::of(&kept), duties }))
}

async fn found(visit: &Visit) -> Result<KeptMeeting, PageError> {
    let id: Key = visit.param("meeting")?.parse().map_err(|_| PageError::NotFound)?;
    tables::find_meeting(visit.store().reader(), visit.scope(), &id).await?.ok_or(PageError::NotFound)
}

/// Calls a meeting.
#[utoipa::path(
    post, path = "/api/projects/meetings", tag = "projects", operation_id = "projects_meetings_call",
    request_body = NewMeetingBody,
    responses((status = 201, body = MeetingBody, description = "The meeting", headers(("Location" = String, description = "Its address")))),
)]
pub async fn call(visit: Visit, sent: Sent<NewMeetingBody>) -> Result<Response, PageError> {
    let order = sent.order(&visit);
    let NewMeetingBody { title, held_on, chair, agenda, minutes } = sent.body;
    let typed = [("title", title), ("held_on", held_on), ("chair", chair), ("minutes", minutes)];
    let outcome = match parsed(typed.into(), Some(agenda)) {
        Ok(meeting) => commands::call_meeting(visit.store(), order, meeting).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    let id = match done(&visit, outcome)? {
        Ok(id) => id.and_then(|id| id.parse::<Key>().ok()).ok_or(PageError::NotFound)?,
        Err(refusal) => return Ok(refusal),
    };
    let kept = tables::find_meeting(visit.store().reader(), visit.scope(), &id).await?.ok_or(PageError::NotFound)?;
    Ok(made(&visit, &format!("/api/projects/meetings/{id}"), MeetingBody::of(&kept)))
}

/// The meeting that the texts make, with this agenda where one was sent.
fn parsed(mut typed: BTreeMap<&str, String>, agenda: Option<Vec<String>>) -> Result<Meeting, Vec<FieldError>> {
    if let Some(agenda) = agenda {
        // What divides one id from the next is part of none.
        if agenda.iter().any(|id| id.parse::<ProjectId>().is_err()) {
            return Err(vec![FieldError::new("agenda", Problem::UnknownProject)]);
        }
        typed.insert("agenda", agenda.join(";"));
    }
    Meeting::parse(&typed)
}

/// Changes a meeting.
#[utoipa::path(
    post, path = "/api/projects/meetings/{meeting}", tag = "projects", operation_id = "projects_meetings_save",
    request_body = EditMeetingBody, params(("meeting" = String, Path, description = "Id of the meeting")),
    responses((status = 200, body = MeetingDetailBody, description = "The meeting")),
)]
pub async fn save(visit: Visit, sent: Sent<EditMeetingBody>) -> Result<Response, PageError> {
    let (before, order) = (found(&visit).await?, sent.order(&visit));
    let EditMeetingBody { version, title, held_on, chair, agenda, minutes } = sent.body;
    let mut typed: BTreeMap<&str, String> = before.meeting.texts();
    let given = [("title", title), ("held_on", held_on), ("chair", chair), ("minutes", minutes)];
    typed.extend(given.into_iter().filter_map(|(key, text)| Some((key, text?))));
    let outcome = match parsed(typed, agenda) {
        Ok(meeting) => commands::edit_meeting(visit.store(), order, before.id, version, meeting).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    match done(&visit, outcome)? {
        Ok(_) => Ok(one(visit).await?.into_response()),
        Err(refusal) => Ok(refusal),
    }
}

/// Turns a resolution into a duty of one of the projects.
#[utoipa::path(
    post, path = "/api/projects/meetings/{meeting}/duties", tag = "projects", operation_id = "projects_meetings_resolve",
    request_body = DutyBody, params(("meeting" = String, Path, description = "Id of the meeting")),
    responses((status = 201, body = ItemBody, description = "The duty", headers(("Location" = String, description = "Its address")))),
)]
pub async fn resolve(visit: Visit, sent: Sent<DutyBody>) -> Result<Response, PageError> {
    let (meeting, order) = (found(&visit).await?, sent.order(&visit));
    let DutyBody { project, title, owner, due_on } = sent.body;
    let fields = [("title", title), ("owner", owner), ("due_on", due_on), ("meeting", meeting.id.to_string())];
    let outcome = match project.parse::<ProjectId>() {
        Ok(project) => {
            let draft: ItemDraft = fields.into_iter().collect();
            commands::add_item(visit.store(), order, project, ItemKind::Duty, draft).await
        }
        Err(problem) => Err(FieldError::new("project", problem).into()),
    };
    answer_added(&visit, outcome).await
}
