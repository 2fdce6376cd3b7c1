//! The map of the projects that the filters find.

use facts::Light;
use maud::{Markup, html};
use pages::{
    Page, PageError, Visit,
    components::{self, MapPlace},
};
use rust_decimal::prelude::ToPrimitive;

use crate::{
    model::{ProjectRecord, Rules, ViewPage},
    pages::{filters, list::Part, show},
};

/// Places of one map: more cannot be told apart.
const PLACES_MAX: u64 = 1_000;

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let rules = super::super::rules(&visit).await?.ok_or(PageError::NotFound)?;
    let records = Part::some(&visit, &rules, PLACES_MAX).await?;
    let places: Vec<MapPlace> = records.iter().filter_map(|record| place(&visit, &rules, record)).collect();
    let nowhere = records.len() - places.len();
    let body = html! {
        (filters::folded(&visit, &rules).await?)
        p.as-of { (visit.text_with("projects-map-count", &[("places", places.len().into()), ("nowhere", nowhere.into())])) }
        @if places.is_empty() {
            (components::empty(&visit.text("projects-none"), &visit.text("projects-none-advice"), None))
        } @else {
            (legend(&visit))
            (components::map(&visit, &visit.text("projects-view-map"), None, &places))
        }
    };
    Ok(super::page(&visit, ViewPage::Map, body))
}

fn place(visit: &Visit, rules: &Rules, record: &ProjectRecord) -> Option<MapPlace> {
    let location = record.project.location?;
    let path = show::on_same_day(visit, &format!("/projects/{}", record.id));
    let zone = visit.link("");
    Some(MapPlace {
        longitude: location.longitude_deg().to_f64()?,
        latitude: location.latitude_deg().to_f64()?,
        title: record.project.name.to_string(),
        path: path.strip_prefix(&zone).unwrap_or(&path).to_owned(),
        light: light(visit, rules, record),
    })
}

/// What somebody must look after: a promise that has passed, or a project that does not move on.
fn light(visit: &Visit, rules: &Rules, record: &ProjectRecord) -> Option<Light> {
    let day = visit.as_of();
    if !record.overdue(day, rules).is_empty() {
        return Some(Light::Red);
    }
    record.stuck(day, rules).map(|_| Light::Amber)
}

/// What the signs mean.
fn legend(visit: &Visit) -> Markup {
    let lights = [(Light::Red, "projects-map-late"), (Light::Amber, "projects-map-stuck")];
    components::map_legend(&lights.map(|(light, key)| (light, visit.text(key))), &visit.text("projects-map-plain"))
}
