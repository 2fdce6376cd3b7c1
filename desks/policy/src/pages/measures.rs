//! The measures of the zone: how they stand, their course, and the sentences that they speak for.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use facts::{Assessment, Measure, MeasureId, measures};
use maud::{Markup, html};
use pages::{Page, PageError, Submitted, Visit, components};

use super::{
    errors,
    panel::measure::{course, standing},
    show,
};
use crate::{
    EDIT, commands,
    live::in_force,
    model::{ClauseId, DocumentId, Sentence},
    store as tables, texts,
};

/// All measures with their values on the day.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let assessments = measures::assess(registry, database, visit.scope().zone(), visit.as_of()).await?;
    let title = visit.text("policy-measures");
    let create = html! {
        @if visit.scope().may(EDIT) {
            a.btn.btn-primary href=(visit.link("/policy/measures/new")) { (visit.text("policy-new-measure")) }
        }
    };
    let body = html! {
        @if assessments.is_empty() {
            (components::empty(&visit.text("policy-no-measures"), &visit.text("policy-no-measures-advice"), Some(create.clone())))
        } @else {
            div.card { div.table-responsive tabindex="0" role="region" aria-label=(title) {
                table.table.table-vcenter.card-table {
                    thead { tr {
                        @for key in ["policy-measure", "policy-light", "policy-value-against-target", "policy-expression"] {
                            th scope="col" { (visit.text(key)) }
                        }
                    } }
                    tbody { @for one in assessments.values() { (row(&visit, one)) } }
                }
            } }
        }
    };
    Ok(Page::new(&visit, title).under(visit.text("policy-menu"), "/policy").actions(create).body(body))
}

fn row(visit: &Visit, one: &Assessment) -> Markup {
    let measure = &one.measure;
    html! {
        tr {
            td { a href=(show::on_same_day(visit, &format!("/policy/measures/{}", measure.id))) { (title_of(visit, measure)) } }
            td { (components::light(visit, one.light)) }
            td.numeric { (texts::on_schedule(visit.app(), visit.language(), one)) }
            td { code { (measure.expression) } }
        }
    }
}

fn title_of(visit: &Visit, measure: &Measure) -> String {
    visit.language().pick(&measure.title.zh, &measure.title.en).to_owned()
}

pub(super) fn measure_id(visit: &Visit) -> Result<MeasureId, PageError> {
    visit.param("measure")?.parse().map_err(|_| PageError::NotFound)
}

/// A measure: how it stands, its course, and the sentences that it speaks for.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let id = measure_id(&visit)?;
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let assessments = measures::assess(registry, database, visit.scope().zone(), visit.as_of()).await?;
    let one = assessments.get(&id).ok_or(PageError::NotFound)?;
    let facts = registry.facts(database, visit.scope().zone()).await?;
    let title = title_of(&visit, &one.measure);
    let editions = measures::editions_of(database, visit.scope().zone(), &id).await?;
    let version = editions.last().ok_or(PageError::NotFound)?.version;
    let chart = course(&visit, one, &title).await?;
    let sentences = sentences_of(&visit, &id).await?;
    let named = one.facts.iter().filter_map(|key| facts.get(key));
    let body = html! {
        section.panel {
            (standing(&visit, one))
            (chart)
            p { (visit.text("policy-expression")) " " code { (one.measure.expression) } }
            ul { @for fact in named {
                li { a href=(show::on_same_day(&visit, &format!("/policy/facts/{}", fact.key))) {
                    (super::panel::measure::title_of(&visit, fact)) } }
            } }
            @if !one.measure.source.is_empty() { p.text-secondary { (visit.text("policy-source")) ": " (show::source(&visit, &one.measure.source)) } }
        }
        @if editions.len() > 1 { (held_against(&visit, &editions)) }
        (speaks_for(&visit, &sentences))
    };
    let actions = html! {
        @if visit.scope().may(EDIT) {
            a.btn href=(visit.link(&format!("/policy/measures/{id}/edit"))) { (visit.text("policy-edit-measure")) }
            form method="post" action=(visit.link(&format!("/policy/measures/{id}/delete"))) data-confirm=(visit.text("policy-delete-measure-confirm")) {
                (visit.form_fields())
                input type="hidden" name="version" value=(version);
                button.btn.btn-ghost-danger type="submit" { (visit.text("policy-delete-measure")) }
            }
        }
    };
    Ok(Page::new(&visit, title)
        .under(visit.text("policy-menu"), "/policy")
        .under(visit.text("policy-measures"), "/policy/measures")
        .actions(actions)
        .body(body))
}

/// What it was and is held against, the latest first.
fn held_against(visit: &Visit, editions: &[Measure]) -> Markup {
    let title = visit.text("policy-held-against");
    html! {
        section.panel {
            h2.panel-title { (title) }
            div.table-responsive tabindex="0" role="region" aria-label=(title) { table.table.table-sm {
                thead { tr {
                    @for key in ["policy-since", "policy-target", "policy-target-due", "policy-expression", "policy-source"] {
                        th scope="col" { (visit.text(key)) }
                    }
                } }
                tbody { @for edition in editions.iter().rev() {
                    tr {
                        td { @match edition.since {
                            Some(since) => (since),
                            None => (visit.text("policy-since-ever")),
                        } }
                        td { (texts::target(visit.app(), visit.language(), edition)) }
                        td { @if let Some(due_on) = edition.rule.due_on { (due_on) } }
                        td { code { (edition.expression) } }
                        td { (show::source(visit, &edition.source)) }
                    }
                } }
            } }
        }
    }
}

/// The sentences in force that a measure speaks for, each with its document.
async fn sentences_of(visit: &Visit, id: &MeasureId) -> Result<Vec<(DocumentId, Sentence)>, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let mut clauses: BTreeMap<DocumentId, BTreeSet<ClauseId>> = BTreeMap::new();
    for (document, clause) in tables::clauses_by_document(database, scope).await? {
        if clause.measures.contains(id) {
            clauses.entry(document).or_default().insert(clause.id);
        }
    }
    let mut found = Vec::new();
    for (document, clauses) in clauses {
        let editions = tables::editions(database, scope, &document).await?;
        let Some(edition) = in_force(&editions, visit.as_of()) else { continue };
        let sentences = tables::sentences(database, scope, &document, edition.number).await?;
        let spoken_for = sentences.into_iter().filter(|sentence| clauses.contains(&sentence.clause));
        found.extend(spoken_for.map(|sentence| (document.clone(), sentence)));
    }
    Ok(found)
}

fn speaks_for(visit: &Visit, sentences: &[(DocumentId, Sentence)]) -> Markup {
    html! {
        section.panel {
            h2.panel-title { (visit.text("policy-speaks-for")) }
            @if sentences.is_empty() { p.text-secondary { (visit.text("policy-speaks-for-none")) } }
            ul { @for (document, sentence) in sentences {
                @let address = format!("/policy/{document}?clause={}", sentence.clause);
                li lang=[visit.tongue(sentence.text.as_str())] {
                    a href=(show::on_same_day(visit, &address)) { (sentence.text) }
                }
            } }
        }
    }
}

/// Deletes a measure that speaks for no sentence.
pub async fn delete(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = measure_id(&visit)?;
    let version = form.version()?;
    let order = form.order(&visit);
    let outcome = commands::delete_measure(visit.store(), order, id.clone(), version).await;
    match errors::settled(&visit, outcome)? {
        Ok(_) => Ok(Redirect::to(&visit.link("/policy/measures?flash=measure-deleted")).into_response()),
        Err(errors) => {
            let body = errors.summary(&visit);
            let page = Page::new(&visit, visit.text("policy-delete-measure"))
                .under(visit.text("policy-menu"), "/policy")
                .under(visit.text("policy-measures"), "/policy/measures")
                .body(body)
                .status(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(page.into_response())
        }
    }
}
