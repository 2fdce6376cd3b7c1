//! What search engines, other sites and the surveys of government sites read in the head of a page.

use jiff::Timestamp;
use maud::{Markup, PreEscaped, html};
use pages::Visit;
use serde_json::{Map, Value, json};

use crate::model::{Column, FILES, Site};

/// What a page says of itself. The names of the government's terms stand as its norm writes them (政府网站网页标签规范).
#[derive(Default)]
pub struct Meta<'a> {
    /// Path of the page below the zone; nothing is said of a page that has none.
    pub path: Option<String>,
    /// What it says in a sentence.
    pub description: String,
    /// The column that it is, or stands in.
    pub column: Option<&'a Column>,
    /// That it is an article.
    pub article: Option<ArticleMeta>,
    /// A picture that it shows, by the id of the file.
    pub picture: Option<String>,
    /// Whether search engines leave it out.
    pub hidden: bool,
}

/// What the page of an article says of it.
pub struct ArticleMeta {
    /// Its title.
    pub title: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Where it appeared.
    pub source: String,
    /// Who wrote it.
    pub author: String,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// Language of its text.
    pub language: &'static str,
}

/// The address of a path below the zone for whoever comes from elsewhere.
pub fn absolute(visit: &Visit, path: &str) -> String {
    format!("{}{}", visit.app().public_url(), visit.link(path))
}

/// The head of a public page.
pub fn head(visit: &Visit, site: &Site, title: &str, meta: &Meta<'_>) -> Markup {
    let record = &site.record;
    let url = meta.path.as_deref().map(|path| absolute(visit, path));
    let name = visit.language().pick(&record.name_zh, &record.name_en);
    html! {
        (named("SiteName", &record.name_zh))
        (named("SiteDomain", domain(visit.app().public_url())))
        (named("SiteIDCode", &record.site_code))
        @if let Some(column) = meta.column { (of_column(visit, column)) }
        @if let Some(article) = &meta.article { (of_article(article)) }
        (named("Description", &meta.description))
        @if meta.hidden { (named("robots", "noindex")) }
        @if let Some(url) = &url {
            (named("Url", url))
            link rel="canonical" href=(url);
            (property("og:url", url))
        }
        (property("og:title", title))
        (property("og:site_name", name))
        (property("og:description", &meta.description))
        @if let Some(picture) = &meta.picture { (property("og:image", &absolute(visit, &format!("{FILES}{picture}")))) }
        (property("og:type", if meta.article.is_some() { "article" } else { "website" }))
        link rel="alternate" type="application/atom+xml" title=(name) href=(visit.link("/feed.atom"));
        @if let Some(column) = meta.column {
            link rel="alternate" type="application/atom+xml" title=(column_name(visit, column))
                href=(visit.link(&format!("/columns/{}/feed.atom", column.id)));
        }
        @if let Some(url) = &url { (linked_data(site, title, meta, url)) }
    }
}

/// The host of an address: `kfq.example.cn`.
fn domain(address: &str) -> &str {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    host.split(['/', ':']).next().unwrap_or_default()
}

/// The name of a column in the reader's language.
pub fn column_name<'a>(visit: &Visit, column: &'a Column) -> &'a str {
    visit.language().pick(column.name_zh.as_str(), column.name_en.as_str())
}

fn named(name: &str, content: &str) -> Markup {
    html! { @if !content.is_empty() { meta name=(name) content=(content); } }
}

fn property(name: &str, content: &str) -> Markup {
    html! { @if !content.is_empty() { meta property=(name) content=(content); } }
}

fn of_column(visit: &Visit, column: &Column) -> Markup {
    let about = column.about.as_ref().map(|(zh, en)| visit.language().pick(zh.as_str(), en.as_str()));
    html! {
        (named("ColumnName", column.name_zh.as_str()))
        (named("ColumnDescription", about.unwrap_or_default()))
        (named("ColumnKeywords", column.name_zh.as_str()))
        (named("ColumnType", column.kind.as_ref().map_or(column.name_zh.as_str(), |kind| kind.as_str())))
    }
}

fn of_article(article: &ArticleMeta) -> Markup {
    let published = article.published_at.map(super::when).unwrap_or_default();
    html! {
        (named("ArticleTitle", &article.title))
        (named("PubDate", &published))
        (named("ContentSource", &article.source))
        (named("Author", &article.author))
        (named("Keywords", &article.keywords.join(",")))
    }
}

/// The page as schema.org has it. What stands in a script of this kind is data: no browser runs it.
fn linked_data(site: &Site, title: &str, meta: &Meta<'_>, url: &str) -> Markup {
    let publisher = json!({ "@type": "GovernmentOrganization", "name": site.record.sponsor_zh });
    let mut data = Map::new();
    let mut say = |name: &str, value: Value| {
        if value != Value::String(String::new()) {
            data.insert(name.to_owned(), value);
        }
    };
    say("@context", "https://schema.org".into());
    say("@type", if meta.article.is_some() { "NewsArticle" } else { "WebPage" }.into());
    say(if meta.article.is_some() { "headline" } else { "name" }, title.into());
    say("url", url.into());
    say("description", meta.description.clone().into());
    say("publisher", publisher);
    if let Some(article) = &meta.article {
        say("inLanguage", article.language.into());
        say("keywords", article.keywords.join(",").into());
        if let Some(at) = article.published_at {
            say("datePublished", crate::store::in_china(at).into());
        }
        let author = if article.author.is_empty() { &article.source } else { &article.author };
        if !author.is_empty() {
            say("author", json!({ "@type": "Organization", "name": author }));
        }
    }
    // Nothing in it ends the script.
    let text = Value::Object(data).to_string().replace('<', "\\u003c");
    html! { script type="application/ld+json" { (PreEscaped(text)) } }
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn a_domain_has_no_scheme_port_or_path() {
        assert_eq!(domain("https://kfq.example.cn:8443/a"), "kfq.example.cn");
        assert_eq!(domain("http://127.0.0.1:8080"), "127.0.0.1");
    }
}
