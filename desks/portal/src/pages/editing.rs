//! The pages of those who write articles and of those who publish them.

pub mod editions;
pub mod files;
pub mod form;
pub mod import;
mod links;
pub mod show;
pub mod steps;

use std::collections::BTreeMap;

use maud::{Markup, html};
use pages::{
    Page, PageError, Visit,
    components::{self, Column, ListState, PER_PAGE, SortOrder, Total},
    shell,
};

use super::{site, when};
use crate::{
    EDIT,
    model::{Manuscript, ManuscriptState, Site},
    store::{self as tables, Heading, Standing},
};

/// People's names by their accounts.
pub struct People(BTreeMap<String, String>);

impl People {
    /// Reads them for the reader of the page.
    pub async fn read(visit: &Visit) -> Result<Self, PageError> {
        Ok(Self(identity::account::names(visit.store().reader(), visit.scope()).await?))
    }

    /// Who did something: a person's name, or that it was the program or a file.
    pub fn name(&self, visit: &Visit, account: &str) -> String {
        match self.0.get(account) {
            Some(name) => name.clone(),
            None if account.is_empty() || account.starts_with("system:") => visit.text("portal-from-file"),
            None => account.to_owned(),
        }
    }

    /// Several of them.
    pub fn names(&self, visit: &Visit, accounts: &[String]) -> String {
        accounts.iter().map(|account| self.name(visit, account)).collect::<Vec<_>>().join("、")
    }
}

/// What a list of the desk shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Manuscripts(ManuscriptState),
    Articles(Standing),
}

impl View {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Manuscripts(ManuscriptState::Writing), "writing", "portal-state-writing"),
        (Self::Manuscripts(ManuscriptState::Submitted), "submitted", "portal-state-submitted"),
        (Self::Articles(Standing::Scheduled), "scheduled", "portal-state-scheduled"),
        (Self::Articles(Standing::Published), "published", "portal-state-published"),
        (Self::Articles(Standing::Withdrawn), "withdrawn", "portal-state-withdrawn"),
    ];

    fn of(visit: &Visit) -> Result<Self, PageError> {
        let Some(given) = visit.query().given("state") else {
            let writes = visit.scope().may(EDIT);
            return Ok(Self::Manuscripts(if writes { ManuscriptState::Writing } else { ManuscriptState::Submitted }));
        };
        let known = Self::ALL.iter().find(|(_, name, _)| *name == given).map(|(view, ..)| *view);
        known.ok_or_else(|| PageError::BadValue {
            key: "portal-bad-article-state",
            given: given.chars().take(40).collect(),
        })
    }
}

/// The articles in one state.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let view = View::of(&visit)?;
    let site = site(&visit).await?;
    let list = ListState::parse(visit.query(), &[], ("changed", SortOrder::Descending));
    let (reader, scope) = (visit.store().reader(), visit.scope());
    let people = People::read(&visit).await?;
    let (rows, total) = match view {
        View::Manuscripts(state) => {
            let (found, total) = tables::manuscripts(reader, scope, state, list.offset(), PER_PAGE).await?;
            (found.iter().map(|one| manuscript_row(&visit, &site, &people, one)).collect::<Vec<_>>(), total)
        }
        View::Articles(standing) => {
            let now = visit.now();
            let (found, total) =
                tables::articles_standing(reader, scope, standing, now, list.offset(), PER_PAGE).await?;
            (found.iter().map(|one| article_row(&visit, &site, one)).collect(), total)
        }
    };
    let moment = match view {
        View::Manuscripts(_) => "portal-changed",
        View::Articles(_) => "portal-published-at",
    };
    let mut columns = vec![
        Column::text(&visit, "title", "portal-title").fixed(),
        Column::text(&visit, "column", "portal-column").fixed(),
        Column::text(&visit, "at", moment).fixed(),
    ];
    if matches!(view, View::Manuscripts(_)) {
        columns.push(Column::text(&visit, "by", "portal-written-by").fixed());
    }
    let title = visit.text("portal-editing");
    let body = html! {
        (tabs(&visit, view))
        @if rows.is_empty() && list.page == 1 {
            (components::empty(&visit.text("portal-none-in-state"), &visit.text("portal-none-in-state-advice"), None))
        } @else {
            div.card {
                (components::table(&visit, &title, &columns, &rows, &list))
                (components::pager(&visit, &list, rows.len() as u64, Total::Exactly(total)))
            }
        }
    };
    let new = html! {
        @if visit.scope().may(EDIT) {
            a.btn href=(visit.link("/editing/import")) { (shell::icon("file-import")) " " (visit.text("portal-import")) }
            a.btn.btn-primary href=(visit.link("/editing/new")) { (shell::icon("plus")) " " (visit.text("portal-new-article")) }
        }
    };
    Ok(Page::new(&visit, title).actions(new).body(body))
}

fn tabs(visit: &Visit, chosen: View) -> Markup {
    let views: Vec<_> = View::ALL
        .iter()
        .map(|(view, name, key)| (visit.text(key), format!("/editing?state={name}"), *view == chosen))
        .collect();
    components::tabs(visit, &visit.text("portal-state"), &views)
}

fn manuscript_row(visit: &Visit, site: &Site, people: &People, one: &Manuscript) -> Vec<Markup> {
    vec![
        html! {
            (link(visit, &one.content.id, &one.content.title_zh))
            @if !one.returned_for.is_empty() { " " (components::pill("warning", &visit.text("portal-returned"))) }
        },
        html! { (column_name(visit, site, &one.content.column)) },
        html! { time datetime=(one.changed_at) { (when(one.changed_at)) } },
        html! { (people.names(visit, &one.authors)) },
    ]
}

fn article_row(visit: &Visit, site: &Site, one: &Heading) -> Vec<Markup> {
    vec![
        link(visit, &one.id, &one.title_zh),
        html! { (column_name(visit, site, &one.column)) },
        html! { time datetime=(one.published_at) { (when(one.published_at)) } },
    ]
}

fn link(visit: &Visit, id: &str, title: &str) -> Markup {
    html! { a.list-title href=(visit.link(&format!("/editing/{id}"))) lang=[visit.tongue(title)] { (title) } }
}

/// The name of a column; its id where the site has it no more.
fn column_name(visit: &Visit, site: &Site, id: &str) -> String {
    let column = site.column(id);
    column.map_or(id, |column| visit.language().pick(column.name_zh.as_str(), column.name_en.as_str())).to_owned()
}
