//! The dossier of a project: talks, agreements, promises, milestones, requests, hurdles and duties, each on its page.

mod fields;
mod kept;
mod sections;

use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use pages::{Page, PageError, Submitted, Visit, components};
use store::StoreError;

use super::{Returned, project::Looked, returned, show};
use crate::{
    commands::{self, Refused},
    model::{FieldError, ItemDraft, ItemKind, Key, Line, ProjectId, parse_date},
    store::{self as tables, ItemFilter, KeptItem},
};
pub(in crate::pages) use fields::label as field_label;
pub(crate) use fields::{Names, names};
pub(crate) use sections::item_line;
pub(in crate::pages) use sections::kind_name;

/// More items of one project are not shown on one page.
const ITEMS_MAX: u64 = 500;

/// What the dossier's pages need beside the project.
pub(super) struct Dossier<'a> {
    visit: &'a Visit,
    looked: &'a Looked,
    names: Names,
    items: Vec<KeptItem>,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &Returned::default()).await
}

async fn page(visit: &Visit, returned: &Returned) -> Result<Response, PageError> {
    let looked = super::project::look(visit, &show::project_id(visit)?).await?;
    let items = items_of(visit, &looked.record.id, ITEMS_MAX).await?;
    let dossier = Dossier { visit, looked: &looked, names: names(visit, &looked.rules).await?, items };
    let may_see = |kind: &ItemKind| visit.scope().may(crate::READ) || !kind.is_internal();
    let kinds: Vec<ItemKind> = ItemKind::ALL.into_iter().filter(may_see).collect();
    let body = html! {
        (returned.errors.summary(visit))
        (super::project::tabs(visit, &looked.record.id, "dossier"))
        nav.cluster.mb-3 aria-label=(visit.text("projects-dossier-kinds")) {
            @for kind in &kinds {
                a href=(format!("#{kind}")) { (sections::kind_name(visit, *kind)) " " span.count { (dossier.of(*kind).count()) } }
            }
        }
        @for kind in kinds { (dossier.section(kind, returned)) }
    };
    let path = format!("/projects/{}", looked.record.id);
    let page = Page::new(visit, visit.text("projects-dossier"))
        .under(visit.text("projects-menu"), "/projects")
        .under(looked.record.project.name.as_str(), &path)
        .actions(super::print::menu(visit, &looked.record.id))
        .body(body)
        .status(returned.status());
    Ok(page.into_response())
}

/// The day up to which there is anything for whoever looks back. Today, what begins later is there, too.
pub(crate) fn known_by(visit: &Visit) -> Option<Date> {
    visit.looks_back().then(|| visit.as_of())
}

/// The items of a project that the reader sees, on the day looked at.
pub(super) async fn items_of(visit: &Visit, id: &ProjectId, max: u64) -> Result<Vec<KeptItem>, StoreError> {
    let filter = ItemFilter { project: Some(id.clone()), until: known_by(visit), ..ItemFilter::default() };
    tables::items(visit.store().reader(), visit.scope(), &filter, 0, max).await
}

/// Whether the reader may add items of a kind to the project, and edit them.
fn may_write(visit: &Visit, looked: &Looked, kind: ItemKind) -> bool {
    !visit.looks_back() && commands::may_write(visit.scope(), kind, looked.is_own)
}

/// Adds an item.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let project = show::project_id(&visit)?;
    let kind: ItemKind = form.data.get("kind").parse().map_err(|_| PageError::Malformed)?;
    let draft = fields::draft(&form.data, kind);
    let outcome = commands::add_item(visit.store(), form.order(&visit), project.clone(), kind, draft).await;
    match returned(&visit, &form, kind.key(), outcome)? {
        None => Ok(to_dossier(&visit, project.as_str(), kind.key(), "item-added")),
        Some(returned) => page(&visit, &returned).await,
    }
}

/// Plans the milestones of a template.
pub async fn plan(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let project = show::project_id(&visit)?;
    let template = form.data.get("template").parse::<Key>();
    let begins_on = parse_date(form.data.get("begins_on"));
    let outcome = match (template, begins_on) {
        (Ok(template), Ok(begins_on)) => {
            let order = form.order(&visit);
            commands::plan_milestones(visit.store(), order, project.clone(), template, begins_on).await
        }
        (template, begins_on) => {
            let errors = [("template", template.err()), ("begins_on", begins_on.err())];
            let errors = errors.into_iter().filter_map(|(field, problem)| Some(FieldError::new(field, problem?)));
            Err(Refused::Wrong(errors.collect()))
        }
    };
    match returned(&visit, &form, "plan", outcome)? {
        None => Ok(to_dossier(&visit, project.as_str(), "milestone", "plan-made")),
        Some(returned) => page(&visit, &returned).await,
    }
}

/// The page of one item, with the forms that this reader may fill in.
pub async fn item(visit: Visit) -> Result<Response, PageError> {
    kept::page(&visit, &Returned::default()).await
}

/// Keeps what was changed of an item.
pub async fn save(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (item_id(&visit)?, form.version()?);
    let before = tables::find_item(visit.store().reader(), visit.scope(), &id).await?.ok_or(PageError::NotFound)?;
    let draft = fields::draft(&form.data, before.item.kind());
    let outcome = commands::edit_item(visit.store(), form.order(&visit), id, version, draft).await;
    kept::finish(&visit, form, "edit", outcome, "item-saved").await
}

/// Notes that an item is done.
pub async fn finish(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (item_id(&visit)?, form.version()?);
    let done_on = parse_date(form.data.get("done_on")).map_err(|problem| FieldError::new("done_on", problem));
    let outcome = form.data.given("outcome").map(str::parse).transpose();
    let outcome = match (done_on, outcome.map_err(|problem| FieldError::new("outcome", problem))) {
        (Ok(on), Ok(text)) => commands::finish_item(visit.store(), form.order(&visit), id, version, on, text).await,
        (on, text) => Err(Refused::Wrong(on.err().into_iter().chain(text.err()).collect())),
    };
    kept::finish(&visit, form, "finish", outcome, "item-finished").await
}

/// Opens a request again: the enterprise is not content with the answer.
pub async fn contest(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (item_id(&visit)?, form.version()?);
    let outcome = match form.data.get("contest_reason").parse() {
        Ok(reason) => commands::contest_item(visit.store(), form.order(&visit), id, version, reason).await,
        Err(problem) => Err(FieldError::new("contest_reason", problem).into()),
    };
    kept::finish(&visit, form, "contest", outcome, "item-contested").await
}

/// Takes an item away.
pub async fn remove(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (id, version) = (item_id(&visit)?, form.version()?);
    let before = tables::find_item(visit.store().reader(), visit.scope(), &id).await?.ok_or(PageError::NotFound)?;
    let outcome = match form.data.get("reason").parse::<Line>() {
        Ok(reason) => commands::remove_item(visit.store(), form.order(&visit), id, version, reason).await,
        Err(problem) => Err(FieldError::new("reason", problem).into()),
    };
    if outcome.is_ok() {
        let kind = before.item.kind().key();
        return Ok(to_dossier(&visit, before.item.project.as_str(), kind, "item-removed"));
    }
    kept::finish(&visit, form, "remove", outcome, "").await
}

fn to_dossier(visit: &Visit, project: &str, kind: &str, flash: &str) -> Response {
    Redirect::to(&visit.link(&format!("/projects/{project}/dossier?flash={flash}#{kind}"))).into_response()
}

fn item_id(visit: &Visit) -> Result<Key, PageError> {
    visit.param("item")?.parse().map_err(|_| PageError::NotFound)
}

/// What stands where there is nothing of a kind.
fn nothing(visit: &Visit) -> Markup {
    html! { p.text-secondary { (visit.text("projects-items-none")) } }
}

/// The empty draft of a kind, as of today.
fn fresh(visit: &Visit, kind: ItemKind) -> ItemDraft {
    let mut draft = ItemDraft::default();
    if kind.fields().contains(&"on") {
        draft.set("on", visit.today().to_string());
    }
    draft
}

/// A day until something is due, in words.
pub(crate) fn due(visit: &Visit, kept: &KeptItem) -> Markup {
    let item = &kept.item;
    let (Some(due), day) = (item.due_on, visit.as_of()) else { return html! {} };
    html! {
        @if let Some(days) = item.late_days(day) {
            span.due.due-overdue { (visit.text_with("projects-item-late", &[("days", days.into())])) }
        } @else if item.is_open(day) && (due - day).get_days() <= 7 {
            span.due.due-soon { (visit.text_with("projects-item-due", &[("due", due.to_string().into())])) }
        } @else {
            span { (due) }
        }
    }
}

/// The state of an item in a word.
pub(crate) fn state(visit: &Visit, kept: &KeptItem) -> Markup {
    let item = &kept.item;
    match (item.done_by(visit.as_of()), item.late_days(visit.as_of())) {
        (Some(done), _) => {
            let on = [("on", done.on.to_string().into())];
            components::pill("good", &visit.text_with("projects-item-done", &on))
        }
        (None, Some(_)) => components::pill("bad", &visit.text("projects-item-overdue")),
        (None, None) if item.contests().iter().any(|contest| contest.on <= visit.as_of()) => {
            components::pill("warning", &visit.text("projects-item-again"))
        }
        (None, None) if item.is_open(visit.as_of()) => components::pill("neutral", &visit.text("projects-item-open")),
        (None, None) => html! {},
    }
}
