//! The form of a wish, new or known. Everything but the title may be left out.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{Ended, ended, field_name, number, record, words};
use crate::{
    commands,
    model::{WishDraft, WishRecord, Words},
};

pub(super) fn draft(data: &FormData) -> WishDraft {
    let mut draft = WishDraft::default();
    for field in WishDraft::FIELDS {
        draft.set(field, data.get(field));
    }
    draft
}

pub(super) fn typed(draft: &WishDraft) -> FormData {
    FormData::from_pairs(WishDraft::FIELDS.map(|field| (field, draft.get(field))))
}

/// These fields of a wish.
pub(super) fn fields(visit: &Visit, words: &Words, shown: &[&str], data: &FormData, errors: &FieldErrors) -> Markup {
    let name = |one: &land::model::LandUse| {
        format!("{} {}", one.code, visit.language().pick(one.name_zh.as_str(), one.name_en.as_str()))
    };
    let uses: Vec<_> =
        words.land.uses.iter().map(|one| Choice { value: one.code.to_string(), label: name(one) }).collect();
    let names = |names: &projects::model::Industry| {
        visit.language().pick(names.name_zh.as_str(), names.name_en.as_str()).to_owned()
    };
    let industries = words.projects.industries.iter();
    let industries =
        industries.map(|(code, one)| Choice { value: code.to_string(), label: format!("{code} {}", names(one)) });
    let industries: Vec<_> = industries.collect();
    let years_help = visit.text("landing-field-investment_years-help");
    html! {
        @for key in shown.iter().copied() {
            @let label = field_name(visit, key);
            @let field = Input::new(key, &label, data, errors);
            @match key {
                "title" => div.field-wide { (components::text(field.required(), "text")) },
                "land_use" => (components::select(field, &uses)),
                "industry" => (components::select(field, &industries)),
                "start" | "production" => (components::date(field)),
                "investor" => (components::text(field, "text")),
                "investment_years" => div.field-wide { (components::text(field.help(&years_help), "text")) },
                "note" => div.field-wide { (components::text(field, "text")) },
                _ => (components::number(field)),
            }
        }
    }
}

/// The form of a new wish.
pub async fn new(visit: Visit) -> Result<Response, PageError> {
    let words = words(&visit).await?;
    Ok(page(&visit, &words, (&FormData::default(), &FieldErrors::default()), None, false))
}

fn page(
    visit: &Visit,
    words: &Words,
    (data, errors): (&FormData, &FieldErrors),
    known: Option<&WishRecord>,
    stale: bool,
) -> Response {
    let path = known.map_or("/landing".to_owned(), |record| format!("/landing/wishes/{}", record.number));
    let action = if known.is_some() { format!("{path}/edit") } else { "/landing/new".to_owned() };
    let version = if stale { None } else { data.given("version") };
    let body = html! {
        @if stale { p.alert.alert-danger role="alert" { (visit.text("landing-stale")) } }
        (errors.summary(visit))
        p.text-secondary { (visit.text("landing-form-help")) }
        form method="post" action=(visit.link(&action)) data-guard {
            (visit.form_fields())
            @if let Some(record) = known {
                input type="hidden" name="version" value=(version.map_or_else(|| record.version.to_string(), str::to_owned));
            }
            section.panel.mb-3 { div.form-grid { (fields(visit, words, &WishDraft::FIELDS, data, errors)) } }
            div.btn-list {
                button.btn.btn-primary type="submit" { (visit.text("landing-answer")) }
                a.btn href=(visit.link(&path)) { (visit.text("landing-cancel")) }
            }
        }
    };
    let status = match (stale, errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let title = visit.text(if known.is_some() { "landing-edit" } else { "landing-new" });
    let page = Page::new(visit, title).under(visit.text("landing-menu"), "/landing");
    let page = match known {
        Some(record) => page.under(record.wish.title.as_str(), &path),
        None => page,
    };
    page.body(body).status(status).into_response()
}

/// Takes a wish down.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let outcome = commands::add_wish(visit.store(), form.order(&visit), draft(&form.data)).await;
    let path = outcome.as_ref().map(|number| format!("/landing/wishes/{number}?flash=wish-saved")).unwrap_or_default();
    match ended(&visit, outcome.map(drop))? {
        Ended::Done => Ok(Redirect::to(&visit.link(&path)).into_response()),
        Ended::Wrong(errors) => Ok(page(&visit, &words(&visit).await?, (&form.data, &errors), None, false)),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// The form of a wish as it stands.
pub async fn edit(visit: Visit) -> Result<Response, PageError> {
    let words = words(&visit).await?;
    let record = record(&visit).await?;
    let data = typed(&record.wish.draft());
    Ok(page(&visit, &words, (&data, &FieldErrors::default()), Some(&record), false))
}

/// Keeps what was changed.
pub async fn save(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (number, version) = (number(&visit)?, form.version()?);
    let outcome = commands::edit_wish(visit.store(), form.order(&visit), number, version, draft(&form.data)).await;
    let (errors, stale) = match ended(&visit, outcome)? {
        Ended::Done => {
            let path = format!("/landing/wishes/{number}?flash=wish-saved");
            return Ok(Redirect::to(&visit.link(&path)).into_response());
        }
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    let words = words(&visit).await?;
    let record = record(&visit).await?;
    Ok(page(&visit, &words, (&form.data, &errors), Some(&record), stale))
}
