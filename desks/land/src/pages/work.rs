//! One work: what is known of it, and how far it has come.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors, Moment},
    shell::icon,
};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{
    Ended, Returned, code, ended, field_name,
    works::{connection_name, stage_pill},
};
use crate::{
    EDIT,
    commands::{Refused, works as commands},
    model::{WorkRecord, WorkStage, WorkStepDraft},
    store as tables,
};

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &Returned::default()).await
}

async fn page(visit: &Visit, returned: &Returned) -> Result<Response, PageError> {
    let code = code(visit)?;
    let works = tables::works(visit.store().reader(), visit.scope()).await?;
    let record = works.iter().find(|record| record.code == code).ok_or(PageError::NotFound)?;
    let parcels = tables::parcels(visit.store().reader(), visit.scope()).await?;
    let served = parcels.iter().filter(|parcel| record.work.serves.contains(&parcel.code));
    let served = served.map(|parcel| (format!("/land/parcels/{}", parcel.code), parcel.parcel.name.to_string()));
    let named = |record: &WorkRecord| (format!("/land/works/{}", record.code), record.work.name.to_string());
    let before = works.iter().filter(|one| record.work.after.contains(&one.code)).map(named);
    let waiting = works.iter().filter(|one| one.work.after.contains(&code)).map(named);
    let course = tables::courses(visit.store().reader(), visit.scope()).await?.remove(&code);
    let may_edit = visit.scope().may(EDIT) && !visit.looks_back();
    let body = html! {
        @if returned.stale { p.alert.alert-danger role="alert" { (visit.text("land-work-stale")) } }
        (returned.errors.summary(visit))
        div.split.split-wide {
            div {
                (particulars(visit, record))
                (super::course::panel(visit, record, course.as_ref(), may_edit))
                (links(visit, "land-work-serves", served.collect()))
                (links(visit, "land-work-after", before.collect()))
                (links(visit, "land-work-waiting", waiting.collect()))
            }
            div {
                (history(visit, record))
                @if may_edit { (step_form(visit, record, returned)) }
            }
        }
    };
    let actions = html! {
        @if may_edit {
            a.btn.btn-primary href=(visit.link(&format!("/land/works/{code}/edit"))) { (icon("edit")) " " (visit.text("land-edit")) }
        }
    };
    let status = returned.status();
    let page = Page::new(visit, record.work.name.as_str()).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-works"), "/land/works");
    Ok(page.actions(actions).body(body).status(status).into_response())
}

fn particulars(visit: &Visit, record: &WorkRecord) -> Markup {
    let (work, draft) = (&record.work, record.work.draft());
    let capacity = work.capacity.zip(work.connection.capacity_unit());
    let lines = [
        ("code", record.code.to_string()),
        ("connection", connection_name(visit, work.connection)),
        ("due", draft.due),
        ("road", draft.road),
        ("capacity", capacity.map(|(amount, unit)| format!("{amount} {unit}")).unwrap_or_default()),
        ("cost", draft.cost),
        ("contractor", draft.contractor),
        ("note", draft.note),
        ("source", draft.source),
    ];
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-work-particulars")) }
            dl.keyvalue {
                dt { (field_name(visit, "stage")) }
                dd { @match record.on(visit.as_of()) {
                    Some(step) => { (stage_pill(visit, record, step)) " " (visit.text_with("land-since", &[("day", step.on.to_string().into())])) }
                    None => "–",
                } }
                @for (key, value) in &lines {
                    dt { (field_name(visit, key)) }
                    dd.prose { @if value.is_empty() { "–" } @else { (value) } }
                }
            }
        }
    }
}

/// Parcels or works, each a link; nothing where there are none.
fn links(visit: &Visit, title: &str, named: Vec<(String, String)>) -> Markup {
    html! {
        @if !named.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (visit.text(title)) }
                ul { @for (path, name) in &named { li { a href=(visit.link(path)) { (name) } } } }
            }
        }
    }
}

fn history(visit: &Visit, record: &WorkRecord) -> Markup {
    let seen = record.steps.iter().filter(|step| step.on <= visit.as_of());
    let mut moments: Vec<_> = seen
        .map(|step| Moment {
            on: step.on,
            title: visit.text(&format!("land-stage-{}", step.stage)),
            detail: html! {},
            ahead: false,
        })
        .collect();
    moments.reverse();
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-work-history")) }
            @if moments.is_empty() { p.text-secondary { (visit.text("land-history-none")) } } @else { (components::timeline(&moments)) }
        }
    }
}

/// The form of the next step; nothing where the work is done.
fn step_form(visit: &Visit, record: &WorkRecord, returned: &Returned) -> Markup {
    let latest = record.steps.last().map(|step| step.stage);
    let ahead = WorkStage::ALL.into_iter().filter(|stage| latest.is_none_or(|latest| *stage > latest));
    let choices: Vec<_> =
        ahead.map(|one| Choice { value: one.to_string(), label: visit.text(&format!("land-stage-{one}")) }).collect();
    let today = FormData::from_pairs([("on", visit.today().to_string())]);
    let typed = if returned.errors.is_empty() { &today } else { &returned.typed };
    let [stage, on] = ["stage", "on"].map(|key| field_name(visit, key));
    html! {
        @if !choices.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("land-step")) }
                form method="post" action=(visit.link(&format!("/land/works/{}/stage", record.code))) data-guard {
                    (visit.form_fields())
                    input type="hidden" name="version" value=(record.version);
                    (components::select(Input::new("stage", &stage, typed, &returned.errors).required(), &choices))
                    (components::date(Input::new("on", &on, typed, &returned.errors).required()))
                    button.btn.btn-primary type="submit" { (visit.text("land-step-enter")) }
                }
            }
        }
    }
}

/// Says how far the work has come.
pub async fn enter_stage(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (code, version) = (code(&visit)?, form.version()?);
    let [stage, on] = ["stage", "on"].map(|key| form.data.get(key).to_owned());
    let outcome = match (WorkStepDraft { stage, on }).check() {
        Ok(step) => commands::enter_stage(visit.store(), form.order(&visit), code.clone(), version, step).await,
        Err(flaws) => Err(Refused::Wrong(flaws)),
    };
    let (errors, stale) = match ended(&visit, outcome)? {
        Ended::Done => {
            let path = format!("/land/works/{code}?flash=work-stepped");
            return Ok(Redirect::to(&visit.link(&path)).into_response());
        }
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    page(&visit, &Returned { typed: form.data.clone(), errors, stale }).await
}
