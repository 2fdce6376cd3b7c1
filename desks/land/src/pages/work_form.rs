//! The form of a work, new or known.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{Ended, code, ended, field_name, form::buttons, works::connection_name};
use crate::{
    commands::works as commands,
    model::{Connection, WorkDraft, WorkRecord, WorkStage, WorkStepDraft},
    store as tables,
};

/// The fields of a work, in the order of the form.
const FIELDS: [&str; 11] =
    ["name", "connection", "due", "road", "serves", "after", "capacity", "cost", "contractor", "note", "source"];

fn draft(data: &FormData) -> WorkDraft {
    let [name, connection, due, road, serves, after, capacity, cost, contractor, note, source] =
        FIELDS.map(|key| data.get(key).to_owned());
    WorkDraft { name, connection, due, serves, road, capacity, cost, contractor, after, note, source }
}

fn typed(draft: WorkDraft) -> FormData {
    let WorkDraft { name, connection, due, serves, road, capacity, cost, contractor, after, note, source } = draft;
    let values = [name, connection, due, road, serves, after, capacity, cost, contractor, note, source];
    FormData::from_pairs(FIELDS.into_iter().zip(values))
}

fn fields(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Markup {
    let connections = Connection::ALL.map(|one| Choice { value: one.to_string(), label: connection_name(visit, one) });
    let (codes, capacity) = (visit.text("land-codes-help"), visit.text("land-capacity-help"));
    html! {
        @for key in FIELDS {
            @let label = field_name(visit, key);
            @let field = Input::new(key, &label, data, errors);
            @match key {
                "connection" => (components::select(field.required(), &connections)),
                "due" => (components::date(field.required())),
                "capacity" => (components::number(field.help(&capacity))),
                "cost" => (components::number(field)),
                "name" => (components::text(field.required(), "text")),
                "serves" | "after" => div.field-wide { (components::text(field.help(&codes), "text")) },
                "road" | "contractor" => (components::text(field, "text")),
                _ => div.field-wide { (components::text(field, "text")) },
            }
        }
    }
}

/// The form of a new work.
pub async fn new(visit: Visit) -> Result<Response, PageError> {
    let data = FormData::from_pairs([("on", visit.today().to_string()), ("stage", WorkStage::Planned.to_string())]);
    Ok(new_page(&visit, &data, &FieldErrors::default()))
}

fn new_page(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Response {
    let stages =
        WorkStage::ALL.map(|one| Choice { value: one.to_string(), label: visit.text(&format!("land-stage-{one}")) });
    let names = ["code", "stage", "on"].map(|key| field_name(visit, key));
    let body = html! {
        (errors.summary(visit))
        form method="post" action=(visit.link("/land/works/new")) data-guard {
            (visit.form_fields())
            section.panel.mb-3 { div.form-grid {
                (components::text(Input::new("code", &names[0], data, errors).help(&visit.text("land-code-help")).required(), "text"))
                (fields(visit, data, errors))
                (components::select(Input::new("stage", &names[1], data, errors).required(), &stages))
                (components::date(Input::new("on", &names[2], data, errors).required()))
            } }
            (buttons(visit, "/land/works"))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("land-work-new")).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-works"), "/land/works");
    page.body(body).status(status).into_response()
}

/// Adds a work.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let [code, stage, on] = ["code", "stage", "on"].map(|key| data.get(key).to_owned());
    let first = WorkStepDraft { stage, on };
    let outcome = commands::add_work(visit.store(), form.order(&visit), code, draft(data), first).await;
    let path = outcome.as_ref().map(|code| format!("/land/works/{code}?flash=work-saved")).unwrap_or_default();
    match ended(&visit, outcome.map(drop))? {
        Ended::Done => Ok(Redirect::to(&visit.link(&path)).into_response()),
        Ended::Wrong(errors) => Ok(new_page(&visit, data, &errors)),
        // A new work has no edition that somebody could have changed.
        Ended::Stale(_) => Err(PageError::Malformed),
    }
}

async fn record(visit: &Visit) -> Result<WorkRecord, PageError> {
    let code = code(visit)?;
    tables::work(visit.store().reader(), visit.scope(), &code).await?.ok_or(PageError::NotFound)
}

/// The form of a work as it stands.
pub async fn edit(visit: Visit) -> Result<Response, PageError> {
    let record = record(&visit).await?;
    let data = typed(record.work.draft());
    Ok(edit_page(&visit, &record, (&data, &FieldErrors::default()), false))
}

fn edit_page(visit: &Visit, record: &WorkRecord, (data, errors): (&FormData, &FieldErrors), stale: bool) -> Response {
    let path = format!("/land/works/{}", record.code);
    let version = if stale { None } else { data.given("version") };
    let body = html! {
        @if stale { (both_editions(visit, record, data)) }
        (errors.summary(visit))
        form method="post" action=(visit.link(&format!("{path}/edit"))) data-guard {
            (visit.form_fields())
            input type="hidden" name="version" value=(version.map_or_else(|| record.version.to_string(), str::to_owned));
            section.panel.mb-3 { div.form-grid { (fields(visit, data, errors)) } }
            (buttons(visit, &path))
        }
    };
    let status = match (stale, errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = Page::new(visit, visit.text("land-edit")).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-works"), "/land/works");
    page.under(record.work.name.as_str(), &path).body(body).status(status).into_response()
}

/// What somebody else has written meanwhile beside what was typed here.
fn both_editions(visit: &Visit, record: &WorkRecord, data: &FormData) -> Markup {
    super::form::differing(visit, "land-work-stale", &FIELDS, (&typed(record.work.draft()), data))
}

/// Keeps what was changed.
pub async fn save(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (code, version) = (code(&visit)?, form.version()?);
    let order = form.order(&visit);
    let outcome = commands::edit_work(visit.store(), order, code.clone(), version, draft(&form.data)).await;
    let (errors, stale) = match ended(&visit, outcome)? {
        Ended::Done => {
            let path = format!("/land/works/{code}?flash=work-saved");
            return Ok(Redirect::to(&visit.link(&path)).into_response());
        }
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    Ok(edit_page(&visit, &record(&visit).await?, (&form.data, &errors), stale))
}
