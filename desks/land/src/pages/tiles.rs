//! What the map fetches: vector tiles of the parcels, and works and edges as GeoJSON.

use ::pages::{PageError, Visit};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use boundary::{Attribute, TileAddress};
use serde_json::{Value, json};

use crate::{
    chart::{self, Chart},
    model::{Course, Edge, WorkRecord},
    store as tables,
};

/// The layer of the tiles.
const LAYER: &str = "parcels";

/// A tile of the parcels: drawn from what is kept ready, and asked for again only where the parcels have changed.
pub async fn tile(visit: Visit, headers: HeaderMap) -> Result<Response, PageError> {
    let address = address(&visit).ok_or(PageError::NotFound)?;
    let chart = chart::on(&visit, visit.as_of()).await?;
    let tag = format!("\"{}-{}\"", chart.edition, visit.as_of());
    // The browser of whoever may see the tile keeps it, and asks each time whether it is still good.
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let drawn = tokio::task::spawn_blocking(move || draw(&chart, address)).await;
    let bytes = drawn.map_err(|_| ::store::StoreError::Closed)?;
    Ok((kept, [(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile")], bytes).into_response())
}

fn address(visit: &Visit) -> Option<TileAddress> {
    let part = |name: &str| visit.param(name).ok()?.parse().ok();
    TileAddress::new(u8::try_from(part("zoom")?).ok()?, part("column")?, part("row")?)
}

/// A tile with what the map shows and filters by.
pub fn draw(chart: &Chart, address: TileAddress) -> Vec<u8> {
    let told = |id: u64| {
        chart.numbered(id).into_iter().flat_map(|one| {
            let parcel = &one.record.parcel;
            [
                ("code", Attribute::Text(one.record.code.as_str())),
                ("name", Attribute::Text(parcel.name.as_str())),
                ("status", Attribute::Text(one.step.status.key())),
                ("use", Attribute::Text(parcel.land_use.as_str())),
                ("park", Attribute::Text(parcel.park.as_ref().map_or("", |park| park.as_str()))),
                ("mu", Attribute::Number(parcel.area.to_f64())),
            ]
        })
    };
    chart.tiles.tile(address, LAYER, told).bytes
}

/// Where works lie, and where the zone and its parks end.
pub async fn plan(visit: Visit) -> Result<Response, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let courses = tables::courses(database, scope).await?;
    let works = tables::works(database, scope).await?;
    let words = super::words(&visit).await?;
    let laid = works.iter().filter_map(|work| of_work(&visit, work, courses.get(&work.code)?));
    let edges = tables::edges(database, scope.zone()).await?;
    let of_edge = |edge: &Edge| {
        let park = super::park_name(&visit, &words, edge.park.as_ref());
        let told = json!({ "kind": "edge", "title": park, "zone": edge.park.is_none() });
        json!({ "type": "Feature", "properties": told, "geometry": super::geometry(&edge.boundary) })
    };
    let features: Vec<Value> = edges.0.iter().map(of_edge).chain(laid).collect();
    let told = json!({ "type": "FeatureCollection", "features": features });
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], told.to_string()).into_response())
}

fn of_work(visit: &Visit, record: &WorkRecord, course: &Course) -> Option<Value> {
    let step = record.on(visit.as_of())?;
    let told = json!({
        "kind": "work",
        "title": record.work.name.as_str(),
        "connection": record.work.connection.key(),
        "stage": step.stage.key(),
        "overdue": record.is_overdue(visit.as_of()),
        "href": visit.link(&format!("/land/works/{}", record.code)),
    });
    Some(json!({ "type": "Feature", "properties": told, "geometry": course.geometry() }))
}
