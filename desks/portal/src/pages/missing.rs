use maud::{Markup, html};
use pages::{MissingPageFuture, Visit};

use super::{column, frame::Frame, site};
use crate::catalogue;

/// Articles that are offered instead.
const OFFERED: u64 = 6;

/// The public page that says that there is none at this address.
pub fn page(visit: &Visit) -> MissingPageFuture<'_> {
    Box::pin(render(visit))
}

async fn render(visit: &Visit) -> Option<Markup> {
    let site = site(visit).await.ok()?;
    let newest = catalogue::list(visit, &site, None, 0, OFFERED).await.ok()?;
    let title = visit.text("portal-missing");
    let main = html! {
        h1.article-title { (title) }
        p { (visit.text("portal-missing-advice")) }
        p.btn-list {
            a.btn.btn-primary href=(visit.link("")) { (visit.text("portal-back-home")) }
            a.btn href=(visit.link("/site-map")) { (visit.text("portal-site-map")) }
        }
        @if !newest.is_empty() {
            section.site-box { h2 { (visit.text("portal-newest")) } (column::articles(visit, newest.iter())) }
        }
    };
    Some(Frame::new(visit, &site, title).hidden().render(main, None))
}
