//! Where everything is: for people, and for search engines.

use maud::{Markup, html};
use pages::{PageError, Visit};

use super::{
    Rendered,
    feed::element,
    frame::{Frame, sections},
    head::{Meta, absolute, column_name},
    site,
};
use crate::{catalogue, model::Site};

/// The most addresses that the protocol allows in one file.
const ADDRESSES_MAX: u64 = 50_000;

/// The site map for search engines (sitemaps.org).
pub async fn file(visit: &Visit) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let mut say = |path: &str, day: Option<String>| {
        xml.push_str("<url>\n");
        element(&mut xml, "loc", &absolute(visit, path));
        if let Some(day) = day {
            element(&mut xml, "lastmod", &day);
        }
        xml.push_str("</url>\n");
    };
    for path in
        ["", "/site-map", "/write", "/accessibility"].into_iter().chain(sections(visit, &site).map(|(path, _)| path))
    {
        say(path, None);
    }
    for column in &site.columns {
        say(&format!("/columns/{}", column.id), None);
    }
    for listed in catalogue::list(visit, &site, None, 0, ADDRESSES_MAX - 1_000).await? {
        say(&format!("/articles/{}", listed.id), listed.published_at.map(crate::store::in_china));
    }
    xml.push_str("</urlset>\n");
    Ok(Rendered::file(xml, "application/xml; charset=utf-8", catalogue::good_until(visit).await?))
}

/// The site map for people.
pub async fn page(visit: &Visit) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    let mut columns = Vec::new();
    for column in &site.columns {
        columns.push((column, catalogue::count(visit, &site, Some(column.id.as_str())).await?));
    }
    let title = visit.text("portal-site-map");
    let main = html! {
        h1.article-title { (title) }
        section.site-box {
            h2 { (visit.text("portal-columns")) }
            ul {
                @for (column, count) in &columns {
                    li {
                        a href=(visit.link(&format!("/columns/{}", column.id))) { (column_name(visit, column)) }
                        " " span.text-secondary { (visit.text_with("portal-article-count", &[("count", (*count).into())])) }
                        " " a href=(visit.link(&format!("/columns/{}/feed.atom", column.id))) {
                            "Atom"
                            span.visually-hidden { " " (visit.text_with("portal-feed-of", &[("name", column_name(visit, column).into())])) }
                        }
                    }
                }
            }
        }
        @if !site.topics.is_empty() {
            section.site-box {
                h2 { a href=(visit.link("/library")) { (visit.text("portal-library")) } }
                ul {
                    @for topic in &site.topics {
                        li {
                            a href=(visit.link(&format!("/library?topic={}", topic.id))) {
                                (visit.language().pick(topic.name_zh.as_str(), topic.name_en.as_str()))
                            }
                        }
                    }
                }
            }
        }
        (services(visit, &site))
    };
    let meta = Meta { path: Some("/site-map".to_owned()), ..Meta::default() };
    let markup = Frame::new(visit, &site, title).meta(meta).render(main, None);
    Ok(Rendered::page(markup, catalogue::good_until(visit).await?))
}

/// Everything but articles. The policy library stands above, with its topics.
fn services(visit: &Visit, site: &Site) -> Markup {
    const LINKS: [(&str, &str); 5] = [
        ("/write", "portal-write"),
        ("/site/search", "search-public-label"),
        ("/accessibility", "portal-accessibility"),
        ("/feed.atom", "portal-feed-atom"),
        ("/feed.rss", "portal-feed-rss"),
    ];
    let sections = sections(visit, site).filter(|(path, _)| *path != "/library");
    html! {
        section.site-box {
            h2 { (visit.text("portal-services")) }
            ul { @for (path, key) in sections.chain(LINKS) { li { a href=(visit.link(path)) { (visit.text(key)) } } } }
        }
    }
}

/// How the site is used with a keyboard, a screen reader, larger type.
pub async fn accessibility(visit: &Visit) -> Result<Rendered, PageError> {
    const WORDS: [&str; 5] = [
        "portal-accessibility-mode",
        "portal-accessibility-type",
        "portal-accessibility-keyboard",
        "portal-accessibility-reader",
        "portal-accessibility-contrast",
    ];
    let site = site(visit).await?;
    let title = visit.text("portal-accessibility");
    let main = html! {
        h1.article-title { (title) }
        div.article-body {
            ul { @for key in WORDS { li { (visit.text(key)) } } }
            p { (visit.text("portal-accessibility-help")) " " a href=(visit.link("/write")) { (visit.text("portal-write")) } }
        }
    };
    let meta = Meta { path: Some("/accessibility".to_owned()), ..Meta::default() };
    let markup = Frame::new(visit, &site, title).meta(meta).render(main, None);
    Ok(Rendered::page(markup, catalogue::good_until(visit).await?))
}
