//! Other ways to see the list of projects: each shows what the same filters find, and the address holds all of it.

mod board;
mod calendar;
mod funnel;
mod leader;
mod move_to;
mod places;
mod plan;
mod red;
mod saved;

use maud::Markup;
use pages::{Page, Visit, components};

use crate::model::ViewPage;

pub use board::show as board;
pub use calendar::show as calendar;
pub use funnel::{PROJECTS_MAX as FUNNEL_PROJECTS_MAX, show as funnel};
pub use leader::{show as leader, stuck};
pub use move_to::{needs, show as move_to};
pub use places::show as map;
pub use plan::show as plan;
pub use red::red;
pub use saved::{change as change_saved, keep as save, open as open_saved, remove as remove_saved, show as saved};

/// The way to the other views, with the filters of this one; `None` is the page of kept views.
pub fn tabs(visit: &Visit, here: Option<ViewPage>) -> Markup {
    let without = ["page", "flash", "sort", "month", "from"];
    let query = without.iter().fold(visit.query().clone(), |query, name| query.with(name, None));
    let open = ViewPage::ALL.into_iter().filter(|page| may_open(visit, *page));
    let view = |page: ViewPage| (name(visit, page), format!("{}{}", page.path(), query.to_query()), Some(page) == here);
    let from = here.map(|page| saved::from(visit, page)).unwrap_or_default();
    let kept = (visit.text("projects-view-saved"), format!("/projects/views{from}"), here.is_none());
    components::tabs(visit, &visit.text("projects-views-label"), &open.map(view).chain([kept]).collect::<Vec<_>>())
}

/// What a page is called.
fn name(visit: &Visit, page: ViewPage) -> String {
    visit.text(&format!("projects-view-{page}"))
}

/// The leader's page is about the zone as a whole.
fn may_open(visit: &Visit, page: ViewPage) -> bool {
    page != ViewPage::Leader || visit.scope().may(crate::READ)
}

/// The page of a view.
fn page(visit: &Visit, here: ViewPage, body: Markup) -> Page {
    let body = maud::html! { (tabs(visit, Some(here))) (body) };
    Page::new(visit, name(visit, here)).under(visit.text("projects-menu"), "/projects").body(body)
}
