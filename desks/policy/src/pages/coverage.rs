//! Coverage both ways: sentences with nothing behind them, and records that serve no sentence.

use std::collections::{BTreeMap, BTreeSet};

use facts::RecordLink;
use maud::{Markup, html};
use pages::{Page, PageError, Visit, components};

use super::show::{self, Names, document_id};
use crate::{
    live::{self, LiveArticle, LiveSentence},
    model::Kind,
};

/// Records looked at behind one fact; where a fact has more, the page says so.
const RECORDS_MAX: u64 = 1_000;

/// Records that no sentence is served by.
struct Orphans {
    rows: Vec<RecordLink>,
    /// Whether some facts had more records than were looked at.
    cut: bool,
}

/// Both ways of coverage.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let id = document_id(&visit)?;
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let article =
        live::article(registry, database, visit.scope(), &id, visit.as_of()).await?.ok_or(PageError::NotFound)?;
    let orphans = orphans(&visit, &article).await?;
    let names = Names::read(&visit).await?;
    let demands: Vec<_> = article.sentences.iter().filter(|live| live.clause.kind != Kind::Principle).collect();
    let bare: Vec<_> = demands.iter().copied().filter(|live| live.is_uncovered()).collect();
    let ownerless: Vec<_> = demands.iter().copied().filter(|live| live.clause.owner.is_none()).collect();
    let body = html! {
        div.stats {
            (share(&visit, "policy-covered", demands.len() - bare.len(), demands.len()))
            (share(&visit, "policy-owned", demands.len() - ownerless.len(), demands.len()))
            div.stat {
                span.stat-label { (visit.text("policy-orphans")) }
                span.stat-value { (orphans.rows.len()) }
            }
        }
        (sentences(&visit, &article, "policy-bare-sentences", &bare, &names))
        (sentences(&visit, &article, "policy-ownerless-sentences", &ownerless, &names))
        (orphan_list(&visit, &orphans))
    };
    Ok(Page::new(&visit, visit.text("policy-coverage"))
        .under(visit.text("policy-menu"), "/policy")
        .under(article.edition.heading.title.as_str(), &format!("/policy/{id}"))
        .body(body))
}

fn share(visit: &Visit, label: &str, part: usize, whole: usize) -> Markup {
    let percent = if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 };
    let label = visit.text(label);
    html! {
        div.stat {
            span.stat-label { (label) }
            span.stat-value { (part) " / " (whole) }
            (components::progress(&label, percent))
        }
    }
}

fn sentences(visit: &Visit, article: &LiveArticle, title: &str, found: &[&LiveSentence], names: &Names) -> Markup {
    html! {
        section.card.mb-3 {
            h2.card-header { (visit.text(title)) " (" (found.len()) ")" }
            div.card-body {
                @if found.is_empty() { p { (visit.text("policy-nothing-missing")) } }
                ul.work-queue {
                    @for live in found {
                        li {
                            span.tag { (visit.text(&format!("policy-kind-{}", live.clause.kind))) }
                            a href=(show::on_same_day(visit, &format!("/policy/{}?clause={}", article.document.id, live.clause.id)))
                                lang=[visit.tongue(live.sentence.text.as_str())] {
                                (live.sentence.text)
                            }
                            @if let Some(owner) = &live.clause.owner { span.cell-sub { (names.owner(owner)) } }
                        }
                    }
                }
            }
        }
    }
}

fn orphan_list(visit: &Visit, orphans: &Orphans) -> Markup {
    html! {
        section.card.mb-3 {
            h2.card-header { (visit.text("policy-orphans")) " (" (orphans.rows.len()) ")" }
            div.card-body {
                p.text-secondary { (visit.text("policy-orphans-lead")) }
                @if orphans.cut { p.text-secondary { (visit.text_with("policy-orphans-cut", &[("most", RECORDS_MAX.into())])) } }
                @if orphans.rows.is_empty() { p { (visit.text("policy-nothing-missing")) } }
                ul { @for record in &orphans.rows { li { a href=(show::on_same_day(visit, &record.path)) { (record.title) } } } }
            }
        }
    }
}

/// The records behind some fact of the zone, but behind none that a measure of the article rests on. The desk's own
/// records are the sentences themselves, and are left out.
async fn orphans(visit: &Visit, article: &LiveArticle) -> Result<Orphans, PageError> {
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let facts = registry.facts(database, visit.scope().zone()).await?;
    let used: BTreeSet<&String> =
        article.sentences.iter().flat_map(|live| &live.measures).flat_map(|one| &one.facts).collect();
    let mut cut = false;
    let mut serving = BTreeSet::new();
    let mut others = BTreeMap::new();
    for key in facts.keys().filter(|key| !key.starts_with("policy.")) {
        let records = registry.records(database, visit.scope(), visit.as_of(), key, 0, RECORDS_MAX).await?;
        cut |= records.total > records.rows.len() as u64;
        for record in records.rows {
            if used.contains(key) {
                serving.insert(record.subject);
            } else {
                others.insert(record.subject.clone(), record);
            }
        }
    }
    others.retain(|subject, _| !serving.contains(subject));
    Ok(Orphans { rows: others.into_values().collect(), cut })
}
