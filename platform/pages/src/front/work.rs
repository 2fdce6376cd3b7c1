//! The first screen after signing in: what waits for the reader, the most urgent first.

use axum::response::Response;
use facts::Light;
use maud::{Markup, html};
use notices::Posted;
use store::{Entry, StoreError, Subject};

use super::{go, moment, order};
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
                        td { (components::light(visit, item.light)) }
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
            ul.list-unstyled { @for one in posted { li.mb-2 { (notice(visit, one)) } } }
        }
    }
}

fn notice(visit: &Visit, posted: &Posted) -> Markup {
    let values: Vec<_> =
        posted.notice.details.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    let text = visit.text_with(&posted.notice.text_key, &values);
    html! {
        @if !posted.read { span.pill.pill-warning { (visit.text("notice-new")) } " " }
        a href=(visit.link(&posted.notice.path)) { (text) }
        " " time.text-secondary datetime=(posted.created_at.to_string()) { (moment(posted.created_at)) }
    }
}

/// Nothing was unread.
enum Marked {
    Nothing,
    Failed(StoreError),
}

impl From<StoreError> for Marked {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Marks all notices as read.
pub async fn mark_read(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let order = order(&visit, &form);
    let outcome = visit
        .store()
        .write(order.author(), order.key, "notices.mark_read", |change| {
            Box::pin(async move {
                let account = change.author().actor.clone();
                let marked = notices::mark_read(change, &account).await?;
                if marked == 0 {
                    return Err(Marked::Nothing);
                }
                let entry = Entry::new("notice.read", Subject::new("account", account));
                change.record(entry.after(&serde_json::json!({ "notices": marked }))?);
                Ok(())
            })
        })
        .await;
    match outcome {
        Ok(()) | Err(Marked::Nothing) => Ok(go(&visit, "/work")),
        Err(Marked::Failed(error)) => Err(error.into()),
    }
}
