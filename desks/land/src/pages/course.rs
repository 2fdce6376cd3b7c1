//! Where a work lies, and the form that says so.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Field as Input, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{Ended, code, ended, field_name, form::buttons};
use crate::{
    commands::courses as commands,
    model::{Course, CourseDraft, WorkRecord},
    store as tables,
};

/// How long the work is, and where that is known from.
pub fn panel(visit: &Visit, record: &WorkRecord, course: Option<&Course>, may_edit: bool) -> Markup {
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-course")) }
            @match course {
                Some(course) => dl.keyvalue {
                    dt { (field_name(visit, "length_m")) } dd { (format!("{:.0}", course.length_m())) }
                    dt { (field_name(visit, "source")) }
                    dd.prose { @match &course.source { Some(source) => (source), None => "–" } }
                },
                None => p.text-secondary { (visit.text("land-course-none")) },
            }
            div.btn-list {
                @if course.is_some() { a.btn href=(visit.link("/land/map")) { (visit.text("land-map-show")) } }
                @if may_edit {
                    a.btn href=(visit.link(&format!("/land/works/{}/course", record.code))) { (visit.text("land-course-lay")) }
                }
            }
        }
    }
}

/// The form.
pub async fn form(visit: Visit) -> Result<Response, PageError> {
    let present = tables::courses(visit.store().reader(), visit.scope()).await?.remove(&code(&visit)?);
    let CourseDraft { geojson, source } = present.map(|course| course.draft()).unwrap_or_default();
    page(&visit, &FormData::from_pairs([("geojson", geojson), ("source", source)]), &FieldErrors::default()).await
}

async fn page(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Result<Response, PageError> {
    let code = code(visit)?;
    let record = tables::work(visit.store().reader(), visit.scope(), &code).await?.ok_or(PageError::NotFound)?;
    let path = format!("/land/works/{code}");
    let (geojson, source, help) =
        (visit.text("land-course-geojson"), field_name(visit, "source"), visit.text("land-course-help"));
    let body = html! {
        (errors.summary(visit))
        form method="post" action=(visit.link(&format!("{path}/course"))) data-guard {
            (visit.form_fields())
            section.panel.mb-3 {
                (components::area(Input::new("geojson", &geojson, data, errors).help(&help).required(), 8))
                (components::text(Input::new("source", &source, data, errors), "text"))
            }
            (buttons(visit, &path))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("land-course-lay")).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-works"), "/land/works").under(record.work.name.as_str(), &path);
    Ok(page.body(body).status(status).into_response())
}

/// Says where the work lies.
pub async fn lay(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let code = code(&visit)?;
    let [geojson, source] = ["geojson", "source"].map(|key| form.data.get(key).to_owned());
    let draft = CourseDraft { geojson, source };
    let outcome = commands::lay_course(visit.store(), form.order(&visit), code.clone(), draft).await;
    match ended(&visit, outcome)? {
        Ended::Done => Ok(Redirect::to(&visit.link(&format!("/land/works/{code}?flash=work-saved"))).into_response()),
        Ended::Wrong(errors) => page(&visit, &form.data, &errors).await,
        Ended::Stale(_) => Err(PageError::Malformed),
    }
}
