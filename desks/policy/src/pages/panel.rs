//! All that is known of a clause: its light and what it rests on, its measures with their course, the facts in them,
//! the records behind the facts, evidence, remarks, and its history.

mod forms;
pub mod measure;

use maud::{Markup, html};
use pages::{
    FormData, Visit,
    components::{self, FieldErrors},
};
use store::{StoreError, journal};

use super::{
    article,
    show::{self, Names},
};
use crate::{
    EDIT,
    commands::clause_subject,
    live::{LiveArticle, LiveSentence},
    model::{Basis, Comment, Evidence},
    store as tables,
};

/// Entries of its history that a panel shows; the journal has all of them.
const HISTORY_MAX: u64 = 20;

/// What somebody typed into one of the panel's forms, and what was wrong with it.
#[derive(Default)]
pub struct Typed {
    /// Which form: `evidence`, `comment`, `override`.
    pub form: &'static str,
    /// What was typed.
    pub data: FormData,
    /// What was wrong.
    pub errors: FieldErrors,
}

/// The panel of one clause.
pub async fn content(
    visit: &Visit,
    article: &LiveArticle,
    live: &LiveSentence,
    names: &Names,
    typed: &Typed,
) -> Result<Markup, StoreError> {
    let database = visit.store().reader();
    let id = &article.document.id;
    let pieces = tables::pieces(database, visit.scope(), id).await?.of(&live.clause.id);
    let comments: Vec<_> =
        pieces.comments.iter().filter(|one| crate::model::day_in_china(one.at) <= visit.as_of()).collect();
    let measures = measure::all(visit, live, names).await?;
    let path = format!("/policy/{id}/clauses/{}", live.clause.id);
    // Back to the sentence, not to the top of the text.
    let rest = visit.query().with("clause", None).with("flash", None).to_query();
    let close = format!("{}{rest}#{}", visit.link(&format!("/policy/{id}")), live.clause.id);
    Ok(html! {
        a.panel-close href=(close) aria-label=(visit.text("close")) { "×" }
        blockquote.panel-quote lang=[visit.tongue(live.sentence.text.as_str())] { (live.sentence.text) }
        (light(visit, live, names))
        (known(visit, live, names))
        div.btn-list.d-print-none {
            a.btn.btn-sm href=(show::on_same_day(visit, &path)) { (visit.text("policy-own-page")) }
            @if visit.scope().may(EDIT) {
                a.btn.btn-sm href=(visit.link(&format!("{path}/edit"))) { (visit.text("policy-classify")) }
            }
            (forms::release(visit, &path, live))
        }
        (measures)
        (evidence(visit, &path, live, names))
        (forms::evidence(visit, &path, live, typed))
        (remarks(visit, &comments, names))
        (forms::comment(visit, &path, typed))
        (forms::override_light(visit, &path, live, typed))
        (history(visit, article, live, names).await?)
    })
}

/// The light, and what it rests on.
fn light(visit: &Visit, live: &LiveSentence, names: &Names) -> Markup {
    let basis = match &live.standing.basis {
        Basis::Override(_) => "policy-basis-override",
        Basis::Measures => "policy-basis-measures",
        Basis::Result => "policy-basis-result",
        Basis::Overdue => "policy-basis-overdue",
        Basis::Nothing => "policy-basis-nothing",
    };
    html! {
        @if article::has_light(live) {
            p { (article::light(visit, live)) " " (visit.text(basis)) }
        }
        @if let Basis::Override(set) = &live.standing.basis {
            p { (visit.text_with("policy-override-by", &[
                ("name", names.person(visit, &set.by).into()),
                ("until", set.expires_on.to_string().into()),
            ])) }
            blockquote { (set.reason) }
            p { (visit.text("policy-computed")) " " (components::light(visit, live.standing.computed)) }
        }
    }
}

/// What it is, and who answers for it.
fn known(visit: &Visit, live: &LiveSentence, names: &Names) -> Markup {
    let clause = &live.clause;
    html! {
        dl.keyvalue {
            dt { (visit.text("policy-kind")) } dd { (visit.text(&format!("policy-kind-{}", clause.kind))) }
            dt { (visit.text("policy-owner")) }
            dd { @match &clause.owner { Some(owner) => { (names.owner(owner)) } None => { (visit.text("policy-no-owner")) } } }
            @if !clause.co_owners.is_empty() {
                dt { (visit.text("policy-co-owners")) }
                dd { (clause.co_owners.iter().map(|owner| names.owner(owner)).collect::<Vec<_>>().join("、")) }
            }
            @if let Some(due) = &clause.due {
                dt { (visit.text("policy-due")) }
                dd { @if let Some(from) = due.first_day() { (from) " – " } (due.last_day()) }
            }
            @if let Some(source) = &clause.source { dt { (visit.text("policy-source")) } dd { (show::source(visit, source.as_str())) } }
            dt { (visit.text("policy-public")) }
            dd { (visit.text(if clause.released { "policy-released" } else { "policy-not-released" })) }
        }
    }
}

fn evidence(visit: &Visit, path: &str, live: &LiveSentence, names: &Names) -> Markup {
    let mut evidence: Vec<&Evidence> = live.evidence.iter().collect();
    evidence.sort_by_key(|one| std::cmp::Reverse((one.grade, one.on)));
    html! {
        h3 { (visit.text("policy-evidence")) }
        @if evidence.is_empty() { p.text-secondary { (visit.text("policy-no-evidence")) } }
        @for one in evidence {
            div.comment {
                div.comment-head {
                    span class=(format!("evidence evidence-{}", one.grade)) { (visit.text(&format!("policy-grade-{}", one.grade))) }
                    " " time datetime=(one.on) { (one.on) } " · " (names.person(visit, &one.added_by))
                    @if let Some(source) = &one.source { " · " (show::source(visit, source.as_str())) }
                }
                p { (one.text) }
                @if let Some(link) = &one.link { p { (show::link(visit, link, &link.to_string())) } }
                (forms::remove_evidence(visit, path, live, one))
            }
        }
    }
}

fn remarks(visit: &Visit, comments: &[&Comment], names: &Names) -> Markup {
    html! {
        h3 { (visit.text("policy-comments")) }
        @if comments.is_empty() { p.text-secondary { (visit.text("policy-no-comments")) } }
        @for one in comments {
            div.comment {
                div.comment-head { (names.person(visit, &one.by)) " · " time datetime=(one.at) { (show::moment(one.at)) } }
                p { (one.text) }
            }
        }
    }
}

/// Who changed what of it, newest first.
async fn history(
    visit: &Visit,
    article: &LiveArticle,
    live: &LiveSentence,
    names: &Names,
) -> Result<Markup, StoreError> {
    let subject = clause_subject(&article.document.id, &live.clause.id);
    let database = visit.store().reader();
    let (zone, until) = (visit.scope().zone(), visit.until());
    let entries = journal::of_subject(database, zone, &subject.kind, &subject.id, until, HISTORY_MAX).await?;
    Ok(html! {
        h3 { (visit.text("policy-history")) }
        @if entries.is_empty() { p.text-secondary { (visit.text("policy-no-history")) } }
        ol.history {
            @for entry in &entries {
                li {
                    time datetime=(entry.at) { (store::instant_from_text(&entry.at).map(show::moment)?) }
                    span.history-who { (names.person(visit, &entry.actor)) } " "
                    span.history-what { (verb(visit, &entry.verb)) }
                }
            }
        }
    })
}

/// What a journal entry of this desk says was done.
fn verb(visit: &Visit, verb: &str) -> String {
    let key = format!("verb-{}", verb.replace(['.', '_'], "-"));
    if visit.app().languages().has(&key) { visit.text(&key) } else { verb.to_owned() }
}
