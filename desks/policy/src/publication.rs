//! What the public site gets of the policies: released documents, and of their lights only the released ones.

use facts::Light;
use identity::Scope;
use jiff::civil::Date;
use pages::{
    App, Language, PublicArticle, PublicArticles, PublicHeading, PublicSection, PublicSentence, ReleasedLight,
};
use store::StoreError;

use crate::{
    live::{self, LiveArticle, LiveSentence},
    model::{Basis, Document, DocumentId, Edition, Line},
    store as tables, texts,
};

/// The released policies.
pub(crate) struct Publication;

#[async_trait::async_trait]
impl PublicArticles for Publication {
    async fn published(&self, app: &App, scope: &Scope) -> Result<Vec<PublicHeading>, StoreError> {
        // The public may not read policies; this hands over what was released and nothing else.
        let all = Scope::system(scope.zone().clone());
        let documents = tables::documents(app.store().reader(), &all).await?;
        let released = documents.into_iter().filter(|(document, _)| document.released);
        let mut headings: Vec<_> = released.map(|(document, edition)| heading(&document, &edition)).collect();
        headings.sort_by_key(|heading| std::cmp::Reverse(heading.published_at));
        Ok(headings)
    }

    async fn article(
        &self,
        app: &App,
        scope: &Scope,
        id: &str,
        as_of: Date,
        language: Language,
    ) -> Result<Option<PublicArticle>, StoreError> {
        let Ok(id) = id.parse::<DocumentId>() else { return Ok(None) };
        let all = Scope::system(scope.zone().clone());
        let article = live::article(app.facts(), app.store().reader(), &all, &id, as_of).await?;
        Ok(article.filter(|article| article.document.released).map(|article| published(app, language, article)))
    }
}

fn heading(document: &Document, edition: &Edition) -> PublicHeading {
    let text = |line: &Option<Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    PublicHeading {
        id: document.id.to_string(),
        title: edition.heading.title.to_string(),
        published_at: edition.heading.published_at,
        source: text(&edition.heading.source),
        author: text(&edition.heading.author),
    }
}

fn published(app: &App, language: Language, article: LiveArticle) -> PublicArticle {
    let mut sections: Vec<PublicSection> = Vec::new();
    let mut place = None;
    for live in article.sentences {
        let section = live.sentence.place.section.as_ref().map(ToString::to_string).unwrap_or_default();
        if sections.last().is_none_or(|last| last.heading != section) {
            sections.push(PublicSection { heading: section, paragraphs: Vec::new() });
            place = None;
        }
        let Some(last) = sections.last_mut() else { continue };
        if place.replace(live.sentence.place.paragraph) != Some(live.sentence.place.paragraph) {
            last.paragraphs.push(Vec::new());
        }
        if let Some(paragraph) = last.paragraphs.last_mut() {
            paragraph.push(sentence(app, language, &live));
        }
    }
    PublicArticle {
        heading: heading(&article.document, &article.edition),
        note: article.edition.heading.note.map(String::from).unwrap_or_default(),
        sections,
    }
}

fn sentence(app: &App, language: Language, live: &LiveSentence) -> PublicSentence {
    let light = live.standing.light;
    let released = live.clause.released.then(|| ReleasedLight {
        light,
        figure: match live.standing.basis {
            // The figure of the measure that decides the light: the first of those that are worst.
            Basis::Measures if light != Light::Unknown => live
                .measures
                .iter()
                .find(|one| one.light == light)
                .map(|one| texts::on_schedule(app, language, one))
                .unwrap_or_default(),
            // What a person has set, a result or an overdue date says nothing about a figure.
            _ => String::new(),
        },
    });
    PublicSentence { text: live.sentence.text.to_string(), released }
}
