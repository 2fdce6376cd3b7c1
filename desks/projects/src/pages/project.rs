//! The page of one project, and the forms on it: moving on, status, monthly report.

mod actuals;
mod claim;
mod kept_promises;
mod particulars;
mod past;
mod public;
mod reports;
mod stages;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use pages::{FormData, Page, PageError, Submitted, Visit, components, components::FieldErrors, shell::icon};

use super::{Returned, returned, show};
use crate::{
    BYPASS, EDIT, HAND_IN_OWN, READ, REPORT, REPORT_OWN,
    commands::{self, Refused},
    model::{
        FieldError, Line, Month, MonthlyReport, ProjectId, ProjectRecord, Rules, Status, StatusChange, StatusKind,
        Transition, parse_date,
    },
    store as tables,
};

pub use public::change as publish;

pub(super) use actuals::{Reported, by_year};
pub(super) use kept_promises::{promise_kept, said_otherwise};
pub(super) use particulars::GROUPS;
pub(super) use stages::day_field;
pub(super) use words::Words;

/// The form whose version is that of a report.
const REPORT_FORM: &str = "report";

/// A project as the pages show it.
pub(crate) struct Looked {
    /// The project with its past.
    pub record: ProjectRecord,
    /// Version of the record that the forms carry.
    pub version: i64,
    /// The zone's rules.
    pub rules: Arc<Rules>,
    /// Its reports up to the day looked at, the oldest first.
    pub reports: Vec<MonthlyReport>,
    /// The versions of these reports.
    pub versions: BTreeMap<Month, i64>,
    /// Names of people, by login.
    pub names: show::Names,
    /// Whether it is the reader's own: of the enterprise that invests.
    pub is_own: bool,
}

/// A project that the reader may see.
///
/// # Errors
/// [`PageError::NotFound`]; also for one that was not known yet on the day looked at.
pub(crate) async fn look(visit: &Visit, id: &ProjectId) -> Result<Looked, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let rules = super::rules(visit).await?.ok_or(PageError::NotFound)?;
    let (record, version) = tables::find_with_version(database, scope, id).await?.ok_or(PageError::NotFound)?;
    let mut reports = tables::reports(database, scope, id).await?;
    reports.retain(|(report, _)| report.month.last_day() <= visit.as_of());
    let versions = reports.iter().map(|(report, version)| (report.month, *version)).collect();
    let reports = reports.into_iter().map(|(report, _)| report).collect();
    let names = identity::account::names(database, scope).await?;
    let is_own = tables::is_own(database, scope, &record).await?;
    Ok(Looked { record, version, rules, reports, versions, names, is_own })
}

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &Returned::default()).await
}

async fn page(visit: &Visit, returned: &Returned) -> Result<Response, PageError> {
    let mut looked = look(visit, &show::project_id(visit)?).await?;
    if !returned.is(REPORT_FORM) {
        looked.version = returned.version(looked.version);
    }
    let scope = visit.scope();
    let may_report = (scope.may(REPORT) || (looked.is_own && scope.may(REPORT_OWN))) && !visit.looks_back();
    let may_edit = scope.may(EDIT) && !visit.looks_back();
    let may_bypass = scope.may(BYPASS) && !visit.looks_back();
    let investor = super::investors::way_to(visit, &looked.record).await?;
    let public = public::panel(visit, &looked).await?;
    let related = pages::related(visit, &store::Subject::new(commands::SUBJECT, looked.record.id.as_str())).await?;
    let journal = if scope.may(READ) {
        past::journal(visit, &looked).await?
    } else {
        html! {}
    };
    let (typed, errors) = returned.of("claim");
    let claim = claim::panel(visit, &looked, (&typed, &errors)).await?;
    let body = html! {
        @if returned.stale { p.alert.alert-danger role="alert" { (visit.text("projects-stale-project")) } }
        (returned.errors.summary(visit))
        (tabs(visit, &looked.record.id, ""))
        (head(visit, &looked, investor.as_ref()))
        (stages::stepper(visit, &looked))
        @if may_edit || may_bypass {
            div.split {
                @let (typed, errors) = returned.of("advance");
                (stages::move_on(visit, &looked, &typed, &errors))
                @if may_edit {
                    @let (typed, errors) = returned.of("status");
                    (stages::status(visit, &looked, &typed, &errors))
                }
            }
        }
        (claim)
        div.split.split-wide {
            div {
                (actuals::table(visit, &looked))
                (actuals::charts(visit, &looked))
                (reports::table(visit, &looked, may_report))
                @if may_report { (report_form(visit, &looked, returned)) }
                (past::timeline(visit, &looked))
            }
            div {
                (particulars::panels(visit, (&looked.rules, &looked.names), &looked.record))
                (particulars::place(visit, &looked.record))
                (related)
                (public)
                (journal)
            }
        }
    };
    let edit = visit.link(&format!("/projects/{}/edit", looked.record.id));
    let actions = html! {
        (super::print::menu(visit, &looked.record.id))
        @if may_edit { a.btn.btn-primary href=(edit) { (icon("edit")) " " (visit.text("projects-edit")) } }
    };
    let page = Page::new(visit, looked.record.project.name.as_str())
        .under(visit.text("projects-menu"), "/projects")
        .actions(actions)
        .body(body)
        .status(returned.status());
    Ok(page.into_response())
}

/// The pages of one project.
pub(super) fn tabs(visit: &Visit, id: &ProjectId, here: &str) -> Markup {
    let tab = |key: &str, part: &str| {
        let path = if part.is_empty() { format!("/projects/{id}") } else { format!("/projects/{id}/{part}") };
        (visit.text(key), show::same_day(visit, &path), part == here)
    };
    let mut views = vec![tab("projects-overview", ""), tab("projects-dossier", "dossier")];
    if visit.scope().may(READ) || visit.scope().may(HAND_IN_OWN) {
        views.push(tab("projects-documents", "documents"));
    }
    components::tabs(visit, &visit.text("projects-views"), &views)
}

/// Who invests, how it is doing, what is late.
fn head(visit: &Visit, looked: &Looked, investor: Option<&(String, String)>) -> Markup {
    let (record, day) = (&looked.record, visit.as_of());
    let status = record.statuses.on(day);
    html! {
        p.page-lead {
            (record.project.investor_name)
            @if let Some((path, text)) = investor { " · " a href=(path) { (text) } }
        }
        div.cluster.mb-3 {
            (show::status(visit, status.kind()))
            @if let Some(category) = record.category(day, &looked.rules) { span.tag { (show::category(visit, category)) } }
            (show::overdue(visit, &record.overdue(day, &looked.rules)))
            @if let Some(reason) = status.reason() { span { (reason) } }
            @if let Some(went_to) = status.went_to() { span { (show::field(visit, "lost_to")) ": " (went_to) } }
        }
    }
}

/// The form of a report: as it was typed, as the month of the address has it, or empty.
fn report_form(visit: &Visit, looked: &Looked, returned: &Returned) -> Markup {
    let (mut typed, errors) = returned.of(REPORT_FORM);
    if !returned.is(REPORT_FORM) {
        let month = visit.query().given("month").and_then(|month| month.parse::<Month>().ok());
        let known = month.and_then(|month| looked.reports.iter().find(|report| report.month == month));
        typed = known.map_or_else(|| reports::due(looked, visit.today()), |report| reports::data(&report.draft()));
    }
    let began_with = (returned.is(REPORT_FORM) && !returned.stale).then(|| reports::shown(&typed));
    reports::form(visit, looked, (&typed, &errors), began_with)
}

/// The transition that a form or the API asks for.
///
/// # Errors
/// What is wrong, by field.
pub(crate) fn advance_typed(stage: &str, since: &str, reason: &str) -> Result<Transition, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field, problem| errors.push(FieldError::new(field, problem));
    let stage = stage.trim().parse().map_err(|problem| wrong("stage", problem)).ok();
    let entered_on = parse_date(since.trim()).map_err(|problem| wrong("stage_since", problem)).ok();
    let reason = line(reason).map_err(|problem| wrong("stage_reason", problem)).ok();
    match (stage, entered_on, reason) {
        (Some(stage), Some(entered_on), Some(reason)) => {
            Ok(Transition { reason, ..Transition::new(stage, entered_on) })
        }
        _ => Err(errors),
    }
}

/// What whoever verifies thinks of the claim.
///
/// # Errors
/// Field `opinion` for what is no line.
pub(crate) fn opinion_typed(text: &str) -> Result<Option<Line>, FieldError> {
    line(text).map_err(|problem| FieldError::new("opinion", problem))
}

/// A line that may be left empty.
fn line(text: &str) -> Result<Option<Line>, crate::model::Problem> {
    if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some) }
}

/// Moves the project to a stage.
pub async fn advance(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (show::project_id(&visit)?, form.version()?);
    let data = &form.data;
    let outcome = match advance_typed(data.get("stage"), data.get("stage_since"), data.get("stage_reason")) {
        Ok(transition) => commands::advance(visit.store(), form.order(&visit), id, version, transition).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    if outcome.is_ok() && data.get("back") == "board" {
        let board = visit.link(&format!("/projects/board?flash=project-advanced#card-{}", show::project_id(&visit)?));
        return Ok(Redirect::to(&board).into_response());
    }
    finish(&visit, &form, "advance", outcome, "project-advanced").await
}

/// Moves the project to a stage although something is missing.
pub async fn bypass(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (show::project_id(&visit)?, form.version()?);
    let data = &form.data;
    let outcome = match advance_typed(data.get("stage"), data.get("stage_since"), data.get("stage_reason")) {
        Ok(transition) => commands::bypass(visit.store(), form.order(&visit), id, version, transition).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    finish(&visit, &form, "advance", outcome, "project-bypassed").await
}

/// Claims that the project has reached the next stage.
pub async fn claim(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (show::project_id(&visit)?, form.version()?);
    let reached_on = parse_date(form.data.get("reached_on"));
    let evidence = form.data.get("evidence").parse();
    let outcome = match (reached_on, evidence) {
        (Ok(reached_on), Ok(evidence)) => {
            commands::claim_stage(visit.store(), form.order(&visit), id, version, reached_on, evidence).await
        }
        (reached_on, evidence) => {
            let errors = [("reached_on", reached_on.err()), ("evidence", evidence.err())];
            let errors = errors.into_iter().filter_map(|(field, problem)| Some(FieldError::new(field, problem?)));
            Err(Refused::Wrong(errors.collect()))
        }
    };
    finish(&visit, &form, "claim", outcome, "project-claimed").await
}

/// Verifies the stage that the project claims.
pub async fn verify(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (show::project_id(&visit)?, form.version()?);
    let outcome = match opinion_typed(form.data.get("opinion")) {
        Ok(opinion) => commands::verify_stage(visit.store(), form.order(&visit), id, version, opinion).await,
        Err(error) => Err(error.into()),
    };
    finish(&visit, &form, "claim", outcome, "project-verified").await
}

/// Sends the claim back.
pub async fn return_claim(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (show::project_id(&visit)?, form.version()?);
    let outcome = match form.data.get("claim_returned").parse::<Line>() {
        Ok(reason) => commands::return_claim(visit.store(), form.order(&visit), id, version, reason).await,
        Err(problem) => Err(FieldError::new("claim_returned", problem).into()),
    };
    finish(&visit, &form, "claim", outcome, "project-claim-returned").await
}

/// Changes how the project is doing.
pub async fn change_status(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (show::project_id(&visit)?, form.version()?);
    let outcome = match status_typed(&form.data) {
        Ok(new) => commands::change_status(visit.store(), form.order(&visit), id, version, new).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    finish(&visit, &form, "status", outcome, "project-status-changed").await
}

/// The status that a form or the API asks for.
///
/// # Errors
/// What is wrong, by field.
pub(crate) fn status_typed(data: &FormData) -> Result<StatusChange, Vec<FieldError>> {
    let since = parse_date(data.get("status_since")).map_err(|problem| FieldError::new("status_since", problem));
    let kind = StatusKind::from_key(data.get("status")).map_err(|problem| vec![FieldError::new("status", problem)]);
    let status = kind.and_then(|kind| Status::parse(kind, data.get("status_reason"), data.get("lost_to")));
    match (status, since) {
        (Ok(status), Ok(since)) => Ok(StatusChange { status, since, source: None }),
        (status, since) => Err(status.err().into_iter().flatten().chain(since.err()).collect()),
    }
}

/// Keeps a monthly report, or corrects one. A month that was reported already, typed into a form that did not show it, is
/// shown first: what was not typed must not be lost.
pub async fn report(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = show::project_id(&visit)?;
    let outcome = match reports::draft(&form.data).check(visit.today()) {
        Ok(report) => {
            let version = reports::shown_version(&form.data);
            let sure = form.data.get("sure") == "yes";
            commands::report_month(visit.store(), form.order(&visit), id.clone(), version, report, sure).await
        }
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    if matches!(outcome, Err(Refused::Stale(_)))
        && let Some(typed) = reports::reported_already(&look(&visit, &id).await?, &form.data)
    {
        let values = [("month", typed.get("month").into())];
        let errors = FieldErrors::one("month", visit.text_with("projects-report-known", &values));
        return page(&visit, &Returned::wrong(REPORT_FORM, typed, errors)).await;
    }
    finish(&visit, &form, REPORT_FORM, outcome, "project-reported").await
}

/// Back to the page: with a message when it was done, with the form as it was typed when not.
async fn finish(
    visit: &Visit,
    form: &Submitted,
    name: &str,
    outcome: Result<(), Refused>,
    flash: &str,
) -> Result<Response, PageError> {
    if let Some(returned) = returned(visit, form, name, outcome)? {
        return page(visit, &returned).await;
    }
    let path = format!("/projects/{}?flash={flash}", show::project_id(visit)?);
    Ok(Redirect::to(&visit.link(&path)).into_response())
}
