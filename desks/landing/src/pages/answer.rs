//! The landing plan: each statement leads to the record that it rests on.

use ::pages::{
    Page, PageError, Visit,
    components::{self, Bar},
    figure::figure,
    shell::icon,
};
use facts::{Unit, Value};
use land::model::{Connection, ParcelRecord, Service, WorkRecord};
use maud::{Markup, html};
use siting::rank::Lack;

use super::{field_name, record, words};
use crate::{
    EDIT,
    model::{Answer, Cost, Rejected, SiteAnswer, Terms, WishRecord},
    store as tables,
};

/// Years over which prices are compared.
const YEARS: f64 = 10.0;
/// Yuan of one in which sums are shown.
const TEN_THOUSAND: f64 = 10_000.0;

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let words = words(&visit).await?;
    let record = record(&visit, &words).await?;
    let database = visit.store().reader();
    let terms = tables::terms(database, visit.scope().zone()).await?;
    let parcels = land::store::parcels(database, visit.scope()).await?;
    let works = land::store::works(database, visit.scope()).await?;
    let body = match &terms {
        Some(terms) => {
            let answer = Answer::of(&record.wish, &parcels, &works, terms, visit.as_of());
            plan(&visit, &record, terms, &answer)
        }
        None => components::empty(&visit.text("landing-no-terms"), &visit.text("landing-no-terms-advice"), None),
    };
    let actions = html! {
        @if visit.scope().may(EDIT) && !visit.looks_back() {
            a.btn.btn-primary href=(visit.link(&format!("/landing/wishes/{}/edit", record.number))) {
                (icon("edit")) " " (visit.text("landing-edit"))
            }
        }
    };
    let page = Page::new(&visit, record.wish.title.as_str()).under(visit.text("landing-menu"), "/landing");
    Ok(page.actions(actions).body(body))
}

fn plan(visit: &Visit, record: &WishRecord, terms: &Terms, answer: &Answer<'_>) -> Markup {
    let day = [("day", visit.as_of().to_string().into())];
    html! {
        p.as-of { (visit.text_with("landing-as-of", &day)) }
        (wished(visit, record))
        @if answer.sites.is_empty() {
            (components::empty(&visit.text("landing-no-site"), &visit.text("landing-no-site-advice"), None))
        } @else {
            h2 { (visit.text_with("landing-sites", &[("fitting", answer.fitting.to_string().into())])) }
            @for (place, site) in answer.sites.iter().enumerate() { (of_site(visit, place, site)) }
        }
        (costs(visit, answer))
        (calendar(visit, answer))
        (duties(visit, terms))
        (rejected(visit, &answer.rejected))
    }
}

/// What was asked for, as far as it is known.
fn wished(visit: &Visit, record: &WishRecord) -> Markup {
    let draft = record.wish.draft();
    let lines = [
        ("investor", draft.investor),
        ("area_least", draft.area_least),
        ("area_most", draft.area_most),
        ("land_use", draft.land_use),
        ("gas", draft.gas),
        ("water", draft.water),
        ("power", draft.power),
        ("start", draft.start),
        ("investment", draft.investment),
        ("note", draft.note),
    ];
    let known = lines.iter().filter(|(_, value)| !value.is_empty());
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("landing-wished")) }
            dl.keyvalue { @for (key, value) in known { dt { (field_name(visit, key)) } dd.prose { (value) } } }
        }
    }
}

fn link_parcel(visit: &Visit, parcel: &ParcelRecord) -> Markup {
    html! { a href=(visit.link(&format!("/land/parcels/{}", parcel.code))) { (parcel.parcel.name) } }
}

fn link_work(visit: &Visit, work: &WorkRecord) -> Markup {
    html! { a href=(visit.link(&format!("/land/works/{}", work.code))) { (work.work.name) } }
}

fn of_site(visit: &Visit, place: usize, site: &SiteAnswer<'_>) -> Markup {
    let (fit, parcel) = (&site.fit, site.parcel);
    let start = [("day", fit.can_start.to_string().into()), ("waits", fit.waits_days.to_string().into())];
    let share = |share: f64| figure(visit.app().languages(), visit.language(), Value::Number(share), &Unit::share());
    let missing = site.readiness.services.iter().filter(|(_, service)| !matches!(service, Service::Served { .. }));
    html! {
        section.panel.mb-3 {
            h3.panel-title { (place + 1) ". " (link_parcel(visit, parcel)) }
            ul {
                li { (visit.text_with("landing-area", &[("area", parcel.parcel.area.to_string().into())]))
                    @if fit.spare_area > 0.005 { " " (visit.text_with("landing-spare", &[("share", share(fit.spare_area).into())])) } }
                li { @if fit.waits_days > 0 {
                    (visit.text_with("landing-waits", &start))
                    @if let Some(input) = &fit.waits_for { " " (visit.text_with("landing-waits-for", &[("input", input_name(visit, input).into())])) }
                } @else { (visit.text_with("landing-starts", &start)) } }
                @for (input, works) in &site.supplies {
                    li { (input_name(visit, input)) ": "
                        @for (number, work) in works.iter().enumerate() {
                            @if number > 0 { "; " }
                            (link_work(visit, work)) " " (capacity(work)) " " (coming(visit, work))
                        }
                    }
                }
                @if fit.tightest > 0.0 { li { (visit.text_with("landing-tightest", &[("share", share(fit.tightest).into())])) } }
            }
            p { @if site.readiness.is_whole() { (visit.text("landing-whole")) } @else {
                (visit.text_with("landing-served", &[("served", site.readiness.served().to_string().into())]))
            } }
            ul { @for (connection, service) in missing { li { (lacking(visit, *connection, service)) } } }
        }
    }
}

fn input_name(visit: &Visit, input: &str) -> String {
    visit.text(&format!("landing-input-{input}"))
}

fn capacity(work: &WorkRecord) -> String {
    let unit = work.work.connection.capacity_unit();
    work.work.capacity.zip(unit).map(|(amount, unit)| format!("{amount} {unit}")).unwrap_or_default()
}

fn coming(visit: &Visit, work: &WorkRecord) -> String {
    match work.on(visit.as_of()) {
        Some(step) if step.stage == land::model::WorkStage::Done => {
            visit.text_with("land-since", &[("day", step.on.to_string().into())])
        }
        _ => visit.text_with("land-coming-by", &[("day", work.work.due.to_string().into())]),
    }
}

fn lacking(visit: &Visit, connection: Connection, service: &Service<'_>) -> Markup {
    let name = visit.text(&format!("land-connection-{connection}"));
    html! {
        (name) ": "
        @match service {
            Service::Coming { work, is_overdue } => {
                (coming(visit, work)) " · " (link_work(visit, work))
                @if *is_overdue { " " (components::pill("bad", &visit.text("land-coming-late"))) }
            }
            _ => (visit.text("land-missing")),
        }
    }
}

fn money(visit: &Visit, yuan: f64) -> String {
    let wan = (yuan / TEN_THOUSAND * 10.0).round() / 10.0;
    visit.text_with("landing-wan", &[("wan", format!("{wan:.1}").into())])
}

/// What is taken in costs so much here, and usually so much.
fn costs(visit: &Visit, answer: &Answer<'_>) -> Markup {
    let row = |cost: &Cost<'_>| {
        let input = cost.input;
        let saved = (cost.usual_yearly - cost.yearly) * YEARS;
        html! {
            tr {
                th scope="row" { (input_name(visit, &input.key)) }
                td { (cost.amount) " " (input.unit) }
                td { (input.price) " / " (input.usual_price) " " (visit.text_with("landing-per", &[("unit", input.priced.clone().into())])) }
                td.numeric { (money(visit, cost.yearly)) }
                td.numeric { (money(visit, cost.usual_yearly)) }
                td.numeric { (money(visit, saved)) }
                td { (visit.text_with("land-since", &[("day", input.from.clone().into())])) " · " (input.source) }
            }
        }
    };
    let heads = ["input", "amount", "prices", "yearly", "usual", "saved", "source"];
    html! {
        @if !answer.costs.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("landing-costs")) }
                div.table-responsive tabindex="0" role="region" aria-label=(visit.text("landing-costs")) {
                    table.table {
                        thead { tr { @for head in heads { th scope="col" { (visit.text(&format!("landing-cost-{head}"))) } } } }
                        tbody { @for cost in &answer.costs { (row(cost)) } }
                    }
                }
            }
        }
    }
}

/// Permits, missing works and building over time.
fn calendar(visit: &Visit, answer: &Answer<'_>) -> Markup {
    let here = visit.path();
    let bar = |title: String, path: String, span, tone, note: String| Bar {
        title,
        path,
        span,
        tone,
        marks: Vec::new(),
        note,
    };
    let name = |step: &crate::model::PermitStep| visit.language().pick(&step.name_zh, &step.name_en).to_owned();
    let permits = answer.permits.iter().filter_map(|one| {
        let days = one.days?;
        Some(bar(name(one.step), here.to_owned(), days, "ahead", days.1.to_string()))
    });
    let unknown: Vec<String> =
        answer.permits.iter().filter(|one| one.days.is_none()).map(|one| name(one.step)).collect();
    let best = answer.sites.first();
    let works = best.into_iter().flat_map(|site| &site.readiness.services).filter_map(|(_, service)| {
        let Service::Coming { work, is_overdue } = service else { return None };
        let tone = if *is_overdue { "late" } else { "ahead" };
        let span = (visit.as_of().min(work.work.due), work.work.due);
        let path = format!("/land/works/{}", work.code);
        Some(bar(work.work.name.to_string(), path, span, tone, work.work.due.to_string()))
    });
    let building = answer
        .building
        .map(|span| bar(visit.text("landing-building"), here.to_owned(), span, "ahead", span.1.to_string()));
    let bars: Vec<Bar> = permits.chain(works).chain(building).collect();
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("landing-calendar")) }
            p { (visit.text_with("landing-calendar-from", &[("day", visit.as_of().to_string().into())])) }
            @if !unknown.is_empty() {
                p.text-secondary { (visit.text_with("landing-days-unknown", &[("steps", unknown.join(", ").into())])) }
            }
            (components::gantt(visit, &visit.text("landing-calendar"), &bars, visit.as_of()))
        }
    }
}

fn duties(visit: &Visit, terms: &Terms) -> Markup {
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("landing-duties")) }
            @for side in ["zone", "investor"] {
                h3 { (visit.text(&format!("landing-duty-{side}"))) }
                ul { @for duty in terms.duties.iter().filter(|duty| duty.side == side) {
                    li { (visit.language().pick(&duty.text_zh, &duty.text_en)) " " span.text-secondary { (duty.source) } }
                } }
            }
        }
    }
}

/// Every parcel that does not fit, with all that it lacks.
fn rejected(visit: &Visit, rejected: &[Rejected<'_>]) -> Markup {
    html! {
        @if !rejected.is_empty() {
            details.panel.mb-3 {
                summary { (visit.text_with("landing-rejected", &[("count", rejected.len().to_string().into())])) }
                ul { @for one in rejected {
                    li { (link_parcel(visit, one.parcel)) ": "
                        (one.lacks.iter().map(|lack| said(visit, lack)).collect::<Vec<_>>().join(&visit.text("landing-and"))) }
                } }
            }
        }
    }
}

/// A lack in words.
fn said(visit: &Visit, lack: &Lack) -> String {
    let number = |value: f64| ((value * 1000.0).round() / 1000.0).to_string();
    match lack {
        Lack::Taken => visit.text("landing-lack-taken"),
        Lack::Area { has, least } => {
            visit.text_with("landing-lack-area", &[("has", number(*has).into()), ("least", number(*least).into())])
        }
        Lack::LandUse { has } => visit.text_with("landing-lack-use", &[("has", has.clone().into())]),
        Lack::NeverReady => visit.text("landing-lack-ready"),
        Lack::Input { input, has, needs } => {
            let values = [
                ("input", input_name(visit, input).into()),
                ("has", number(*has).into()),
                ("needs", number(*needs).into()),
            ];
            visit.text_with("landing-lack-input", &values)
        }
    }
}
