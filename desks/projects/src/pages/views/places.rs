//! The map of the projects that the filters find.

use maud::html;
use pages::{
    Page, PageError, Visit,
    components::{self, MapPlace},
};
use rust_decimal::prelude::ToPrimitive;

use crate::{
    model::{ProjectRecord, ViewPage},
    pages::{filters, list::Part, show},
};

/// Places of one map: more cannot be told apart.
const PLACES_MAX: u64 = 1_000;

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let rules = super::super::rules(&visit).await?.ok_or(PageError::NotFound)?;
    let records = Part::some(&visit, &rules, PLACES_MAX).await?;
    let places: Vec<MapPlace> = records.iter().filter_map(|record| place(&visit, record)).collect();
    let nowhere = records.len() - places.len();
    let body = html! {
        (filters::folded(&visit, &rules))
        p.as-of { (visit.text_with("projects-map-count", &[("places", places.len().into()), ("nowhere", nowhere.into())])) }
        @if places.is_empty() {
            (components::empty(&visit.text("projects-none"), &visit.text("projects-none-advice"), None))
        } @else {
            (components::map(&visit, &visit.text("projects-view-map"), None, &places))
        }
    };
    Ok(super::page(&visit, ViewPage::Map, body))
}

fn place(visit: &Visit, record: &ProjectRecord) -> Option<MapPlace> {
    let location = record.project.location?;
    let path = show::on_same_day(visit, &format!("/projects/{}", record.id));
    let zone = visit.link("");
    Some(MapPlace {
        longitude: location.longitude_deg().to_f64()?,
        latitude: location.latitude_deg().to_f64()?,
        title: record.project.name.to_string(),
        path: path.strip_prefix(&zone).unwrap_or(&path).to_owned(),
    })
}
