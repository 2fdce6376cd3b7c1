use maud::{Markup, html};
use serde::Serialize;

use crate::Visit;

/// A chart: the browser draws it with ECharts; without JavaScript the table inside stands for it.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// `line` or `bar`.
    pub kind: &'static str,
    /// Names along the horizontal axis.
    pub labels: Vec<String>,
    /// The values.
    pub series: Vec<Series>,
    /// A level to reach, drawn across.
    pub target: Option<f64>,
}

/// One line or row of bars.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// One value for each label; a gap where nothing is known.
    pub values: Vec<Option<f64>>,
}

/// The island with its table.
pub fn chart(visit: &Visit, chart: &Chart) -> Markup {
    let data = serde_json::to_string(chart).unwrap_or_default();
    html! {
        figure.chart data-island="chart" data-chart=(data) {
            figcaption { (chart.title) " (" (chart.unit) ")" }
            details {
                summary { (visit.text("chart-as-table")) }
                table.table.table-sm {
                    thead { tr { th scope="col" {} @for series in &chart.series { th scope="col" { (series.name) } } } }
                    tbody {
                        @for (index, label) in chart.labels.iter().enumerate() {
                            tr {
                                th scope="row" { (label) }
                                @for series in &chart.series { td.numeric { (shown(series.values.get(index).copied().flatten())) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}
