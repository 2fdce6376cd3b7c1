//! The calendar: what falls due in a month, promises and items of dossiers alike.

use std::collections::{BTreeMap, BTreeSet};

use facts::Light;
use jiff::{ToSpan, civil::Date};
use maud::{Markup, html};
use pages::{Page, PageError, Visit, components};

use crate::{
    model::{Month, Rules, ViewPage},
    pages::{
        dossier::{self, item_line},
        filters, show,
    },
    store::{self as tables, ItemFilter},
};

/// The most that one month shows.
const EVENTS_MAX: u64 = 400;

/// Something on a day.
struct Event {
    title: String,
    project: String,
    path: String,
    light: Light,
}

/// The page of the month in the address, or of the day looked at.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let rules = super::super::rules(&visit).await?.ok_or(PageError::NotFound)?;
    let given = visit.query().given("month").and_then(|month| month.parse().ok());
    let month = match given {
        Some(month) => month,
        None => Month::of(visit.as_of()).map_err(|_| PageError::NotFound)?,
    };
    let events = events(&visit, &rules, month).await?;
    let body = html! {
        (filters::folded(&visit, &rules).await?)
        (months(&visit, month))
        (weeks(&visit, month, &events))
    };
    Ok(super::page(&visit, ViewPage::Calendar, body))
}

async fn events(visit: &Visit, rules: &Rules, month: Month) -> Result<BTreeMap<Date, Vec<Event>>, PageError> {
    let (database, scope, today) = (visit.store().reader(), visit.scope(), visit.as_of());
    let days = (month.first_day(), month.last_day());
    let mut events: BTreeMap<Date, Vec<Event>> = BTreeMap::new();
    let light = |day: Date, done: bool| match (done, day < today) {
        (true, _) => Light::Green,
        (false, true) => Light::Red,
        (false, false) => Light::Amber,
    };
    // What lies with a lost or ended project rests.
    let filter = filters::counting(visit);
    for line in tables::promised_in(database, scope, &filter, days, EVENTS_MAX).await? {
        let promises = [
            ("start", &line.start_promised_on, &line.started_on),
            ("production", &line.production_promised_on, &line.production_on),
        ];
        for (key, promised, reached) in promises {
            let on = promised.as_deref().and_then(|on| on.parse::<Date>().ok());
            let Some(on) = on.filter(|on| (days.0..=days.1).contains(on)) else { continue };
            events.entry(on).or_default().push(Event {
                title: show::field(visit, &format!("{key}_promised_on")),
                project: line.name.clone(),
                path: format!("/projects/{}", line.id),
                light: light(on, reached.is_some()),
            });
        }
    }
    let names = dossier::names(visit, rules).await?;
    let filter = ItemFilter { projects: Some(filter), due: Some(days), ..ItemFilter::default() };
    let items = tables::items(database, scope, &filter, 0, EVENTS_MAX).await?;
    let ids: BTreeSet<_> = items.iter().map(|kept| kept.item.project.clone()).collect();
    let projects = tables::by_ids(database, scope, &Vec::from_iter(ids)).await?;
    let projects: BTreeMap<_, _> = projects.into_iter().map(|record| (record.id, record.project.name)).collect();
    for kept in items {
        let Some(on) = kept.item.due_on else { continue };
        events.entry(on).or_default().push(Event {
            title: item_line(visit, &names, &kept.item),
            project: projects.get(&kept.item.project).map(ToString::to_string).unwrap_or_default(),
            path: format!("/projects/{}/items/{}", kept.item.project, kept.id),
            light: light(on, kept.item.done.is_some()),
        });
    }
    Ok(events)
}

/// The way to the months beside.
fn months(visit: &Visit, month: Month) -> Markup {
    let at = |day: Option<Date>| {
        let month = Month::of(day?).ok()?;
        Some(format!("{}{}", visit.path(), visit.query().with("month", Some(&month.to_string())).to_query()))
    };
    let before = at(month.first_day().yesterday().ok());
    let after = at(month.last_day().tomorrow().ok());
    html! {
        div.list-tools {
            strong { (month) }
            div.btn-list {
                @if let Some(before) = before { a.btn rel="prev" href=(before) { (visit.text("projects-month-before")) } }
                @if let Some(after) = after { a.btn rel="next" href=(after) { (visit.text("projects-month-after")) } }
            }
        }
    }
}

fn weeks(visit: &Visit, month: Month, events: &BTreeMap<Date, Vec<Event>>) -> Markup {
    let first = month.first_day();
    let offset = i32::from(first.weekday().to_monday_zero_offset());
    let monday = first.saturating_sub(offset.days());
    let weeks = (0..6).map(|week| monday.saturating_add((week * 7).days())).take_while(|day| *day <= month.last_day());
    let label = visit.text("projects-view-calendar");
    html! {
        div.card.table-responsive tabindex="0" role="region" aria-label=(label) {
            table.table.calendar {
                caption.visually-hidden { (label) " " (month) }
                thead { tr { @for day in 1..=7 { th scope="col" { (visit.text(&format!("projects-weekday-{day}"))) } } } }
                tbody {
                    @for week in weeks {
                        tr { @for day in 0..7 { (cell(visit, month, week.saturating_add(day.days()), events)) } }
                    }
                }
            }
        }
    }
}

fn cell(visit: &Visit, month: Month, day: Date, events: &BTreeMap<Date, Vec<Event>>) -> Markup {
    let inside = (month.first_day()..=month.last_day()).contains(&day);
    html! {
        td.calendar-outside[!inside] aria-current=[(day == visit.today()).then_some("date")] {
            time datetime=(day.to_string()) data-month=(day.month()) { (day.day()) }
            @if inside {
                ul.list-unstyled {
                    @for event in events.get(&day).into_iter().flatten() {
                        li {
                            (components::light(visit, event.light)) " "
                            a href=(visit.link(&event.path)) { (event.title) }
                            span.cell-sub { (event.project) }
                        }
                    }
                }
            }
        }
    }
}
