//! What rules say of places: which neighbours can be joined, who keeps how far from whom, and who misses an indicator
//! where.

use maud::{Markup, html};

use super::{
    said::{Told, metres},
    sections::table,
};
use crate::model::portfolio::{DistanceRule, JoinRule, KeptOff, LeftOut, SEEKERS_MAX, missed};

/// Parcels that one line names.
const PARCELS_NAMED: usize = 20;
/// Lines about land that is kept off which a page shows.
const KEPT_SHOWN: usize = 50;

/// That there were more than are planned at once.
pub fn too_many(told: Told<'_>) -> Markup {
    let count = told.problem.left_out.iter().filter(|(_, why)| *why == LeftOut::TooMany).count();
    let values = [("most", SEEKERS_MAX.to_string()), ("count", count.to_string())];
    html! { @if count > 0 { p.alert.alert-warning role="status" { (told.with("too-many", &values)) } } }
}

/// The rules, with whom they rule out.
pub fn rules(told: Told<'_>) -> Markup {
    let problem = told.problem;
    let is_asked = problem.draft.parcels.iter().any(|one| !one.asks.is_empty());
    html! {
        @if problem.join.is_some() || !problem.distances.is_empty() || is_asked {
            details.panel.mb-3 {
                summary.panel-title { (told.text("ruled")) }
                (indicators(told))
                (distances(told, &problem.distances))
                (kept_off(told, &problem.kept_off))
                @if let Some(rule) = &problem.join { (joins(told, rule)) }
            }
        }
    }
}

fn parcels(told: Told<'_>, codes: &[impl AsRef<str>]) -> Markup {
    html! {
        @for (index, code) in codes.iter().take(PARCELS_NAMED).enumerate() {
            @if index > 0 { (told.visit.text("landing-and")) }
            (told.parcel(code.as_ref()))
        }
        (more(told, codes.len(), PARCELS_NAMED))
    }
}

/// How many of a list are not shown.
fn more(told: Told<'_>, count: usize, shown: usize) -> Markup {
    let more = count.saturating_sub(shown);
    html! { @if more > 0 { " " (told.with("and-more", &[("count", more.to_string())])) } }
}

/// Who promises less of an indicator than parcels ask for, or more.
fn indicators(told: Told<'_>) -> Markup {
    let title = told.text("missed-title");
    let missed = missed(&told.problem.draft);
    let heads = ["project", "missed-what", "missed-where"].map(|key| told.text(key));
    let rows = html! {
        @for one in &missed { tr {
            th scope="row" { (told.seeker(one.seeker)) }
            td { (told.missed(one)) }
            td { (parcels(told, &one.parcels)) }
        } }
    };
    html! {
        h3.mt-3 { (title) }
        p.text-secondary { (told.text("missed-about")) }
        @if missed.is_empty() { p { (told.text("missed-none")) } } @else { (table(&title, &heads, rows)) }
    }
}

/// How far which kinds keep from each other.
fn distances(told: Told<'_>, rules: &[DistanceRule]) -> Markup {
    let title = told.text("distances");
    let heads = ["kinds", "least", "source"].map(|key| told.text(key));
    let rows = html! {
        @for rule in rules { tr {
            th scope="row" { (told.kind(&rule.between.0)) " – " (told.kind(&rule.between.1)) }
            td.numeric { (told.with("metres", &[("metres", metres(rule.least_m))])) }
            td { (rule.source) }
        } }
    };
    let unkinded = &told.problem.unkinded;
    html! {
        @if !rules.is_empty() {
            h3.mt-3 { (title) }
            p.text-secondary { (told.text("distances-about")) }
            (table(&title, &heads, rows))
            @if !unkinded.is_empty() {
                p { (told.text("unkinded")) " "
                    @for (index, seeker) in unkinded.iter().take(PARCELS_NAMED).enumerate() {
                        @if index > 0 { (told.visit.text("landing-and")) }
                        (told.seeker(seeker))
                    }
                    (more(told, unkinded.len(), PARCELS_NAMED))
                }
            }
        }
    }
}

/// Land that those who are there keep others off.
fn kept_off(told: Told<'_>, kept: &[KeptOff]) -> Markup {
    let said = |one: &KeptOff| {
        let values = [
            ("kind", told.kind(&one.kind)),
            ("by_kind", told.kind(&one.by_kind)),
            ("between", metres(one.between_m)),
            ("least", metres(one.least_m)),
        ];
        html! { (told.parcel(&one.parcel)) " " (told.with("kept-off", &values)) " " (told.parcel(&one.by)) }
    };
    html! {
        @if !kept.is_empty() {
            ul { @for one in kept.iter().take(KEPT_SHOWN) { li { (said(one)) } } }
            (more(told, kept.len(), KEPT_SHOWN))
        }
    }
}

/// Which parcels count as neighbours, and of which nobody knows.
fn joins(told: Told<'_>, rule: &JoinRule) -> Markup {
    let problem = told.problem;
    let pairs: usize = problem.draft.parcels.iter().map(|parcel| parcel.joins.len()).sum();
    let values = [
        ("within", metres(rule.within_m)),
        ("side", metres(rule.side_m)),
        ("pairs", pairs.to_string()),
        ("source", rule.source.clone()),
    ];
    html! {
        h3.mt-3 { (told.text("joins")) }
        p { (told.with("joins-about", &values)) }
        @if !problem.unplaced.is_empty() { p { (told.text("unplaced")) " " (parcels(told, &problem.unplaced)) } }
    }
}
