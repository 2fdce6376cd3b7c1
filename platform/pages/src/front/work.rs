//! The first screen after signing in: what waits for the reader, the most urgent first.

use axum::response::Response;
use facts::Light;
use maud::{Markup, html};
use notices::Posted;

use super::inbox;
use crate::{Page, PageError, Submitted, Visit, WorkItem, components};

/// Notices shown; older ones have been acted on, or never will be.
const NOTICES_MAX: u64 = 30;

/// The reader's work queue and notices.
pub async fn queue(visit: Visit) -> Result<Page, PageError> {
    let mut items = Vec::new();
    for source in visit.app().work() {
        items.extend(source.items(visit.app(), visit.scope(), visit.language(), visit.today()).await?);
    }
    // Stable: within one light and day, the desks' own order stays.
    items.sort_by_key(|item| (urgency(item.light), item.due.is_none(), item.due));
    let posted = notices::inbox(visit.store().reader(), visit.scope(), NOTICES_MAX).await?;
    let body = html! {
        @if items.is_empty() {
            (components::empty(&visit.text("work-nothing"), &visit.text("work-nothing-advice"), None))
        } @else {
            (figures(&visit, &items))
            (table(&visit, &items))
        }
        (notices_panel(&visit, &posted))
    };
    Ok(Page::new(&visit, visit.text("work")).body(body))
}

fn urgency(light: Light) -> u8 {
    match light {
        Light::Red => 0,
        Light::Amber => 1,
        Light::Unknown => 2,
        Light::Green => 3,
    }
}

fn figures(visit: &Visit, items: &[WorkItem]) -> Markup {
    let count = |light: Light| items.iter().filter(|item| item.light == light).count().to_string();
    html! {
        div.stats.mb-3 {
            (components::stat(&visit.text("work-late"), &count(Light::Red), ""))
            (components::stat(&visit.text("work-soon"), &count(Light::Amber), ""))
            (components::stat(&visit.text("work-all"), &items.len().to_string(), ""))
        }
    }
}

fn table(visit: &Visit, items: &[WorkItem]) -> Markup {
    html! {
        div.card.mb-3 {
            div.table-responsive tabindex="0" role="region" aria-label=(visit.text("work")) {
                table.table.table-vcenter.card-table {
                    caption.visually-hidden { (visit.text("work")) }
                    thead { tr {
                        th scope="col" { (visit.text("work-light")) }
                        th scope="col" { (visit.text("work-what")) }
                        th scope="col" { (visit.text("work-why")) }
                        th scope="col" { (visit.text("work-due")) }
                    } }
                    tbody { @for item in items { tr {
                        td { @if item.light != Light::Unknown { (components::light(visit, item.light)) } }
                        td { a href=(visit.link(&item.path)) lang=[visit.tongue(&item.title)] { (item.title) } }
                        td { (item.reason) }
                        td.numeric { @if let Some(due) = item.due { time datetime=(due.to_string()) { (due.to_string()) } } }
                    } } }
                }
            }
        }
    }
}

fn notices_panel(visit: &Visit, posted: &[Posted]) -> Markup {
    let unread = posted.iter().filter(|one| !one.read).count();
    html! {
        section.panel aria-labelledby="notices" {
            div.panel-head {
                h2.panel-title #notices { (visit.text("notices")) " " @if unread > 0 { span.count { (unread) } } }
                @if unread > 0 {
                    form method="post" action=(visit.link("/work/notices")) {
                        (visit.form_fields())
                        button.btn.btn-sm type="submit" { (visit.text("notices-mark-read")) }
                    }
                }
            }
            @if posted.is_empty() { p.text-secondary { (visit.text("notices-none")) } }
            ul.list-unstyled { @for one in posted { li.mb-2 { (inbox::notice(visit, one)) } } }
            p.mb-0 { a href=(visit.link("/notices")) { (visit.text("notices-to-all")) } }
        }
    }
}

/// Marks all notices as read.
pub async fn mark_read(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    inbox::mark(&visit, form, "/work").await
}
