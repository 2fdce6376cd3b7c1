//! The form of a parcel, new or known.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{Ended, code, ended, field_name, words};
use crate::{
    commands,
    model::{LandStatus, ParcelDraft, ParcelRecord, StepDraft, Vocabulary},
    store as tables,
};

/// The fields of a parcel, in the order of the form.
const FIELDS: [&str; 6] = ["name", "land_use", "park", "area_mu", "note", "source"];

fn draft(data: &FormData) -> ParcelDraft {
    let [name, land_use, park, area_mu, note, source] = FIELDS.map(|key| data.get(key).to_owned());
    ParcelDraft { name, park, land_use, area_mu, note, source }
}

fn typed(draft: ParcelDraft) -> FormData {
    let ParcelDraft { name, park, land_use, area_mu, note, source } = draft;
    FormData::from_pairs(FIELDS.into_iter().zip([name, land_use, park, area_mu, note, source]))
}

fn fields(visit: &Visit, words: &Vocabulary, data: &FormData, errors: &FieldErrors) -> Markup {
    let pick = |zh: &str, en: &str| visit.language().pick(zh, en).to_owned();
    let parks =
        words.parks.iter().map(|park| (park.key.to_string(), pick(park.name_zh.as_str(), park.name_en.as_str())));
    let uses = words.uses.iter().map(|one| {
        (one.code.to_string(), format!("{} {}", one.code, pick(one.name_zh.as_str(), one.name_en.as_str())))
    });
    let choice = |(value, label)| Choice { value, label };
    let (parks, uses): (Vec<_>, Vec<_>) = (parks.map(choice).collect(), uses.map(choice).collect());
    html! {
        @for key in FIELDS {
            @let label = field_name(visit, key);
            @let field = Input::new(key, &label, data, errors);
            @match key {
                "land_use" => (components::select(field.required(), &uses)),
                "park" => (components::select(field, &parks)),
                "area_mu" => (components::number(field.required())),
                "name" => (components::text(field.required(), "text")),
                _ => div.field-wide { (components::text(field, "text")) },
            }
        }
    }
}

/// The form of a new parcel.
pub async fn new(visit: Visit) -> Result<Response, PageError> {
    let data = FormData::from_pairs([("on", visit.today().to_string())]);
    new_page(&visit, &data, &FieldErrors::default()).await
}

async fn new_page(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Result<Response, PageError> {
    let words = words(visit).await?;
    let statuses =
        LandStatus::ALL.map(|one| Choice { value: one.to_string(), label: visit.text(&format!("land-status-{one}")) });
    let names = ["code", "status", "on"].map(|key| field_name(visit, key));
    let body = html! {
        (errors.summary(visit))
        form method="post" action=(visit.link("/land/parcels/new")) data-guard {
            (visit.form_fields())
            section.panel.mb-3 { div.form-grid {
                (components::text(Input::new("code", &names[0], data, errors).help(&visit.text("land-code-help")).required(), "text"))
                (fields(visit, &words, data, errors))
                (components::select(Input::new("status", &names[1], data, errors).required(), &statuses))
                (components::date(Input::new("on", &names[2], data, errors).required()))
            } }
            (buttons(visit, "/land"))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("land-new")).under(visit.text("land-menu"), "/land");
    Ok(page.body(body).status(status).into_response())
}

/// Keep, or go back.
pub fn buttons(visit: &Visit, cancel: &str) -> Markup {
    html! {
        div.btn-list {
            button.btn.btn-primary type="submit" { (visit.text("land-save")) }
            a.btn href=(visit.link(cancel)) { (visit.text("land-cancel")) }
        }
    }
}

/// Adds a parcel.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let [code, status, on] = ["code", "status", "on"].map(|key| data.get(key).to_owned());
    let first = StepDraft { status, on, reason: String::new() };
    let outcome = commands::add_parcel(visit.store(), form.order(&visit), code, draft(data), first).await;
    let path = outcome.as_ref().map(|code| format!("/land/parcels/{code}?flash=parcel-saved")).unwrap_or_default();
    match ended(&visit, outcome.map(drop))? {
        Ended::Done => Ok(Redirect::to(&visit.link(&path)).into_response()),
        Ended::Wrong(errors) => new_page(&visit, data, &errors).await,
        // A new parcel has no edition that somebody could have changed.
        Ended::Stale(_) => Err(PageError::Malformed),
    }
}

async fn record(visit: &Visit) -> Result<ParcelRecord, PageError> {
    let code = code(visit)?;
    tables::parcel(visit.store().reader(), visit.scope(), &code).await?.ok_or(PageError::NotFound)
}

/// The form of a parcel as it stands.
pub async fn edit(visit: Visit) -> Result<Response, PageError> {
    let record = record(&visit).await?;
    let data = typed(record.parcel.draft());
    edit_page(&visit, &record, (&data, &FieldErrors::default()), false).await
}

async fn edit_page(
    visit: &Visit,
    record: &ParcelRecord,
    (data, errors): (&FormData, &FieldErrors),
    stale: bool,
) -> Result<Response, PageError> {
    let words = words(visit).await?;
    let path = format!("/land/parcels/{}", record.code);
    let version = if stale { None } else { data.given("version") };
    let body = html! {
        @if stale { (both_editions(visit, record, data)) }
        (errors.summary(visit))
        form method="post" action=(visit.link(&format!("{path}/edit"))) data-guard {
            (visit.form_fields())
            input type="hidden" name="version" value=(version.map_or_else(|| record.version.to_string(), str::to_owned));
            section.panel.mb-3 { div.form-grid { (fields(visit, &words, data, errors)) } }
            (buttons(visit, &path))
        }
    };
    let status = match (stale, errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = Page::new(visit, visit.text("land-edit")).under(visit.text("land-menu"), "/land");
    Ok(page.under(record.parcel.name.as_str(), &path).body(body).status(status).into_response())
}

/// What somebody else has written meanwhile beside what was typed here.
fn both_editions(visit: &Visit, record: &ParcelRecord, data: &FormData) -> Markup {
    differing(visit, "land-stale", &FIELDS, (&typed(record.parcel.draft()), data))
}

/// The fields in which what stands now and what was typed differ, side by side.
pub fn differing(visit: &Visit, said: &str, fields: &[&str], (now, data): (&FormData, &FormData)) -> Markup {
    let differing = fields.iter().filter(|key| now.get(key).trim() != data.get(key).trim());
    html! {
        section.panel.mb-3 role="alert" {
            h2.panel-title { (visit.text("error-stale-title")) }
            p { (visit.text(said)) }
            dl.keyvalue { @for key in differing {
                dt { (field_name(visit, key)) }
                dd.prose { (visit.text("stale-current")) ": " (now.get(key)) br; (visit.text("stale-yours")) ": " (data.get(key)) }
            } }
        }
    }
}

/// Keeps what was changed.
pub async fn save(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (code, version) = (code(&visit)?, form.version()?);
    let order = form.order(&visit);
    let outcome = commands::edit_parcel(visit.store(), order, code.clone(), version, draft(&form.data)).await;
    let (errors, stale) = match ended(&visit, outcome)? {
        Ended::Done => {
            let path = format!("/land/parcels/{code}?flash=parcel-saved");
            return Ok(Redirect::to(&visit.link(&path)).into_response());
        }
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    edit_page(&visit, &record(&visit).await?, (&form.data, &errors), stale).await
}
