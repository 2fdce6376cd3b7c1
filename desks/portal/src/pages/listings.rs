//! Projects and parcels that the zone has chosen to show.

use maud::{Markup, html};
use pages::{PageError, PublicListing, Visit};

use super::{Rendered, frame::Frame, head::Meta, site};
use crate::catalogue;

/// Everything that other desks show one by one.
pub async fn render(visit: &Visit) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    let mut parts = Vec::new();
    for source in visit.app().listings() {
        let listed = source.listed(visit.app(), visit.scope(), visit.language()).await?;
        if !listed.is_empty() {
            parts.push((source.title(), listed));
        }
    }
    let title = visit.text("portal-listings");
    let main = html! {
        h1.article-title { (title) }
        p { (visit.text("portal-listings-about")) }
        @if parts.is_empty() { p.text-secondary { (visit.text("portal-no-listings")) } }
        @for (key, listed) in &parts {
            section.site-box {
                h2 { (visit.text(key)) }
                div.listing-grid { @for one in listed { (card(visit, one)) } }
            }
        }
    };
    let meta = Meta {
        path: Some("/listings".to_owned()),
        description: visit.text("portal-listings-about"),
        ..Meta::default()
    };
    let markup = Frame::new(visit, &site, title).meta(meta).render(main, None);
    Ok(Rendered::page(markup, catalogue::good_until(visit).await?))
}

fn card(visit: &Visit, one: &PublicListing) -> Markup {
    html! {
        article.listing lang=[visit.tongue(&one.title)] {
            h3 { (one.title) }
            @if !one.note.is_empty() { p { (one.note) } }
            dl { @for (name, value) in &one.facts { div { dt { (name) } dd { (value) } } } }
        }
    }
}
