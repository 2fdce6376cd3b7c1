//! The list of projects, and the files of the same list.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use pages::{
    Page, PageError, Visit,
    components::{self, ListState, PER_PAGE, Total},
    shell::icon,
};
use store::StoreError;

use super::{columns, filters, show};
use crate::{
    EDIT, READ,
    files::{Actuals, Column, ExportRow, Sight, projects_csv, projects_xlsx},
    model::{Field, ProjectId, ProjectRecord, Rules, ViewPage, Year},
    store as tables,
};

/// More projects than this are not counted for the pager.
const COUNTED_MAX: u64 = 10_000;
/// The most projects of one file: what a sheet can take and a person can read is less.
const EXPORTED_MAX: u64 = 100_000;

/// A part of the list: the records with their sums, and how many there are in all.
pub struct Part {
    /// The records, in the order of the list.
    pub records: Vec<ProjectRecord>,
    /// What each has reported.
    pub actuals: Vec<Actuals>,
    /// How many the list has.
    pub total: Total,
}

impl Part {
    /// The page of the list that the address asks for.
    pub async fn page(visit: &Visit, rules: &Rules, state: &ListState) -> Result<Self, StoreError> {
        let (database, scope) = (visit.store().reader(), visit.scope());
        let filter = filters::filter(visit);
        if visit.looks_back() {
            let all = Self::past(visit, rules, state).await?;
            let total = Total::Exactly(all.len() as u64);
            let skip = usize::try_from(state.offset()).unwrap_or(usize::MAX);
            let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
            return Self::with_sums(visit, all.into_iter().skip(skip).take(per_page).collect(), total).await;
        }
        let order = filters::sort(state);
        let records = tables::records(database, scope, &filter, order, state.offset(), PER_PAGE).await?;
        let count = visit.counted(tables::count_up_to(database, scope, &filter, COUNTED_MAX)).await?;
        let total = if count > COUNTED_MAX { Total::MoreThan(COUNTED_MAX) } else { Total::Exactly(count) };
        Self::with_sums(visit, records, total).await
    }

    /// All of the list, up to [`EXPORTED_MAX`].
    async fn whole(visit: &Visit, rules: &Rules, state: &ListState) -> Result<Self, StoreError> {
        let (database, scope) = (visit.store().reader(), visit.scope());
        let filter = filters::filter(visit);
        let records = if visit.looks_back() {
            Self::past(visit, rules, state).await?
        } else {
            tables::records(database, scope, &filter, filters::sort(state), 0, EXPORTED_MAX).await?
        };
        let total = Total::Exactly(records.len() as u64);
        Self::with_sums(visit, records, total).await
    }

    /// The list as it stood on a past day: the database knows where projects stand now, the records know where they stood.
    pub async fn past(visit: &Visit, rules: &Rules, state: &ListState) -> Result<Vec<ProjectRecord>, StoreError> {
        let (database, scope, day) = (visit.store().reader(), visit.scope(), visit.as_of());
        let filter = filters::filter(visit);
        let timeless = filters::timeless(&filter);
        let mut records = tables::records(database, scope, &timeless, filters::sort(state), 0, EXPORTED_MAX).await?;
        records.retain(|record| filters::fits(&filter, record, rules, day));
        Ok(records)
    }

    /// The first of the list, without sums; as it stood where the page looks back.
    pub async fn some(visit: &Visit, rules: &Rules, max: u64) -> Result<Vec<ProjectRecord>, StoreError> {
        let state = filters::state(visit.query());
        if visit.looks_back() {
            let mut records = Self::past(visit, rules, &state).await?;
            records.truncate(usize::try_from(max).unwrap_or(usize::MAX));
            return Ok(records);
        }
        let (database, scope) = (visit.store().reader(), visit.scope());
        tables::records(database, scope, &filters::filter(visit), filters::sort(&state), 0, max).await
    }

    async fn with_sums(visit: &Visit, records: Vec<ProjectRecord>, total: Total) -> Result<Self, StoreError> {
        let (database, scope) = (visit.store().reader(), visit.scope());
        let ids: Vec<ProjectId> = records.iter().map(|record| record.id.clone()).collect();
        let mut sums = tables::sums(database, scope, &ids, visit.as_of()).await?;
        let actuals = ids.iter().map(|id| sums.remove(id).unwrap_or_default()).collect();
        Ok(Self { records, actuals, total })
    }

    fn rows(&self) -> impl Iterator<Item = ExportRow<'_>> {
        self.records.iter().zip(&self.actuals).map(|(record, actuals)| ExportRow { record, actuals: *actuals })
    }
}

/// The list.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let title = visit.text("projects-menu");
    let Some(rules) = super::rules(&visit).await? else {
        let advice = visit.text("projects-no-rules-advice");
        return Ok(Page::new(&visit, title).body(components::empty(&visit.text("projects-no-rules"), &advice, None)));
    };
    let body = visit.remembered(shown(&visit, &rules)).await?;
    let body = html! { (super::views::tabs(&visit, Some(ViewPage::List))) (body) };
    Ok(Page::new(&visit, title).actions(actions(&visit)).body(body))
}

/// The filters, and the page of the list.
async fn shown(visit: &Visit, rules: &Rules) -> Result<Markup, StoreError> {
    let state = filters::state(visit.query());
    let part = Part::page(visit, rules, &state).await?;
    let chosen = columns::chosen(visit.query());
    let headings: Vec<_> = chosen.iter().map(|column| columns::heading(visit, *column, &filters::SORTABLE)).collect();
    // Names are asked for by few lists.
    let names = if chosen.contains(&Column::Field(Field::Manager)) {
        identity::account::names(visit.store().reader(), visit.scope()).await?
    } else {
        show::Names::new()
    };
    let rows: Vec<Vec<Markup>> = part
        .rows()
        .map(|row| chosen.iter().map(|column| columns::cell(visit, (rules, &names), row, *column)).collect())
        .collect();
    Ok(html! {
        (filters::form(visit, rules).await?)
        div.list-tools {
            span.as-of { (visit.text_with("projects-as-of", &[("day", visit.as_of().to_string().into())])) }
            (columns::chooser(visit))
            (export_menu(visit))
        }
        @if rows.is_empty() && state.page == 1 { (nothing(visit)) } @else {
            div.card data-move {
                (components::table(visit, &visit.text("projects-menu"), &headings, &rows, &state))
                (components::pager(visit, &state, rows.len() as u64, part.total))
            }
        }
    })
}

fn actions(visit: &Visit) -> Markup {
    html! {
        @if visit.scope().may(READ) { a.btn href=(visit.link("/projects/pool")) { (visit.text("projects-pool")) } }
        @if visit.scope().may(READ) { a.btn href=(visit.link("/projects/investors")) { (visit.text("projects-investors")) } }
        @if visit.scope().may(READ) { a.btn href=(visit.link("/projects/meetings")) { (visit.text("projects-meetings")) } }
        @if visit.scope().may(EDIT) || visit.scope().may(crate::REPORT) {
            a.btn href=(visit.link("/projects/import")) { (icon("file-import")) " " (visit.text("projects-import")) }
        }
        @if visit.scope().may(EDIT) {
            a.btn.btn-primary href=(visit.link("/projects/new")) { (icon("plus")) " " (visit.text("projects-new")) }
        }
    }
}

fn nothing(visit: &Visit) -> Markup {
    let advice = if visit.scope().may(READ) { "projects-none-advice" } else { "projects-none-own-advice" };
    let reset = html! { a.btn href=(visit.link("/projects")) { (visit.text("projects-filter-none")) } };
    components::empty(&visit.text("projects-none"), &visit.text(advice), Some(reset))
}

/// The files of the same list, with the columns shown or with all.
fn export_menu(visit: &Visit) -> Markup {
    let these = visit.query().with("page", None).with("flash", None);
    let all = these.with("cols", Some(columns::ALL));
    html! {
        details.menu {
            summary.btn { (icon("download")) " " (visit.text("projects-export")) }
            div.menu-list {
                @for (file, query, key) in [
                    ("export.csv", &these, "projects-export-csv"),
                    ("export.xlsx", &these, "projects-export-xlsx"),
                    ("export.csv", &all, "projects-export-all-csv"),
                    ("export.xlsx", &all, "projects-export-all-xlsx"),
                ] {
                    a href=(visit.link(&format!("/projects/{file}{}", query.to_query()))) { (visit.text(key)) }
                }
            }
        }
    }
}

/// The list as CSV.
pub async fn csv(visit: Visit) -> Result<Response, PageError> {
    export(visit, "csv").await
}

/// The list as XLSX.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    export(visit, "xlsx").await
}

async fn export(visit: Visit, format: &'static str) -> Result<Response, PageError> {
    let rules = filters::rules_of_known(&visit).await?;
    let state = filters::state(visit.query());
    let part = Part::whole(&visit, &rules, &state).await?;
    let years: std::collections::BTreeSet<Year> =
        part.records.iter().flat_map(|record| record.project.plan.keys().copied()).collect();
    let chosen = columns::of_file(visit.query(), years);
    let (day, wording) = (visit.as_of(), show::wording(&visit));
    // A large file takes a while: other requests go on meanwhile.
    let made = tokio::task::spawn_blocking(move || {
        let sight = Sight { rules: &rules, as_of: day, wording };
        if format == "csv" {
            projects_csv(part.rows(), &chosen, sight)
        } else {
            projects_xlsx(part.rows(), &chosen, sight)
        }
    });
    let failed = |error: String| StoreError::Corrupt(error);
    let bytes = made.await.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))?;
    let kind = match format {
        "csv" => "text/csv; charset=utf-8",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let name = format!("attachment; filename=\"projects-{day}.{format}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
