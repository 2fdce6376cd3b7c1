//! Land supply: the list of grants with what lies idle and what is owed, one grant, and what its form shows.

use ::pages::{
    Page, PageError, Visit,
    components::{self, Choice, Moment},
    sheet::{self, SheetCell},
};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{
    assessment::text,
    field_name,
    record_form::{Form, Words, edit_button, parcel_link, particulars, record},
    record_list::{List, asked, choices, filters, has_text, in_order},
};
use crate::{
    model::{Code, Development, IdleReason, LandGrant, LandRecord, Rules, SupplyKind, Versioned, Wan},
    store as tables,
};

const COLUMNS: [(&str, bool); 7] = [
    ("grant", false),
    ("parcel", false),
    ("supply", false),
    ("area_mu", true),
    ("development", false),
    ("start_by", false),
    ("arrears", true),
];
const SORTABLE: [&str; 5] = ["grant", "parcel", "area_mu", "development", "start_by"];
const DEVELOPMENTS: [&str; 6] = ["idle", "soon_idle", "late", "on_time", "completed", "recovered"];
const ARREARS: [&str; 1] = ["yes"];

/// What a way of supply is called.
pub fn supply_name(visit: &Visit, kind: SupplyKind) -> String {
    visit.text(&format!("land-supply-{kind}"))
}

/// How granted land stands, as a word with its colour, and the days and the reason.
pub fn development_pill(visit: &Visit, development: Development) -> Markup {
    let tone = match development {
        Development::Idle { .. } => "bad",
        Development::SoonIdle { .. } | Development::Late { .. } => "warning",
        Development::Completed | Development::OnTime => "good",
        Development::Recovered => "neutral",
    };
    html! {
        (components::pill(tone, &visit.text(&format!("land-development-{}", development.key()))))
        @if let Some(said) = development_said(visit, development) { " " (said) }
    }
}

/// Days and reason, where there is something to say.
fn development_said(visit: &Visit, development: Development) -> Option<String> {
    let why = |reason| {
        visit.text(match reason {
            IdleReason::NotStarted => "land-idle-not-started",
            IdleReason::Stopped => "land-idle-stopped",
        })
    };
    let said = |key, days: i64, reason: String| {
        visit.text_with(key, &[("days", days.to_string().into()), ("reason", reason.into())])
    };
    match development {
        Development::Idle { reason, days, .. } => Some(said("land-idle-said", days, why(reason))),
        Development::SoonIdle { reason, days_left } => Some(said("land-soon-idle-said", days_left, why(reason))),
        Development::Late { days } => Some(said("land-late-said", days, String::new())),
        _ => None,
    }
}

/// A grant that was signed by the end of the day, and how it stands.
type Standing = (Versioned<LandGrant>, Development);

async fn found(visit: &Visit, rules: &Rules) -> Result<Vec<Standing>, PageError> {
    let (wanted, owing) = (asked(visit, "development", &DEVELOPMENTS)?, asked(visit, "arrears", &ARREARS)?);
    let all = tables::all_of::<LandGrant>(visit.store().reader(), visit.scope()).await?;
    let day = visit.as_of();
    let mut found: Vec<Standing> = all
        .into_iter()
        .filter_map(|one| one.record.development(rules.idle.as_ref(), day).map(|development| (one, development)))
        .filter(|(_, development)| wanted.is_none_or(|wanted| development.key() == wanted))
        .filter(|(one, _)| owing.is_none() || one.record.arrears(day).is_some())
        .filter(|(one, _)| {
            let project = one.record.project.as_ref().map_or("", Code::as_str);
            let record = &one.record;
            has_text(
                visit,
                &[
                    record.grantee.as_str(),
                    record.code.as_str(),
                    record.parcel.as_str(),
                    record.agreement.as_str(),
                    project,
                ],
            )
        })
        .collect();
    let place = |development: Development| DEVELOPMENTS.iter().position(|key| *key == development.key());
    in_order(visit, &SORTABLE, &mut found, |key, found| match key {
        "parcel" => found.sort_by(|left, right| left.0.record.parcel.cmp(&right.0.record.parcel)),
        "area_mu" => found.sort_by_key(|(one, _)| one.record.area),
        "development" => found.sort_by_key(|(_, development)| place(*development)),
        "start_by" => found.sort_by_key(|(one, _)| one.record.start_by),
        _ => {}
    });
    Ok(found)
}

/// The list.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let words = Words::of(&visit).await?;
    let found = found(&visit, &words.rules).await?;
    let arrears = [Choice { value: "yes".to_owned(), label: visit.text("land-arrears-yes") }].into();
    let list = List {
        tab: "land-grants",
        file: "/land/grants/export.xlsx",
        new: Some(("/land/grants/new", "land-grant-new")),
        none: "land-grants-none",
        columns: &COLUMNS,
        sortable: &SORTABLE,
        filters: filters(
            &visit,
            "land-grant-search",
            &[("development", choices(&visit, "land-development", &DEVELOPMENTS)), ("arrears", arrears)],
        ),
        sums: sums(&visit, &found),
        found,
    };
    Ok(list.page(&visit, |(one, development)| {
        let record = &one.record;
        vec![
            html! {
                a href=(visit.link(&format!("/land/grants/{}", record.code))) { (record.grantee) }
                span.cell-sub { (record.code) " · " (record.agreement) }
            },
            parcel_link(&visit, &record.parcel),
            html! { (supply_name(&visit, record.kind)) },
            html! { (record.area) },
            development_pill(&visit, *development),
            html! { (record.start_by) },
            html! { @match record.arrears(visit.as_of()) { Some(arrears) => (arrears.amount), None => "–" } },
        ]
    }))
}

/// What stands above the list: how much of what is listed lies idle, soon will, and what is owed.
fn sums(visit: &Visit, found: &[Standing]) -> Markup {
    let area = |key: &str| -> f64 {
        let those = found.iter().filter(|(_, development)| development.key() == key);
        those.map(|(one, _)| one.record.area.to_f64()).sum()
    };
    let owed =
        found.iter().filter_map(|(one, _)| one.record.arrears(visit.as_of())).map(|arrears| arrears.amount.fen());
    let owed = Wan::from_fen(owed.sum()).map_or_else(|| "0".to_owned(), |wan| wan.to_string());
    html! {
        @if !found.is_empty() {
            div.stats {
                (components::stat(&visit.text("land-idle-area"), &format!("{:.1}", area("idle")), ""))
                (components::stat(&visit.text("land-soon-idle-area"), &format!("{:.1}", area("soon_idle")), ""))
                (components::stat(&visit.text("land-arrears-sum"), &owed, ""))
            }
        }
    }
}

/// The same list as a file for a spreadsheet.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let words = Words::of(&visit).await?;
    let keys = [
        "code",
        "grantee",
        "parcel",
        "project",
        "supply",
        "agreement",
        "signed",
        "area_mu",
        "price",
        "start_by",
        "complete_by",
        "started",
        "completed",
        "recovered",
        "development",
        "reason",
        "arrears",
        "since",
        "note",
    ];
    let headings = keys.map(|key| field_name(&visit, key));
    let day = |day: Option<jiff::civil::Date>| day.map_or(SheetCell::Empty, SheetCell::Day);
    let wan = |wan: Option<Wan>| wan.map_or(SheetCell::Empty, |wan| SheetCell::Number(wan.to_f64()));
    let found = found(&visit, &words.rules).await?;
    let rows = found.iter().map(|(one, development)| {
        let (record, draft) = (&one.record, one.record.draft());
        let arrears = record.arrears(visit.as_of());
        vec![
            text(draft.code),
            text(draft.grantee),
            text(draft.parcel),
            text(draft.project),
            text(supply_name(&visit, record.kind)),
            text(draft.agreement),
            SheetCell::Day(record.signed),
            SheetCell::Number(record.area.to_f64()),
            wan(record.price),
            SheetCell::Day(record.start_by),
            SheetCell::Day(record.complete_by),
            day(record.started),
            day(record.completed),
            day(record.recovered.as_ref().map(|(on, _)| *on)),
            text(visit.text(&format!("land-development-{}", development.key()))),
            text(development_said(&visit, *development).unwrap_or_default()),
            wan(arrears.map(|arrears| arrears.amount)),
            day(arrears.map(|arrears| arrears.since)),
            text(draft.note),
        ]
    });
    sheet::download(&visit, "grants", &headings, rows)
}

/// The page of one.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let (known, words) = (record::<LandGrant>(&visit).await?, Words::of(&visit).await?);
    let (grant, draft) = (&known.record, known.record.draft());
    let lines = [
        ("code", draft.code),
        ("grantee", draft.grantee),
        ("supply", supply_name(&visit, grant.kind)),
        ("agreement", draft.agreement),
        ("signed", draft.signed),
        ("area_mu", draft.area_mu),
        ("price", draft.price),
        ("project", draft.project),
        ("start_by", draft.start_by),
        ("started", draft.started),
        ("complete_by", draft.complete_by),
        ("completed", draft.completed),
        ("recovered", draft.recovered),
        ("recovery", draft.recovery),
        ("note", draft.note),
        ("source", draft.source),
    ];
    let development = grant.development(words.rules.idle.as_ref(), visit.as_of());
    let first = html! {
        dt { (field_name(&visit, "development")) }
        dd { @match development { Some(development) => (development_pill(&visit, development)), None => "–" } (rule(&visit, &words.rules, development)) }
        dt { (field_name(&visit, "parcel")) }
        dd { (parcel_link(&visit, &grant.parcel)) }
    };
    let body = html! {
        div.split.split-wide {
            div { (particulars(&visit, "land-grant-particulars", first, &lines)) }
            div { (money(&visit, grant)) (ground(&visit, grant)) }
        }
    };
    let page = Page::new(&visit, grant.title()).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-grants"), "/land/grants");
    let actions = edit_button(&visit, &format!("/land/grants/{}", grant.code));
    Ok(page.actions(actions).body(body).into_response())
}

/// By which rule land lies idle, and from when it can be taken back.
fn rule(visit: &Visit, rules: &Rules, development: Option<Development>) -> Markup {
    let idle = matches!(development, Some(Development::Idle { .. } | Development::SoonIdle { .. }));
    let from = match development {
        Some(Development::Idle { recoverable_from, .. }) => recoverable_from,
        _ => None,
    };
    html! {
        @if let Some(from) = from {
            p.mb-0 { (visit.text_with("land-recoverable-from", &[("day", from.to_string().into())])) }
        }
        @if let Some(source) = rules.idle.as_ref().and_then(|rule| rule.source.as_ref()).filter(|_| idle) {
            p.cell-sub.mb-0 { (visit.text("land-idle-rule")) ": " (source) }
        }
    }
}

fn money(visit: &Visit, grant: &LandGrant) -> Markup {
    let day = visit.as_of();
    let wan = |fen| Wan::from_fen(fen).map_or_else(|| "0".to_owned(), |wan| wan.to_string());
    let due: i64 = grant.payments.iter().filter(|one| one.on <= day).map(|one| one.amount.fen()).sum();
    let sums = [("due", wan(due).into()), ("paid", wan(grant.paid(day)).into())];
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-payments")) }
            @if grant.payments.is_empty() && grant.receipts.is_empty() { p.text-secondary { (visit.text("land-payments-none")) } } @else {
                p {
                    (visit.text_with("land-payments-sum", &sums))
                    @if let Some(arrears) = grant.arrears(day) {
                        " " (components::pill("bad", &visit.text_with("land-arrears-said", &[
                            ("amount", arrears.amount.to_string().into()), ("day", arrears.since.to_string().into()),
                        ])))
                    }
                }
                dl.keyvalue {
                    @for one in &grant.payments { dt { (one.on) } dd { (visit.text_with("land-payment-due", &[("amount", one.amount.to_string().into())])) } }
                    @for one in grant.receipts.iter().filter(|one| one.on <= day) { dt { (one.on) } dd { (visit.text_with("land-payment-paid", &[("amount", one.amount.to_string().into())])) } }
                }
            }
        }
    }
}

/// What was seen on the ground, the newest first.
fn ground(visit: &Visit, grant: &LandGrant) -> Markup {
    let seen = grant.progress.iter().rev().filter(|one| one.on <= visit.as_of());
    let moments: Vec<_> = seen
        .map(|one| Moment {
            on: one.on,
            title: visit.text(if one.stopped { "land-ground-stopped" } else { "land-ground-building" }),
            detail: html! { (visit.text_with("land-ground-said", &[
                ("built", one.built_percent.to_string().into()), ("invested", one.invested_percent.to_string().into()),
            ])) },
            ahead: false,
        })
        .collect();
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-ground")) }
            @if moments.is_empty() { p.text-secondary { (visit.text("land-history-none")) } } @else { (components::timeline(&moments)) }
        }
    }
}
