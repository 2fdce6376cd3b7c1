//! A measure as the panel shows it: value against target, its course, its facts with their records.

use std::sync::Arc;

use facts::{
    Assessment, Fact, Facts, Reading, Readings, RecordLink, Unknown, Value,
    measures::{self, Point},
};
use maud::{Markup, html};
use pages::{
    Visit,
    components::{self, Chart, Series},
    figure,
};
use store::{StoreError, journal};

use super::super::show::{self, Names};
use crate::{live::LiveSentence, texts};

/// Months that a chart looks back.
const CHART_MONTHS: u8 = 36;
/// Records shown below each fact; the fact's own page has all.
const RECORDS_SHOWN: u64 = 5;

/// The measures of a clause, each with all that stands behind it.
pub async fn all(visit: &Visit, live: &LiveSentence, names: &Names) -> Result<Markup, StoreError> {
    let mut shown = Vec::new();
    for assessment in &live.measures {
        shown.push(one(visit, assessment, names).await?);
    }
    let gone = live.clause.measures.len() - live.measures.len();
    Ok(html! {
        @if live.clause.measures.is_empty() {
            h3 { (visit.text("policy-measures")) }
            p.text-secondary { (visit.text("policy-no-measure")) }
        }
        @for measure in &shown { (measure) }
        @if gone > 0 { p.text-secondary { (visit.text("policy-measure-gone")) } }
    })
}

async fn one(visit: &Visit, assessment: &Arc<Assessment>, names: &Names) -> Result<Markup, StoreError> {
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let zone = visit.scope().zone();
    let facts = registry.facts(database, zone).await?;
    let readings = registry.readings(database, zone, visit.as_of()).await?;
    let mut behind = Vec::new();
    for key in &assessment.facts {
        if let Some(fact) = facts.get(key) {
            behind.push(fact_with_records(visit, fact, &readings, names).await?);
        }
    }
    let measure = &assessment.measure;
    let title = visit.language().pick(&measure.title.zh, &measure.title.en).to_owned();
    let page = visit.link(&format!("/policy/measures/{}", measure.id));
    Ok(html! {
        section {
            h3 { a href=(page) { (title) } }
            (standing(visit, assessment))
            (course(visit, assessment, &title).await?)
            p { (visit.text("policy-expression")) " " code { (measure.expression) } }
            @for fact in &behind { (fact) }
        }
    })
}

/// Value, what is due by now, target and light; or why nothing is known.
pub fn standing(visit: &Visit, assessment: &Assessment) -> Markup {
    let measure = &assessment.measure;
    let show =
        |number: f64| figure::figure(visit.app().languages(), visit.language(), Value::Number(number), &measure.unit);
    html! {
        p {
            (components::light(visit, assessment.light)) " "
            strong { (texts::against_target(visit.app(), visit.language(), assessment)) }
            @if let Some(due_on) = measure.rule.due_on {
                " · " (visit.text_with("policy-target-by", &[("day", due_on.to_string().into())]))
            }
        }
        @if measure.rule.baseline.is_some() && measure.rule.due_on.is_some() {
            p.text-secondary { (visit.text_with("policy-due-by-now", &[("figure", show(assessment.due).into())])) }
        }
        (unknown(visit, &assessment.reading))
        @if let Some(broken) = &assessment.broken {
            @let values = broken.arguments();
            @let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
            p.text-danger { (visit.text_with(broken.key(), &values)) }
        }
    }
}

/// Why a figure is not known.
pub fn unknown(visit: &Visit, reading: &Reading) -> Markup {
    html! {
        @if let Err(why) = reading {
            p.text-secondary {
                @match why {
                    Unknown::Fact(fact) => { (visit.text_with(why.key(), &[("fact", fact.as_str().into())])) }
                    _ => { (visit.text(why.key())) }
                }
            }
        }
    }
}

/// The chart of a measure: ends of months, and the day itself.
pub async fn course(visit: &Visit, assessment: &Assessment, title: &str) -> Result<Markup, StoreError> {
    let measure = &assessment.measure;
    let days = measures::month_ends(visit.as_of(), CHART_MONTHS);
    let (database, zone) = (visit.store().reader(), visit.scope().zone());
    let kept = measures::history(database, zone, Some(&measure.id), &days).await?;
    let editions = measures::editions_of(database, zone, &measure.id).await?;
    let mut points: Vec<Point> = kept.into_values().flatten().collect();
    points.push(Point::of(assessment, visit.as_of()));
    let known: Vec<f64> = points.iter().filter_map(|point| point.value).collect();
    if known.len() < 2 {
        return Ok(html! { p.text-secondary { (visit.text("policy-no-course")) } });
    }
    let largest = known.iter().copied().chain([measure.rule.target]).map(f64::abs).fold(0.0, f64::max);
    let (factor, unit) = figure::axis(visit.app().languages(), visit.language(), &measure.unit, largest);
    let written = |value: f64| round(value * factor);
    let mut series = vec![Series {
        name: visit.text("policy-value"),
        values: points.iter().map(|point| point.value.map(written)).collect(),
    }];
    if editions.len() > 1 || measure.rule.baseline.is_some() && measure.rule.due_on.is_some() {
        let due = points.iter().map(|point| {
            let then = measures::edition_on(&editions, point.day).filter(|then| then.unit == measure.unit)?;
            Some(written(then.rule.due(point.day)))
        });
        let due = due.collect();
        series.push(Series { name: visit.text("policy-due-then"), values: due });
    }
    let chart = Chart {
        title: title.to_owned(),
        unit,
        kind: "line",
        labels: points.iter().map(|point| point.day.to_string()).collect(),
        series,
        target: Some(written(measure.rule.target)),
    };
    Ok(components::chart(visit, &chart))
}

/// Four digits behind the point are more than any chart shows.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// The title of a fact, with what it is of.
pub fn title_of(visit: &Visit, fact: &Fact) -> String {
    let of = visit.language().pick(&fact.title.of.0, &fact.title.of.1);
    visit.text_with(fact.title.key, &[("of", of.into())])
}

/// The facts of a zone for whoever writes an expression: name, title, unit.
pub fn facts_to_choose(visit: &Visit, facts: &Facts) -> Markup {
    html! {
        details {
            summary { (visit.text_with("policy-facts-to-choose", &[("count", facts.len().into())])) }
            div.table-responsive tabindex="0" role="region" aria-label=(visit.text("policy-facts")) {
                table.table.table-sm {
                    thead { tr {
                        th scope="col" { (visit.text("policy-fact-key")) }
                        th scope="col" { (visit.text("policy-fact-title")) }
                        th scope="col" { (visit.text("policy-unit")) }
                    } }
                    tbody {
                        @for fact in facts.values() {
                            tr {
                                td { code { (fact.key) } }
                                td { a href=(visit.link(&format!("/policy/facts/{}", fact.key))) { (title_of(visit, fact)) } }
                                td { (fact.unit) }
                            }
                        }
                    }
                }
            }
        }
    }
}

async fn fact_with_records(
    visit: &Visit,
    fact: &Fact,
    readings: &Readings,
    names: &Names,
) -> Result<Markup, StoreError> {
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let records = registry.records(database, visit.scope(), visit.as_of(), &fact.key, 0, RECORDS_SHOWN).await?;
    let reading = readings.get(&fact.key).cloned().unwrap_or_else(|| Err(Unknown::Fact(fact.key.clone())));
    let mut rows = Vec::new();
    for record in &records.rows {
        rows.push(record_line(visit, record, names).await?);
    }
    let all = show::on_same_day(visit, &format!("/policy/facts/{}", fact.key));
    Ok(html! {
        div.fact {
            p {
                a href=(all) { (title_of(visit, fact)) } ": "
                strong.numeric { (figure::reading(visit.app().languages(), visit.language(), &reading, &fact.unit)) }
            }
            (unknown(visit, &reading))
            ul { @for row in &rows { li { (row) } } }
            @if records.total > rows.len() as u64 {
                p { a href=(all) { (visit.text_with("policy-all-records", &[("count", records.total.into())])) } }
            }
        }
    })
}

/// A record behind a fact: where it is, what it adds, and who changed it last.
pub async fn record_line(visit: &Visit, record: &RecordLink, names: &Names) -> Result<Markup, StoreError> {
    let (kind, id) = &record.subject;
    let (database, zone) = (visit.store().reader(), visit.scope().zone());
    let last = journal::of_subject(database, zone, kind, id, visit.until(), 1).await?;
    let last =
        last.first().map(|entry| store::instant_from_text(&entry.at).map(|at| (at, &entry.actor))).transpose()?;
    Ok(html! {
        a href=(show::on_same_day(visit, &record.path)) { (record.title) }
        @if let Some((amount, unit)) = &record.contribution {
            " · " span.numeric { (figure::figure(visit.app().languages(), visit.language(), Value::Number(*amount), unit)) }
        }
        @if let Some((at, actor)) = last {
            " " span.text-secondary.small { (visit.text_with("policy-changed-by", &[
                ("name", names.person(visit, actor).into()),
                ("at", show::moment(at).into()),
            ])) }
        }
    })
}
