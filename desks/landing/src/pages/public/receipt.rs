//! What became of a wish, for the investor who sent it.

use ::pages::{PageError, Visit};
use axum::{http::StatusCode, response::Response};
use maud::{Markup, html};

use super::{framed, opened, unlisted};
use crate::{
    model::{Edition, ShareState, WishRecord},
    pages::{plan::Shown, said::Said},
    secret, store as tables,
};

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let (database, zone) = (visit.store().reader(), visit.scope().zone());
    let found = tables::wish_with(database, zone, &secret::hash(visit.param("secret")?)).await?;
    let record = found.ok_or(PageError::NotFound)?;
    let edition = handed_out(&visit, &record).await?;
    let kept = !tables::headings(database, &opened(zone), Some(record.number)).await?.is_empty();
    let title = visit.text_with("landing-receipt", &[("number", record.number.to_string().into())]);
    let shown = match &edition {
        Some(edition) => Some(Shown::new(&visit, &edition.plan, false).await?),
        None => None,
    };
    let main = html! {
        h1.article-title { (title) }
        p { (visit.text("landing-receipt-keep")) }
        p { strong.one-time { (format!("{}{}", visit.app().public_url(), visit.path())) } }
        section.site-box {
            h2 { (record.wish.title) }
            (course(&visit, &record, kept, edition.is_some()))
            dl.keyvalue { @for (name, value) in Said(&visit).wished(&record.wish.draft(), None) { dt { (name) } dd { (value) } } }
        }
        @if let Some(shown) = &shown { (shown.page()) }
    };
    Ok(unlisted(framed(&visit, StatusCode::OK, (title, None), main).await?))
}

/// The edition that the zone shares with the investor at present: the newest of which a link opens.
async fn handed_out(visit: &Visit, record: &WishRecord) -> Result<Option<Edition>, PageError> {
    let (database, scope) = (visit.store().reader(), opened(visit.scope().zone()));
    let shares = tables::shares(database, &scope, Some(record.number)).await?;
    let open = shares.iter().filter(|share| share.state(visit.today()) == ShareState::Open);
    match open.map(|share| share.edition).max() {
        Some(edition) => Ok(tables::edition(database, &scope, (record.number, edition)).await?),
        None => Ok(None),
    }
}

/// How far the zone is with it.
fn course(visit: &Visit, record: &WishRecord, is_kept: bool, is_shared: bool) -> Markup {
    let on = |day: jiff::civil::Date| [("day", day.to_string().into())];
    html! {
        ul {
            li { (visit.text_with("landing-receipt-received", &on(record.on))) }
            @match &record.project {
                Some(handed) => li { (visit.text_with("landing-receipt-project", &on(handed.on))) },
                None if is_shared => li { (visit.text("landing-receipt-shared")) },
                None if is_kept => li { (visit.text("landing-receipt-answered")) },
                None => li { (visit.text("landing-receipt-waits")) },
            }
        }
    }
}
