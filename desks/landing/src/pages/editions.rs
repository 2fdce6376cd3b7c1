//! Plans as they were handed out: keeping one, the list on the wish, and each as it was then.

use ::pages::{Page, PageError, Submitted, Visit, shell::icon};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Ended, difference, ended, number, paper, plan::Shown, record, said::Said, shares};
use crate::{
    commands,
    model::{Edition, EditionHeading, WishRecord},
    store as tables,
    worked_out::Ground,
};

/// The button that keeps the plan as it is now.
pub(super) fn save_form(visit: &Visit, record: &WishRecord) -> Markup {
    html! {
        form method="post" action=(visit.link(&format!("/landing/wishes/{}/editions", record.number))) data-guard {
            (visit.form_fields())
            input type="hidden" name="version" value=(record.version);
            button.btn type="submit" { (icon("circle-check")) " " (visit.text("landing-edition-save")) }
        }
    }
}

/// The editions of a wish up to the day looked at.
pub(super) async fn list(visit: &Visit, record: &WishRecord) -> Result<Markup, PageError> {
    let mut headings = tables::headings(visit.store().reader(), visit.scope(), Some(record.number)).await?;
    headings.retain(|heading| heading.on <= visit.as_of());
    let names = identity::account::names(visit.store().reader(), visit.scope()).await?;
    let by = |heading: &EditionHeading| names.get(&heading.by).cloned().unwrap_or_else(|| heading.by.clone());
    Ok(html! {
        @if !headings.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("landing-editions")) }
                ul { @for heading in &headings { li {
                    a href=(visit.link(&path_of(heading.wish, heading.number))) { (name(visit, heading.number)) }
                    " · " (heading.on) " · " (by(heading))
                } } }
            }
        }
    })
}

pub(super) fn name(visit: &Visit, number: i64) -> String {
    visit.text_with("landing-edition", &[("number", number.to_string().into())])
}

pub(super) fn path_of(wish: i64, number: i64) -> String {
    format!("/landing/wishes/{wish}/editions/{number}")
}

/// The edition that the address names.
pub(crate) async fn edition(visit: &Visit) -> Result<Edition, PageError> {
    let wanted = visit.param("edition")?.parse().map_err(|_| PageError::NotFound)?;
    let found = tables::edition(visit.store().reader(), visit.scope(), (number(visit)?, wanted)).await?;
    found.ok_or(PageError::NotFound)
}

/// Keeps the plan as it is now.
pub async fn save(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (number, version) = (number(&visit)?, form.version()?);
    let record = record(&visit).await?;
    let ground = Ground::read(&visit, visit.today()).await?.ok_or(PageError::NotFound)?;
    let plan = ground.plan(visit.app(), &ground.survey(), &record.wish);
    let outcome = commands::save_edition(visit.store(), form.order(&visit), number, version, plan).await;
    let kept = outcome.as_ref().ok().copied();
    match ended(&visit, outcome.map(drop))? {
        Ended::Done => {
            let path = kept.map_or_else(
                || format!("/landing/wishes/{number}?flash=edition-known"),
                |edition| format!("{}?flash=edition-saved", path_of(number, edition)),
            );
            Ok(Redirect::to(&visit.link(&path)).into_response())
        }
        Ended::Wrong(_) => Err(PageError::Malformed),
        Ended::Stale(stale) => Err(stale.into()),
    }
}

/// An edition as it was kept, and what the plan says otherwise now.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let (record, edition) = (record(&visit).await?, edition(&visit).await?);
    let ground = Ground::read(&visit, visit.as_of()).await?;
    let now = ground.map(|ground| ground.plan(visit.app(), &ground.survey(), &record.wish));
    let links = shares::panel(&visit, &edition).await?;
    let shown = Shown::new(&visit, &edition.plan, true).await?;
    let said = Said(&visit);
    let title = name(&visit, edition.number);
    let heads = [title.clone(), visit.as_of().to_string()];
    let body = html! {
        (kept_on(&visit, &edition))
        (links)
        @if let Some(now) = &now {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("landing-differs")) }
                (difference::table(said, &difference::differing(said, &edition.plan, now), heads))
            }
        }
        (shown.page())
    };
    let path = format!("/landing/wishes/{}", record.number);
    let page = Page::new(&visit, title).under(visit.text("landing-menu"), "/landing");
    let page = page.under(record.wish.title.as_str(), &path);
    Ok(page.actions(paper(&visit, &path_of(edition.wish, edition.number))).body(body))
}

fn kept_on(visit: &Visit, edition: &Edition) -> Markup {
    let values = [("day", edition.on.to_string().into())];
    html! {
        p.alert.alert-info role="status" {
            strong { (edition.plan.wish.title) } " · " (visit.text_with("landing-edition-kept", &values))
        }
    }
}
