use jiff::civil::Date;
use maud::{Markup, html};

use crate::Visit;

/// Width of the drawing in its own units; the browser stretches it to what there is.
const WIDTH: f64 = 1000.0;
/// Height of a row in its own units.
const HEIGHT: f64 = 20.0;

/// A line of a chart over time: what lasts, from when until when, with days that matter on it.
pub struct Bar {
    /// What it is.
    pub title: String,
    /// Where it leads, below the zone.
    pub path: String,
    /// From when until when.
    pub span: (Date, Date),
    /// `done`, `late` or `ahead`.
    pub tone: &'static str,
    /// Days on it.
    pub marks: Vec<Mark>,
    /// The day or the state, in words: the chart says nothing by colour alone.
    pub note: String,
}

/// A day on a line.
pub struct Mark {
    /// Which day.
    pub on: Date,
    /// `done`, `late`, `ahead` or `critical`.
    pub tone: &'static str,
    /// What it is.
    pub title: String,
}

/// Lines over time (甘特图) with today across them. It is a table, so that it reads without the drawing.
pub fn gantt(visit: &Visit, label: &str, bars: &[Bar], today: Date) -> Markup {
    let days = |bar: &Bar| {
        let marks = bar.marks.iter().map(|mark| mark.on);
        [bar.span.0, bar.span.1].into_iter().chain(marks).collect::<Vec<_>>()
    };
    let all: Vec<Date> = bars.iter().flat_map(days).chain([today]).collect();
    let (Some(first), Some(last)) = (all.iter().min().copied(), all.iter().max().copied()) else { return html! {} };
    let length = f64::from((last - first).get_days().max(1));
    let at = |day: Date| f64::from((day - first).get_days()) / length * WIDTH;
    html! {
        div.table-responsive tabindex="0" role="region" aria-label=(label) {
            table.table.gantt {
                caption.visually-hidden { (label) }
                thead { tr {
                    th scope="col" { (label) }
                    th.gantt-track scope="col" {
                        span.gantt-range { time { (first) } span { (visit.text("gantt-today")) " " (today) } time { (last) } }
                    }
                    th scope="col" { (visit.text("gantt-day")) }
                } }
                tbody { @for bar in bars { (row(visit, bar, &at, at(today))) } }
            }
        }
    }
}

fn row(visit: &Visit, bar: &Bar, at: &impl Fn(Date) -> f64, today: f64) -> Markup {
    let (from, to) = (at(bar.span.0), at(bar.span.1));
    let number = |value: f64| format!("{value:.1}");
    html! {
        tr {
            td { a href=(visit.link(&bar.path)) { (bar.title) } }
            td.gantt-track {
                svg aria-hidden="true" focusable="false" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" {
                    rect class=(format!("gantt-{}", bar.tone)) x=(number(from)) y="6" width=(number((to - from).max(4.0))) height="8" {}
                    @for mark in &bar.marks {
                        rect class=(format!("gantt-mark gantt-{}", mark.tone)) x=(number((at(mark.on) - 4.0).max(0.0))) y="2" width="8" height="16" {
                            title { (mark.title) }
                        }
                    }
                    rect.gantt-today x=(number(today.min(WIDTH - 2.0))) y="0" width="2" height=(HEIGHT) {}
                }
            }
            td.text-nowrap { (bar.note) }
        }
    }
}
