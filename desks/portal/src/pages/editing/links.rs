//! The links of a text that lead nowhere now: said while it can still be mended easily.

use std::collections::BTreeSet;

use identity::Scope;
use maud::{Markup, html};
use pages::{PageError, Visit};

use crate::{
    links::{Destinations, inside_links},
    model::{ArticleRecord, Body},
};

/// A warning with each of them. It forbids nothing: what a text leads to may be published after it.
pub async fn warning<'a>(
    visit: &Visit,
    article: &str,
    texts: impl Iterator<Item = &'a Body>,
) -> Result<Markup, PageError> {
    let links = inside_links(texts);
    if links.is_empty() {
        return Ok(html! {});
    }
    // The public site is judged as the chore sees it, not as this reader may.
    let scope = Scope::system(visit.zone().id.clone());
    let there = Destinations::for_one(visit.app(), &scope, visit.now(), article, &links).await?;
    Ok(shown(visit, &there.dead(article, links)))
}

/// The same of texts that are being written, as far as they can be read.
pub async fn warning_of(visit: &Visit, article: &str, written: [&str; 3]) -> Result<Markup, PageError> {
    let texts = written.map(str::parse::<Body>);
    warning(visit, article, texts.iter().flatten()).await
}

/// The texts of a manuscript.
pub fn texts_of(record: &ArticleRecord) -> [&str; 3] {
    let outcome = record.consultation.as_ref().map_or("", |period| &period.outcome);
    [&record.body_zh, &record.body_en, outcome]
}

fn shown(visit: &Visit, dead: &BTreeSet<String>) -> Markup {
    html! {
        @if !dead.is_empty() {
            div.alert.alert-warning role="note" {
                p { (visit.text("portal-broken-links")) }
                ul { @for link in dead { li { code { (link) } } } }
            }
        }
    }
}
