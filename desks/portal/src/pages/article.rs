use facts::Light;
use jiff::Timestamp;
use maud::{Markup, PreEscaped, html};
use pages::{PageError, PublicArticle, PublicSentence, Visit, components, shell};

use super::{
    Rendered, column, comments,
    files::Sizes,
    frame::Frame,
    head::{ArticleMeta, Meta, column_name},
    library, site,
};
use crate::{
    catalogue::{self, Found, Listed},
    model::{Article, Body, Line, Site, Withdrawal},
    store::{Seen, day_of},
};

/// Other articles shown beside one.
const RELATED_MAX: usize = 10;
/// What is said of an article where nobody wrote a summary.
const SUMMARY_CHARS: usize = 120;
const CHINESE: &str = "zh-CN";

/// An article with what the zone has released of it.
pub async fn render(visit: &Visit, id: String) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    let found = catalogue::find(visit, &site, &id).await?.ok_or(PageError::NotFound)?;
    let column = match &found {
        Found::Own(seen) => Some(seen.article.column.to_string()),
        Found::Published(_) => site.published_column().map(|column| column.id.to_string()),
    };
    let column = column.as_deref().and_then(|id| site.column(id));
    let (meta, article) = match &found {
        Found::Own(seen) => (meta_of_own(visit, seen), own(visit, &site, seen).await?),
        Found::Published(article) => (meta_of_published(article), published(visit, &site, article)),
    };
    let title = meta.article.as_ref().map(|article| article.title.clone()).unwrap_or_default();
    let this = Listed {
        id: id.clone(),
        title_zh: title.clone(),
        title_en: String::new(),
        summary: String::new(),
        published_at: meta.article.as_ref().and_then(|article| article.published_at),
        column: column.map(|column| column.id.to_string()),
    };
    let neighbours = match column {
        Some(column) => catalogue::beside(visit, &site, column.id.as_str(), &this).await?,
        None => (None, None),
    };
    let main = html! {
        article.article { (article) (tools(visit, &id)) }
        (beside(visit, &neighbours))
    };
    let related = related(visit, &site, &id, column.map(|column| column.id.as_str())).await?;
    let mut frame = Frame::new(visit, &site, title).in_column(column.map(|column| column.id.as_str()));
    if let Some(column) = column {
        frame = frame.under(column_name(visit, column), &format!("/columns/{}", column.id));
    }
    let meta = Meta { path: Some(format!("/articles/{id}")), column, ..meta };
    let markup = frame.meta(meta).render(main, Some(aside(visit, &site, &related, &id)));
    Ok(Rendered::page(markup, catalogue::good_until(visit).await?))
}

/// Title and text of one of the site's own articles: in the reader's language where it has that, otherwise in Chinese.
fn words<'a>(visit: &Visit, article: &'a Article) -> (&'a Line, &'a Body, &'static str) {
    let english = article.title_en.as_ref().zip(article.body_en.as_ref());
    match english.filter(|_| visit.language() == pages::Language::English) {
        Some((title, body)) => (title, body, "en"),
        None => (&article.title_zh, &article.body_zh, CHINESE),
    }
}

fn meta_of_own(visit: &Visit, seen: &Seen) -> Meta<'static> {
    let article = &seen.article;
    let (title, body, language) = words(visit, article);
    let text = |line: &Option<Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    let description = match &article.summary {
        _ if seen.withdrawn.is_some() => String::new(),
        Some(summary) => summary.to_string(),
        None => body.beginning(SUMMARY_CHARS),
    };
    Meta {
        description,
        article: Some(ArticleMeta {
            title: title.to_string(),
            published_at: Some(article.published_at),
            source: text(&article.source),
            author: text(&article.author),
            keywords: article.keywords.iter().map(ToString::to_string).collect(),
            language,
        }),
        hidden: seen.withdrawn.is_some(),
        picture: body.first_picture().filter(|_| seen.withdrawn.is_none()),
        ..Meta::default()
    }
}

fn meta_of_published(article: &PublicArticle) -> Meta<'static> {
    let above = &article.heading;
    Meta {
        description: beginning(article, SUMMARY_CHARS),
        article: Some(ArticleMeta {
            title: above.title.clone(),
            published_at: above.published_at,
            source: above.source.clone(),
            author: above.author.clone(),
            keywords: Vec::new(),
            language: CHINESE,
        }),
        ..Meta::default()
    }
}

/// The first words of an article that another desk publishes, as [`Body::beginning`] has those of our own.
pub fn beginning(article: &PublicArticle, chars_max: usize) -> String {
    let sentences = article.sections.iter().flat_map(|section| section.paragraphs.iter().flatten());
    let mut chars = sentences.flat_map(|sentence| sentence.text.chars());
    let mut words: String = chars.by_ref().take(chars_max).collect();
    if chars.next().is_some() {
        words.push('…');
    }
    words
}

/// One of the site's own articles.
async fn own(visit: &Visit, site: &Site, seen: &Seen) -> Result<Markup, PageError> {
    let article = &seen.article;
    let (title, body, language) = words(visit, article);
    let text = |line: &Option<Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    let sizes = Sizes::of(visit, article).await?;
    let consultation = match &article.consultation {
        Some(period) if seen.withdrawn.is_none() => {
            comments::of_article(visit, article.id.as_str(), period, &sizes).await?
        }
        _ => html! {},
    };
    Ok(html! {
        (heading(visit, title.as_str(), language, Some(article.published_at), &text(&article.source), &text(&article.author)))
        @if let Some(document) = &article.document { (library::facts(visit, site, document)) }
        @match &seen.withdrawn {
            Some(withdrawal) => (gone(visit, withdrawal)),
            None => div.article-body lang=(language) { (PreEscaped(sizes.html(visit, body))) },
        }
        (consultation)
    })
}

/// What stands in the place of an article that was taken back.
fn gone(visit: &Visit, withdrawal: &Withdrawal) -> Markup {
    let day = day_of(withdrawal.at).to_string();
    html! {
        div.site-notice role="note" {
            p { strong { (visit.text_with("portal-withdrawn", &[("day", day.into())])) } }
            p lang=[visit.tongue(&withdrawal.reason)] { (withdrawal.reason) }
        }
    }
}

/// An article that another desk publishes, with its released lights.
fn published(visit: &Visit, site: &Site, article: &PublicArticle) -> Markup {
    let above = &article.heading;
    html! {
        (heading(visit, &above.title, CHINESE, above.published_at, &above.source, &above.author))
        @if !article.note.is_empty() { p.text-secondary lang=(CHINESE) { (article.note) } }
        (legend(visit, site, article))
        div.article-body lang=(CHINESE) {
            @for section in &article.sections {
                @if !section.heading.is_empty() { h2 { (section.heading) } }
                @for paragraph in &section.paragraphs { p { @for one in paragraph { (sentence(visit, one)) } } }
            }
        }
    }
}

fn heading(visit: &Visit, title: &str, language: &str, at: Option<Timestamp>, source: &str, author: &str) -> Markup {
    let foreign = (language != visit.language().tag()).then_some(language);
    html! {
        h1.article-title lang=(language) { (title) }
        div.article-meta {
            @if let Some(at) = at {
                span { (visit.text("portal-published")) time datetime=(at.to_string()) { (clock_time(at)) } }
            }
            @if !source.is_empty() { span { (visit.text("portal-source")) span lang=[foreign] { (source) } } }
            @if !author.is_empty() { span { (visit.text("portal-author")) span lang=[foreign] { (author) } } }
        }
    }
}

/// An instant as the zone's clocks show it.
fn clock_time(at: Timestamp) -> String {
    pages::china().to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn sentence(visit: &Visit, sentence: &PublicSentence) -> Markup {
    html! {
        @match &sentence.released {
            None => (sentence.text),
            Some(released) => {
                span.released { (sentence.text) }
                span.light-with-figure lang=(visit.language().tag()) {
                    (components::light(visit, released.light))
                    @if !released.figure.is_empty() { small.released-figure { (released.figure) } }
                }
            }
        }
    }
}

/// How many lights of each colour the zone has released, and the day that they speak of.
fn legend(visit: &Visit, site: &Site, article: &PublicArticle) -> Markup {
    let lights: Vec<Light> = article
        .sections
        .iter()
        .flat_map(|section| section.paragraphs.iter().flatten())
        .filter_map(|sentence| sentence.released.as_ref().map(|released| released.light))
        .collect();
    let count = |light: Light| lights.iter().filter(|&&one| one == light).count();
    let day = catalogue::lights_on(visit, site).to_string();
    html! {
        @if !lights.is_empty() {
            div.released-legend role="note" {
                p { (visit.text_with("portal-released", &[("count", lights.len().into()), ("day", day.into())])) }
                ul.list-inline {
                    @for light in [Light::Green, Light::Amber, Light::Red, Light::Unknown] {
                        @if count(light) > 0 { li.list-inline-item { (components::light(visit, light)) " " (count(light)) } }
                    }
                }
            }
        }
    }
}

/// Type size, print, a letter to the editor.
fn tools(visit: &Visit, id: &str) -> Markup {
    html! {
        div.article-tools {
            (shell::type_size(visit))
            button.btn.js-only type="button" data-print { (shell::icon("printer")) " " (visit.text("portal-print")) }
            a.btn href=(write_link(visit, Some(id))) { (shell::icon("mail")) " " (visit.text("portal-write")) }
        }
    }
}

/// The articles before and after this one in the list of its column.
fn beside(visit: &Visit, (before, after): &(Option<Listed>, Option<Listed>)) -> Markup {
    html! {
        @if before.is_some() || after.is_some() {
            nav.article-beside aria-label=(visit.text("portal-neighbours")) {
                ul {
                    @if let Some(before) = before { li { (visit.text("portal-before")) (column::title_link(visit, before)) } }
                    @if let Some(after) = after { li { (visit.text("portal-after")) (column::title_link(visit, after)) } }
                }
            }
        }
    }
}

fn write_link(visit: &Visit, about: Option<&str>) -> String {
    match about {
        Some(id) => visit.link(&format!("/write?about={id}")),
        None => visit.link("/write"),
    }
}

/// Articles of the same column, then the newest others.
async fn related(visit: &Visit, site: &Site, id: &str, column: Option<&str>) -> Result<Vec<Listed>, PageError> {
    const ENOUGH: u64 = RELATED_MAX as u64 + 1;
    let mut found = match column {
        Some(_) => catalogue::list(visit, site, column, 0, ENOUGH).await?,
        None => Vec::new(),
    };
    if found.len() <= RELATED_MAX {
        for other in catalogue::list(visit, site, None, 0, ENOUGH + RELATED_MAX as u64).await? {
            if found.iter().all(|one| one.id != other.id) {
                found.push(other);
            }
        }
    }
    found.retain(|one| one.id != id);
    found.truncate(RELATED_MAX);
    Ok(found)
}

/// Other articles; the columns; the way to the editor.
fn aside(visit: &Visit, site: &Site, related: &[Listed], id: &str) -> Markup {
    html! {
        @if !related.is_empty() {
            section.site-box {
                h2 { (visit.text("portal-related")) }
                ul { @for listed in related { li { (column::title_link(visit, listed)) } } }
            }
        }
        @if !site.columns.is_empty() {
            section.site-box {
                h2 { (visit.text("portal-columns")) }
                ul {
                    @for column in &site.columns {
                        li {
                            a href=(visit.link(&format!("/columns/{}", column.id))) {
                                (visit.language().pick(column.name_zh.as_str(), column.name_en.as_str()))
                            }
                        }
                    }
                }
            }
        }
        (editor_box(visit, Some(id)))
    }
}

/// The way to the editor.
pub fn editor_box(visit: &Visit, about: Option<&str>) -> Markup {
    html! {
        section.site-box {
            h2 { (visit.text("portal-write")) }
            p { (visit.text("portal-write-invitation")) }
            p { a.btn href=(write_link(visit, about)) { (visit.text("portal-write")) } }
        }
    }
}
