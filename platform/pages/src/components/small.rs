use maud::{Markup, html};

use crate::{Visit, shell::icon};

/// A figure with its name and the day that it is true of.
pub fn stat(label: &str, figure: &str, note: &str) -> Markup {
    html! {
        div.card.card-sm { div.card-body {
            div.text-secondary { (label) }
            div.h1.mb-0.numeric { (figure) }
            @if !note.is_empty() { div.text-secondary.small { (note) } }
        } }
    }
}

/// How far something is: `done` of 100, in words too.
pub fn progress(label: &str, done_percent: f64) -> Markup {
    let shown = done_percent.clamp(0.0, 100.0);
    html! {
        div.d-flex.align-items-center.gap-2 {
            progress max="100" value=(format!("{shown:.1}")) aria-label=(label) {}
            span.numeric { (format!("{done_percent:.0} %")) }
        }
    }
}

/// A trend as a line no larger than a word; `label` says it in words.
pub fn sparkline(label: &str, values: &[f64]) -> Markup {
    const WIDTH: f64 = 96.0;
    const HEIGHT: f64 = 24.0;
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let step = WIDTH / (values.len().max(2) - 1) as f64;
    let height_of = |value: f64| {
        let span = high - low;
        let share = if span > 0.0 { (value - low) / span } else { 0.5 };
        (HEIGHT - 4.0).mul_add(1.0 - share, 2.0)
    };
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(index, &value)| format!("{:.1},{:.1}", index as f64 * step, height_of(value)))
        .collect();
    html! {
        @if values.len() > 1 {
            svg.sparkline role="img" aria-label=(label) viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width=(WIDTH) height=(HEIGHT) {
                polyline points=(points.join(" ")) fill="none" stroke="currentColor" stroke-width="1.5" {}
            }
        }
    }
}

/// The way to the file of the same list, with the filters and the order of this address.
pub fn download(visit: &Visit, file: &str) -> Markup {
    let query = visit.query().with("page", None).with("flash", None);
    html! {
        a.btn href=(visit.link(&format!("{file}{}", query.to_query()))) { (icon("download")) " " (visit.text("download-xlsx")) }
    }
}

/// What stands where a list is empty: why, and what to do about it.
pub fn empty(title: &str, advice: &str, action: Option<Markup>) -> Markup {
    html! {
        div.empty {
            p.empty-title { (title) }
            p.empty-subtitle.text-secondary { (advice) }
            @if let Some(action) = action { div.empty-action { (action) } }
        }
    }
}

/// Views of one thing, each an address of its own: text, path below the zone, whether it is this one.
pub fn tabs(visit: &Visit, label: &str, views: &[(String, String, bool)]) -> Markup {
    html! {
        nav aria-label=(label) {
            ul.nav.nav-tabs.mb-3 {
                @for (text, path, here) in views {
                    li.nav-item { a.nav-link.active[*here] aria-current=[here.then_some("page")] href=(visit.link(path)) { (text) } }
                }
            }
        }
    }
}

/// A dialog that a button with `data-dialog="ID"` opens.
pub fn dialog(visit: &Visit, id: &str, title: &str, body: Markup) -> Markup {
    html! {
        dialog id=(id) aria-labelledby=(format!("{id}-title")) {
            div.modal-header {
                h2.modal-title id=(format!("{id}-title")) { (title) }
                button.btn-close type="button" data-dialog-close aria-label=(visit.text("close")) {}
            }
            div.modal-body { (body) }
        }
    }
}
