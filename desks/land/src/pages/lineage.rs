//! What a parcel came from and what became of it; and the forms that divide and merge.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Field as Input, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{Ended, code, ended, field_name, form::buttons, map};
use crate::{
    commands::{Refused, lineage as commands},
    model::{Code, Descent, MergeDraft, Outlines, ParcelRecord, SplitDraft},
    store as tables,
};

/// Which parcels it came from and which came from it, up to the day looked at; and the ways to the forms.
pub fn panel(visit: &Visit, record: &ParcelRecord, lineage: &[Descent], may_edit: bool) -> Markup {
    let seen = || lineage.iter().filter(|descent| descent.on <= visit.as_of());
    let origins: Vec<_> = seen().filter(|one| one.parcel == record.code).map(|one| (&one.origin, one.on)).collect();
    let heirs: Vec<_> = seen().filter(|one| one.origin == record.code).map(|one| (&one.parcel, one.on)).collect();
    let links = |title: &str, codes: &[(&Code, Date)]| {
        html! {
            @if let Some((_, on)) = codes.first() {
                p {
                    (visit.text_with(title, &[("day", on.to_string().into())]))
                    @for (code, _) in codes { " " a href=(visit.link(&format!("/land/parcels/{code}"))) { (code) } }
                }
            }
        }
    };
    html! {
        @if may_edit || !origins.is_empty() || !heirs.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("land-lineage")) }
                @if origins.is_empty() && heirs.is_empty() { p.text-secondary { (visit.text("land-lineage-none")) } }
                (links("land-lineage-from", &origins))
                (links("land-lineage-to", &heirs))
                @if may_edit {
                    div.btn-list {
                        a.btn href=(visit.link(&format!("/land/parcels/{}/split", record.code))) { (visit.text("land-split")) }
                        a.btn href=(visit.link(&format!("/land/parcels/{}/merge", record.code))) { (visit.text("land-merge")) }
                    }
                }
            }
        }
    }
}

/// The parcel of the address, and where it lies.
async fn parcel(visit: &Visit) -> Result<(ParcelRecord, Outlines), PageError> {
    let code = code(visit)?;
    let (database, scope) = (visit.store().reader(), visit.scope());
    let record = tables::parcel(database, scope, &code).await?.ok_or(PageError::NotFound)?;
    Ok((record, tables::outlines_of(database, scope, &code).await?))
}

/// The form that divides.
pub async fn split_form(visit: Visit) -> Result<Response, PageError> {
    let codes = format!("{0}-1 {0}-2", code(&visit)?);
    let data = FormData::from_pairs([("on", visit.today().to_string()), ("codes", codes)]);
    split_page(&visit, &data, &FieldErrors::default()).await
}

async fn split_page(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Result<Response, PageError> {
    let (line, codes) = (field_name(visit, "line"), field_name(visit, "codes"));
    let (line_help, codes_help) = (visit.text("land-split-line-help"), visit.text("land-split-codes-help"));
    let fields = html! {
        (components::area(Input::new("line", &line, data, errors).help(&line_help).required(), 5))
        (components::text(Input::new("codes", &codes, data, errors).help(&codes_help).required(), "text"))
    };
    page(visit, ("split", "land-split", "land-split-lead"), fields, data, errors).await
}

/// The form that merges.
pub async fn merge_form(visit: Visit) -> Result<Response, PageError> {
    let data = FormData::from_pairs([("on", visit.today().to_string())]);
    merge_page(&visit, &data, &FieldErrors::default()).await
}

async fn merge_page(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Result<Response, PageError> {
    let [with, code, name] = ["with", "code", "name"].map(|key| field_name(visit, key));
    let (with_help, code_help) = (visit.text("land-codes-help"), visit.text("land-code-help"));
    let fields = html! {
        (components::text(Input::new("with", &with, data, errors).help(&with_help).required(), "text"))
        (components::text(Input::new("code", &code, data, errors).help(&code_help).required(), "text"))
        (components::text(Input::new("name", &name, data, errors).required(), "text"))
    };
    page(visit, ("merge", "land-merge", "land-merge-lead"), fields, data, errors).await
}

async fn page(
    visit: &Visit,
    (action, title, lead): (&str, &str, &str),
    fields: Markup,
    data: &FormData,
    errors: &FieldErrors,
) -> Result<Response, PageError> {
    let (record, outlines) = parcel(visit).await?;
    let (path, on) = (format!("/land/parcels/{}", record.code), field_name(visit, "on"));
    let body = html! {
        (errors.summary(visit))
        p.page-lead { (visit.text(lead)) }
        @if let Some(outline) = outlines.0.last() {
            (map::around(visit, &visit.text("land-outline"), record.code.as_str(), outline.boundary.extent()))
        }
        form method="post" action=(visit.link(&format!("{path}/{action}"))) data-guard {
            (visit.form_fields())
            section.panel.mb-3 {
                (fields)
                (components::date(Input::new("on", &on, data, errors).required()))
            }
            (buttons(visit, &path))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text(title)).under(visit.text("land-menu"), "/land");
    Ok(page.under(record.parcel.name.as_str(), &path).body(body).status(status).into_response())
}

/// Divides the parcel.
pub async fn split(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let [line, on, codes] = ["line", "on", "codes"].map(|key| form.data.get(key).to_owned());
    let draft = SplitDraft { line, on, codes };
    let outcome = commands::split_parcel(visit.store(), form.order(&visit), code(&visit)?, draft).await;
    match finish(&visit, outcome, "parcel-split")? {
        Ok(done) => Ok(done),
        Err(errors) => split_page(&visit, &form.data, &errors).await,
    }
}

/// Merges the parcel with others.
pub async fn merge(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let [with, on, code_typed, name] = ["with", "on", "code", "name"].map(|key| form.data.get(key).to_owned());
    let draft = MergeDraft { with, on, code: code_typed, name };
    let outcome = commands::merge_parcels(visit.store(), form.order(&visit), code(&visit)?, draft).await;
    match finish(&visit, outcome, "parcel-merged")? {
        Ok(done) => Ok(done),
        Err(errors) => merge_page(&visit, &form.data, &errors).await,
    }
}

/// The way to the first of the new parcels; or what was wrong.
fn finish(
    visit: &Visit,
    outcome: Result<Vec<String>, Refused>,
    flash: &str,
) -> Result<Result<Response, FieldErrors>, PageError> {
    let first = outcome.as_ref().ok().and_then(|codes| codes.first().cloned());
    match ended(visit, outcome.map(drop))? {
        Ended::Wrong(errors) => Ok(Err(errors)),
        Ended::Done => {
            let code = first.ok_or(PageError::NotFound)?;
            let path = format!("/land/parcels/{code}?flash={flash}");
            Ok(Ok(Redirect::to(&visit.link(&path)).into_response()))
        }
        Ended::Stale(stale) => Err(stale.into()),
    }
}
