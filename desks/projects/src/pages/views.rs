//! Other ways to see the list of projects: each shows what the same filters find, and the address holds all of it.

mod board;
mod calendar;
mod funnel;
mod leader;
mod move_to;
mod places;
mod plan;
mod red;

use maud::Markup;
use pages::{Page, Visit, components};

pub use board::show as board;
pub use calendar::show as calendar;
pub use funnel::{PROJECTS_MAX as FUNNEL_PROJECTS_MAX, show as funnel};
pub use leader::{show as leader, stuck};
pub use move_to::{needs, show as move_to};
pub use places::show as map;
pub use plan::show as plan;
pub use red::red;

/// The views: their parts of the address and the keys of their names.
const VIEWS: [(&str, &str); 7] = [
    ("", "projects-view-list"),
    ("/board", "projects-view-board"),
    ("/map", "projects-view-map"),
    ("/plan", "projects-view-plan"),
    ("/funnel", "projects-view-funnel"),
    ("/calendar", "projects-view-calendar"),
    ("/leader", "projects-view-leader"),
];

/// The way to the other views, with the filters of this one.
pub fn tabs(visit: &Visit, here: &str) -> Markup {
    let without = ["page", "flash", "sort", "month"];
    let query = without.iter().fold(visit.query().clone(), |query, name| query.with(name, None)).to_query();
    let view = |(path, key): &(&str, &str)| (visit.text(key), format!("/projects{path}{query}"), *path == here);
    let views: Vec<_> = VIEWS.iter().filter(|(path, _)| may_open(visit, path)).map(view).collect();
    components::tabs(visit, &visit.text("projects-views-label"), &views)
}

/// The leader's page is about the zone as a whole.
fn may_open(visit: &Visit, path: &str) -> bool {
    path != "/leader" || visit.scope().may(crate::READ)
}

/// The page of a view.
fn page(visit: &Visit, here: &str, body: Markup) -> Page {
    let key = VIEWS.iter().find(|(path, _)| *path == here).map_or("projects-menu", |(_, key)| key);
    let body = maud::html! { (tabs(visit, here)) (body) };
    Page::new(visit, visit.text(key)).under(visit.text("projects-menu"), "/projects").body(body)
}
