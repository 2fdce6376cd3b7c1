//! The map of everything: parcels by status, works by connection and stage, the edges of zone and parks; and the same as
//! tables, for whoever does not see it.

use ::pages::{
    Page, PageError, Visit,
    components::{self, ListState, PER_PAGE, SortOrder, Total},
    shell::icon,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use boundary::{Extent, FeatureId, write_geojson};
use maud::{Markup, html};
use serde_json::{Map, Value, json};

use super::{
    columns, field_name,
    list::{self, Filter, status_pill},
    park_name, tabs, use_name, words,
    works::{connection_name, stage_pill},
};
use crate::{
    EDIT,
    chart::{self, Placed},
    model::{Connection, Course, Edges, LandStatus, Vocabulary, WorkRecord, WorkStage},
    store as tables,
};

/// The columns of the parcels: key, whether it holds figures.
const COLUMNS: [(&str, bool); 7] = [
    ("parcel", false),
    ("status", false),
    ("area_mu", true),
    ("measured_mu", true),
    ("land_use", false),
    ("park", false),
    ("centre", false),
];
/// The words that the map says by itself: its own key, and the key of the text.
const WORDS: [(&str, &str); 6] = [
    ("distance", "land-map-distance"),
    ("area", "land-map-area"),
    ("perimeter", "land-map-perimeter"),
    ("mu", "land-map-mu"),
    ("hint", "land-map-hint"),
    ("none", "land-map-tile-failed"),
];

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let words = words(&visit).await?;
    let filter = Filter::of(&visit, &words)?;
    let chart = chart::on(&visit, visit.as_of()).await?;
    let edges = tables::edges(database, scope.zone()).await?;
    let works = tables::works(database, scope).await?;
    let courses = tables::courses(database, scope).await?;
    let laid: Vec<(&WorkRecord, &Course)> = works
        .iter()
        .filter(|work| work.on(visit.as_of()).is_some())
        .filter_map(|work| Some((work, courses.get(&work.code)?)))
        .collect();
    let found: Vec<Placed<'_>> = chart.placed().filter(|one| filter.fits(&(one.record, one.step))).collect();
    let title = visit.text("land-map");
    let day = [("day", visit.as_of().to_string().into())];
    let body = html! {
        (tabs(&visit, "land-map"))
        (list::form(&visit, &words))
        div.list-tools {
            span.as-of { (visit.text_with("land-as-of", &day)) }
            div.btn-list { (downloads(&visit)) }
        }
        @if let Some(extent) = bounds(chart.extent(), &edges) {
            (figure(&visit, &title, extent, &filter))
        }
        @if found.is_empty() {
            (components::empty(&visit.text("land-map-none"), &visit.text("land-map-none-advice"), None))
        } @else {
            (parcels(&visit, &words, &found))
        }
        @if !laid.is_empty() { (works_table(&visit, &laid)) }
    };
    let actions = html! {
        @if visit.scope().may(EDIT) && !visit.looks_back() {
            a.btn href=(visit.link("/land/outlines/import")) { (icon("upload")) " " (visit.text("land-import")) }
        }
    };
    Ok(Page::new(&visit, title).under(visit.text("land-menu"), "/land").actions(actions).body(body))
}

/// The smallest box around parcels and edges.
fn bounds(parcels: Option<Extent>, edges: &Edges) -> Option<Extent> {
    edges.0.iter().map(|edge| edge.boundary.extent()).chain(parcels).reduce(Extent::join)
}

/// The day looked at, for addresses that know no filter.
fn of_day(visit: &Visit) -> String {
    if visit.looks_back() { format!("?as_of={}", visit.as_of()) } else { String::new() }
}

fn downloads(visit: &Visit) -> Markup {
    let query = visit.query().with("flash", None).with("page", None).to_query();
    html! {
        @for (file, kind) in [("outlines.geojson", "GeoJSON"), ("outlines.csv", "CSV"), ("outlines.xlsx", "Excel")] {
            a.btn href=(visit.link(&format!("/land/{file}{query}"))) { (icon("download")) " " (kind) }
        }
    }
}

/// The attributes that every map of parcels has: where its tiles are, what it shows at first, and how it speaks.
struct Plan {
    tiles: String,
    bounds: String,
    words: String,
    parcels: String,
}

impl Plan {
    fn of(visit: &Visit, extent: Extent) -> Self {
        let mut words: Map<String, Value> =
            WORDS.iter().map(|&(key, text)| (key.to_owned(), visit.text(text).into())).collect();
        for status in LandStatus::ALL {
            words.insert(format!("status-{status}"), visit.text(&format!("land-status-{status}")).into());
        }
        for stage in WorkStage::ALL {
            words.insert(format!("stage-{stage}"), visit.text(&format!("land-stage-{stage}")).into());
        }
        for connection in Connection::ALL {
            words.insert(format!("connection-{connection}"), connection_name(visit, connection).into());
        }
        words.insert("overdue".to_owned(), visit.text("land-overdue").into());
        Self {
            tiles: format!("{}/{{z}}/{{x}}/{{y}}{}", visit.link("/land/tiles"), of_day(visit)),
            bounds: extent.edges_deg().map(|edge| edge.to_string()).join(","),
            words: Value::Object(words).to_string(),
            parcels: visit.link("/land/parcels/"),
        }
    }
}

/// The map with what switches its layers, which is its legend.
fn figure(visit: &Visit, label: &str, extent: Extent, filter: &Filter) -> Markup {
    let plan = Plan::of(visit, extent);
    let works = format!("{}{}", visit.link("/land/plan.geojson"), of_day(visit));
    html! {
        figure.map.map-tall data-island="map" data-tiles=(plan.tiles) data-plan=(works) data-bounds=(plan.bounds)
            data-words=(plan.words) data-parcels=(plan.parcels) data-filter=(filter.for_map()) aria-label=(label) {
            div.map-tools.js-only.no-print role="group" aria-label=(visit.text("land-map-tools")) {
                button.btn type="button" data-measure="distance" aria-pressed="false" { (visit.text("land-map-measure-distance")) }
                button.btn type="button" data-measure="area" aria-pressed="false" { (visit.text("land-map-measure-area")) }
                button.btn type="button" data-print { (icon("printer")) " " (visit.text("land-map-print")) }
                output.map-said {}
            }
            (legend(visit))
        }
    }
}

fn legend(visit: &Visit) -> Markup {
    let switch = |layer: &str, value: &str, sign: &str, text: String| {
        html! {
            li { label.form-check {
                input.form-check-input.js-only type="checkbox" checked data-layer=(layer) value=(value);
                span class=(format!("map-sign {sign}")) aria-hidden="true" {}
                span.form-check-label { (text) }
            } }
        }
    };
    html! {
        div.map-switches {
            fieldset {
                legend { (visit.text("land-map-statuses")) }
                ul.map-legend { @for one in LandStatus::ALL {
                    (switch("status", one.key(), &format!("map-area map-status-{one}"), visit.text(&format!("land-status-{one}"))))
                } }
            }
            fieldset {
                legend { (visit.text("land-map-works")) }
                ul.map-legend { @for one in Connection::ALL {
                    (switch("connection", one.key(), &format!("map-line map-connection-{one}"), connection_name(visit, one)))
                } }
            }
            fieldset {
                legend { (visit.text("land-map-stages")) }
                ul.map-legend { @for one in WorkStage::ALL {
                    (switch("stage", one.key(), &format!("map-line map-stage-{one}"), visit.text(&format!("land-stage-{one}"))))
                } }
            }
            fieldset {
                legend { (visit.text("land-map-others")) }
                ul.map-legend {
                    (switch("other", "edges", "map-line map-edge", visit.text("land-map-edges")))
                    (switch("other", "names", "map-name", visit.text("land-map-names")))
                }
            }
        }
    }
}

/// A small map with one parcel in its middle.
pub fn around(visit: &Visit, label: &str, code: &str, extent: Extent) -> Markup {
    let plan = Plan::of(visit, extent);
    html! {
        figure.map.map-low data-island="map" data-tiles=(plan.tiles) data-bounds=(plan.bounds) data-words=(plan.words)
            data-parcels=(plan.parcels) data-focus=(code) aria-label=(label) {
            p.map-list { a href=(visit.link(&format!("/land/map?q={code}"))) { (visit.text("land-map-show")) } }
        }
    }
}

/// The parcels of the map as a table, each with where it lies.
fn parcels(visit: &Visit, words: &Vocabulary, found: &[Placed<'_>]) -> Markup {
    let state = ListState::parse(visit.query(), &[], ("parcel", SortOrder::Ascending));
    let skipped = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let rows: Vec<Vec<Markup>> = found.iter().skip(skipped).take(per_page).map(|one| row(visit, words, one)).collect();
    let title = visit.text("land-map-parcels");
    html! {
        section.card.mb-3 data-move {
            div.card-header { h2.card-title { (title) } }
            (components::table(visit, &title, &columns(visit, &COLUMNS, &[]), &rows, &state))
            (components::pager(visit, &state, rows.len() as u64, Total::Exactly(found.len() as u64)))
        }
    }
}

fn row(visit: &Visit, words: &Vocabulary, one: &Placed<'_>) -> Vec<Markup> {
    let parcel = &one.record.parcel;
    let [longitude, latitude] = one.boundary().label_point();
    let edges = one.boundary().extent().edges_deg().map(|edge| edge.to_string()).join(",");
    let name = [("name", parcel.name.as_str().into())];
    vec![
        html! {
            a href=(visit.link(&format!("/land/parcels/{}", one.record.code))) { (parcel.name) }
            span.cell-sub { (one.record.code) }
        },
        status_pill(visit, one.step.status),
        html! { (parcel.area) },
        html! { (format!("{:.2}", one.measured_mu())) },
        html! { (use_name(visit, words, &parcel.land_use)) },
        html! { (park_name(visit, words, parcel.park.as_ref()).unwrap_or("–")) },
        html! {
            span.numeric { (format!("{longitude:.5}, {latitude:.5}")) } " "
            button.btn.btn-sm.js-only.no-print type="button" data-locate=(edges) aria-label=(visit.text_with("land-map-locate-one", &name)) {
                (visit.text("land-map-locate"))
            }
        },
    ]
}

fn works_table(visit: &Visit, laid: &[(&WorkRecord, &Course)]) -> Markup {
    let title = visit.text("land-map-works");
    html! {
        section.card.mb-3 data-move {
            div.card-header { h2.card-title { (title) } }
            div.table-responsive tabindex="0" role="region" aria-label=(title) {
                table.table {
                    caption.visually-hidden { (title) }
                    thead { tr {
                        @for key in ["work", "connection", "stage"] { th scope="col" { (field_name(visit, key)) } }
                        th.text-end scope="col" { (field_name(visit, "length_m")) }
                    } }
                    tbody { @for (work, course) in laid {
                        tr {
                            td { a href=(visit.link(&format!("/land/works/{}", work.code))) { (work.work.name) } span.cell-sub { (work.code) } }
                            td { (connection_name(visit, work.work.connection)) }
                            td { @if let Some(step) = work.on(visit.as_of()) { (stage_pill(visit, work, step)) } }
                            td.text-end.numeric { (format!("{:.0}", course.length_m())) }
                        }
                    } }
                }
            }
        }
    }
}

/// The outlines that are asked for as GeoJSON (CGCS2000 degrees).
pub async fn geojson(visit: Visit) -> Result<Response, PageError> {
    let filter = Filter::of(&visit, &words(&visit).await?)?;
    let chart = chart::on(&visit, visit.as_of()).await?;
    let found: Vec<Placed<'_>> = chart.placed().filter(|one| filter.fits(&(one.record, one.step))).collect();
    let described: Vec<(FeatureId, Map<String, Value>)> =
        found.iter().map(|one| (FeatureId::Text(one.record.code.to_string()), properties(&visit, one))).collect();
    let features = described.iter().zip(&found);
    let text = write_geojson(features.map(|((id, properties), one)| (Some(id), properties, one.boundary())));
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], text).into_response())
}

fn properties(visit: &Visit, one: &Placed<'_>) -> Map<String, Value> {
    let parcel = &one.record.parcel;
    let told = json!({
        "title": parcel.name.as_str(),
        "href": visit.link(&format!("/land/parcels/{}", one.record.code)),
        "code": one.record.code.as_str(),
        "land_use": parcel.land_use.as_str(),
        "status": one.step.status.key(),
        "on": one.outline.on.to_string(),
        "source": one.outline.source.as_ref().map(ToString::to_string),
        "declared_mu": parcel.area.to_f64(),
        "measured_mu": one.measured_mu(),
    });
    told.as_object().cloned().unwrap_or_default()
}
