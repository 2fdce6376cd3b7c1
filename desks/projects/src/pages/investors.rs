//! The register of investors: the list, and the page of one with everything that it builds and talks about here.

mod form;

use std::collections::BTreeMap;

use maud::{Markup, html};
use pages::{
    Page, PageError, Visit,
    components::{self, Column, Field as Input, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
    shell::icon,
};
use rust_decimal::Decimal;
use sea_orm::Order as Direction;

use super::{
    dossier::{self, item_line},
    show,
};
use crate::{
    EDIT,
    model::{Investor, ItemKind, Key, Line, Money, ProjectId, ProjectRecord, Rules},
    store::{self as tables, ItemFilter, KeptInvestor, KeptItem, ProjectFilter, Sort},
};

pub use form::{add, edit, new, save};

/// Projects of the investors of one page.
const PROJECTS_MAX: u64 = 1_000;
/// Talks of one investor, the latest first.
const TALKS_MAX: usize = 20;
/// The longest text that is searched for.
const TEXT_CHARS_MAX: usize = 100;

/// The list.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let state = ListState::parse(visit.query(), &["name"], ("name", SortOrder::Ascending));
    let text: String = visit.query().get("q").chars().take(TEXT_CHARS_MAX).collect();
    let found = tables::investors(database, scope, &text, state.offset(), PER_PAGE).await?;
    let total = Total::Exactly(tables::count_investors(database, scope, &text).await?);
    let projects = projects_of(&visit, found.iter().map(|kept| kept.investor.clone()).collect()).await?;
    let heading = |key: &'static str| Column::text(&visit, key, &format!("projects-investor-{key}"));
    let headings = [
        heading("name"),
        heading("home").fixed(),
        heading("contacts").fixed(),
        Column::number(&visit, "projects", &visit.text("projects-menu")).fixed(),
        Column::number(&visit, "investment", &show::field(&visit, "total_investment_cny")).fixed(),
    ];
    let rows: Vec<Vec<Markup>> = found.iter().map(|kept| row(&visit, kept, &projects)).collect();
    let label = visit.text("projects-investors");
    let body = html! {
        (search_form(&visit))
        @if rows.is_empty() {
            (components::empty(&visit.text("projects-investors-none"), &visit.text("projects-investors-none-advice"), None))
        } @else {
            div.card data-move {
                (components::table(&visit, &label, &headings, &rows, &state))
                (components::pager(&visit, &state, rows.len() as u64, total))
            }
        }
    };
    let actions = html! {
        @if scope.may(EDIT) {
            a.btn.btn-primary href=(visit.link("/projects/investors/new")) { (icon("plus")) " " (visit.text("projects-investor-new")) }
        }
    };
    Ok(Page::new(&visit, label).under(visit.text("projects-menu"), "/projects").actions(actions).body(body))
}

fn search_form(visit: &Visit) -> Markup {
    let none = FieldErrors::default();
    html! {
        form.filters method="get" action=(visit.path()) role="search" {
            (components::text(Input::new("q", &visit.text("projects-investor-search"), visit.query(), &none), "search"))
            button.btn.btn-primary type="submit" { (visit.text("projects-filter")) }
            a.btn href=(visit.path()) { (visit.text("projects-filter-none")) }
        }
    }
}

/// The projects of these investors that count in the zone or did, the largest first.
async fn projects_of(visit: &Visit, investors: Vec<Investor>) -> Result<Vec<ProjectRecord>, PageError> {
    if investors.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ProjectFilter { investors, ..ProjectFilter::default() };
    let sort = (Sort::Investment, Direction::Desc);
    Ok(tables::records(visit.store().reader(), visit.scope(), &filter, sort, 0, PROJECTS_MAX).await?)
}

fn own<'p>(investor: &Investor, projects: &'p [ProjectRecord]) -> Vec<&'p ProjectRecord> {
    let is_own = |record: &&ProjectRecord| {
        investor.invests_in(record.project.credit_code.as_ref(), record.project.investor_name.as_str())
    };
    projects.iter().filter(is_own).collect()
}

fn sum(projects: &[&ProjectRecord]) -> Decimal {
    projects.iter().filter_map(|record| record.project.total_investment_cny).map(Money::to_decimal).sum()
}

fn row(visit: &Visit, kept: &KeptInvestor, projects: &[ProjectRecord]) -> Vec<Markup> {
    let investor = &kept.investor;
    let own = own(investor, projects);
    let contact = investor.contacts.first();
    vec![
        html! {
            a href=(address(visit, &kept.id)) { (investor.name) }
            @if let Some(code) = &investor.credit_code { span.cell-sub { (code) } }
        },
        html! { @if let Some(home) = &investor.home { (home) } @else { "–" } },
        html! { @if let Some(contact) = contact { (contact.name) @if let Some(post) = &contact.post { span.cell-sub { (post) } } } @else { "–" } },
        html! { (own.len()) },
        html! { @if sum(&own).is_zero() { "–" } @else { (show::amount(visit, sum(&own))) } },
    ]
}

fn address(visit: &Visit, id: &Key) -> String {
    visit.link(&format!("/projects/investors/{id}"))
}

fn investor_id(visit: &Visit) -> Result<Key, PageError> {
    visit.param("investor")?.parse().map_err(|_| PageError::NotFound)
}

/// One investor.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let rules = super::rules(&visit).await?.ok_or(PageError::NotFound)?;
    let kept = tables::find_investor(database, scope, &investor_id(&visit)?).await?.ok_or(PageError::NotFound)?;
    let investor = &kept.investor;
    let projects = projects_of(&visit, vec![investor.clone()]).await?;
    let talks = talks(&visit, &projects).await?;
    let names = dossier::names(&visit, &rules).await?;
    let known = tables::investors_named(database, scope, investor.related.iter().map(|firm| &firm.name)).await?;
    let body = html! {
        div.split.split-wide {
            div {
                (projects_panel(&visit, &rules, &projects))
                (talks_panel(&visit, &names, &projects, &talks))
                (earlier_panel(&visit, investor))
            }
            div {
                (particulars(&visit, investor))
                (contacts_panel(&visit, investor))
                (related_panel(&visit, investor, &known))
            }
        }
    };
    let page = Page::new(&visit, investor.name.as_str());
    Ok(under(&visit, page).actions(actions(&visit, &kept)).body(body))
}

fn under(visit: &Visit, page: Page) -> Page {
    page.under(visit.text("projects-menu"), "/projects").under(visit.text("projects-investors"), "/projects/investors")
}

fn actions(visit: &Visit, kept: &KeptInvestor) -> Markup {
    let code = kept.investor.credit_code.as_ref().map(ToString::to_string);
    let lead = pages::FormData::from_pairs([("investor_name", kept.investor.name.as_str())]);
    let lead = lead.with("credit_code", code.as_deref()).to_query();
    html! {
        @if visit.scope().may(EDIT) && !visit.looks_back() {
            a.btn href=(visit.link(&format!("/projects/new{lead}"))) { (icon("plus")) " " (visit.text("projects-investor-lead")) }
            a.btn.btn-primary href=(format!("{}/edit", address(visit, &kept.id))) { (icon("edit")) " " (visit.text("projects-edit")) }
        }
    }
}

fn nothing(visit: &Visit) -> Markup {
    html! { p.text-secondary { (visit.text("projects-items-none")) } }
}

/// What was said to it, the latest first.
async fn talks(visit: &Visit, projects: &[ProjectRecord]) -> Result<Vec<KeptItem>, PageError> {
    let of: Vec<ProjectId> = projects.iter().map(|record| record.id.clone()).collect();
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ItemFilter {
        of: Some(of),
        kinds: vec![ItemKind::Talk],
        until: dossier::known_by(visit),
        ..ItemFilter::default()
    };
    let mut talks = tables::items(visit.store().reader(), visit.scope(), &filter, 0, PROJECTS_MAX).await?;
    talks.sort_by(|a, b| b.item.on.cmp(&a.item.on).then_with(|| a.id.cmp(&b.id)));
    talks.truncate(TALKS_MAX);
    Ok(talks)
}

fn projects_panel(visit: &Visit, rules: &Rules, projects: &[ProjectRecord]) -> Markup {
    let label = visit.text("projects-menu");
    html! {
        section.panel.mb-3 {
            h2.panel-title { (label) }
            @if projects.is_empty() { (nothing(visit)) } @else {
                div.table-responsive tabindex="0" role="region" aria-label=(label) { table.table {
                    thead { tr {
                        @for key in ["name", "stage", "status"] { th scope="col" { (show::field(visit, key)) } }
                        th.numeric scope="col" { (show::field(visit, "total_investment_cny")) }
                    } }
                    tbody { @for record in projects { tr {
                        td { a href=(visit.link(&format!("/projects/{}", record.id))) { (record.project.name) } }
                        td { @if let Some(stage) = record.stages.stage_on(visit.as_of()) { (show::stage(visit, rules, &stage.stage)) } @else { "–" } }
                        td { (show::status(visit, record.statuses.on(visit.as_of()).kind())) }
                        td.numeric { @if let Some(total) = record.project.total_investment_cny { (show::money(visit, total)) } @else { "–" } }
                    } } }
                } }
            }
        }
    }
}

fn talks_panel(visit: &Visit, names: &dossier::Names, projects: &[ProjectRecord], talks: &[KeptItem]) -> Markup {
    let project = |id: &ProjectId| projects.iter().find(|record| record.id == *id);
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-investor-talks")) }
            @if talks.is_empty() { (nothing(visit)) }
            ul.list-unstyled { @for kept in talks { li.mb-2 {
                time datetime=(kept.item.on.to_string()) { (kept.item.on) } " "
                a href=(visit.link(&format!("/projects/{}/items/{}", kept.item.project, kept.id))) { (item_line(visit, names, &kept.item)) }
                @if let Some(record) = project(&kept.item.project) { span.cell-sub { (record.project.name) } }
            } } }
        }
    }
}

fn earlier_panel(visit: &Visit, investor: &Investor) -> Markup {
    let label = visit.text("projects-investor-earlier");
    html! {
        section.panel.mb-3 {
            h2.panel-title { (label) }
            @if investor.earlier.is_empty() { (nothing(visit)) } @else {
                div.table-responsive tabindex="0" role="region" aria-label=(label) { table.table {
                    thead { tr { @for key in form::EARLIER { th scope="col" { (visit.text(&format!("projects-earlier-{key}"))) } } } }
                    tbody { @for earlier in &investor.earlier { tr {
                        td { (earlier.title) }
                        td { (told(earlier.place.as_ref())) }
                        td { (told(earlier.year.as_ref())) }
                        td.numeric { @if let Some(money) = earlier.investment_cny { (show::money(visit, money)) } @else { "–" } }
                        td { (told(earlier.outcome.as_ref())) }
                    } } }
                } }
            }
        }
    }
}

/// The firms that belong to it; `known` are those with a page of their own, by name.
fn related_panel(visit: &Visit, investor: &Investor, known: &BTreeMap<String, Key>) -> Markup {
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-investor-related")) }
            @if investor.related.is_empty() { (nothing(visit)) }
            ul.list-unstyled { @for firm in &investor.related { li {
                @if let Some(id) = known.get(firm.name.as_str()) { a href=(address(visit, id)) { (firm.name) } } @else { (firm.name) }
                " " span.tag { (visit.text(&format!("projects-relation-{}", firm.relation))) }
            } } }
        }
    }
}

fn told(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "–".to_owned(), ToString::to_string)
}

fn particulars(visit: &Visit, investor: &Investor) -> Markup {
    let others: Vec<&str> = investor.other_names.iter().map(Line::as_str).collect();
    let others = (!others.is_empty()).then(|| others.join(visit.language().pick("、", ", ")));
    let lines = [
        ("credit_code", investor.credit_code.as_ref().map(ToString::to_string)),
        ("other_names", others),
        ("home", investor.home.as_ref().map(ToString::to_string)),
        ("business", investor.business.as_ref().map(ToString::to_string)),
        ("source", investor.source.as_ref().map(ToString::to_string)),
    ];
    html! {
        section.panel.mb-3.keep-together {
            h2.panel-title { (visit.text("projects-investor-particulars")) }
            dl.keyvalue { @for (key, value) in &lines {
                dt { (visit.text(&format!("projects-investor-{key}"))) }
                dd.prose { (value.as_deref().unwrap_or("–")) }
            } }
        }
    }
}

fn contacts_panel(visit: &Visit, investor: &Investor) -> Markup {
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-investor-contacts")) }
            @if investor.contacts.is_empty() { (nothing(visit)) }
            ul.list-unstyled { @for contact in &investor.contacts { li.mb-2 {
                strong { (contact.name) } @if let Some(post) = &contact.post { " · " (post) }
                @if let Some(phone) = &contact.phone { div { a href=(format!("tel:{}", dialled(phone.as_str()))) { (phone) } } }
                @if let Some(email) = &contact.email { div { a href=(format!("mailto:{email}")) { (email) } } }
            } } }
        }
    }
}

/// A telephone number as a machine dials it.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect()
}

/// Where the page of a project's investor is: its entry, or the form that would make one; nothing for those who may do
/// neither.
pub(super) async fn way_to(visit: &Visit, record: &ProjectRecord) -> Result<Option<(String, String)>, PageError> {
    let project = &record.project;
    let code = project.credit_code.as_ref();
    let name = project.investor_name.as_str();
    if let Some(kept) = tables::investor_of(visit.store().reader(), visit.scope(), code, name).await? {
        return Ok(Some((address(visit, &kept.id), visit.text("projects-investor-open"))));
    }
    if !visit.scope().may(EDIT) || visit.looks_back() {
        return Ok(None);
    }
    let code = code.map(ToString::to_string);
    let query = pages::FormData::from_pairs([("name", name)]).with("credit_code", code.as_deref()).to_query();
    let path = visit.link(&format!("/projects/investors/new{query}"));
    Ok(Some((path, visit.text("projects-investor-register"))))
}
