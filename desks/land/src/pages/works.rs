//! The works: every one of them, as it stands or stood.

use ::pages::{
    Page, PageError, Visit,
    components::{self, Choice, Field as Input, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
    sheet::{self, SheetCell},
    shell::icon,
};
use axum::response::Response;
use maud::{Markup, html};

use super::{columns, field_name, tabs};
use crate::{
    EDIT,
    model::{Connection, WorkRecord, WorkStage, WorkStep},
    store as tables,
};

/// The columns: key, whether it holds figures.
const COLUMNS: [(&str, bool); 7] = [
    ("work", false),
    ("connection", false),
    ("stage", false),
    ("due", false),
    ("serves", true),
    ("cost", true),
    ("contractor", false),
];
/// Columns that sort; works by their codes.
const SORTABLE: [&str; 4] = ["work", "stage", "due", "cost"];

/// A work that was known at the end of a day, and the step that had led to where it stood.
type Standing<'r> = (&'r WorkRecord, &'r WorkStep);

/// What the address asks for.
struct Filter {
    text: String,
    connection: Option<Connection>,
    stage: Option<WorkStage>,
    overdue: bool,
}

impl Filter {
    fn of(visit: &Visit) -> Result<Self, PageError> {
        let query = visit.query();
        let bad = |key, given: &str| PageError::BadValue { key, given: given.chars().take(40).collect() };
        let connection = query.given("connection");
        let stage = query.given("stage");
        Ok(Self {
            text: query.get("q").trim().to_lowercase(),
            connection: connection
                .map(|text| text.parse().map_err(|_| bad("land-bad-connection", text)))
                .transpose()?,
            stage: stage.map(|text| text.parse().map_err(|_| bad("land-bad-stage", text))).transpose()?,
            overdue: query.get("overdue") == "yes",
        })
    }

    fn fits(&self, visit: &Visit, (record, step): &Standing<'_>) -> bool {
        let has_text = |text: &str| text.to_lowercase().contains(&self.text);
        let road = record.work.road.as_ref().is_some_and(|road| has_text(road.as_str()));
        self.connection.is_none_or(|connection| record.work.connection == connection)
            && self.stage.is_none_or(|stage| step.stage == stage)
            && (!self.overdue || record.is_overdue(visit.as_of()))
            && (has_text(record.work.name.as_str()) || has_text(record.code.as_str()) || road)
    }
}

/// The works that are asked for, in the order asked for.
fn standing<'r>(visit: &Visit, records: &'r [WorkRecord], filter: &Filter, state: &ListState) -> Vec<Standing<'r>> {
    let known = records.iter().filter_map(|record| Some((record, record.on(visit.as_of())?)));
    let mut found: Vec<_> = known.filter(|one| filter.fits(visit, one)).collect();
    match state.sort {
        "stage" => found.sort_by_key(|(_, step)| step.stage),
        "due" => found.sort_by_key(|(record, _)| record.work.due),
        "cost" => found.sort_by_key(|(record, _)| record.work.cost),
        _ => {}
    }
    if state.order == SortOrder::Descending {
        found.reverse();
    }
    found
}

fn state(visit: &Visit) -> ListState {
    ListState::parse(visit.query(), &SORTABLE, ("work", SortOrder::Ascending))
}

/// The list.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let records = tables::works(visit.store().reader(), visit.scope()).await?;
    let (filter, state) = (Filter::of(&visit)?, state(&visit));
    let found = standing(&visit, &records, &filter, &state);
    let skipped = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let rows: Vec<_> = found.iter().skip(skipped).take(per_page).map(|one| row(&visit, *one)).collect();
    let title = visit.text("land-works");
    let body = html! {
        (tabs(&visit, "land-works"))
        (form(&visit))
        (sums(&visit, &records))
        div.list-tools {
            span.as-of { (visit.text_with("land-as-of", &[("day", visit.as_of().to_string().into())])) }
            a.btn href=(visit.link(&format!("/land/works/export.xlsx{}", visit.query().with("flash", None).with("page", None).to_query()))) {
                (icon("download")) " " (visit.text("land-export"))
            }
        }
        @if rows.is_empty() && state.page == 1 {
            (components::empty(&visit.text("land-works-none"), &visit.text("land-none-advice"), None))
        } @else {
            div.card data-move {
                (components::table(&visit, &title, &columns(&visit, &COLUMNS, &SORTABLE), &rows, &state))
                (components::pager(&visit, &state, rows.len() as u64, Total::Exactly(found.len() as u64)))
            }
        }
    };
    let actions = html! {
        @if visit.scope().may(EDIT) && !visit.looks_back() {
            a.btn.btn-primary href=(visit.link("/land/works/new")) { (icon("plus")) " " (visit.text("land-work-new")) }
        }
    };
    Ok(Page::new(&visit, title).under(visit.text("land-menu"), "/land").actions(actions).body(body))
}

fn row(visit: &Visit, (record, step): Standing<'_>) -> Vec<Markup> {
    let work = &record.work;
    vec![
        html! {
            a href=(visit.link(&format!("/land/works/{}", record.code))) { (work.name) }
            span.cell-sub { (record.code) @if let Some(road) = &work.road { " · " (road) } }
        },
        html! { (connection_name(visit, work.connection)) },
        stage_pill(visit, record, step),
        html! { (work.due) },
        html! { (work.serves.len()) },
        html! { @match work.cost { Some(cost) => (cost), None => "–" } },
        html! { @match &work.contractor { Some(contractor) => (contractor), None => "–" } },
    ]
}

/// What one of the ten is called.
pub fn connection_name(visit: &Visit, connection: Connection) -> String {
    visit.text(&format!("land-connection-{connection}"))
}

/// A stage as a word with its colour; a work that should be done says so.
pub fn stage_pill(visit: &Visit, record: &WorkRecord, step: &WorkStep) -> Markup {
    if record.is_overdue(visit.as_of()) {
        return components::pill("bad", &visit.text(&format!("land-stage-{}-overdue", step.stage)));
    }
    let tone = match step.stage {
        WorkStage::Planned => "neutral",
        WorkStage::UnderConstruction => "warning",
        WorkStage::Done => "good",
    };
    components::pill(tone, &visit.text(&format!("land-stage-{}", step.stage)))
}

/// What stands above the list: how many are done, under way and late.
fn sums(visit: &Visit, records: &[WorkRecord]) -> Markup {
    let day = visit.as_of();
    let known: Vec<Standing<'_>> = records.iter().filter_map(|record| Some((record, record.on(day)?))).collect();
    let at = |stage| known.iter().filter(|(_, step)| step.stage == stage).count().to_string();
    let overdue = known.iter().filter(|(record, _)| record.is_overdue(day)).count();
    html! {
        @if !known.is_empty() {
            div.stats {
                (components::stat(&visit.text("land-works-sum"), &known.len().to_string(), ""))
                (components::stat(&visit.text("land-stage-done"), &at(WorkStage::Done), ""))
                (components::stat(&visit.text("land-stage-under_construction"), &at(WorkStage::UnderConstruction), ""))
                (components::stat(&visit.text("land-overdue"), &overdue.to_string(), ""))
            }
        }
    }
}

fn form(visit: &Visit) -> Markup {
    let none = FieldErrors::default();
    let query = visit.query();
    let connections = Connection::ALL.map(|one| Choice { value: one.to_string(), label: connection_name(visit, one) });
    let stages =
        WorkStage::ALL.map(|one| Choice { value: one.to_string(), label: visit.text(&format!("land-stage-{one}")) });
    let overdue = [Choice { value: "yes".to_owned(), label: visit.text("land-overdue") }];
    html! {
        form.filters method="get" action=(visit.path()) data-autosubmit role="search" {
            (components::text(Input::new("q", &visit.text("land-work-search"), query, &none), "search"))
            (components::select(Input::new("connection", &field_name(visit, "connection"), query, &none), &connections))
            (components::select(Input::new("stage", &field_name(visit, "stage"), query, &none), &stages))
            (components::select(Input::new("overdue", &visit.text("land-overdue-filter"), query, &none), &overdue))
            button.btn.btn-primary type="submit" { (visit.text("land-filter")) }
            a.btn href=(visit.path()) { (visit.text("land-filter-none")) }
        }
    }
}

/// The same list as a file for a spreadsheet.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let records = tables::works(visit.store().reader(), visit.scope()).await?;
    let found = standing(&visit, &records, &Filter::of(&visit)?, &state(&visit));
    let keys = [
        "code",
        "name",
        "connection",
        "stage",
        "since",
        "due",
        "serves",
        "road",
        "capacity",
        "cost",
        "contractor",
        "after",
        "note",
        "source",
    ];
    let headings = keys.map(|key| field_name(&visit, key));
    let text = |text: String| if text.is_empty() { SheetCell::Empty } else { SheetCell::Text(text) };
    let amount = |amount: Option<crate::model::Amount>| {
        amount.map_or(SheetCell::Empty, |amount| SheetCell::Number(amount.to_f64()))
    };
    let rows = found.iter().map(|(record, step)| {
        let (work, draft) = (&record.work, record.work.draft());
        vec![
            SheetCell::Text(record.code.to_string()),
            SheetCell::Text(draft.name),
            SheetCell::Text(connection_name(&visit, work.connection)),
            SheetCell::Text(visit.text(&format!("land-stage-{}", step.stage))),
            SheetCell::Day(step.on),
            SheetCell::Day(work.due),
            text(draft.serves),
            text(draft.road),
            amount(work.capacity),
            amount(work.cost),
            text(draft.contractor),
            text(draft.after),
            text(draft.note),
            text(draft.source),
        ]
    });
    sheet::download(&visit, "works", &headings, rows)
}
