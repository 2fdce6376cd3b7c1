//! Where one parcel lies: how large it is there, and the form of a new outline.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Field as Input, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{Ended, code, ended, field_name, form::buttons, map};
use crate::{
    commands::outlines as commands,
    model::{Mu, Outline, OutlineDraft, Outlines, ParcelRecord},
    store as tables,
};

/// A measured area that departs from the declared one by more than this share is told.
pub const DEPARTURE_TOLD: f64 = 0.01;

/// How large the parcel is as measured on the ellipsoid, beside what was declared, where it lies, and where it lay
/// before.
pub fn panel(visit: &Visit, parcel: &ParcelRecord, outlines: &Outlines, may_edit: bool) -> Markup {
    let day = visit.as_of();
    let before: Vec<&Outline> = outlines.0.iter().filter(|outline| outline.on <= day).rev().skip(1).collect();
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-outline")) }
            @match outlines.on(day) {
                Some(outline) => (measured(visit, parcel, outline)),
                None => p.text-secondary { (visit.text("land-outline-none")) },
            }
            @if !before.is_empty() {
                h3 { (visit.text("land-outline-before")) }
                ul { @for outline in before {
                    li { (outline.on) " · " (format!("{:.2}", outline.boundary.area_mu())) " " (visit.text("land-map-mu"))
                        @if let Some(source) = &outline.source { " · " (source) }
                    }
                } }
            }
            @if may_edit {
                a.btn href=(visit.link(&format!("/land/parcels/{}/outline", parcel.code))) { (visit.text("land-outline-draw")) }
            }
        }
    }
}

fn measured(visit: &Visit, parcel: &ParcelRecord, outline: &Outline) -> Markup {
    let boundary = &outline.boundary;
    let departure = departure(parcel.parcel.area, boundary.area_mu());
    let lines = [
        ("measured_mu", format!("{:.2}", boundary.area_mu())),
        ("measured_m2", format!("{:.0}", boundary.area_m2())),
        ("perimeter_m", format!("{:.0}", boundary.perimeter_m())),
        ("since", outline.on.to_string()),
        ("source", outline.source.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string)),
    ];
    html! {
        dl.keyvalue.mb-3 { @for (key, value) in &lines { dt { (field_name(visit, key)) } dd.prose { (value) } } }
        @if departure.abs() > DEPARTURE_TOLD {
            p { (components::pill("warning", &visit.text("land-outline-departs"))) " " (departs_by(visit, departure)) }
        }
        (map::around(visit, &visit.text("land-outline"), parcel.code.as_str(), boundary.extent()))
    }
}

/// By which share of the declared area the measured one is larger.
pub fn departure(declared: Mu, measured_mu: f64) -> f64 {
    measured_mu / declared.to_f64() - 1.0
}

/// The same in words.
pub fn departs_by(visit: &Visit, departure: f64) -> String {
    visit.text_with("land-outline-departs-by", &[("percent", format!("{:+.1}", departure * 100.0).into())])
}

/// The form of a new outline.
pub async fn form(visit: Visit) -> Result<Response, PageError> {
    let data = FormData::from_pairs([("on", visit.today().to_string())]);
    form_page(&visit, &data, &FieldErrors::default()).await
}

async fn form_page(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Result<Response, PageError> {
    let code = code(visit)?;
    let found = tables::parcel(visit.store().reader(), visit.scope(), &code).await?;
    let record = found.ok_or(PageError::NotFound)?;
    let path = format!("/land/parcels/{code}");
    let [geojson, on, source] = ["geojson", "on", "source"].map(|key| field_name(visit, key));
    let help = visit.text("land-outline-help");
    let body = html! {
        (errors.summary(visit))
        form method="post" action=(visit.link(&format!("{path}/outline"))) data-guard {
            (visit.form_fields())
            section.panel.mb-3 {
                (components::area(Input::new("geojson", &geojson, data, errors).help(&help).required(), 12))
                div.form-grid {
                    (components::date(Input::new("on", &on, data, errors).required()))
                    (components::text(Input::new("source", &source, data, errors), "text"))
                }
            }
            (buttons(visit, &path))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("land-outline-draw")).under(visit.text("land-menu"), "/land");
    Ok(page.under(record.parcel.name.as_str(), &path).body(body).status(status).into_response())
}

/// Says where the parcel lies.
pub async fn draw(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let code = code(&visit)?;
    let [on, source, geojson] = ["on", "source", "geojson"].map(|key| form.data.get(key).to_owned());
    let draft = OutlineDraft { on, source, geojson };
    let outcome = commands::draw_outline(visit.store(), form.order(&visit), code.clone(), draft).await;
    match ended(&visit, outcome)? {
        Ended::Done => {
            let path = format!("/land/parcels/{code}?flash=parcel-drawn");
            Ok(Redirect::to(&visit.link(&path)).into_response())
        }
        Ended::Wrong(errors) => form_page(&visit, &form.data, &errors).await,
        Ended::Stale(_) => Err(PageError::Malformed),
    }
}
