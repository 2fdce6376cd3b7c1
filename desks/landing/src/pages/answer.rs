//! The landing plan for a wish as it is now, or as it would be with other needs.

use ::pages::{
    FormData, Page, PageError, Visit,
    components::{self, FieldErrors},
    shell::icon,
};
use maud::{Markup, html};

use super::{editions, list, paper, plan::Shown, project, record, same_day, what_if, words};
use crate::{
    EDIT,
    model::{Plan, WishRecord},
    worked_out::Ground,
};

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    page(&visit, (&FormData::default(), &FieldErrors::default())).await
}

/// The page with what was typed to make the wish a project.
pub(super) async fn page(visit: &Visit, typed: (&FormData, &FieldErrors)) -> Result<Page, PageError> {
    let (record, words) = (record(visit).await?, words(visit).await?);
    let ground = Ground::read(visit, visit.as_of()).await?;
    let asked = what_if::asked(visit, &record, &words);
    let plans = ground.as_ref().map(|ground| {
        let survey = ground.survey();
        let other = if let what_if::Asked::Otherwise(wish) = &asked {
            Some(ground.plan(visit.app(), &survey, wish))
        } else {
            None
        };
        (ground.plan(visit.app(), &survey, &record.wish), other)
    });
    let kept = editions::list(visit, &record).await?;
    let shown = match &plans {
        Some((plan, other)) => Some(Shown::new(visit, other.as_ref().unwrap_or(plan), true).await?.page()),
        None => None,
    };
    let body = html! {
        (sent(visit, &record))
        (kept)
        @match &plans {
            Some((plan, other)) => {
                (project::panel(visit, &record, plan, typed))
                (what_if::panel(visit, &record, &words, &asked))
                @if let Some(other) = other { (what_if::moved(visit, plan, other)) }
            }
            None => (components::empty(&visit.text("landing-no-terms"), &visit.text("landing-no-terms-advice"), None)),
        }
        @if let Some(shown) = &shown { (shown) }
    };
    let page = Page::new(visit, record.wish.title.as_str()).under(visit.text("landing-menu"), "/landing");
    Ok(page.actions(actions(visit, &record, plans.as_ref().map(|(plan, _)| plan))).body(body))
}

fn actions(visit: &Visit, record: &WishRecord, plan: Option<&Plan>) -> Markup {
    let path = format!("/landing/wishes/{}", record.number);
    let may_edit = visit.scope().may(EDIT) && !visit.looks_back();
    let as_of = same_day(visit);
    html! {
        @if plan.is_some() {
            (paper(visit, &path))
            a.btn href=(visit.link(&format!("{path}/compare{as_of}"))) { (icon("columns-3")) " " (visit.text("landing-compare")) }
        }
        @if may_edit && plan.is_some() { (editions::save_form(visit, record)) }
        @if may_edit {
            a.btn.btn-primary href=(visit.link(&format!("{path}/edit"))) { (icon("edit")) " " (visit.text("landing-edit")) }
        }
    }
}

/// That an investor sent it, and how they are reached.
fn sent(visit: &Visit, record: &WishRecord) -> Markup {
    html! {
        @if let Some(sender) = &record.sender {
            section.panel.mb-3 {
                dl.keyvalue {
                    dt { (visit.text("landing-field-source")) } dd { (list::source(visit, record)) }
                    dt { (visit.text("landing-field-on")) } dd { (record.on) }
                    dt { (visit.text("landing-field-contact")) } dd { (sender.contact) }
                }
            }
        }
    }
}
