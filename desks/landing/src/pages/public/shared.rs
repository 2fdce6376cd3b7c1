//! An edition under its link.

use ::pages::{PageError, Visit, printing, shell::icon};
use axum::{http::StatusCode, response::Response};
use maud::html;
use print::Document;

use super::{framed, opened, unlisted};
use crate::{
    model::{Edition, Share, ShareState},
    pages::{plan::Shown, print as paper},
    secret, store as tables,
};

/// What a link leads to.
enum Led {
    To(Box<Edition>),
    Nowhere(ShareState, Share),
}

async fn led(visit: &Visit) -> Result<Led, PageError> {
    let (database, zone) = (visit.store().reader(), visit.scope().zone());
    let share = tables::share_with(database, zone, &secret::hash(visit.param("secret")?)).await?;
    let share = share.ok_or(PageError::NotFound)?;
    match share.state(visit.today()) {
        ShareState::Open => {
            let found = tables::edition(database, &opened(zone), (share.wish, share.edition)).await?;
            Ok(Led::To(Box::new(found.ok_or(PageError::NotFound)?)))
        }
        state => Ok(Led::Nowhere(state, share)),
    }
}

/// The plan, or that the link opens nothing any more.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let (status, title, main) = match led(&visit).await? {
        Led::To(edition) => {
            let title = edition.plan.wish.title.clone();
            let shown = Shown::new(&visit, &edition.plan, false).await?;
            let kept = [("day", edition.on.to_string().into())];
            let files = [("plan.pdf", "landing-print-pdf"), ("plan.docx", "print-docx")];
            let main = html! {
                h1.article-title { (title) }
                p { (visit.text_with("landing-edition-kept", &kept)) }
                p.btn-list.no-print {
                    @for (file, key) in files {
                        a.btn href=(format!("{}/{file}", visit.path())) { (icon("download")) " " (visit.text(key)) }
                    }
                }
                (shown.page())
            };
            (StatusCode::OK, title, main)
        }
        Led::Nowhere(state, share) => {
            let title = visit.text(&format!("landing-share-is-{}", state.key()));
            let day = share.withdrawn.map_or(share.last_day, |withdrawn| withdrawn.on);
            let key = format!("landing-share-{}-on", state.key());
            let main = html! {
                h1.article-title { (title) }
                p { (visit.text_with(&key, &[("day", day.to_string().into())])) }
                p { (visit.text("landing-share-advice")) }
            };
            (StatusCode::GONE, title, main)
        }
    };
    Ok(unlisted(framed(&visit, status, (title, None), main).await?))
}

/// The plan as PDF.
pub async fn pdf(visit: Visit) -> Result<Response, PageError> {
    let (document, name) = printed(&visit).await?;
    Ok(unlisted(printing::pdf(&visit, document, &name, &paper::below(&visit, "plan.docx")).await?))
}

/// The plan as DOCX.
pub async fn docx(visit: Visit) -> Result<Response, PageError> {
    let (document, name) = printed(&visit).await?;
    Ok(unlisted(printing::docx(document, &name).await?))
}

async fn printed(visit: &Visit) -> Result<(Document, String), PageError> {
    match led(visit).await? {
        Led::To(edition) => Ok((paper::of_edition(visit, &edition, false).await?, paper::name(&edition))),
        Led::Nowhere(..) => Err(PageError::NotFound),
    }
}
