//! All notices to whoever looks, read and unread.

use axum::response::Response;
use identity::Order;
use maud::{Markup, html};
use notices::Posted;
use store::{Entry, Store, StoreError, Subject};

use super::{go, moment};
use crate::{
    Page, PageError, Submitted, Visit,
    components::{self, ListState, PER_PAGE, SortOrder, Total},
};

/// The notices, newest first.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let state = ListState::parse(visit.query(), &[], ("at", SortOrder::Descending));
    let unread_only = visit.query().get("unread") == "1";
    let (database, scope) = (visit.store().reader(), visit.scope());
    let unread = notices::unread_count(database, scope).await?;
    let total = if unread_only { unread } else { notices::count(database, scope).await? };
    let posted = notices::inbox_page(database, scope, unread_only, state.offset(), PER_PAGE).await?;
    let title = visit.text("notices");
    let views = [
        (visit.text("notices-all"), "/notices".to_owned(), !unread_only),
        (visit.text_with("notices-unread", &[("count", unread.into())]), "/notices?unread=1".to_owned(), unread_only),
    ];
    let body = html! {
        (components::tabs(&visit, &title, &views))
        section.panel {
            @if posted.is_empty() { p.text-secondary.mb-0 { (visit.text("notices-none")) } }
            @else {
                ul.findings { @for one in &posted { li { (line(&visit, one)) } } }
                (components::pager(&visit, &state, posted.len() as u64, Total::Exactly(total)))
            }
        }
    };
    let actions = html! {
        a.btn href=(visit.link("/notices/delivery")) { (visit.text("delivery")) }
        @if unread > 0 { (mark_form(&visit, None, &visit.text("notices-mark-read"))) }
    };
    Ok(Page::new(&visit, title.clone()).under(visit.text("work"), "/work").actions(actions).body(body))
}

fn line(visit: &Visit, posted: &Posted) -> Markup {
    html! {
        div.notice-line {
            div { (notice(visit, posted)) }
            @if !posted.read { (mark_form(visit, Some(&posted.id), &visit.text("notice-mark-read"))) }
        }
    }
}

/// The form that marks one notice as read, or all.
fn mark_form(visit: &Visit, id: Option<&str>, label: &str) -> Markup {
    html! {
        form method="post" action=(visit.link("/notices")) {
            (visit.form_fields())
            @if let Some(id) = id { input type="hidden" name="notice" value=(id); }
            button.btn.btn-sm[id.is_some()] type="submit" { (label) }
        }
    }
}

/// What a notice says, where it leads, and when it came.
pub fn notice(visit: &Visit, posted: &Posted) -> Markup {
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

/// Marks one notice as read, or all, and goes back to the list.
pub async fn mark_read(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    mark(&visit, form, "/notices").await
}

/// The same, and goes on to a path.
pub async fn mark(visit: &Visit, form: Submitted, then: &str) -> Result<Response, PageError> {
    let one = form.data.given("notice").map(str::to_owned);
    mark_all(visit.store(), form.order(visit), one).await?;
    Ok(go(visit, then))
}

/// Marks one notice of whoever gives the order as read, or all; how many there were.
pub async fn mark_all(store: &Store, order: Order<'_>, one: Option<String>) -> Result<u64, StoreError> {
    let outcome = store
        .write(order.author(), order.key, "notices.mark_read", move |change| {
            Box::pin(async move {
                let account = change.author().actor.clone();
                let marked = notices::mark_read(change, &account, one.as_deref()).await?;
                if marked == 0 {
                    return Err(Marked::Nothing);
                }
                let entry = Entry::new("notice.read", Subject::new("account", account));
                change.record(entry.after(&serde_json::json!({ "notices": marked }))?);
                Ok(marked)
            })
        })
        .await;
    match outcome {
        Err(Marked::Nothing) => Ok(0),
        Ok(marked) => Ok(marked),
        Err(Marked::Failed(error)) => Err(error),
    }
}
