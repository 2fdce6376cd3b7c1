//! Changes of what stands in a project's dossier. The journal has them under the project.

use identity::{Forbidden, Order, Scope, organisation};
use jiff::civil::Date;
use serde_json::{Value, json};
use store::{Change, Entry, Stale, Store, Subject};

use super::{Ground, Refused, SUBJECT, day_of, ground, new_id, put as put_record, tell::tell_of_item};
use crate::{
    ASK_OWN, EDIT, READ,
    model::{
        Done, FieldError, Item, ItemDraft, ItemKind, Key, Line, Particulars, Problem, ProjectDraft, ProjectId,
        ProjectRecord, Prose, Template, days_later,
    },
    store::{self as tables, KeptItem},
};

/// Adds an item to a project's dossier; its id. An enterprise raises requests about its own projects.
///
/// # Errors
/// [`Refused`].
pub async fn add_item(
    store: &Store,
    order: Order<'_>,
    project: ProjectId,
    kind: ItemKind,
    draft: ItemDraft,
) -> Result<String, Refused> {
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "projects.add_item", move |change| {
            Box::pin(async move {
                let ground = ground(change, &scope, &project).await?;
                may(&scope, kind, tables::is_own(change.connection(), &scope, &ground.before).await?)?;
                let draft = if scope.may(EDIT) { draft } else { draft.asked(kind, None) };
                let item = draft.check((&project, kind), None, &ground.rules.conduct, today).map_err(Refused::Wrong)?;
                check_references(change, &scope, &item).await?;
                let kept = KeptItem { id: new_id()?, item, version: 1 };
                put(change, None, &kept, "project.item_added", today).await?;
                tell_of_item(change, &ground.before, None, &kept).await?;
                take_promise(change, &ground, &kept.item).await?;
                Ok(kept.id.to_string())
            })
        })
        .await
}

/// What is promised for good fills the project's field where that is empty: nobody types it twice.
async fn take_promise(change: &mut Change, ground: &Ground, item: &Item) -> Result<(), Refused> {
    let Some((field, text)) = item.promised_field() else { return Ok(()) };
    let before = &ground.before.project;
    if !before.text(field).is_empty() {
        return Ok(());
    }
    let mut draft = ProjectDraft::default();
    draft.set(field, text);
    // A day before the start, or another contradiction, is for whoever edits the project.
    let Ok(project) = draft.check(Some(before), &ground.rules.vocabulary) else { return Ok(()) };
    let after = ProjectRecord { project, ..ground.before.clone() };
    put_record(change, ground, "project.edited", ground.version, Ok(after)).await
}

/// Changes an item; `version` is the one that the form showed. An enterprise words its requests anew until they are
/// answered; the answer, its day and who gives it are not its own.
///
/// # Errors
/// [`Refused`]; [`Refused::Stale`] with both editions where somebody else was faster.
pub async fn edit_item(
    store: &Store,
    order: Order<'_>,
    id: Key,
    version: i64,
    draft: ItemDraft,
) -> Result<(), Refused> {
    let (scope, today) = (order.scope.clone(), day_of(&order));
    change_item(store, order, "projects.edit_item", "project.item_edited", id, version, move |before, conduct, own| {
        let kind = before.item.kind();
        may(&scope, kind, own)?;
        let edits = scope.may(EDIT);
        if !edits && !before.item.may_be_reworded() {
            return Err(Forbidden(EDIT).into());
        }
        let draft = if edits { draft } else { draft.asked(kind, Some(&before.item)) };
        let of = (&before.item.project, kind);
        draft.check(of, Some(&before.item), conduct, today).map_err(Refused::Wrong)
    })
    .await
}

/// Notes that an item is done, and what came of it. Whoever must act may say so, whatever else they may.
///
/// # Errors
/// [`Refused`].
pub async fn finish_item(
    store: &Store,
    order: Order<'_>,
    id: Key,
    version: i64,
    on: Date,
    outcome: Option<Prose>,
) -> Result<(), Refused> {
    let (scope, today) = (order.scope.clone(), day_of(&order));
    change_item(store, order, "projects.finish_item", "project.item_finished", id, version, move |before, _, _| {
        if !may_finish(&scope, &before.item) {
            return Err(Forbidden(EDIT).into());
        }
        if !before.item.kind().can_be_done() {
            return Err(FieldError::new("done_on", Problem::NothingToFinish).into());
        }
        if on > today {
            return Err(FieldError::new("done_on", Problem::Future { today }).into());
        }
        let answered = before.item.kind() != ItemKind::Request || outcome.is_some();
        if !answered {
            return Err(FieldError::new("outcome", Problem::Missing).into());
        }
        let after = Item { done: Some(Done { on, outcome }), ..before.item.clone() };
        after.check_done()?;
        Ok(after)
    })
    .await
}

/// Opens a request again because the enterprise is not content with the answer; what it says stays beside the answer.
///
/// # Errors
/// [`Refused`].
pub async fn contest_item(
    store: &Store,
    order: Order<'_>,
    id: Key,
    version: i64,
    reason: Prose,
) -> Result<(), Refused> {
    let (scope, today) = (order.scope.clone(), day_of(&order));
    let verb = "project.item_contested";
    change_item(store, order, "projects.contest_item", verb, id, version, move |before, conduct, own| {
        may(&scope, before.item.kind(), own)?;
        Ok(before.item.contest(reason, conduct, today)?)
    })
    .await
}

/// Takes an item away, with the reason; the journal keeps what it said.
///
/// # Errors
/// [`Refused`].
pub async fn remove_item(store: &Store, order: Order<'_>, id: Key, version: i64, reason: Line) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.remove_item", move |change| {
            Box::pin(async move {
                let before = find(change, &scope, &id).await?;
                check_version(&before, version, &before.item)?;
                tables::remove_item(change, &id).await?;
                let entry = Entry::new("project.item_removed", subject(&before.item)).before(&trace(&before))?;
                change.record(entry.after(&json!({ "reason": reason.as_str() }))?);
                Ok(())
            })
        })
        .await
}

/// Adds the milestones of a template to a project's plan, counted from a day; how many.
///
/// # Errors
/// [`Refused`]; field `template` for one that the zone does not have, `begins_on` for a day that leads too far.
pub async fn plan_milestones(
    store: &Store,
    order: Order<'_>,
    project: ProjectId,
    template: Key,
    begins_on: Date,
) -> Result<usize, Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "projects.plan_milestones", move |change| {
            Box::pin(async move {
                let ground = ground(change, &scope, &project).await?;
                let found = ground.rules.conduct.templates.iter().find(|one| one.term.key == template);
                let unknown = || {
                    FieldError::new(
                        "template",
                        Problem::UnknownTerm { text: template.to_string(), known: String::new() },
                    )
                };
                let items = milestones(found.ok_or_else(unknown)?, &project, begins_on);
                let items = items.map_err(|problem| FieldError::new("begins_on", problem))?;
                for item in items {
                    let kept = KeptItem { id: new_id()?, item, version: 1 };
                    put(change, None, &kept, "project.item_added", today).await?;
                }
                Ok(found.map_or(0, |found| found.milestones.len()))
            })
        })
        .await
}

fn milestones(template: &Template, project: &ProjectId, begins_on: Date) -> Result<Vec<Item>, Problem> {
    let item = |one: &crate::model::TemplateMilestone| {
        Ok(Item {
            project: project.clone(),
            title: Some(one.name_zh.clone()),
            text: None,
            on: begins_on,
            owner: one.owner.clone(),
            due_on: Some(days_later(begins_on, one.after_days)?),
            done: None,
            particulars: Particulars::Milestone { critical: one.critical },
        })
    };
    template.milestones.iter().map(item).collect()
}

fn may(scope: &Scope, kind: ItemKind, own: bool) -> Result<(), Forbidden> {
    if may_write(scope, kind, own) { Ok(()) } else { Err(Forbidden(EDIT)) }
}

/// Whether a scope may add items of a kind to a project and edit them; `own` says that the project is the reader's own.
pub(crate) fn may_write(scope: &Scope, kind: ItemKind, own: bool) -> bool {
    scope.may(EDIT) || (own && kind == ItemKind::Request && scope.may(ASK_OWN))
}

/// Whether a scope may say that an item is done: whoever edits, and the organisation that must act.
pub(crate) fn may_finish(scope: &Scope, item: &Item) -> bool {
    let own = scope.person().zip(item.owner.as_ref());
    let acts = own.is_some_and(|(person, owner)| person.organisation == owner.as_str());
    scope.may(EDIT) || (acts && scope.may(READ))
}

/// What an item names must be there: the organisation, the agreement of the same project, the meeting.
async fn check_references(change: &Change, scope: &Scope, item: &Item) -> Result<(), Refused> {
    let (connection, system) = (change.connection(), Scope::system(scope.zone().clone()));
    if let Some(owner) = &item.owner {
        let found = organisation::find(connection, &system, owner.as_str()).await?;
        // Others would be reminded of what they may not see.
        if found.is_none_or(|found| found.kind != organisation::Kind::Bureau) {
            return Err(FieldError::new("owner", Problem::UnknownOrganisation { id: owner.to_string() }).into());
        }
    }
    if let Particulars::Duty { meeting: Some(meeting) } = &item.particulars
        && tables::find_meeting(connection, &system, meeting).await?.is_none()
    {
        return Err(FieldError::new("meeting", Problem::UnknownMeeting).into());
    }
    if let Particulars::Promise { agreement: Some(agreement), .. } = &item.particulars {
        let found = tables::find_item(connection, &system, agreement).await?;
        let same = |kept: &KeptItem| kept.item.project == item.project && kept.item.kind() == ItemKind::Agreement;
        if !found.is_some_and(|kept| same(&kept)) {
            return Err(FieldError::new("agreement", Problem::UnknownAgreement).into());
        }
    }
    Ok(())
}

async fn find(change: &Change, scope: &Scope, id: &Key) -> Result<KeptItem, Refused> {
    let found = tables::find_item(change.connection(), scope, id).await?;
    found.ok_or_else(|| Refused::NotFound(id.to_string()))
}

fn check_version(before: &KeptItem, version: i64, after: &Item) -> Result<(), Refused> {
    if before.version == version {
        return Ok(());
    }
    Err(Refused::Stale(Stale {
        your_version: version,
        current_version: before.version,
        yours: json!(after.texts()),
        current: trace(before),
    }))
}

/// Reads an item, works out what becomes of it, and writes that; `outcome` is told whether the project is the reader's own.
async fn change_item(
    store: &Store,
    order: Order<'_>,
    name: &'static str,
    verb: &'static str,
    id: Key,
    version: i64,
    outcome: impl FnOnce(&KeptItem, &crate::model::Conduct, bool) -> Result<Item, Refused> + Send + 'static,
) -> Result<(), Refused> {
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, name, move |change| {
            Box::pin(async move {
                let before = find(change, &scope, &id).await?;
                let ground = ground(change, &scope, &before.item.project).await?;
                let own = tables::is_own(change.connection(), &scope, &ground.before).await?;
                let item = outcome(&before, &ground.rules.conduct, own)?;
                check_version(&before, version, &item)?;
                if item == before.item {
                    return Err(Refused::Unchanged);
                }
                check_references(change, &scope, &item).await?;
                let after = KeptItem { id, item, version: version + 1 };
                put(change, Some(&before), &after, verb, today).await?;
                Ok(tell_of_item(change, &ground.before, Some(&before.item), &after).await?)
            })
        })
        .await
}

async fn put(
    change: &mut Change,
    before: Option<&KeptItem>,
    after: &KeptItem,
    verb: &str,
    today: Date,
) -> Result<(), Refused> {
    tables::save_items(change, std::slice::from_ref(after)).await?;
    tables::touch(change, &after.item.project, today).await?;
    let entry = Entry::new(verb, subject(&after.item));
    let entry = match before {
        Some(before) => entry.before(&trace(before))?,
        None => entry,
    };
    change.record(entry.after(&trace(after))?);
    Ok(())
}

/// Writes items that a zone's folder tells of and nobody knew.
pub(crate) async fn add_items(change: &mut Change, new: &[KeptItem]) -> Result<(), store::StoreError> {
    tables::save_items(change, new).await?;
    for kept in new {
        change.record(Entry::new("project.item_added", subject(&kept.item)).after(&trace(kept))?);
    }
    Ok(())
}

fn subject(item: &Item) -> Subject {
    Subject::new(SUBJECT, item.project.as_str())
}

/// An item as the journal keeps it.
fn trace(kept: &KeptItem) -> Value {
    let mut trace = json!(kept.item.texts());
    if let Value::Object(fields) = &mut trace {
        fields.insert("item".to_owned(), json!(kept.id.as_str()));
        fields.insert("item_kind".to_owned(), json!(kept.item.kind().key()));
        if let Some(last) = kept.item.contests().last() {
            fields.insert("contest_reason".to_owned(), json!(last.reason.as_str()));
        }
    }
    trace
}
