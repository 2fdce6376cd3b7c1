//! Supervision: the ledger with its filters and its spreadsheet, and the leader's page, stuck first.

use std::collections::BTreeMap;

use axum::response::Response;
use facts::Light;
use jiff::civil::Date;
use maud::{Markup, html};
use pages::{
    Page, PageError, Visit,
    components::{self, Choice, Column, Field, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
    sheet::{self, SheetCell},
};
use store::StoreError;

use crate::{
    SUPERVISE,
    model::{Owner, SupervisionRules, Timing},
    supervision::{LedgerLine, ledger, rules},
};

/// The columns that sort the ledger.
const SORTABLE: [&str; 5] = ["words", "owner", "due", "untouched", "light"];
/// What the filter `state` may be.
const STATES: [&str; 5] = ["stuck", "overdue", "due-soon", "open", "settled"];
/// The columns of the spreadsheet, in order.
const SHEET_COLUMNS: [&str; 9] =
    ["document", "section", "words", "owner", "co-owners", "due", "state", "untouched", "light"];

/// The ledger with what it takes to show it.
struct View {
    lines: Vec<LedgerLine>,
    rules: SupervisionRules,
    names: BTreeMap<String, String>,
    today: Date,
}

impl View {
    async fn of(visit: &Visit) -> Result<Self, StoreError> {
        let database = visit.store().reader();
        let organisations = identity::organisation::list(database, visit.scope()).await?;
        let name = |organisation: identity::organisation::Organisation| {
            let name = visit.language().pick(&organisation.name.zh, &organisation.name.en).to_owned();
            (organisation.id, name)
        };
        Ok(Self {
            lines: ledger(visit.app().facts(), database, visit.scope(), visit.as_of()).await?,
            rules: rules(database, visit.scope()).await?,
            names: organisations.into_iter().map(name).collect(),
            today: visit.as_of(),
        })
    }

    fn owner(&self, owner: &Owner) -> String {
        let name = self.names.get(owner.organisation()).map_or(owner.organisation(), String::as_str);
        owner.post().map_or_else(|| name.to_owned(), |post| format!("{name} {post}"))
    }

    fn timing(&self, line: &LedgerLine) -> Timing {
        line.duty.timing(&self.rules, self.today)
    }

    fn is_stuck(&self, line: &LedgerLine) -> bool {
        line.duty.is_stuck(&self.rules, self.today)
    }

    fn is_in(&self, line: &LedgerLine, state: &str) -> bool {
        match state {
            "stuck" => self.is_stuck(line),
            "overdue" => matches!(self.timing(line), Timing::Overdue(_)),
            "due-soon" => matches!(self.timing(line), Timing::DueSoon(_)),
            "open" => self.timing(line) == Timing::Open,
            "settled" => self.timing(line) == Timing::Settled,
            _ => true,
        }
    }

    /// The lines that the address asks for, in its order.
    fn chosen(&self, visit: &Visit, state: &ListState) -> Vec<&LedgerLine> {
        let query = visit.query();
        let text = query.get("q").to_lowercase();
        let mut chosen: Vec<_> = self
            .lines
            .iter()
            .filter(|line| query.given("owner").is_none_or(|owner| line.duty.owner.organisation() == owner))
            .filter(|line| query.given("light").is_none_or(|light| line.duty.light.name() == light))
            .filter(|line| query.given("state").is_none_or(|state| self.is_in(line, state)))
            .filter(|line| text.is_empty() || line.words.to_lowercase().contains(&text))
            .collect();
        // Stable: what is equal stays in reading order.
        match state.sort {
            "words" => chosen.sort_by(|left, right| left.words.cmp(&right.words)),
            "owner" => chosen.sort_by_cached_key(|line| self.owner(&line.duty.owner)),
            "due" => chosen.sort_by_key(|line| (line.duty.due.is_none(), line.duty.due.map(|due| due.last_day()))),
            "light" => chosen.sort_by_key(|line| line.duty.light),
            _ => chosen.sort_by_key(|line| line.duty.untouched_days(self.today)),
        }
        if state.order == SortOrder::Descending {
            chosen.reverse();
        }
        chosen
    }
}

fn list_state(visit: &Visit) -> ListState {
    ListState::parse(visit.query(), &SORTABLE, ("untouched", SortOrder::Descending))
}

/// The ledger.
pub(super) async fn show(visit: Visit) -> Result<Page, PageError> {
    let view = View::of(&visit).await?;
    let state = list_state(&visit);
    let chosen = view.chosen(&visit, &state);
    let skip = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let rows: Vec<Vec<Markup>> = chosen.iter().skip(skip).take(per_page).map(|line| row(&visit, &view, line)).collect();
    let body = html! {
        (figures(&visit, &view))
        (filters(&visit, &view))
        @if chosen.is_empty() {
            (components::empty(&visit.text("supervision-none"), &visit.text("supervision-none-advice"), None))
        } @else {
            div.card {
                (components::table(&visit, &visit.text("supervision"), &columns(&visit), &rows, &state))
                (components::pager(&visit, &state, rows.len() as u64, Total::Exactly(chosen.len() as u64)))
            }
        }
    };
    let actions = html! {
        a.btn href=(visit.link("/supervision/leader")) { (visit.text("supervision-leader")) }
        (export_menu(&visit))
    };
    Ok(Page::new(&visit, visit.text("supervision")).actions(actions).body(body))
}

fn columns(visit: &Visit) -> Vec<Column> {
    vec![
        Column::text(visit, "light", "supervision-light"),
        Column::text(visit, "words", "supervision-words"),
        Column::text(visit, "owner", "supervision-owner"),
        Column::text(visit, "due", "supervision-due"),
        Column::number(visit, "untouched", "supervision-untouched"),
    ]
}

fn row(visit: &Visit, view: &View, line: &LedgerLine) -> Vec<Markup> {
    vec![
        components::light(visit, line.duty.light),
        html! {
            a href=(visit.link(&line.path())) lang=[visit.tongue(&line.words)] { (line.excerpt()) }
            @if let Some(section) = &line.section { div.cell-sub lang=[visit.tongue(section)] { (section) } }
        },
        html! { (view.owner(&line.duty.owner)) },
        html! {
            @if let Some(due) = line.duty.due { time datetime=(due.last_day().to_string()) { (due.last_day().to_string()) } }
            div { (timing(visit, view.timing(line))) }
        },
        html! { (line.duty.untouched_days(view.today)) @if view.is_stuck(line) { div { span.due.due-stuck { (visit.text("supervision-state-stuck")) } } } },
    ]
}

/// How a duty stands against its due date, in words.
fn timing(visit: &Visit, timing: Timing) -> Markup {
    match timing {
        Timing::Overdue(days) => {
            html! { span.due.due-overdue { (visit.text_with("supervision-overdue-by", &[("days", days.into())])) } }
        }
        Timing::DueSoon(days) => {
            html! { span.due.due-soon { (visit.text_with("supervision-due-in", &[("days", days.into())])) } }
        }
        Timing::Open | Timing::Settled => html! {},
    }
}

fn figures(visit: &Visit, view: &View) -> Markup {
    let count = |state: &str| view.lines.iter().filter(|line| view.is_in(line, state)).count().to_string();
    html! {
        div.stats.mb-3 {
            @for state in STATES {
                (components::stat(&visit.text(&format!("supervision-state-{state}")), &count(state), ""))
            }
        }
    }
}

fn filters(visit: &Visit, view: &View) -> Markup {
    let query = visit.query();
    let none = FieldErrors::default();
    let named = |prefix: &str, values: &[&str]| -> Vec<Choice> {
        let choice =
            |value: &&str| Choice { value: (*value).to_owned(), label: visit.text(&format!("{prefix}{value}")) };
        values.iter().map(choice).collect()
    };
    let mut owners: Vec<Choice> = Vec::new();
    for line in &view.lines {
        let value = line.duty.owner.organisation();
        if !owners.iter().any(|known| known.value == value) {
            let label = view.names.get(value).cloned().unwrap_or_else(|| value.to_owned());
            owners.push(Choice { value: value.to_owned(), label });
        }
    }
    let lights = Light::ALL.map(Light::name);
    html! {
        form.filters method="get" action=(visit.path()) data-autosubmit {
            @if visit.looks_back() { input type="hidden" name="as_of" value=(visit.as_of().to_string()); }
            (components::text(Field::new("q", &visit.text("supervision-search"), query, &none), "search"))
            (components::select(Field::new("owner", &visit.text("supervision-owner"), query, &none), &owners))
            (components::select(Field::new("state", &visit.text("supervision-state"), query, &none), &named("supervision-state-", &STATES)))
            (components::select(Field::new("light", &visit.text("supervision-light"), query, &none), &named("light-", &lights)))
            button.btn.btn-primary type="submit" { (visit.text("supervision-filter")) }
        }
    }
}

/// The spreadsheet of the same list, with the columns that the reader chooses.
fn export_menu(visit: &Visit) -> Markup {
    html! {
        details.menu {
            summary.btn { (visit.text("supervision-export")) }
            form.menu-list method="get" action=(visit.link("/supervision/ledger.xlsx")) {
                @for (name, value) in visit.query().pairs().iter().filter(|(name, _)| name != "page" && name != "cols") {
                    input type="hidden" name=(name) value=(value);
                }
                @for column in SHEET_COLUMNS {
                    label.choice { input type="checkbox" name="cols" value=(column) checked; (visit.text(&format!("supervision-{column}"))) }
                }
                button.btn.btn-primary type="submit" { (visit.text("supervision-download")) }
            }
        }
    }
}

/// The ledger as XLSX: the filters and the order of the address, the chosen columns.
pub(super) async fn spreadsheet(visit: Visit) -> Result<Response, PageError> {
    let view = View::of(&visit).await?;
    let state = list_state(&visit);
    let wanted: Vec<_> = visit.query().all("cols").collect();
    let columns: Vec<_> =
        SHEET_COLUMNS.into_iter().filter(|column| wanted.is_empty() || wanted.contains(column)).collect();
    let headings: Vec<_> = columns.iter().map(|column| visit.text(&format!("supervision-{column}"))).collect();
    let rows = view
        .chosen(&visit, &state)
        .into_iter()
        .map(|line| columns.iter().map(|column| cell(&visit, &view, line, column)).collect());
    sheet::download(&visit, "supervision", &headings, rows)
}

fn cell(visit: &Visit, view: &View, line: &LedgerLine, column: &str) -> SheetCell {
    let duty = &line.duty;
    match column {
        "document" => SheetCell::Text(line.title.clone()),
        "section" => line.section.clone().map_or(SheetCell::Empty, SheetCell::Text),
        "words" => SheetCell::Text(line.words.clone()),
        "owner" => SheetCell::Text(view.owner(&duty.owner)),
        "co-owners" => {
            let names: Vec<_> = duty.co_owners.iter().map(|owner| view.owner(owner)).collect();
            SheetCell::Text(names.join("、"))
        }
        "due" => duty.due.map_or(SheetCell::Empty, |due| SheetCell::Day(due.last_day())),
        "state" => SheetCell::Text(state_name(visit, view, line)),
        "untouched" => SheetCell::Number(f64::from(duty.untouched_days(view.today))),
        _ => SheetCell::Text(visit.text(&format!("light-{}", duty.light.name()))),
    }
}

/// The most urgent state, in words.
fn state_name(visit: &Visit, view: &View, line: &LedgerLine) -> String {
    let state = ["overdue", "stuck", "due-soon", "settled"].into_iter().find(|state| view.is_in(line, state));
    visit.text(&format!("supervision-state-{}", state.unwrap_or("open")))
}

/// What the leader's page shows, block by block.
const BLOCKS: [&str; 3] = ["stuck", "overdue", "due-soon"];

/// The leader's page: what is stuck, then what is late, then what is due soon; each duty once. No ranking of anybody.
pub(super) async fn leader(visit: Visit) -> Result<Page, PageError> {
    let view = View::of(&visit).await?;
    let body = html! {
        (figures(&visit, &view))
        @for (index, state) in BLOCKS.into_iter().enumerate() { (block(&visit, &view, state, &BLOCKS[..index])) }
    };
    Ok(Page::new(&visit, visit.text("supervision-leader")).under(visit.text("supervision"), "/supervision").body(body))
}

/// The longest of each kind; the ledger has them all.
const BLOCK_LINES: usize = 50;

/// The duties of one state; those that stand in a block above are only counted.
fn block(visit: &Visit, view: &View, state: &str, above: &[&str]) -> Markup {
    let in_state = view.lines.iter().filter(|line| view.is_in(line, state));
    let (listed, mut lines): (Vec<_>, Vec<_>) =
        in_state.partition(|line| above.iter().any(|state| view.is_in(line, state)));
    match state {
        "stuck" => lines.sort_by_key(|line| std::cmp::Reverse(line.duty.untouched_days(view.today))),
        _ => lines.sort_by_key(|line| line.duty.due.map(|due| due.last_day())),
    }
    let title = visit.text(&format!("supervision-state-{state}"));
    let all = visit.query().with("state", Some(state)).to_query();
    html! {
        section.panel.mb-3 {
            div.panel-head {
                h2.panel-title { (title) " " span.count { (lines.len() + listed.len()) } }
                @if lines.len() > BLOCK_LINES { a href=(visit.link(&format!("/supervision{all}"))) { (visit.text("supervision-all")) } }
            }
            @if !listed.is_empty() {
                p.text-secondary { (visit.text_with("supervision-listed-above", &[("count", listed.len().into())])) }
            } @else if lines.is_empty() {
                p.text-secondary { (visit.text("supervision-block-none")) }
            }
            ul.work-queue {
                @for line in lines.iter().take(BLOCK_LINES) {
                    li {
                        (components::light(visit, line.duty.light)) " "
                        a href=(visit.link(&line.path())) lang=[visit.tongue(&line.words)] { (line.excerpt()) }
                        div.cell-sub {
                            (view.owner(&line.duty.owner)) " · "
                            (timing(visit, view.timing(line))) " "
                            @if view.is_stuck(line) {
                                (visit.text_with("supervision-untouched-for", &[("days", line.duty.untouched_days(view.today).into())]))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whoever supervises.
pub(super) const SUPERVISORS: pages::Access = pages::Access::Right(&[SUPERVISE]);
