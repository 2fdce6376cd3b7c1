//! Dispatch meetings: their agenda is made from what is red, what they resolve becomes duties.

use std::collections::BTreeMap;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
    shell::icon,
};

use super::{
    Ended, Returned,
    dossier::{self, item_line},
    ended,
    project::day_field,
    returned,
    views::red,
};
use crate::{
    EDIT,
    commands::{self, Refused},
    model::{FieldError, ItemDraft, ItemKind, Key, Meeting, ProjectId, ProjectRecord},
    store::{self as tables, ItemFilter, KeptItem, KeptMeeting},
};

/// Meetings of one page.
const MEETINGS_MAX: u64 = 200;
/// Resolutions of one meeting.
const DUTIES_MAX: u64 = 500;
/// The fields of the form but the agenda.
const FIELDS: [&str; 4] = ["title", "held_on", "chair", "minutes"];

/// The list.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let found = tables::meetings(visit.store().reader(), visit.scope(), 0, MEETINGS_MAX).await?;
    let new = html! {
        @if visit.scope().may(EDIT) {
            a.btn.btn-primary href=(visit.link("/projects/meetings/new")) { (icon("plus")) " " (visit.text("projects-meeting-new")) }
        }
    };
    let label = visit.text("projects-meetings");
    let body = html! {
        @if found.is_empty() {
            (components::empty(&visit.text("projects-meetings-none"), &visit.text("projects-meetings-none-advice"), None))
        } @else {
            div.card.table-responsive tabindex="0" role="region" aria-label=(label) {
                table.table {
                    thead { tr {
                        @for key in ["projects-field-held_on", "projects-field-meeting_title", "projects-field-chair", "projects-field-agenda"] {
                            th scope="col" { (visit.text(key)) }
                        }
                    } }
                    tbody { @for kept in &found { tr {
                        td { time datetime=(kept.meeting.held_on.to_string()) { (kept.meeting.held_on) } }
                        td { a href=(visit.link(&format!("/projects/meetings/{}", kept.id))) { (kept.meeting.title) } }
                        td { @if let Some(chair) = &kept.meeting.chair { (chair) } @else { "–" } }
                        td.numeric { (kept.meeting.agenda.len()) }
                    } } }
                }
            }
        }
    };
    Ok(Page::new(&visit, label).under(visit.text("projects-menu"), "/projects").actions(new).body(body))
}

/// The form of a new meeting: what is red stands on its agenda already.
pub async fn new(visit: Visit) -> Result<Response, PageError> {
    let today = visit.today().to_string();
    let title = visit.text_with("projects-meeting-title-today", &[("day", today.as_str().into())]);
    let typed = FormData::from_pairs([("title", title.as_str()), ("held_on", today.as_str())]);
    new_page(&visit, &typed, &FieldErrors::default(), true).await
}

async fn new_page(visit: &Visit, typed: &FormData, errors: &FieldErrors, fresh: bool) -> Result<Response, PageError> {
    let rules = super::rules(visit).await?.ok_or(PageError::NotFound)?;
    let red = red(visit, &rules).await?;
    let chosen: Vec<&str> = typed.all("agenda").collect();
    let body = html! {
        (errors.summary(visit))
        form method="post" action=(visit.link("/projects/meetings/new")) data-guard {
            (visit.form_fields())
            section.panel.mb-3 { (fields(visit, typed, errors)) }
            fieldset.panel.mb-3 #field-agenda tabindex="-1" {
                legend.panel-title { (visit.text("projects-field-agenda")) }
                p.cell-sub { (visit.text("projects-agenda-lead")) }
                @if red.is_empty() { p { (visit.text("projects-leader-none-stuck")) } }
                @for (record, reasons) in &red {
                    label.choice {
                        input type="checkbox" name="agenda" value=(record.id) checked[fresh || chosen.contains(&record.id.as_str())];
                        span { (record.project.name) span.cell-sub { (reasons.join(visit.language().pick("；", "; "))) } }
                    }
                }
            }
            button.btn.btn-primary type="submit" { (visit.text("projects-meeting-call")) }
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("projects-meeting-new"));
    Ok(under(visit, page).body(body).status(status).into_response())
}

fn under(visit: &Visit, page: Page) -> Page {
    page.under(visit.text("projects-menu"), "/projects").under(visit.text("projects-meetings"), "/projects/meetings")
}

fn fields(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Markup {
    let label =
        |key: &str| visit.text(&format!("projects-field-{}", if key == "title" { "meeting_title" } else { key }));
    let [title, held_on, chair, minutes] = FIELDS.map(label);
    let plain = visit.text("projects-help-minutes");
    html! {
        div.form-grid {
            (components::text(Input::new("title", &title, data, errors).required(), "text"))
            (day_field(Input::new("held_on", &held_on, data, errors).required()))
            (components::text(Input::new("chair", &chair, data, errors), "text"))
            div.field-wide { (components::area(Input::new("minutes", &minutes, data, errors).help(&plain), 6)) }
        }
    }
}

fn typed(data: &FormData, agenda: String) -> BTreeMap<&'static str, String> {
    let mut typed: BTreeMap<&str, String> = FIELDS.iter().map(|key| (*key, data.get(key).to_owned())).collect();
    typed.insert("agenda", agenda);
    typed
}

/// Calls a meeting.
pub async fn call(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let agenda = form.data.all("agenda").collect::<Vec<_>>().join(";");
    let outcome = match Meeting::parse(&typed(&form.data, agenda)) {
        Ok(meeting) => commands::call_meeting(visit.store(), form.order(&visit), meeting).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    match ended(&visit, outcome)? {
        Ended::Done(id) => {
            Ok(Redirect::to(&visit.link(&format!("/projects/meetings/{id}?flash=meeting-called"))).into_response())
        }
        Ended::Wrong(errors) => new_page(&visit, &form.data, &errors, false).await,
        Ended::Unchanged | Ended::Stale(_) => Err(PageError::Malformed),
    }
}

/// One meeting.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &Returned::default()).await
}

async fn page(visit: &Visit, returned: &Returned) -> Result<Response, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let rules = super::rules(visit).await?.ok_or(PageError::NotFound)?;
    let mut kept = tables::find_meeting(database, scope, &meeting_id(visit)?).await?.ok_or(PageError::NotFound)?;
    if returned.is("edit") {
        kept.version = returned.version(kept.version);
    }
    let mut projects = tables::by_ids(database, scope, &kept.meeting.agenda).await?;
    let place = |record: &ProjectRecord| kept.meeting.agenda.iter().position(|id| *id == record.id);
    projects.sort_by_key(place);
    let filter = ItemFilter { meeting: Some(kept.id.clone()), ..ItemFilter::default() };
    let duties = tables::items(database, scope, &filter, 0, DUTIES_MAX).await?;
    let names = dossier::names(visit, &rules).await?;
    // What is red now says nothing of a meeting that is over.
    let red = if kept.meeting.held_on < visit.as_of() { Vec::new() } else { red(visit, &rules).await? };
    let red: BTreeMap<ProjectId, Vec<String>> = red.into_iter().map(|(record, reasons)| (record.id, reasons)).collect();
    let may_edit = scope.may(EDIT) && !visit.looks_back();
    let body = html! {
        @if returned.stale { p.alert.alert-danger role="alert" { (visit.text("projects-stale-advice")) } }
        (returned.errors.summary(visit))
        p.page-lead { (kept.meeting.held_on) @if let Some(chair) = &kept.meeting.chair { " · " (chair) } }
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-field-agenda")) }
            @if projects.is_empty() { p.text-secondary { (visit.text("projects-items-none")) } }
            ol { @for record in &projects { li {
                a href=(visit.link(&format!("/projects/{}", record.id))) { (record.project.name) } " "
                span.cell-sub { (record.project.investor_name) }
                @if let Some(reasons) = red.get(&record.id) {
                    span.cell-sub { (reasons.join(visit.language().pick("；", "; "))) }
                }
            } } }
        }
        @if let Some(minutes) = &kept.meeting.minutes {
            section.panel.mb-3 { h2.panel-title { (visit.text("projects-field-minutes")) } p.prose { (minutes) } }
        }
        (resolutions(visit, &names, &projects, &duties))
        @if may_edit {
            (duty_form(visit, &names, &kept, &projects, returned))
            (edit_form(visit, &kept, returned))
        }
    };
    let page = Page::new(visit, kept.meeting.title.as_str());
    Ok(under(visit, page).body(body).status(returned.status()).into_response())
}

fn resolutions(visit: &Visit, names: &dossier::Names, projects: &[ProjectRecord], duties: &[KeptItem]) -> Markup {
    let label = visit.text("projects-resolutions");
    let project = |id: &ProjectId| projects.iter().find(|record| record.id == *id);
    html! {
        section.panel.mb-3 {
            h2.panel-title { (label) }
            @if duties.is_empty() { p.text-secondary { (visit.text("projects-items-none")) } } @else {
                div.table-responsive tabindex="0" role="region" aria-label=(label) {
                    table.table {
                        thead { tr {
                            @for key in ["projects-item-title-duty", "projects-field-project", "projects-item-owner", "projects-item-due_on", "projects-item-state"] {
                                th scope="col" { (visit.text(key)) }
                            }
                        } }
                        tbody { @for kept in duties { tr {
                            td.cell-wide { a href=(visit.link(&format!("/projects/{}/items/{}", kept.item.project, kept.id))) { (item_line(visit, names, &kept.item)) } }
                            td { @if let Some(record) = project(&kept.item.project) { (record.project.name) } }
                            td { @if let Some(owner) = &kept.item.owner { (names.organisation(owner.as_str())) } }
                            td { (dossier::due(visit, kept)) }
                            td { (dossier::state(visit, kept)) }
                        } } }
                    }
                }
            }
        }
    }
}

fn duty_form(
    visit: &Visit,
    names: &dossier::Names,
    kept: &KeptMeeting,
    projects: &[ProjectRecord],
    returned: &Returned,
) -> Markup {
    let back = returned.is("duty");
    let none = FieldErrors::default();
    let (data, errors) = if back { (returned.typed.clone(), &returned.errors) } else { (FormData::default(), &none) };
    let choices: Vec<Choice> = projects
        .iter()
        .map(|record| Choice { value: record.id.to_string(), label: record.project.name.to_string() })
        .collect();
    let [project, title, owner, due] =
        ["projects-field-project", "projects-item-title-duty", "projects-item-owner", "projects-item-due_on"]
            .map(|key| visit.text(key));
    html! {
        @if !projects.is_empty() {
            section.panel.mb-3.no-print {
                h2.panel-title { (visit.text("projects-resolve")) }
                form method="post" action=(visit.link(&format!("/projects/meetings/{}/duties", kept.id))) data-guard {
                    (visit.form_fields())
                    div.form-grid {
                        (components::select(Input::new("project", &project, &data, errors).required(), &choices))
                        (components::text(Input::new("title", &title, &data, errors).required(), "text"))
                        (components::select(Input::new("owner", &owner, &data, errors).required(), &names.owners()))
                        (day_field(Input::new("due_on", &due, &data, errors).required()))
                    }
                    button.btn.btn-primary type="submit" { (visit.text("projects-resolve")) }
                }
            }
        }
    }
}

fn edit_form(visit: &Visit, kept: &KeptMeeting, returned: &Returned) -> Markup {
    let back = returned.is("edit");
    let texts = kept.meeting.texts();
    let data = FormData::from_pairs(texts.iter().map(|(key, text)| (*key, text.as_str())));
    let none = FieldErrors::default();
    let (data, errors) = if back { (returned.typed.clone(), &returned.errors) } else { (data, &none) };
    html! {
        details.panel.mb-3.no-print open[back] {
            summary.panel-title { (visit.text("projects-meeting-minute")) }
            form method="post" action=(visit.link(&format!("/projects/meetings/{}", kept.id))) data-guard {
                (visit.form_fields())
                input type="hidden" name="version" value=(kept.version);
                (fields(visit, &data, errors))
                button.btn.btn-primary type="submit" { (visit.text("projects-save")) }
            }
        }
    }
}

/// Keeps what was changed of a meeting; its agenda stays.
pub async fn save(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = meeting_id(&visit)?;
    let version = form.version()?;
    let before = tables::find_meeting(visit.store().reader(), visit.scope(), &id).await?.ok_or(PageError::NotFound)?;
    let agenda = before.meeting.texts().remove("agenda").unwrap_or_default();
    let outcome = match Meeting::parse(&typed(&form.data, agenda)) {
        Ok(meeting) => commands::edit_meeting(visit.store(), form.order(&visit), id, version, meeting).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    finish(&visit, form, "edit", outcome, "meeting-saved").await
}

/// Turns a resolution into a duty of one of the meeting's projects.
pub async fn resolve(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = meeting_id(&visit)?;
    tables::find_meeting(visit.store().reader(), visit.scope(), &id).await?.ok_or(PageError::NotFound)?;
    let fields = ["title", "owner", "due_on"].map(|key| (key, form.data.get(key).to_owned()));
    let mut draft: ItemDraft = fields.into_iter().collect();
    draft.set("meeting", id.to_string());
    let outcome = match form.data.get("project").parse::<ProjectId>() {
        Ok(project) => {
            let order = form.order(&visit);
            commands::add_item(visit.store(), order, project, ItemKind::Duty, draft).await.map(drop)
        }
        Err(problem) => Err(FieldError::new("project", problem).into()),
    };
    finish(&visit, form, "duty", outcome, "duty-given").await
}

async fn finish(
    visit: &Visit,
    form: Submitted,
    name: &str,
    outcome: Result<(), Refused>,
    flash: &str,
) -> Result<Response, PageError> {
    if let Some(returned) = returned(visit, &form, name, outcome)? {
        return page(visit, &returned).await;
    }
    let path = format!("/projects/meetings/{}?flash={flash}", meeting_id(visit)?);
    Ok(Redirect::to(&visit.link(&path)).into_response())
}

fn meeting_id(visit: &Visit) -> Result<Key, PageError> {
    visit.param("meeting")?.parse().map_err(|_| PageError::NotFound)
}
