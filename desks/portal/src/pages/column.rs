use maud::{Markup, html};
use pages::{PageError, Visit};

use super::{Rendered, frame::Frame, head::Meta, site};
use crate::{
    catalogue::{self, Listed},
    store::day_of,
};

/// Articles on one page of a column.
const PER_PAGE: u64 = 30;

/// A page of a column, from 1.
pub async fn render(visit: &Visit, id: String, page: u64) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    let column = site.column(&id).ok_or(PageError::NotFound)?;
    let total = catalogue::count(visit, &site, Some(&id)).await?;
    let pages = total.div_ceil(PER_PAGE).max(1);
    if !(1..=pages).contains(&page) {
        return Err(PageError::NotFound);
    }
    let own = catalogue::list(visit, &site, Some(&id), (page - 1) * PER_PAGE, PER_PAGE).await?;
    let title = visit.language().pick(column.name_zh.as_str(), column.name_en.as_str());
    let main = html! {
        h1.article-title { (title) }
        @if let Some((zh, en)) = &column.about { p { (visit.language().pick(zh.as_str(), en.as_str())) } }
        (articles(visit, own.iter()))
        @if own.is_empty() { p.text-secondary { (visit.text("portal-column-empty")) } }
        (turning(visit, page, pages, |page| format!("/columns/{id}?page={page}")))
    };
    let about = column.about.as_ref().map(|(zh, en)| visit.language().pick(zh.as_str(), en.as_str()));
    let meta = Meta {
        path: Some(if page > 1 { format!("/columns/{id}?page={page}") } else { format!("/columns/{id}") }),
        description: about.unwrap_or_default().to_owned(),
        column: Some(column),
        ..Meta::default()
    };
    let markup = Frame::new(visit, &site, title).in_column(Some(&id)).meta(meta).render(main, None);
    Ok(Rendered::page(markup, catalogue::good_until(visit).await?))
}

/// A list of articles with their days.
pub fn articles<'a>(visit: &Visit, listed: impl Iterator<Item = &'a Listed>) -> Markup {
    html! {
        ul.site-list {
            @for one in listed {
                li {
                    (title_link(visit, one))
                    @if let Some(at) = one.published_at {
                        time datetime=(at.to_string()) { (day_of(at)) }
                    }
                }
            }
        }
    }
}

/// The title of an article, leading to it; in Chinese where it has no other.
pub fn title_link(visit: &Visit, listed: &Listed) -> Markup {
    let english = visit.language().pick("", &listed.title_en);
    let (title, language) = match english {
        "" => (listed.title_zh.as_str(), "zh-CN"),
        title => (title, "en"),
    };
    let foreign = (language != visit.language().tag()).then_some(language);
    html! { a href=(visit.link(&format!("/articles/{}", listed.id))) lang=[foreign] { (title) } }
}

/// The way to the pages before and after this one, where there are any; `path` gives the path of a page.
pub fn turning(visit: &Visit, page: u64, pages: u64, path: impl Fn(u64) -> String) -> Markup {
    let link = |to: u64| visit.link(&path(to));
    html! {
        @if pages > 1 {
            nav aria-label=(visit.text("pager-label")) {
                ul.pagination {
                    @if page > 1 { li.page-item { a.page-link rel="prev" href=(link(page - 1)) { (visit.text("pager-previous")) } } }
                    li.page-item.active aria-current="page" { span.page-link { (page) " / " (pages) } }
                    @if page < pages { li.page-item { a.page-link rel="next" href=(link(page + 1)) { (visit.text("pager-next")) } } }
                }
            }
        }
    }
}
