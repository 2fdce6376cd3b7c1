use std::{fmt::Display, str::FromStr};

use ::pages::{FormData, PageError, Visit, api::Asked};
use axum::response::Response;
use boundary::Extent;
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::{COLLECTION, GEO_JSON, JSON, OutputCrs, features, link};
use crate::{
    chart::{self, Placed},
    model::LandStatus,
    pages::code,
};

/// Features of a page where nobody says how many.
const LIMIT: i64 = 100;
/// Features of a page at most; whoever asks for more gets these.
const LIMIT_MAX: i64 = 10_000;

/// Which parcels.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct ItemsQuery {
    /// Features of a page.
    #[param(minimum = 1, default = 100)]
    limit: i64,
    /// Features before the page.
    #[param(minimum = 0, default = 0)]
    offset: i64,
    /// Those that meet a box: west, south, east, north, in degrees.
    #[param(value_type = Option<String>, example = "112.1,35.6,112.3,35.8")]
    bbox: String,
    /// In which coordinates the box is; longitude and latitude where it is empty.
    #[serde(rename = "bbox-crs")]
    #[param(rename = "bbox-crs", value_type = Option<String>)]
    bbox_crs: String,
    /// In which coordinates the answer is; longitude and latitude where it is empty.
    #[param(value_type = Option<String>)]
    crs: String,
    /// As it stood at the end of a day, an instant or an interval (RFC 3339); today where it is empty.
    #[param(value_type = Option<String>, example = "2020-06-30")]
    datetime: String,
    /// The parcel of this code.
    #[param(value_type = Option<String>)]
    code: String,
    /// Those that stand so: `planned`, `ready`, `granted` and so on.
    #[param(value_type = Option<String>)]
    status: String,
    /// Those of a class of use by GB/T 21010.
    #[param(value_type = Option<String>)]
    land_use: String,
    /// Those of a park.
    #[param(value_type = Option<String>)]
    park: String,
}

impl Default for ItemsQuery {
    fn default() -> Self {
        let [bbox, bbox_crs, crs, datetime, code, status, land_use, park] = Default::default();
        Self { limit: LIMIT, offset: 0, bbox, bbox_crs, crs, datetime, code, status, land_use, park }
    }
}

/// How a parcel is answered.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct ItemQuery {
    /// In which coordinates; longitude and latitude where it is empty.
    #[param(value_type = Option<String>)]
    crs: String,
}

/// A value of the query that cannot be.
fn bad(key: &'static str, given: &str) -> PageError {
    PageError::BadValue { key, given: given.chars().take(60).collect() }
}

fn crs(given: &str) -> Result<OutputCrs, PageError> {
    if given.is_empty() {
        return Ok(OutputCrs::default());
    }
    OutputCrs::of(given).ok_or_else(|| bad("land-bad-crs", given))
}

/// The boxes that are asked for: one, or two where it reaches over the antimeridian. Nothing lies beyond the globe.
fn boxes(given: &str, crs: OutputCrs) -> Result<Vec<Extent>, PageError> {
    let wrong = || bad("land-bad-bbox", given);
    let numbers: Result<Vec<f64>, _> = given.split(',').map(|number| number.trim().parse::<f64>()).collect();
    let numbers = numbers.map_err(|_| wrong())?;
    let (low, high) = match *numbers.as_slice() {
        [x1, y1, x2, y2] | [x1, y1, _, x2, y2, _] => (crs.ordered([x1, y1]), crs.ordered([x2, y2])),
        _ => return Err(wrong()),
    };
    if numbers.iter().any(|number| !number.is_finite()) || low[1] > high[1] {
        return Err(wrong());
    }
    let [south, north] = [low[1], high[1]].map(|latitude| latitude.clamp(-90.0, 90.0));
    let [west, east] = [low[0], high[0]].map(|longitude| longitude.clamp(-180.0, 180.0));
    let spans = if west <= east { vec![(west, east)] } else { vec![(west, 180.0), (-180.0, east)] };
    Ok(spans.into_iter().filter_map(|(west, east)| Extent::new(west, south, east, north)).collect())
}

/// The day at whose end features are told. Parcels stand from a step to the next: what an interval meets last is how they
/// stood at its end.
fn day(visit: &Visit, given: &str) -> Result<Date, PageError> {
    if given.is_empty() {
        return Ok(visit.as_of());
    }
    let wrong = || bad("land-bad-datetime", given);
    let one = |text: &str| -> Result<Option<Date>, PageError> {
        let instant = || text.parse::<Timestamp>().map(|at| ::pages::china().to_datetime(at).date());
        // A day alone is a day here; a time needs its offset, and may lie on another day in China.
        let read = if text.len() <= "2020-08-20".len() { text.parse() } else { instant() };
        if text.is_empty() || text == ".." { Ok(None) } else { read.map(Some).map_err(|_| wrong()) }
    };
    let end = match given.split_once('/') {
        None => Some(one(given)?.ok_or_else(wrong)?),
        Some((start, end)) => match (one(start)?, one(end)?) {
            (None, None) => return Err(wrong()),
            (Some(start), Some(end)) if end < start => return Err(wrong()),
            (_, end) => end,
        },
    };
    Ok(end.map_or_else(|| visit.today(), |end| end.min(visit.today())))
}

/// Whether a property is as asked for; what was left out fits all.
fn fits(asked: &str, value: Option<&impl Display>) -> bool {
    asked.is_empty() || value.is_some_and(|value| value.to_string() == asked)
}

/// The parcels, page by page.
#[utoipa::path(
    get, path = "/api/land/ogc/collections/parcels/items", tag = "land", operation_id = "land_ogc_items", params(ItemsQuery),
    responses((status = 200, content_type = "application/geo+json", body = Value, description = "A FeatureCollection")),
)]
pub async fn items(visit: Visit, Asked(asked): Asked<ItemsQuery>) -> Result<Response, PageError> {
    if asked.limit < 1 {
        return Err(bad("land-bad-limit", &asked.limit.to_string()));
    }
    if asked.offset < 0 {
        return Err(bad("land-bad-offset", &asked.offset.to_string()));
    }
    let (output, of_box) = (crs(&asked.crs)?, crs(&asked.bbox_crs)?);
    let boxes = if asked.bbox.is_empty() { None } else { Some(boxes(&asked.bbox, of_box)?) };
    if !asked.status.is_empty() {
        LandStatus::from_str(&asked.status).map_err(|_| bad("land-bad-status", &asked.status))?;
    }
    let chart = chart::on(&visit, day(&visit, &asked.datetime)?).await?;
    let wanted = |one: &Placed<'_>| {
        let parcel = &one.record.parcel;
        fits(&asked.code, Some(&one.record.code))
            && fits(&asked.status, Some(&one.step.status))
            && fits(&asked.land_use, Some(&parcel.land_use))
            && fits(&asked.park, parcel.park.as_ref())
            && boxes.as_ref().is_none_or(|boxes| boxes.iter().any(|one_box| one.boundary().meets(*one_box)))
    };
    let found: Vec<Placed<'_>> = chart.placed().filter(wanted).collect();
    let skipped = usize::try_from(asked.offset).unwrap_or(usize::MAX);
    let per_page = usize::try_from(asked.limit.min(LIMIT_MAX)).unwrap_or(usize::MAX);
    let page: Vec<Value> = found.iter().skip(skipped).take(per_page).map(|one| feature(one, output)).collect();
    let mut links =
        vec![page_link(&visit, "self", visit.query()), link(&visit, ("collection", JSON), COLLECTION, "land-parcels")];
    let next = skipped.saturating_add(per_page);
    if next < found.len() {
        links.push(page_link(&visit, "next", &visit.query().with("offset", Some(&next.to_string()))));
    }
    if skipped > 0 {
        let before = skipped.saturating_sub(per_page).to_string();
        links.push(page_link(&visit, "prev", &visit.query().with("offset", Some(&before))));
    }
    let told = json!({
        "type": "FeatureCollection",
        "timeStamp": visit.now().to_string(),
        "numberMatched": found.len(),
        "numberReturned": page.len(),
        "links": links,
        "features": page,
    });
    Ok(features(output, &told))
}

fn page_link(visit: &Visit, relation: &str, query: &FormData) -> Value {
    let path = format!("{COLLECTION}/items{}", query.to_query());
    link(visit, (relation, GEO_JSON), &path, "api-land-ogc-items")
}

/// A parcel.
#[utoipa::path(
    get, path = "/api/land/ogc/collections/parcels/items/{code}", tag = "land", operation_id = "land_ogc_item",
    params(("code" = String, Path, description = "Code of the parcel"), ItemQuery),
    responses((status = 200, content_type = "application/geo+json", body = Value, description = "A Feature")),
)]
pub async fn item(visit: Visit, Asked(asked): Asked<ItemQuery>) -> Result<Response, PageError> {
    let (code, output) = (code(&visit)?, crs(&asked.crs)?);
    let chart = chart::on(&visit, visit.as_of()).await?;
    let mut told = feature(&chart.find(&code).ok_or(PageError::NotFound)?, output);
    told["links"] = json!([
        link(&visit, ("self", GEO_JSON), &format!("{COLLECTION}/items/{code}"), "api-land-ogc-item"),
        link(&visit, ("collection", JSON), COLLECTION, "land-parcels"),
        link(&visit, ("alternate", "text/html"), &format!("/land/parcels/{code}"), "land-parcel"),
    ]);
    Ok(features(output, &told))
}

/// A parcel as a feature; every one has all properties, so that tables made from them have all columns.
fn feature(one: &Placed<'_>, crs: OutputCrs) -> Value {
    let (parcel, step) = (&one.record.parcel, one.step);
    json!({
        "type": "Feature",
        "id": one.record.code.as_str(),
        "properties": {
            "code": one.record.code.as_str(),
            "name": parcel.name.as_str(),
            "status": step.status.key(),
            "since": step.on.to_string(),
            "land_use": parcel.land_use.as_str(),
            "park": parcel.park.as_ref().map(ToString::to_string),
            "declared_mu": parcel.area.to_f64(),
            "measured_mu": one.measured_mu(),
            "outline_since": one.outline.on.to_string(),
            "note": parcel.note.as_ref().map(ToString::to_string),
            "source": parcel.source.as_ref().map(ToString::to_string),
        },
        "geometry": crs.geometry(one.boundary()),
    })
}
