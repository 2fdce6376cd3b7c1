//! The journal (流水): who changed what, when, and how it stood before and after.

use std::collections::BTreeMap;

use axum::response::Response;
use identity::account;
use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use maud::{Markup, html};
use sea_orm::{ColumnTrait, EntityTrait, Iterable, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde_json::Value;
use store::{
    StoreError, instant_from_text, instant_text,
    journal::{
        self,
        entry::{Column as Of, Entity, Model},
    },
};

use super::{moment, named};
use crate::{
    Page, PageError, Visit,
    components::{self, Column, Field, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
    sheet::{self, SheetCell},
};

/// The columns of the list.
const COLUMNS: [&str; 5] = ["sequence", "at", "actor", "verb", "subject"];
/// The most entries of one file.
const SHEET_ROWS_MAX: u64 = 100_000;

/// People's names by login.
type Names = BTreeMap<String, String>;

/// What the reader looks for.
struct Filter {
    kind: Option<String>,
    id: Option<String>,
    actor: Option<String>,
    verb: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
}

impl Filter {
    fn parse(visit: &Visit) -> Result<Self, PageError> {
        let query = visit.query();
        let given = |name: &str| query.given(name).map(str::to_owned);
        let day = |name: &str| {
            let wrong =
                |given: &str| PageError::BadValue { key: "error-as-of", given: given.chars().take(40).collect() };
            query.given(name).map(|given| given.parse::<Date>().map_err(|_| wrong(given))).transpose()
        };
        Ok(Self {
            kind: given("kind"),
            id: given("id"),
            actor: given("actor"),
            verb: given("verb"),
            from: day("from")?,
            to: day("to")?,
        })
    }

    /// The entries looked for, newest first.
    fn select(&self, visit: &Visit) -> Result<sea_orm::Select<Entity>, PageError> {
        let mut select =
            Entity::find().filter(Of::ZoneId.eq(visit.scope().zone().as_str())).order_by_desc(Of::Sequence);
        let texts = [
            (Of::SubjectKind, &self.kind),
            (Of::SubjectId, &self.id),
            (Of::Actor, &self.actor),
            (Of::Verb, &self.verb),
        ];
        for (column, wanted) in texts {
            if let Some(wanted) = wanted {
                select = select.filter(column.eq(wanted.as_str()));
            }
        }
        if let Some(from) = self.from {
            select = select.filter(Of::At.gte(midnight(from)?));
        }
        if let Some(after) = self.to.and_then(|to| to.checked_add(1.day()).ok()) {
            select = select.filter(Of::At.lt(midnight(after)?));
        }
        Ok(select)
    }
}

/// The first moment of a day in China, as columns hold it. A day that begins before or after all time is an odd filter.
fn midnight(day: Date) -> Result<String, PageError> {
    let wrong = |_| PageError::BadValue { key: "error-as-of", given: day.to_string() };
    crate::china().to_timestamp(day.to_datetime(Time::midnight())).map(instant_text).map_err(wrong)
}

/// The entries, newest first.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let filter = Filter::parse(&visit)?;
    let state = ListState::parse(visit.query(), &[], ("sequence", SortOrder::Descending));
    let reader = visit.store().reader();
    // One row more than is shown tells whether there is a next page; counting a long journal would take longer.
    let select = filter.select(&visit)?.offset(state.offset()).limit(PER_PAGE + 1);
    let mut entries = select.all(reader).await.map_err(StoreError::from)?;
    let more = entries.len() as u64 > PER_PAGE;
    entries.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let seen = state.offset() + entries.len() as u64;
    let total = if more { Total::MoreThan(seen) } else { Total::Exactly(seen) };
    let names = account::names(reader, visit.scope()).await?;
    let rows: Vec<_> = entries.iter().map(|entry| row(&visit, entry, &names)).collect();
    let columns = COLUMNS.map(|key| Column::text(&visit, key, &format!("journal-{key}")).fixed());
    let title = visit.text("journal");
    let body = html! {
        p.page-lead { (visit.text("journal-lead")) }
        (filters(&visit))
        @if rows.is_empty() && state.page == 1 {
            (components::empty(&visit.text("journal-nothing"), &visit.text("nobody-found-advice"), None))
        } @else {
            div.card {
                (components::table(&visit, &title, &columns, &rows, &state))
                (components::pager(&visit, &state, rows.len() as u64, total))
            }
        }
    };
    Ok(Page::new(&visit, title).actions(components::download(&visit, "/journal.xlsx")).body(body))
}

/// The same entries as a file, the newest of them; with the hashes, which name each entry for good.
pub async fn spreadsheet(visit: Visit) -> Result<Response, PageError> {
    let reader = visit.store().reader();
    let select = Filter::parse(&visit)?.select(&visit)?.limit(SHEET_ROWS_MAX);
    // What stood before and after is not in the file: a hundred thousand articles would fill the memory.
    let nothing = || Expr::value(None::<String>);
    let told = Of::iter().filter(|column| !matches!(column, Of::Before | Of::After));
    let select = select.select_only().columns(told).column_as(nothing(), "before").column_as(nothing(), "after");
    let entries = select.all(reader).await.map_err(StoreError::from)?;
    let names = account::names(reader, visit.scope()).await?;
    let headings: Vec<_> = COLUMNS.iter().chain(&["hash"]).map(|key| visit.text(&format!("journal-{key}"))).collect();
    let rows = entries.iter().map(|entry| {
        let mut cells: Vec<_> = texts(&visit, entry, &names).map(SheetCell::Text).into();
        cells.push(SheetCell::Text(entry.hash.clone()));
        cells
    });
    sheet::download(&visit, "journal", &headings, rows)
}

/// What stands in the columns.
fn texts(visit: &Visit, entry: &Model, names: &Names) -> [String; COLUMNS.len()] {
    [
        entry.sequence.to_string(),
        at(entry),
        hand(visit, entry, names),
        named(visit, "verb", &entry.verb),
        subject(visit, entry),
    ]
}

/// Who did it, and with which access token where it was a program.
fn hand(visit: &Visit, entry: &Model, names: &Names) -> String {
    let who = actor(visit, &entry.actor, names);
    entry.through.as_ref().map_or(who.clone(), |token| format!("{who} · {token}"))
}

fn row(visit: &Visit, entry: &Model, names: &Names) -> Vec<Markup> {
    let [sequence, at, actor, verb, subject] = texts(visit, entry, names);
    vec![
        html! { a href=(visit.link(&format!("/journal/{sequence}"))) { (sequence) } },
        html! { (at) },
        html! { (actor) },
        html! { (verb) },
        html! { (subject) },
    ]
}

fn at(entry: &Model) -> String {
    instant_from_text(&entry.at).map_or_else(|_| entry.at.clone(), moment)
}

/// A person by name and login; the program and the public by what they are.
fn actor(visit: &Visit, actor: &str, names: &Names) -> String {
    match (names.get(actor), actor.split_once(':')) {
        (Some(name), _) => format!("{name} ({actor})"),
        (None, Some(("system", work))) => format!("{} ({work})", visit.text("actor-system")),
        (None, _) if actor == "public" => visit.text("actor-public"),
        (None, _) => actor.to_owned(),
    }
}

fn subject(visit: &Visit, entry: &Model) -> String {
    const SHOWN_CHARS: usize = 40;
    let id: String = entry.subject_id.chars().take(SHOWN_CHARS).collect();
    format!("{} {id}", named(visit, "subject", &entry.subject_kind))
}

fn filters(visit: &Visit) -> Markup {
    let errors = FieldErrors::default();
    let label = |key: &str| visit.text(key);
    let (kind, id, actor) = (label("journal-kind"), label("journal-id"), label("journal-actor"));
    let (verb, from, to) = (label("journal-verb"), label("journal-from"), label("journal-to"));
    let help = visit.text("journal-actor-help");
    let field = |name, label| Field::new(name, label, visit.query(), &errors);
    html! {
        form.panel.mb-3 method="get" action=(visit.link("/journal")) role="search" {
            div.form-grid {
                (components::text(field("kind", &kind), "text"))
                (components::text(field("id", &id), "text"))
                (components::text(field("actor", &actor).help(&help), "text"))
                (components::text(field("verb", &verb), "text"))
                (components::date(field("from", &from)))
                (components::date(field("to", &to)))
            }
            div.btn-list.mt-3 {
                button.btn.btn-primary type="submit" { (visit.text("filter")) }
                a.btn href=(visit.link("/journal")) { (visit.text("filter-none")) }
            }
        }
    }
}

/// One entry: what stood before and after, and its place in the chain.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let sequence: i64 = visit.param("sequence")?.parse().map_err(|_| PageError::NotFound)?;
    let reader = visit.store().reader();
    let entry = Entity::find_by_id((visit.scope().zone().to_string(), sequence))
        .one(reader)
        .await
        .map_err(StoreError::from)?
        .ok_or(PageError::NotFound)?;
    let names = account::names(reader, visit.scope()).await?;
    let state = |text: Option<&str>| journal::parse_state(text).map(Option::unwrap_or_default);
    let (before, after) = (state(entry.before.as_deref())?, state(entry.after.as_deref())?);
    let title = visit.text_with("journal-entry", &[("sequence", sequence.to_string().into())]);
    let query = [("kind", entry.subject_kind.as_str()), ("id", entry.subject_id.as_str())];
    let about = visit.link(&format!("/journal{}", crate::FormData::from_pairs(query).to_query()));
    let body = html! {
        div.panel {
            dl {
                dt { (visit.text("journal-at")) } dd { (at(&entry)) }
                dt { (visit.text("journal-actor")) } dd { (actor(&visit, &entry.actor, &names)) }
                @if let Some(other) = &entry.on_behalf_of { dt { (visit.text("journal-on-behalf-of")) } dd { (other) } }
                @if let Some(token) = &entry.through { dt { (visit.text("journal-through")) } dd { (token) } }
                dt { (visit.text("journal-verb")) } dd { (named(&visit, "verb", &entry.verb)) }
                dt { (visit.text("journal-subject")) } dd { a href=(about) { (subject(&visit, &entry)) } }
            }
            (change(&visit, &before, &after))
            details.mt-3 {
                summary { (visit.text("journal-chain")) }
                dl {
                    dt { (visit.text("journal-previous")) } dd { code { (entry.previous) } }
                    dt { (visit.text("journal-hash")) } dd { code { (entry.hash) } }
                }
            }
        }
    };
    Ok(Page::new(&visit, title).under(visit.text("journal"), "/journal").body(body))
}

fn change(visit: &Visit, before: &Value, after: &Value) -> Markup {
    html! {
        @if before == after {
            p.text-secondary { (visit.text("journal-no-content")) }
        } @else {
            div.table-responsive tabindex="0" role="region" aria-label=(visit.text("journal-change")) {
                (components::difference(visit, "journal-before", before, "journal-after", after))
            }
        }
    }
}
