//! What stands in the dossiers of projects.

use identity::Scope;
use jiff::civil::Date;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    Set,
    sea_query::{Expr, OnConflict},
};
use store::{Change, StoreError, inserts};

use super::{
    ProjectFilter, Sight,
    list::visible,
    rows::{corrupt, parsed},
    sight,
    tables::{item, project},
};
use crate::model::{Contest, Item, ItemDraft, ItemKind, Key, ProjectId};

/// Where a document holds what the enterprise said against answers, beside the texts of the fields.
const CONTESTS: &str = "contests";

/// An item with its name for good and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptItem {
    /// Names it for good.
    pub id: Key,
    /// What it says.
    pub item: Item,
    /// Its version.
    pub version: i64,
}

/// Which items are asked for; what is left empty does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Of a project.
    pub project: Option<ProjectId>,
    /// Of these projects.
    pub of: Option<Vec<ProjectId>>,
    /// Of the projects that this asks for.
    pub projects: Option<ProjectFilter>,
    /// Of these kinds.
    pub kinds: Vec<ItemKind>,
    /// Only those that are not done.
    pub open: bool,
    /// Due from one day to another, both included.
    pub due: Option<(Date, Date)>,
    /// What waits for somebody.
    pub waits_for: Option<WaitsFor>,
    /// Of a meeting.
    pub meeting: Option<Key>,
    /// Of this day or before.
    pub until: Option<Date>,
}

/// Somebody for whom items wait: their organisation must act, or nobody else is named and they manage the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitsFor {
    /// The account.
    pub account: String,
    /// Its organisation.
    pub organisation: String,
}

/// One page of the items that the scope may see, the earliest due first, then the latest day first.
///
/// # Errors
/// What the database says.
pub async fn items(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ItemFilter,
    offset: u64,
    limit: u64,
) -> Result<Vec<KeptItem>, StoreError> {
    let Some(select) = seen(database, scope, filter).await? else { return Ok(Vec::new()) };
    // What has no day to be done by stands behind what has, in both databases.
    let select = select
        .order_by_asc(Expr::cust("CASE WHEN due_on IS NULL THEN 1 ELSE 0 END"))
        .order_by_asc(item::Column::DueOn)
        .order_by_desc(item::Column::OnDay)
        .order_by_asc(item::Column::Id);
    select.offset(offset).limit(limit).all(database).await?.into_iter().map(kept).collect()
}

/// One item that the scope may see.
///
/// # Errors
/// What the database says.
pub async fn find_item(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &Key,
) -> Result<Option<KeptItem>, StoreError> {
    let Some(select) = seen(database, scope, &ItemFilter::default()).await? else { return Ok(None) };
    let found = select.filter(item::Column::Id.eq(id.as_str())).one(database).await?;
    found.map(kept).transpose()
}

/// The items that a scope sees: of projects that it sees; an enterprise does not see what the zone notes for itself.
async fn seen(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ItemFilter,
) -> Result<Option<Select<item::Entity>>, StoreError> {
    use item::Column;
    let mut all = Condition::all().add(Column::ZoneId.eq(scope.zone().as_str()));
    match sight(database, scope).await? {
        Sight::Nothing => return Ok(None),
        Sight::Zone => {}
        Sight::Own(_) => {
            let Some(projects) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(None) };
            let ids = projects.select_only().column(project::Column::Id).into_query();
            let open = ItemKind::ALL.into_iter().filter(|kind| !kind.is_internal()).map(ItemKind::key);
            all = all.add(Column::ProjectId.in_subquery(ids)).add(Column::Kind.is_in(open));
        }
    }
    if let Some(project) = &filter.project {
        all = all.add(Column::ProjectId.eq(project.as_str()));
    }
    if let Some(ids) = &filter.of {
        all = all.add(Column::ProjectId.is_in(ids.iter().map(ProjectId::as_str)));
    }
    if let Some(projects) = &filter.projects {
        let Some(asked) = visible(database, scope, projects).await? else { return Ok(None) };
        all = all.add(Column::ProjectId.in_subquery(asked.select_only().column(project::Column::Id).into_query()));
    }
    if !filter.kinds.is_empty() {
        all = all.add(Column::Kind.is_in(filter.kinds.iter().map(|kind| kind.key())));
    }
    if filter.open {
        all = all.add(Column::DoneOn.is_null());
    }
    if let Some((from, to)) = filter.due {
        all = all.add(Column::DueOn.between(from.to_string(), to.to_string()));
    }
    if let Some(until) = filter.until {
        all = all.add(Column::OnDay.lte(until.to_string()));
    }
    if let Some(meeting) = &filter.meeting {
        all = all.add(Column::MeetingId.eq(meeting.as_str()));
    }
    if let Some(somebody) = &filter.waits_for {
        all = all.add(waiting_for(scope, somebody));
    }
    Ok(Some(item::Entity::find().filter(all)))
}

fn waiting_for(scope: &Scope, somebody: &WaitsFor) -> Condition {
    let managed = project::Entity::find()
        .select_only()
        .column(project::Column::Id)
        .filter(project::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(project::Column::Manager.eq(somebody.account.as_str()))
        .into_query();
    let own = Condition::all().add(item::Column::Owner.is_null()).add(item::Column::ProjectId.in_subquery(managed));
    Condition::any().add(item::Column::Owner.eq(somebody.organisation.as_str())).add(own)
}

fn kept(row: item::Model) -> Result<KeptItem, StoreError> {
    let mut texts: std::collections::BTreeMap<String, String> = serde_json::from_str(&row.document)?;
    let contests = texts.remove(CONTESTS).map(|written| contests(&written)).transpose()?.unwrap_or_default();
    let (project, kind) = (parsed(&row.project_id)?, parsed(&row.kind)?);
    let draft: ItemDraft = texts.into_iter().collect();
    let item = draft.restore(&project, kind).map_err(|_| corrupt(&row.document))?;
    Ok(KeptItem { id: parsed(&row.id)?, item: item.with_contests(&contests), version: row.version })
}

fn contests(written: &str) -> Result<Vec<Contest>, StoreError> {
    let all: Vec<[String; 5]> = serde_json::from_str(written)?;
    let contest = |texts: &[String; 5]| Contest::parse(texts.each_ref().map(String::as_str));
    all.iter().map(contest).collect::<Result<_, _>>().map_err(|_| corrupt(written))
}

/// Writes items, each in the place of the one with its id.
pub(crate) async fn save_items(change: &Change, items: &[KeptItem]) -> Result<(), StoreError> {
    use item::Column::{Document, DoneOn, DueOn, Id, Kind, MeetingId, OnDay, Owner, ProjectId, Version, ZoneId};
    let rows = items.iter().map(|kept| row(change, kept)).collect::<Result<Vec<_>, _>>()?;
    let anew = OnConflict::columns([ZoneId, Id])
        .update_columns([ProjectId, Kind, OnDay, DueOn, DoneOn, Owner, MeetingId, Document, Version])
        .to_owned();
    let connection = change.connection();
    for statement in inserts(connection.get_database_backend(), rows.into_iter(), Some(&anew)) {
        connection.execute_raw(statement).await?;
    }
    Ok(())
}

fn row(change: &Change, kept: &KeptItem) -> Result<item::ActiveModel, StoreError> {
    let item = &kept.item;
    let text = |key: &str| item.texts().remove(key);
    let mut document = item.texts();
    if !item.contests().is_empty() {
        let contests: Vec<_> = item.contests().iter().map(Contest::texts).collect();
        document.insert(CONTESTS, serde_json::to_string(&contests)?);
    }
    Ok(item::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        id: Set(kept.id.to_string()),
        project_id: Set(item.project.to_string()),
        kind: Set(item.kind().key().to_owned()),
        on_day: Set(item.on.to_string()),
        due_on: Set(text("due_on")),
        done_on: Set(text("done_on")),
        owner: Set(text("owner")),
        meeting_id: Set(text("meeting")),
        document: Set(serde_json::to_string(&document)?),
        version: Set(kept.version),
    })
}

/// Takes an item away.
pub(crate) async fn remove_item(change: &Change, id: &Key) -> Result<(), StoreError> {
    item::Entity::delete_by_id((change.zone().to_string(), id.to_string())).exec(change.connection()).await?;
    Ok(())
}

/// Notes that somebody has done something about a project, for the rules of the open pool.
pub(crate) async fn touch(change: &Change, id: &ProjectId, day: Date) -> Result<(), StoreError> {
    project::Entity::update_many()
        .col_expr(project::Column::TouchedOn, Expr::value(day.to_string()))
        .filter(project::Column::ZoneId.eq(change.zone().as_str()))
        .filter(project::Column::Id.eq(id.as_str()))
        .exec(change.connection())
        .await?;
    Ok(())
}
