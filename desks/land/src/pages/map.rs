//! Where the parcels lie: the map, the outlines as GeoJSON, and the form of an outline.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Field as Input, FieldErrors, MapPlace},
};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use boundary::{FeatureId, write_geojson};
use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::{Ended, code, ended, field_name, tabs};
use crate::{
    commands::outlines as commands,
    model::{Mu, Outline, OutlineDraft, ParcelRecord},
    store as tables,
};

/// A measured area that departs from the declared one by more than this share is told.
const DEPARTURE_TOLD: f64 = 0.01;

/// A parcel that lies somewhere at the end of the day looked at.
type Placed = (ParcelRecord, Outline);

async fn placed(visit: &Visit) -> Result<Vec<Placed>, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let outlines = tables::outlines(database, scope).await?;
    let parcels = tables::parcels(database, scope).await?;
    let on = visit.as_of();
    let known = parcels.into_iter().filter(|parcel| parcel.history.on(on).is_some());
    Ok(known
        .filter_map(|parcel| {
            let outline = outlines.get(&parcel.code)?.on(on)?.clone();
            Some((parcel, outline))
        })
        .collect())
}

/// The map of all parcels.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let placed = placed(&visit).await?;
    let places: Vec<MapPlace> = placed.iter().map(place).collect();
    let title = visit.text("land-map");
    let day = [("day", visit.as_of().to_string().into())];
    let outlines = format!("{}{}", visit.link("/land/outlines.geojson"), visit.query().with("flash", None).to_query());
    let body = html! {
        (tabs(&visit, "land-map"))
        p.as-of { (visit.text_with("land-as-of", &day)) }
        @if places.is_empty() {
            (components::empty(&visit.text("land-map-none"), &visit.text("land-map-none-advice"), None))
        } @else {
            (components::map(&visit, &title, Some(&outlines), &places))
        }
    };
    Ok(Page::new(&visit, title).under(visit.text("land-menu"), "/land").body(body))
}

fn place((parcel, outline): &Placed) -> MapPlace {
    let [longitude, latitude] = outline.boundary.label_point();
    let (title, path) = (parcel.parcel.name.to_string(), format!("/land/parcels/{}", parcel.code));
    MapPlace { longitude, latitude, title, path, light: None }
}

/// The outlines of all parcels as GeoJSON (CGCS2000 degrees).
pub async fn outlines(visit: Visit) -> Result<Response, PageError> {
    let placed = placed(&visit).await?;
    let described: Vec<(FeatureId, Map<String, Value>)> =
        placed.iter().map(|one| (FeatureId::Text(one.0.code.to_string()), properties(&visit, one))).collect();
    let features = described.iter().zip(&placed);
    let text =
        write_geojson(features.map(|((id, properties), (_, outline))| (Some(id), properties, &outline.boundary)));
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], text).into_response())
}

fn properties(visit: &Visit, (parcel, outline): &Placed) -> Map<String, Value> {
    let status = parcel.history.on(visit.as_of()).map(|step| step.status.key());
    let told = json!({
        "title": parcel.parcel.name.as_str(),
        "href": visit.link(&format!("/land/parcels/{}", parcel.code)),
        "code": parcel.code.as_str(),
        "land_use": parcel.parcel.land_use.as_str(),
        "status": status,
        "declared_mu": parcel.parcel.area.to_f64(),
        "measured_mu": (outline.boundary.area_mu() * 100.0).round() / 100.0,
    });
    told.as_object().cloned().unwrap_or_default()
}

/// How large the parcel is as measured on the ellipsoid, beside what was declared, and where it lies.
pub fn panel(visit: &Visit, parcel: &ParcelRecord, outline: Option<&Outline>, may_edit: bool) -> Markup {
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-outline")) }
            @match outline {
                Some(outline) => (measured(visit, parcel, outline)),
                None => p.text-secondary { (visit.text("land-outline-none")) },
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
    let one = (parcel.clone(), outline.clone());
    html! {
        dl.keyvalue { @for (key, value) in &lines { dt { (field_name(visit, key)) } dd.prose { (value) } } }
        @if departure.abs() > DEPARTURE_TOLD {
            p { (components::pill("warning", &visit.text("land-outline-departs"))) " "
                (visit.text_with("land-outline-departs-by", &[("percent", format!("{:+.1}", departure * 100.0).into())])) }
        }
        (components::map(visit, &visit.text("land-outline"), Some(&visit.link(&format!("/land/outlines.geojson{}", visit.query().with("flash", None).to_query()))), &[place(&one)]))
    }
}

/// By which share of the declared area the measured one is larger.
fn departure(declared: Mu, measured_mu: f64) -> f64 {
    measured_mu / declared.to_f64() - 1.0
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
            (super::form::buttons(visit, &path))
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
