//! The landing plan for a wish as it is now.

use ::pages::{Page, PageError, Visit, components, shell::icon};
use maud::{Markup, html};

use super::{editions, paper, plan::Shown, record};
use crate::{
    EDIT,
    model::{Plan, WishRecord},
    worked_out::Ground,
};

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let record = record(&visit).await?;
    let ground = Ground::read(visit.app(), visit.scope(), visit.as_of()).await?;
    let plan = ground.as_ref().map(|ground| ground.plan(visit.app(), &ground.survey(), &record.wish));
    let kept = editions::list(&visit, &record).await?;
    let body = html! {
        (kept)
        @match &plan {
            Some(plan) => (Shown { visit: &visit, plan, is_staff: true }.page()),
            None => (components::empty(&visit.text("landing-no-terms"), &visit.text("landing-no-terms-advice"), None)),
        }
    };
    let page = Page::new(&visit, record.wish.title.as_str()).under(visit.text("landing-menu"), "/landing");
    Ok(page.actions(actions(&visit, &record, plan.as_ref())).body(body))
}

fn actions(visit: &Visit, record: &WishRecord, plan: Option<&Plan>) -> Markup {
    let path = format!("/landing/wishes/{}", record.number);
    let may_edit = visit.scope().may(EDIT) && !visit.looks_back();
    html! {
        @if plan.is_some() { (paper(visit, &path)) }
        @if may_edit && plan.is_some() { (editions::save_form(visit, record)) }
        @if may_edit {
            a.btn.btn-primary href=(visit.link(&format!("{path}/edit"))) { (icon("edit")) " " (visit.text("landing-edit")) }
        }
    }
}
