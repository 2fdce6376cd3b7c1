//! Links to an edition: making one, the list, withdrawing.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field, FieldErrors},
};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{editions, number, refused};
use crate::{
    EDIT, commands,
    model::{Edition, LIVES_DAYS, Share, ShareState},
    store as tables,
};

/// The links of an edition, and the form for another.
pub(super) async fn panel(visit: &Visit, edition: &Edition) -> Result<Markup, PageError> {
    let mut shares = tables::shares(visit.store().reader(), visit.scope(), Some(edition.wish)).await?;
    shares.retain(|share| share.edition == edition.number);
    let may_edit = visit.scope().may(EDIT) && !visit.looks_back();
    Ok(html! {
        @if may_edit || !shares.is_empty() {
            section #shares.panel.mb-3 {
                h2.panel-title { (visit.text("landing-shares")) }
                p.text-secondary { (visit.text("landing-shares-about")) }
                ul { @for share in &shares { li { (line(visit, share, may_edit)) } } }
                @if may_edit { (form(visit, edition)) }
            }
        }
    })
}

fn line(visit: &Visit, share: &Share, may_edit: bool) -> Markup {
    let state = share.state(visit.today());
    let tone = if state == ShareState::Open { "good" } else { "neutral" };
    let values = [("number", share.number.to_string().into()), ("day", share.last_day.to_string().into())];
    html! {
        (visit.text_with("landing-share-line", &values)) " · " (share.made_on) " · " (share.made_by) " "
        (components::pill(tone, &visit.text(&format!("landing-share-{}", state.key()))))
        @if may_edit && state == ShareState::Open {
            form method="post" action=(visit.link(&format!("/landing/wishes/{}/shares/{}/withdraw", share.wish, share.number))) {
                (visit.form_fields())
                button.btn.btn-sm type="submit" {
                    (visit.text("landing-share-withdraw")) span.visually-hidden { " " (share.number) }
                }
            }
        }
    }
}

fn form(visit: &Visit, edition: &Edition) -> Markup {
    let lives = LIVES_DAYS.map(|days| Choice {
        value: days.to_string(),
        label: visit.text_with("landing-share-days", &[("days", days.into())]),
    });
    let label = visit.text("landing-share-life");
    let data = FormData::from_pairs([("days", LIVES_DAYS[1].to_string())]);
    let errors = FieldErrors::default();
    html! {
        form method="post" action=(visit.link(&format!("{}/share", editions::path_of(edition.wish, edition.number)))) {
            (visit.form_fields())
            (components::select(Field::new("days", &label, &data, &errors).required(), &lives))
            button.btn type="submit" { (visit.text("landing-share-make")) }
        }
    }
}

/// Makes a link and shows it, this once.
pub async fn make(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let edition = visit.param("edition")?.parse().map_err(|_| PageError::NotFound)?;
    let named = (number(&visit)?, edition);
    let days = form.data.get("days").parse().unwrap_or_default();
    let outcome = commands::share_edition(visit.store(), form.order(&visit), named, days).await;
    let secret = outcome.map_err(refused)?;
    let path = editions::path_of(named.0, named.1);
    let address = format!("{}{}", visit.app().public_url(), visit.link(&format!("/landing/shared/{secret}")));
    let body = html! {
        div.panel {
            p { (visit.text("landing-share-made-lead")) }
            p { strong.one-time { (address) } }
            p.text-secondary { (visit.text("landing-share-made-advice")) }
            a.btn href=(visit.link(&path)) { (visit.text("landing-share-noted")) }
        }
    };
    let page = Page::new(&visit, visit.text("landing-share-made")).under(visit.text("landing-menu"), "/landing");
    Ok(page.under(editions::name(&visit, named.1), &path).body(body).into_response())
}

/// Withdraws a link.
pub async fn withdraw(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let wish = number(&visit)?;
    let share: i64 = visit.param("share")?.parse().map_err(|_| PageError::NotFound)?;
    let known = tables::shares(visit.store().reader(), visit.scope(), Some(wish)).await?;
    let known = known.into_iter().find(|one| one.number == share).ok_or(PageError::NotFound)?;
    match commands::withdraw_share(visit.store(), form.order(&visit), wish, share).await {
        Ok(()) | Err(commands::Refused::Unchanged) => {
            let path = format!("{}?flash=share-withdrawn", editions::path_of(wish, known.edition));
            Ok(Redirect::to(&visit.link(&path)).into_response())
        }
        Err(error) => Err(refused(error)),
    }
}
