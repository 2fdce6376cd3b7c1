//! The outlines that are asked for as tables: for a spreadsheet, and as CSV with the geometry as text.

use ::pages::{
    PageError, Visit,
    sheet::{self, SheetCell},
};
use ::store::StoreError;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use spreadsheet::{protect, write_csv};

use super::{field_name, list::Filter, park_name, use_name, words};
use crate::chart::{self, Placed};

/// The columns, by the names of their fields.
const KEYS: [&str; 13] = [
    "code",
    "name",
    "status",
    "land_use",
    "park",
    "area_mu",
    "measured_mu",
    "measured_m2",
    "perimeter_m",
    "longitude",
    "latitude",
    "on",
    "source",
];

/// The rows that are asked for.
async fn rows(visit: &Visit) -> Result<Vec<(Vec<SheetCell>, String)>, PageError> {
    let words = words(visit).await?;
    let filter = Filter::of(visit, &words)?;
    let chart = chart::on(visit, visit.as_of()).await?;
    let line = |text: Option<String>| text.map_or(SheetCell::Empty, SheetCell::Text);
    let row = |one: Placed<'_>| {
        let (parcel, boundary) = (&one.record.parcel, one.boundary());
        let [longitude, latitude] = boundary.label_point();
        let cells = vec![
            SheetCell::Text(one.record.code.to_string()),
            SheetCell::Text(parcel.name.to_string()),
            SheetCell::Text(visit.text(&format!("land-status-{}", one.step.status))),
            SheetCell::Text(use_name(visit, &words, &parcel.land_use).to_owned()),
            line(park_name(visit, &words, parcel.park.as_ref()).map(str::to_owned)),
            SheetCell::Number(parcel.area.to_f64()),
            SheetCell::Number(one.measured_mu()),
            SheetCell::Number(boundary.area_m2().round()),
            SheetCell::Number(boundary.perimeter_m().round()),
            SheetCell::Number((longitude * 1e6).round() / 1e6),
            SheetCell::Number((latitude * 1e6).round() / 1e6),
            SheetCell::Day(one.outline.on),
            line(one.outline.source.as_ref().map(ToString::to_string)),
        ];
        (cells, well_known_text(one))
    };
    let found = chart.placed().filter(|one| filter.fits(&(one.record, one.step)));
    Ok(found.map(row).collect())
}

/// The table for a spreadsheet.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let rows = rows(&visit).await?;
    let headings = KEYS.map(|key| field_name(&visit, key));
    sheet::download(&visit, "outlines", &headings, rows.into_iter().map(|(cells, _)| cells))
}

/// The table as CSV (RFC 4180, UTF-8 with a mark, which Excel wants), the outline behind it as well-known text.
pub async fn csv(visit: Visit) -> Result<Response, PageError> {
    let rows = rows(&visit).await?;
    let headings: Vec<String> = KEYS.iter().map(|key| field_name(&visit, key)).chain(["WKT".to_owned()]).collect();
    let rows = rows.into_iter().map(|(cells, geometry)| cells.into_iter().map(plain).chain([geometry]).collect());
    let text = write_csv(std::iter::once(headings).chain(rows), true);
    let text = text.map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let disposition = format!("attachment; filename=\"outlines-{}.csv\"", visit.as_of());
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}

/// A cell as text; what a spreadsheet would take for a formula is none.
fn plain(cell: SheetCell) -> String {
    match cell {
        SheetCell::Empty => String::new(),
        SheetCell::Number(number) => number.to_string(),
        SheetCell::Day(day) => day.to_string(),
        SheetCell::Text(text) => protect(&text),
    }
}

/// The outline as a MULTIPOLYGON of OGC 06-103r4, which GDAL and QGIS read out of a column named WKT.
fn well_known_text(one: Placed<'_>) -> String {
    let ring = |ring: &mut dyn Iterator<Item = [f64; 2]>| {
        let positions: Vec<String> = ring.map(|[x, y]| format!("{x} {y}")).collect();
        format!("({})", positions.join(","))
    };
    let parts: Vec<String> = one
        .boundary()
        .shape()
        .iter()
        .map(|part| {
            let rings = std::iter::once(part.exterior()).chain(part.interiors());
            let rings: Vec<String> = rings.map(|one| ring(&mut one.coords().map(|at| [at.x, at.y]))).collect();
            format!("({})", rings.join(","))
        })
        .collect();
    format!("MULTIPOLYGON({})", parts.join(","))
}
