use identity::{Order, Scope};
use jiff::civil::Date;
use store::{Entry, Store};

use super::{Refused, clause_subject, find_clause};
use crate::{
    EDIT, READ,
    model::{
        Clause, ClauseId, Comment, DocumentId, Evidence, Grade, Link, PieceId, Problem, Problems, Prose, day_in_china,
    },
    store as tables,
};

/// A piece of evidence as somebody puts it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceDraft {
    /// How much it shows.
    pub grade: Grade,
    /// The day that it is true of.
    pub on: Date,
    /// What it shows.
    pub text: Prose,
    /// Where it can be looked at.
    pub link: Option<Link>,
}

impl EvidenceDraft {
    /// Reads the fields of a form; `today` is the last day that evidence can be true of.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(grade: &str, on: &str, text: &str, link: &str, today: Date) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let day = || {
            let day: Date = on.trim().parse().map_err(|_| Problem::Day(on.chars().take(60).collect()))?;
            if day > today { Err(Problem::Future) } else { Ok(day) }
        };
        let grade = problems.take("grade", grade.parse());
        let on = problems.take("on", day());
        let text = problems.take("text", text.parse());
        let link = Some(link.trim()).filter(|link| !link.is_empty());
        let link = problems.take("link", link.map(str::parse).transpose());
        let whole = (|| Some(Self { grade: grade?, on: on?, text: text?, link: link? }))();
        problems.finish(whole)
    }
}

/// Editors work on every clause, owners and co-owners on theirs.
fn check_concern(scope: &Scope, clause: &Clause) -> Result<(), Refused> {
    if clause.may_work_on(scope) { Ok(()) } else { Err(identity::Forbidden(EDIT).into()) }
}

/// Puts evidence beside a clause; its id.
///
/// # Errors
/// [`Refused`].
pub async fn add_evidence(
    store: &Store,
    order: Order<'_>,
    document: DocumentId,
    clause: ClauseId,
    draft: EvidenceDraft,
) -> Result<PieceId, Refused> {
    order.needs(READ)?;
    if draft.on > day_in_china(order.at) {
        return Err(Problems::one("on", Problem::Future).into());
    }
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "policy.add_evidence", move |change| {
            Box::pin(async move {
                check_concern(&scope, &find_clause(change, &document, &clause).await?)?;
                let evidence = Evidence {
                    id: PieceId::new(),
                    clause,
                    grade: draft.grade,
                    on: draft.on,
                    text: draft.text,
                    link: draft.link,
                    added_at: change.at(),
                    added_by: change.author().actor.clone(),
                    source: None,
                };
                tables::insert_evidence(change, &document, &evidence).await?;
                let subject = clause_subject(&document, &evidence.clause);
                change.record(Entry::new("clause.evidence_added", subject).after(&evidence)?);
                Ok(evidence.id)
            })
        })
        .await
}

/// Takes away evidence that was wrong; the journal keeps it.
///
/// # Errors
/// [`Refused`].
pub async fn remove_evidence(
    store: &Store,
    order: Order<'_>,
    document: DocumentId,
    evidence: PieceId,
) -> Result<(), Refused> {
    order.needs(READ)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "policy.remove_evidence", move |change| {
            Box::pin(async move {
                let known =
                    tables::pieces(change.connection(), &Scope::system(change.zone().clone()), &document).await?;
                let Some(gone) = known.evidence.into_iter().find(|one| one.id == evidence) else {
                    return Err(Refused::NotFound(format!("evidence {evidence}")));
                };
                check_concern(&scope, &find_clause(change, &document, &gone.clause).await?)?;
                tables::delete_evidence(change, &document, &gone.id).await?;
                let subject = clause_subject(&document, &gone.clause);
                change.record(Entry::new("clause.evidence_removed", subject).before(&gone)?);
                Ok(())
            })
        })
        .await
}

/// Writes a remark beside a clause; its id.
///
/// # Errors
/// [`Refused`].
pub async fn comment(
    store: &Store,
    order: Order<'_>,
    document: DocumentId,
    clause: ClauseId,
    text: Prose,
) -> Result<PieceId, Refused> {
    order.needs(READ)?;
    store
        .write(order.author(), order.key, "policy.comment", move |change| {
            Box::pin(async move {
                find_clause(change, &document, &clause).await?;
                let comment =
                    Comment { id: PieceId::new(), clause, at: change.at(), by: change.author().actor.clone(), text };
                tables::insert_comment(change, &document, &comment).await?;
                let subject = clause_subject(&document, &comment.clause);
                change.record(Entry::new("clause.commented", subject).after(&comment)?);
                Ok(comment.id)
            })
        })
        .await
}
