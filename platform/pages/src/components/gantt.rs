use jiff::civil::Date;
use maud::{Markup, html};

use super::axis::Axis;
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
    /// A diamond: `done`, `late` or `ahead`. A stroke: `critical`, or `kept` for one that is behind us.
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
    let Some(axis) = Axis::of(&all) else { return html! {} };
    let at = |day: Date| axis.at(day) / 100.0 * WIDTH;
    let line = |path: String, line: f64| format!("{path}M{:.1} 0V{HEIGHT}", line / 100.0 * WIDTH);
    let grid = axis.lines().into_iter().fold(String::new(), line);
    html! {
        div.table-responsive.gantt-scroll tabindex="0" role="region" aria-label=(label) {
            table.table.gantt {
                caption.visually-hidden { (label) }
                thead { tr {
                    th scope="col" { (label) }
                    th.gantt-track scope="col" { (axis.head(visit, today)) }
                    th scope="col" { (visit.text("gantt-day")) }
                } }
                tbody { @for bar in bars { (row(visit, bar, &grid, &at, at(today))) } }
            }
        }
    }
}

fn row(visit: &Visit, bar: &Bar, grid: &str, at: &impl Fn(Date) -> f64, today: f64) -> Markup {
    let (from, to) = (at(bar.span.0), at(bar.span.1));
    let number = |value: f64| format!("{value:.1}");
    html! {
        tr {
            td { a href=(visit.link(&bar.path)) { (bar.title) } }
            td.gantt-track {
                svg aria-hidden="true" focusable="false" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" {
                    path.gantt-grid d=(grid) {}
                    rect class=(format!("gantt-{}", bar.tone)) x=(number(from)) y="6" width=(number((to - from).max(4.0))) height="8" {}
                    @for one in &bar.marks { (mark(one.tone, at(one.on).clamp(6.0, WIDTH - 6.0), &one.title)) }
                    rect.gantt-today x=(number(today.min(WIDTH - 2.0))) y="0" width="2" height=(HEIGHT) {}
                }
            }
            td.text-nowrap { (bar.note) }
        }
    }
}

/// Told apart by their shapes, not by colour alone.
fn mark(tone: &str, at: f64, title: &str) -> Markup {
    let drawn = match tone {
        "critical" | "kept" => format!("M{:.1} 2h6v16h-6z", at - 3.0),
        _ => format!("M{at:.1} 2l6 8l-6 8l-6 -8z"),
    };
    html! { path class=(format!("gantt-mark gantt-{tone}")) d=(drawn) { title { (title) } } }
}

/// What the lines and the marks of a chart over time mean: the tones of either, each with its words.
pub fn gantt_legend(visit: &Visit, bars: &[(&str, String)], marks: &[(&str, String)]) -> Markup {
    let sign = |drawn: Markup| {
        html! { svg.gantt-sign aria-hidden="true" focusable="false" viewBox=(format!("0 0 20 {HEIGHT}")) { (drawn) } }
    };
    html! {
        ul.gantt-legend {
            @for (tone, words) in bars {
                li { (sign(html! { rect class=(format!("gantt-{tone}")) y="6" width="20" height="8" {} })) (words) }
            }
            @for (tone, words) in marks { li { (sign(mark(tone, 10.0, ""))) (words) } }
            li { (sign(html! { rect.gantt-today x="9" y="0" width="2" height=(HEIGHT) {} })) (visit.text("gantt-today")) }
        }
    }
}
