//! Standard land: which parcels are, what the others lack, and the card of one.

use ::pages::{
    Page, PageError, Visit,
    components::{self},
    sheet::{self, SheetCell},
};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{
    assessment::{called, text, validity_pill},
    code, field_name,
    list::status_pill,
    parcel::service,
    park_name,
    record_form::{Words, particulars},
    record_list::{List, asked, choices, filters, has_text, in_order},
    use_name,
    works::connection_name,
};
use crate::{
    model::{Bound, Indicator, Lack, ParcelRecord, RegionalAssessment, Rules, Serving, StandardCard, Step, Versioned},
    store as tables,
};

const COLUMNS: [(&str, bool); 6] = [
    ("parcel", false),
    ("standard", false),
    ("lacks", false),
    ("expiring", false),
    ("status", false),
    ("area_mu", true),
];
const SORTABLE: [&str; 4] = ["parcel", "standard", "status", "area_mu"];
const STANDARDS: [&str; 3] = ["yes", "no", "expiring"];

/// What the cards are made from.
pub struct Ground {
    words: Words,
    assessments: Vec<Versioned<RegionalAssessment>>,
    works: Serving,
}

impl Ground {
    /// Of the reader's zone.
    pub async fn of(visit: &Visit) -> Result<Self, PageError> {
        let (reader, scope) = (visit.store().reader(), visit.scope());
        let (words, works) = (Words::of(visit).await?, tables::works(reader, scope).await?);
        Ok(Self { words, assessments: tables::all_of(reader, scope).await?, works: Serving::of(works) })
    }

    /// The card of a parcel on the day looked at.
    pub fn card(&self, visit: &Visit, parcel: &ParcelRecord) -> StandardCard<'_> {
        let words = (&self.words.rules, &self.words.vocabulary);
        let readiness = self.works.readiness(&parcel.code, visit.as_of());
        StandardCard::of(parcel, words, &self.assessments, readiness, visit.as_of())
    }
}

/// What an indicator is called.
pub fn indicator_name(visit: &Visit, indicator: &Indicator) -> String {
    visit.language().pick(indicator.name_zh.as_str(), indicator.name_en.as_str()).to_owned()
}

/// The unit of an indicator; empty for ratios.
pub fn indicator_unit<'i>(visit: &Visit, indicator: &'i Indicator) -> &'i str {
    let [zh, en] = [&indicator.unit_zh, &indicator.unit_en].map(|unit| unit.as_ref().map_or("", |unit| unit.as_str()));
    visit.language().pick(zh, en)
}

/// What an indicator must come to: on the good side of a value, with its unit.
pub fn limit_said(visit: &Visit, indicator: &Indicator, value: &impl ToString) -> String {
    let sign = if indicator.bound == Bound::AtLeast { "≥" } else { "≤" };
    format!("{sign} {} {}", value.to_string(), indicator_unit(visit, indicator)).trim_end().to_owned()
}

/// What a parcel lacks, in a sentence.
pub fn lack_said(visit: &Visit, lack: &Lack<'_>) -> String {
    let named = |key, name: String| visit.text_with(key, &[("name", name.into())]);
    match lack {
        Lack::NoRules => visit.text("land-lack-no-rules"),
        Lack::NotIndustrial => visit.text("land-lack-not-industrial"),
        Lack::NotAssessed(kind) => named("land-lack-not-assessed", called(visit, kind)),
        Lack::Expired(kind) => named("land-lack-expired", called(visit, kind)),
        Lack::NotServed(connection) => named("land-lack-not-served", connection_name(visit, *connection)),
        Lack::NoLimit(indicator) => named("land-lack-no-limit", indicator_name(visit, indicator)),
    }
}

fn standard_pill(visit: &Visit, card: &StandardCard<'_>) -> Markup {
    let (tone, key) = if card.is_standard() { ("good", "yes") } else { ("neutral", "no") };
    components::pill(tone, &visit.text(&format!("land-standard-{key}")))
}

/// A parcel that the register knew at the end of the day, how it stood, and its card.
type Standing<'r> = (&'r ParcelRecord, &'r Step, StandardCard<'r>);

fn found<'r>(visit: &Visit, ground: &'r Ground, parcels: &'r [ParcelRecord]) -> Result<Vec<Standing<'r>>, PageError> {
    let wanted = asked(visit, "standard", &STANDARDS)?;
    let known = parcels.iter().filter_map(|one| Some((one, one.history.on(visit.as_of())?, ground.card(visit, one))));
    let mut found: Vec<_> = known
        .filter(|(_, _, card)| match wanted {
            Some("yes") => card.is_standard(),
            Some("no") => !card.is_standard(),
            Some(_) => card.expiring().next().is_some(),
            None => true,
        })
        .filter(|(one, _, _)| has_text(visit, &[one.parcel.name.as_str(), one.code.as_str()]))
        .collect();
    in_order(visit, &SORTABLE, &mut found, |key, found| match key {
        "standard" => found.sort_by_key(|(_, _, card)| card.lacks.len()),
        "status" => found.sort_by_key(|(_, step, _)| step.status),
        "area_mu" => found.sort_by_key(|(one, _, _)| one.parcel.area),
        _ => {}
    });
    Ok(found)
}

/// What several things are called, in one line.
fn joined(visit: &Visit, names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(visit.language().pick("；", "; "))
}

fn expiring_said(visit: &Visit, card: &StandardCard<'_>) -> String {
    joined(
        visit,
        card.expiring().map(|(kind, days)| {
            let values = [("name", called(visit, kind).into()), ("days", days.to_string().into())];
            visit.text_with("land-expiring-said", &values)
        }),
    )
}

/// The list.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let (ground, parcels) = (Ground::of(&visit).await?, tables::parcels(visit.store().reader(), visit.scope()).await?);
    let list = List {
        tab: "land-standard",
        file: "/land/standard/export.xlsx",
        new: None,
        none: "land-none",
        columns: &COLUMNS,
        sortable: &SORTABLE,
        filters: filters(&visit, "land-search", &[("standard", choices(&visit, "land-standard", &STANDARDS))]),
        sums: sums(&visit, &ground, &parcels),
        found: found(&visit, &ground, &parcels)?,
    };
    Ok(list.page(&visit, |(parcel, step, card)| {
        let lacks = card.lacks.iter().map(|lack| lack_said(&visit, lack));
        let few: Vec<_> = lacks.take(3).collect();
        let more = card.lacks.len().saturating_sub(few.len());
        vec![
            html! {
                a href=(visit.link(&format!("/land/parcels/{}/standard", parcel.code))) { (parcel.parcel.name) }
                span.cell-sub { (parcel.code) }
            },
            standard_pill(&visit, card),
            html! {
                @if few.is_empty() { "–" } @else { (joined(&visit, few.into_iter())) }
                @if more > 0 { " " (visit.text_with("land-more", &[("count", more.to_string().into())])) }
            },
            html! { (expiring_said(&visit, card)) },
            status_pill(&visit, step.status),
            html! { (parcel.parcel.area) },
        ]
    }))
}

/// What stands above the list: how many parcels are standard land, and how many soon are no more.
fn sums(visit: &Visit, ground: &Ground, parcels: &[ParcelRecord]) -> Markup {
    let known = parcels.iter().filter(|one| one.history.on(visit.as_of()).is_some());
    let cards: Vec<_> = known.map(|one| ground.card(visit, one)).collect();
    let industrial = cards.iter().filter(|card| !card.lacks.contains(&Lack::NotIndustrial)).count();
    let standard = cards.iter().filter(|card| card.is_standard()).count();
    let expiring = cards.iter().filter(|card| card.expiring().next().is_some()).count();
    html! {
        @if !cards.is_empty() {
            div.stats {
                (components::stat(&visit.text("land-standard-industrial"), &industrial.to_string(), ""))
                (components::stat(&visit.text("land-standard-yes"), &standard.to_string(), ""))
                (components::stat(&visit.text("land-standard-expiring"), &expiring.to_string(), ""))
            }
        }
    }
}

/// The same list as a file for a spreadsheet.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let (ground, parcels) = (Ground::of(&visit).await?, tables::parcels(visit.store().reader(), visit.scope()).await?);
    let headings =
        ["code", "name", "standard", "lacks", "expiring", "status", "area_mu"].map(|key| field_name(&visit, key));
    let found = found(&visit, &ground, &parcels)?;
    let rows = found.iter().map(|(parcel, step, card)| {
        vec![
            SheetCell::Text(parcel.code.to_string()),
            SheetCell::Text(parcel.parcel.name.to_string()),
            SheetCell::Text(visit.text(if card.is_standard() { "land-standard-yes" } else { "land-standard-no" })),
            text(joined(&visit, card.lacks.iter().map(|lack| lack_said(&visit, lack)))),
            text(expiring_said(&visit, card)),
            SheetCell::Text(visit.text(&format!("land-status-{}", step.status))),
            SheetCell::Number(parcel.parcel.area.to_f64()),
        ]
    });
    sheet::download(&visit, "standard-land", &headings, rows)
}

/// The card of a parcel, fit for paper.
pub async fn card(visit: Visit) -> Result<Response, PageError> {
    let (ground, code) = (Ground::of(&visit).await?, code(&visit)?);
    let found = tables::parcel(visit.store().reader(), visit.scope(), &code).await?;
    let parcel = found.ok_or(PageError::NotFound)?;
    let card = ground.card(&visit, &parcel);
    let verdict = html! {
        dt { (field_name(&visit, "standard")) }
        dd {
            (standard_pill(&visit, &card)) " " (visit.text_with("land-as-of", &[("day", visit.as_of().to_string().into())]))
            @if !card.lacks.is_empty() { ul.mb-0 { @for lack in &card.lacks { li { (lack_said(&visit, lack)) } } } }
        }
    };
    let words = &ground.words;
    let park = parcel.parcel.park.as_ref();
    let industry = words.rules.industry_of(park);
    let industry = industry.map(|one| visit.language().pick(one.name_zh.as_str(), one.name_en.as_str()).to_owned());
    let lines = [
        ("code", code.to_string()),
        (
            "land_use",
            format!("{} {}", parcel.parcel.land_use, use_name(&visit, &words.vocabulary, &parcel.parcel.land_use)),
        ),
        ("area_mu", parcel.parcel.area.to_string()),
        ("park", park_name(&visit, &words.vocabulary, park).unwrap_or_default().to_owned()),
        ("industry", industry.unwrap_or_default()),
    ];
    let body = html! {
        (particulars(&visit, "land-standard-card", verdict, &lines))
        (assessments(&visit, &card))
        (works(&visit, &words.rules, &card))
        (limits(&visit, &card))
    };
    let path = format!("/land/parcels/{code}");
    let title = visit.text_with("land-standard-title", &[("name", parcel.parcel.name.to_string().into())]);
    let page = Page::new(&visit, title).under(visit.text("land-menu"), "/land");
    Ok(page.under(parcel.parcel.name.as_str(), &path).body(body).into_response())
}

fn assessments(visit: &Visit, card: &StandardCard<'_>) -> Markup {
    html! {
        section.panel.mb-3.keep-together {
            h2.panel-title { (visit.text("land-assessments")) }
            dl.keyvalue { @for (kind, found) in &card.assessments {
                dt { (called(visit, kind)) }
                dd { @match found {
                    Some((one, validity)) => {
                        (validity_pill(visit, *validity)) " "
                        a href=(visit.link(&format!("/land/assessments/{}", one.code))) { (one.document) } " · "
                        (visit.text_with("land-valid-from-to", &[("from", one.done.to_string().into()), ("to", one.until.to_string().into())]))
                    }
                    None => (components::pill("bad", &visit.text("land-not-assessed"))),
                } }
            } }
        }
    }
}

fn works(visit: &Visit, rules: &Rules, card: &StandardCard<'_>) -> Markup {
    html! {
        section.panel.mb-3.keep-together {
            h2.panel-title { (visit.text("land-readiness")) }
            dl.keyvalue { @for (connection, found) in &card.works {
                dt { (connection_name(visit, *connection)) }
                dd { (service(visit, found)) }
            } }
            @if let Some(source) = &rules.works_source { p.cell-sub { (field_name(visit, "source")) ": " (source) } }
        }
    }
}

fn limits(visit: &Visit, card: &StandardCard<'_>) -> Markup {
    let caption = visit.text("land-limits");
    let headings = ["indicator", "limit", "from", "source"].map(|key| field_name(visit, key));
    html! {
        section.panel.mb-3.keep-together {
            h2.panel-title { (caption) }
            div.table-responsive tabindex="0" role="region" aria-label=(caption) {
                table.table.table-vcenter {
                    caption.visually-hidden { (caption) }
                    thead { tr { @for heading in &headings { th scope="col" { (heading) } } } }
                    tbody { @for (indicator, limit) in &card.limits { tr {
                        th scope="row" { (indicator_name(visit, indicator)) }
                        @match limit {
                            Some(limit) => {
                                td { (limit_said(visit, indicator, &limit.value)) }
                                td { (limit.from) }
                                td { @match &limit.source { Some(source) => (source), None => "–" } }
                            }
                            None => { td { (visit.text("land-no-limit")) } td { "–" } td { "–" } }
                        }
                    } } }
                }
            }
        }
    }
}
