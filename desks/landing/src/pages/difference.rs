//! What differs between two plans, statement by statement.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::said::Said;
use crate::model::{Plan, SitePlan};

/// Parcels that are told one by one where they fit in one plan and not in the other.
const PARCELS_MAX: usize = 50;

/// A statement of a plan: what names it, in words and apart from them, and what it says.
struct Statement {
    key: String,
    name: String,
    value: String,
}

/// A statement that differs: what it is about, what the one plan says and what the other; nothing where one says none.
pub struct Differing {
    pub name: String,
    pub was: String,
    pub is: String,
}

/// All that differs, in the order of the plans.
pub fn differing(said: Said<'_>, was: &Plan, is: &Plan) -> Vec<Differing> {
    let (before, after) = (statements(said, was), statements(said, is));
    let values = |all: &[Statement]| -> BTreeMap<String, String> {
        all.iter().map(|one| (one.key.clone(), one.value.clone())).collect()
    };
    let (old, new) = (values(&before), values(&after));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for one in before.into_iter().chain(after) {
        let value = |all: &BTreeMap<String, String>| all.get(&one.key).cloned().unwrap_or_default();
        let (was, is) = (value(&old), value(&new));
        if was != is && seen.insert(one.key) {
            found.push(Differing { name: one.name, was, is });
        }
    }
    found.extend(verdicts(said, was, is));
    found
}

/// What differs as a table, or that nothing does.
pub fn table(said: Said<'_>, found: &[Differing], heads: [String; 2]) -> Markup {
    let shown = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    html! {
        @if found.is_empty() { p { (said.text("landing-nothing-differs")) } } @else {
            div.table-responsive tabindex="0" role="region" aria-label=(said.text("landing-differs")) {
                table.table.difference {
                    thead { tr {
                        th scope="col" { (said.text("landing-differs-what")) }
                        @for head in heads { th scope="col" { (head) } }
                    } }
                    tbody { @for one in found { tr {
                        th scope="row" { (one.name) }
                        td { (shown(&one.was)) }
                        td { (shown(&one.is)) }
                    } } }
                }
            }
        }
    }
}

fn statements(said: Said<'_>, plan: &Plan) -> Vec<Statement> {
    let mut all = Vec::new();
    let mut say = |key: String, name: String, value: String| all.push(Statement { key, name, value });
    for (name, value) in said.wished(&plan.wish, plan.land_use_name.as_ref()) {
        say(format!("wish/{name}"), name, value);
    }
    say("fitting".to_owned(), said.text("landing-differs-fitting"), plan.fitting.len().to_string());
    for (place, site) in plan.sites.iter().enumerate() {
        let name = said.0.text_with("landing-differs-place", &[("place", (place + 1).to_string().into())]);
        say(format!("place/{place}"), name, said.parcel(&site.parcel));
    }
    for site in &plan.sites {
        let SitePlan { parcel, .. } = site;
        let mut of_site = |what: &str, value: String| {
            let name = format!("{} · {}", parcel.name, said.text(&format!("landing-compare-{what}")));
            say(format!("{}/{what}", parcel.code), name, value);
        };
        of_site("start", site.fit.as_ref().map(|fit| fit.can_start.to_string()).unwrap_or_default());
        let produces = site.fit.as_ref().and_then(|fit| fit.can_produce);
        of_site("production", produces.map(|day| day.to_string()).unwrap_or_default());
        of_site("served", site.served().to_string());
        of_site("missing", said.and(site.missing().map(|service| said.missing(service))));
        for control in &site.controls {
            let name = format!("{} · {}", parcel.name, said.named(&control.name));
            say(format!("{}/control/{}", parcel.code, control.indicator), name, said.control(control));
        }
    }
    for cost in &plan.costs {
        say(format!("price/{}", cost.input), said.input(&cost.input), said.prices(cost));
        let yearly = format!("{} · {}", said.input(&cost.input), said.text("landing-cost-yearly"));
        say(format!("yearly/{}", cost.input), yearly, said.money(cost.yearly));
    }
    for permit in &plan.permits {
        say(format!("permit/{}", permit.step), said.permit(permit), said.days(permit.days));
    }
    say("building".to_owned(), said.text("landing-building"), said.days(plan.building));
    say("ramp".to_owned(), said.text("landing-ramp"), said.days(plan.ramp));
    for (number, duty) in plan.duties.iter().enumerate() {
        let name = said.text(&format!("landing-duty-{}", duty.side));
        say(format!("duty/{number}"), name, said.0.language().pick(&duty.text_zh, &duty.text_en).to_owned());
    }
    all
}

/// Parcels that fit in one plan and not in the other.
fn verdicts(said: Said<'_>, was: &Plan, is: &Plan) -> Vec<Differing> {
    let verdicts = |plan: &Plan| -> BTreeMap<String, (String, Option<String>)> {
        let fits = plan.fitting.iter().map(|parcel| (parcel.code.clone(), (said.parcel(parcel), None)));
        let rejected = plan.rejected.iter().map(|one| {
            let lacks = Some(said.lacks(&one.lacks));
            (one.parcel.code.clone(), (said.parcel(&one.parcel), lacks))
        });
        fits.chain(rejected).collect()
    };
    let (old, new) = (verdicts(was), verdicts(is));
    let worded = |verdict: Option<&(String, Option<String>)>| match verdict {
        Some((_, None)) => said.text("landing-fits"),
        Some((_, Some(lacks))) => lacks.clone(),
        None => String::new(),
    };
    let fits = |verdict: Option<&(String, Option<String>)>| verdict.is_some_and(|(_, lacks)| lacks.is_none());
    let codes: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let moved = codes.into_iter().filter(|code| fits(old.get(*code)) != fits(new.get(*code)));
    let told = moved.take(PARCELS_MAX).filter_map(|code| {
        let name = old.get(code).or(new.get(code))?.0.clone();
        Some(Differing { name, was: worded(old.get(code)), is: worded(new.get(code)) })
    });
    told.collect()
}
