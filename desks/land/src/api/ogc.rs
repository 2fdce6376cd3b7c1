//! OGC API – Features: the parcels for GDAL, QGIS and whatever else reads the standard. Core 1.0.1 (OGC 17-069r4), GeoJSON,
//! and coordinate reference systems by reference (part 2, OGC 18-058r1); filtering by box, day and property.
//!
//! Whoever may read the register may read this, with a session or an access token that reaches `land`. The public sees what
//! the zone shows it on its site, which has no outlines.

pub(crate) mod crs;
pub(super) mod items;

use ::pages::{PageError, Route, Visit};
use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    chart::{self, Chart},
    pages::READERS,
};
use crs::OutputCrs;

/// Below the zone.
const ROOT: &str = "/api/land/ogc";
const COLLECTION: &str = "/api/land/ogc/collections/parcels";
const JSON: &str = "application/json";
const GEO_JSON: &str = "application/geo+json";
/// What the server holds to.
const CONFORMS_TO: [&str; 4] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
];

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/land/ogc", READERS, landing),
        Route::get("/api/land/ogc/conformance", READERS, conformance),
        Route::get("/api/land/ogc/collections", READERS, collections),
        Route::get("/api/land/ogc/collections/parcels", READERS, collection),
        Route::get("/api/land/ogc/collections/parcels/items", READERS, items::items),
        Route::get("/api/land/ogc/collections/parcels/items/{code}", READERS, items::item),
    ]
}

/// A link of a document: its full address, as clients of the standard expect.
fn link(visit: &Visit, (relation, kind): (&str, &str), path: &str, title: &str) -> Value {
    let href = format!("{}{}", visit.app().public_url(), visit.link(path));
    json!({ "href": href, "rel": relation, "type": kind, "title": visit.text(title) })
}

/// Where OGC API – Features begins.
#[utoipa::path(
    get, path = "/api/land/ogc", tag = "land", operation_id = "land_ogc",
    responses((status = 200, content_type = "application/json", body = Value, description = "A landing page of OGC API – Features")),
)]
pub(super) async fn landing(visit: Visit) -> Json<Value> {
    Json(json!({
        "title": visit.text("land-ogc"),
        "description": visit.text("land-ogc-about"),
        "links": [
            link(&visit, ("self", JSON), ROOT, "land-ogc"),
            link(&visit, ("service-desc", "application/vnd.oai.openapi+json;version=3.1"), "/api/openapi.json", "api"),
            link(&visit, ("service-doc", "text/html"), "/api", "api"),
            link(&visit, ("conformance", JSON), "/api/land/ogc/conformance", "api-land-ogc-conformance"),
            link(&visit, ("data", JSON), "/api/land/ogc/collections", "api-land-ogc-collections"),
        ],
    }))
}

/// What the server holds to.
#[utoipa::path(
    get, path = "/api/land/ogc/conformance", tag = "land", operation_id = "land_ogc_conformance",
    responses((status = 200, content_type = "application/json", body = Value, description = "The classes of conformance")),
)]
pub(super) async fn conformance() -> Json<Value> {
    Json(json!({ "conformsTo": CONFORMS_TO }))
}

/// The collections: one, of parcels.
#[utoipa::path(
    get, path = "/api/land/ogc/collections", tag = "land", operation_id = "land_ogc_collections",
    responses((status = 200, content_type = "application/json", body = Value, description = "The collections")),
)]
pub(super) async fn collections(visit: Visit) -> Result<Json<Value>, PageError> {
    let chart = chart::on(&visit, visit.as_of()).await?;
    Ok(Json(json!({
        "links": [link(&visit, ("self", JSON), "/api/land/ogc/collections", "api-land-ogc-collections")],
        "crs": OutputCrs::ALL.map(OutputCrs::uri),
        "collections": [described(&visit, &chart)],
    })))
}

/// The collection of parcels.
#[utoipa::path(
    get, path = "/api/land/ogc/collections/parcels", tag = "land", operation_id = "land_ogc_collection",
    responses((status = 200, content_type = "application/json", body = Value, description = "The collection")),
)]
pub(super) async fn collection(visit: Visit) -> Result<Json<Value>, PageError> {
    let chart = chart::on(&visit, visit.as_of()).await?;
    Ok(Json(described(&visit, &chart)))
}

fn described(visit: &Visit, chart: &Chart) -> Value {
    let mut told = json!({
        "id": "parcels",
        "title": visit.text("land-parcels"),
        "description": visit.text("land-ogc-about"),
        "itemType": "feature",
        "crs": OutputCrs::ALL.map(OutputCrs::uri),
        "storageCrs": OutputCrs::Cgcs2000.uri(),
        "links": [
            link(visit, ("self", JSON), COLLECTION, "land-parcels"),
            link(visit, ("items", GEO_JSON), &format!("{COLLECTION}/items"), "api-land-ogc-items"),
        ],
    });
    if let Some(extent) = chart.extent() {
        let spatial = json!({ "bbox": [extent.edges_deg()], "crs": OutputCrs::Crs84.uri() });
        told["extent"] = json!({ "spatial": spatial });
    }
    told
}

/// GeoJSON in the coordinates that were asked for, which the answer names.
fn features(crs: OutputCrs, told: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE.as_str(), GEO_JSON.to_owned()), ("content-crs", format!("<{}>", crs.uri()))];
    (headers, told.to_string()).into_response()
}
