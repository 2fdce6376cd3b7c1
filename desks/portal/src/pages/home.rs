use maud::{Markup, html};
use pages::{PageError, Visit, components};

use super::{Rendered, column, consultations, frame::Frame, head::Meta, site};
use crate::catalogue::{self, Listed};

/// Articles that the front page shows of each column.
const NEWEST: u64 = 6;

/// The front page: the newest articles, and each column with its own.
pub async fn render(visit: &Visit) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    let all = catalogue::list(visit, &site, None, 0, NEWEST).await?;
    let mut columns = Vec::new();
    for column in &site.columns {
        columns.push((column, catalogue::list(visit, &site, Some(column.id.as_str()), 0, NEWEST).await?));
    }
    let open = consultations::open(visit).await?;
    let name = visit.language().pick(&site.record.name_zh, &site.record.name_en);
    let columns = html! {
        @for (one, own) in &columns {
            section.site-box {
                h2 {
                    a href=(visit.link(&format!("/columns/{}", one.id))) {
                        (visit.language().pick(one.name_zh.as_str(), one.name_en.as_str()))
                    }
                }
                (column::articles(visit, own.iter()))
                @if own.is_empty() { p.text-secondary { (visit.text("portal-column-empty")) } }
            }
        }
    };
    let main = html! {
        h1.visually-hidden { (name) }
        @if site.columns.is_empty() && all.is_empty() {
            (components::empty(&visit.text("portal-empty"), &visit.text("portal-empty-advice"), None))
        } @else if site.columns.is_empty() {
            (column::articles(visit, all.iter()))
        } @else { (columns) }
    };
    let motto = visit.language().pick(&site.record.motto_zh, &site.record.motto_en);
    let meta = Meta { path: Some(String::new()), description: motto.to_owned(), ..Meta::default() };
    let markup = Frame::front(visit, &site).meta(meta).render(main, Some(aside(visit, &all, open)));
    Ok(Rendered::page(markup, catalogue::good_until(visit).await?))
}

/// The newest articles; what anybody may comment on now; the way to the editor.
fn aside(visit: &Visit, all: &[Listed], open: Vec<Listed>) -> Markup {
    html! {
        section.site-box {
            h2 { (visit.text("portal-newest")) }
            ul { @for listed in all { li { (column::title_link(visit, listed)) } } }
        }
        @if !open.is_empty() {
            section.site-box {
                h2 { a href=(visit.link("/consultations")) { (visit.text("portal-phase-open")) } }
                ul { @for listed in &open { li { (column::title_link(visit, listed)) } } }
            }
        }
        (super::article::editor_box(visit, None))
    }
}
