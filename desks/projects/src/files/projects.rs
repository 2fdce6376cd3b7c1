use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use spreadsheet::{Table, TableError};

use crate::model::{
    CreditCode, Field, FieldError, Line, Problem, Project, ProjectCode, ProjectId, ProjectRecord, Rules, Status,
    StatusChange, StatusHistory, StatusKind, Transition, check, parse_date,
};

use super::{
    Change, Column, Identity, Outcome, Preview, PreviewRow, Wording, header::Header, row::Row, words::status_word,
};

/// A file of projects whose header is understood.
pub struct ProjectSheet {
    header: Header<Column>,
    table: Table,
}

/// What a row would write.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedProject {
    /// The project that it changes; none for a new one.
    pub id: Option<ProjectId>,
    /// The project as it would be.
    pub project: Project,
    /// A stage that it would enter.
    pub stage: Option<Transition>,
    /// A status that it would get.
    pub status: Option<StatusChange>,
}

/// Who may be in charge of a project (负责人): names of people by their logins.
#[derive(Clone, Debug, Default)]
pub struct Managers(BTreeMap<String, String>);

impl Managers {
    /// These people.
    pub fn new(names: BTreeMap<String, String>) -> Self {
        Self(names)
    }

    /// The login of whom a file means: by the login, or by a name that is one person's only.
    fn find(&self, typed: &Line) -> Option<&str> {
        if let Some((login, _)) = self.0.get_key_value(typed.as_str()) {
            return Some(login);
        }
        let mut called = self.0.iter().filter(|(_, name)| *name == typed.as_str());
        let only = called.next().filter(|_| called.next().is_none());
        only.map(|(login, _)| login.as_str())
    }
}

/// What every row is held against.
struct Setting<'a> {
    rules: &'a Rules,
    managers: &'a Managers,
    today: Date,
}

impl ProjectSheet {
    /// Reads a CSV or XLSX and understands its header.
    ///
    /// # Errors
    /// [`TableError`] when the file as a whole cannot be used.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        let table = Table::read(bytes)?;
        let header = Header::<Column>::read(&table.header)?;
        let finding = [Column::Id, Column::Field(Field::ProjectCode), Column::Field(Field::Name)];
        if !finding.into_iter().any(|column| header.has(column)) {
            return Err(missing_column(&table, Column::Field(Field::Name).header(Wording::Chinese)));
        }
        Ok(Self { header, table })
    }

    /// By what the rows' projects may be found: for a caller that fetches them before [`ProjectSheet::compare`].
    pub fn identities(&self) -> impl Iterator<Item = Identity> + '_ {
        self.rows().flat_map(|(_, row)| identities(&row))
    }

    /// Sets every row against what is known.
    pub fn compare<'k>(
        &self,
        rules: &Rules,
        managers: &Managers,
        today: Date,
        known: impl Fn(&Identity) -> Option<&'k ProjectRecord>,
    ) -> Preview<ImportedProject> {
        let setting = Setting { rules, managers, today };
        let mut seen = Seen::default();
        let rows = self.rows().map(|(number, row)| PreviewRow {
            number,
            title: row.text(Column::Field(Field::Name)).into_owned(),
            outcome: match imported(&row, &setting, &known) {
                Err(errors) => Outcome::Wrong(errors),
                Ok((existing, imported)) => match seen.before(number, existing, &imported) {
                    Some(of_row) => Outcome::Duplicate { of_row },
                    None => outcome(existing, imported),
                },
            },
        });
        Preview { rows: rows.collect(), ignored_headers: self.header.ignored.clone() }
    }

    fn rows(&self) -> impl Iterator<Item = (u32, Row<'_, Column>)> {
        let row = |cells| Row { header: &self.header, cells };
        self.table.rows.iter().map(move |found| (found.number, row(&found.cells)))
    }
}

/// The error of a file that lacks a column: a wrong encoding, if its text looks like one.
pub(super) fn missing_column(table: &Table, expected: String) -> TableError {
    match table.suspect {
        Some(encoding) => TableError::Encoding { encoding: encoding.name().to_owned() },
        None => TableError::MissingColumn { expected },
    }
}

/// By what a row's project may be found, the surest first; what is wrong is left out here and reported later.
fn identities(row: &Row<'_, Column>) -> Vec<Identity> {
    let name: Option<Line> = row.value(Column::Field(Field::Name));
    let credit: Option<CreditCode> = row.value(Column::Field(Field::CreditCode));
    let investor: Option<Line> = row.value(Column::Field(Field::InvestorName));
    [
        row.value(Column::Id).map(Identity::Id),
        row.value(Column::Field(Field::ProjectCode)).map(Identity::Code),
        credit.zip(name.clone()).map(|(credit, name)| Identity::CreditAndName(credit, name)),
        investor.zip(name).map(|(investor, name)| Identity::InvestorAndName(investor, name)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The project that a row is about; none for a new one.
fn existing<'k>(
    row: &Row<'_, Column>,
    known: &impl Fn(&Identity) -> Option<&'k ProjectRecord>,
) -> Result<Option<&'k ProjectRecord>, FieldError> {
    let code: Option<ProjectCode> = row.value(Column::Field(Field::ProjectCode));
    let credit: Option<CreditCode> = row.value(Column::Field(Field::CreditCode));
    if !row.text(Column::Id).trim().is_empty() {
        let id = row.value(Column::Id).map(Identity::Id);
        let found = id.and_then(|id| known(&id)).ok_or_else(|| FieldError::new("id", Problem::UnknownId))?;
        let owner = code.map(Identity::Code).and_then(|code| known(&code));
        if owner.is_some_and(|owner| owner.id != found.id) {
            return Err(FieldError::new(Field::ProjectCode.key(), Problem::Taken));
        }
        return Ok(Some(found));
    }
    for identity in identities(row) {
        let Some(found) = known(&identity) else { continue };
        let differs = |typed: &Option<CreditCode>| {
            typed.is_some() && found.project.credit_code.is_some() && *typed != found.project.credit_code
        };
        match (&identity, &code, &found.project.project_code) {
            (Identity::Code(_) | Identity::Id(_), ..) => return Ok(Some(found)),
            // Two investors may share a name; their credit codes tell them apart.
            (Identity::InvestorAndName(..), ..) if differs(&credit) => {}
            (_, Some(typed), Some(has)) if typed != has => {
                let problem = Problem::CodeDiffers { code: has.to_string() };
                return Err(FieldError::new(Field::ProjectCode.key(), problem));
            }
            _ => return Ok(Some(found)),
        }
    }
    Ok(None)
}

/// What a row would write, and to which project.
fn imported<'k>(
    row: &Row<'_, Column>,
    setting: &Setting<'_>,
    known: &impl Fn(&Identity) -> Option<&'k ProjectRecord>,
) -> Result<(Option<&'k ProjectRecord>, ImportedProject), Vec<FieldError>> {
    let damage = row.damage();
    if !damage.is_empty() {
        return Err(damage);
    }
    let existing = existing(row, known).map_err(|error| vec![error])?;
    let before = existing.map(|record| &record.project);
    let mut project = check(row, before, &setting.rules.vocabulary)?;
    project.manager = manager(&project, before, setting.managers).map_err(|error| vec![error])?;
    is_only_one(&project, existing, known).map_err(|error| vec![error])?;
    let stage = stage(row, setting, existing, &project);
    let status = status(row, setting, existing);
    match (stage, status) {
        (Ok(stage), Ok(status)) => {
            let id = existing.map(|record| record.id.clone());
            Ok((existing, ImportedProject { id, project, stage, status }))
        }
        (stage, status) => Err([stage.err(), status.err()].into_iter().flatten().flatten().collect()),
    }
}

/// Who is in charge: somebody who was before, or who signs in to the zone.
fn manager(project: &Project, before: Option<&Project>, managers: &Managers) -> Result<Option<Line>, FieldError> {
    let Some(typed) = &project.manager else { return Ok(None) };
    if before.is_some_and(|before| before.manager.as_ref() == Some(typed)) {
        return Ok(Some(typed.clone()));
    }
    let unknown = || Problem::UnknownManager { login: typed.to_string() };
    let found = managers.find(typed).ok_or_else(unknown).and_then(str::parse);
    found.map(Some).map_err(|problem| FieldError::new(Field::Manager.key(), problem))
}

/// Fails where a row would give an investor a second project of one name.
fn is_only_one<'k>(
    project: &Project,
    existing: Option<&ProjectRecord>,
    known: &impl Fn(&Identity) -> Option<&'k ProjectRecord>,
) -> Result<(), FieldError> {
    let Some(existing) = existing.filter(|existing| existing.project.name != project.name) else { return Ok(()) };
    let same = |identity: &Identity| !matches!(identity, Identity::Id(_) | Identity::Code(_));
    let named = Identity::of(None, project).into_iter().filter(same);
    let taken = named.filter_map(|identity| known(&identity)).any(|other| other.id != existing.id);
    if taken { Err(FieldError::new(Field::Name.key(), Problem::SameProject)) } else { Ok(()) }
}

/// A date in a column, or today.
fn day(row: &Row<'_, Column>, column: Column, today: Date) -> Result<Date, FieldError> {
    let text = row.text(column);
    if text.trim().is_empty() {
        return Ok(today);
    }
    parse_date(&text).map_err(|problem| FieldError::new(column.key(), problem))
}

/// An optional line in a column.
fn line(row: &Row<'_, Column>, column: Column) -> Result<Option<Line>, FieldError> {
    let text = row.text(column);
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|problem| FieldError::new(column.key(), problem))
}

/// The stage that a row lets its project enter. A new project without one stands at the first; the one at which a
/// project stands already must not come with another date: the past is corrected on the project's page.
fn stage(
    row: &Row<'_, Column>,
    setting: &Setting<'_>,
    existing: Option<&ProjectRecord>,
    project: &Project,
) -> Result<Option<Transition>, Vec<FieldError>> {
    let stages = &setting.rules.stages;
    let typed = row.text(Column::Stage);
    let stage = match (typed.trim().is_empty(), existing) {
        (true, Some(_)) => return Ok(None),
        (true, None) => stages.first(),
        (false, _) => stages.find(&typed).map_err(|problem| vec![FieldError::new("stage", problem)])?,
    };
    let date = day(row, Column::StageSince, setting.today).map_err(|error| vec![error])?;
    let latest = existing.and_then(|record| record.stages.latest());
    if let Some(latest) = latest.filter(|latest| latest.stage == stage.key) {
        let same_day = row.text(Column::StageSince).trim().is_empty() || date == latest.entered_on;
        let elsewhere = Problem::AlreadyThere { since: latest.entered_on };
        return if same_day { Ok(None) } else { Err(vec![FieldError::new("stage_since", elsewhere)]) };
    }
    let reason = line(row, Column::StageReason).map_err(|error| vec![error])?;
    let transition = Transition { reason, source: project.source.clone(), ..Transition::new(stage.key.clone(), date) };
    let base = existing.cloned().unwrap_or_else(|| ProjectRecord::new(ProjectId::of_new(), project.clone()));
    ProjectRecord { project: project.clone(), ..base }
        .may_enter(&transition, setting.rules, setting.today)
        .map(|()| Some(transition))
        .map_err(|error| vec![error])
}

/// The status that a row gives its project.
fn status(
    row: &Row<'_, Column>,
    setting: &Setting<'_>,
    existing: Option<&ProjectRecord>,
) -> Result<Option<StatusChange>, Vec<FieldError>> {
    let typed = row.text(Column::Status);
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let kind = status_kind(&typed)?;
    let mut history = existing.map_or_else(StatusHistory::default, |record| record.statuses.clone());
    let before = history.latest().map_or(&Status::Active, |change| &change.status).clone();
    let kept = |column: Column, kept: Option<&Line>| match row.cell(column) {
        Some(text) => text.into_owned(),
        None if before.kind() == kind => kept.map(ToString::to_string).unwrap_or_default(),
        None => String::new(),
    };
    let reason = kept(Column::StatusReason, before.reason());
    let went_to = kept(Column::LostTo, before.went_to());
    let status = Status::parse(kind, &reason, &went_to)?;
    if status == before {
        return Ok(None);
    }
    let since = day(row, Column::StatusSince, setting.today).map_err(|error| vec![error])?;
    let change = StatusChange { status, since, source: row.value(Column::Field(Field::Source)) };
    history.change(change.clone(), setting.today).map_err(|error| vec![error])?;
    Ok(Some(change))
}

/// The kind of status that a person means by its key or word.
fn status_kind(text: &str) -> Result<StatusKind, Vec<FieldError>> {
    let text = text.trim();
    let called = |kind: &StatusKind| {
        [Wording::Chinese, Wording::English]
            .iter()
            .any(|wording| status_word(*kind, *wording).eq_ignore_ascii_case(text))
    };
    // As other lists, and older files of ours, call them.
    let also = match text {
        "暂停" | "停滞" | "paused" => Some(StatusKind::Dormant),
        "撤销" | "withdrawn" => Some(StatusKind::Ended),
        _ => None,
    };
    let found = StatusKind::ALL.into_iter().find(called).or(also).map_or_else(|| StatusKind::from_key(text), Ok);
    found.map_err(|problem| vec![FieldError::new("status", problem)])
}

fn outcome(existing: Option<&ProjectRecord>, imported: ImportedProject) -> Outcome<ImportedProject> {
    let Some(record) = existing else {
        return Outcome::New(Box::new(imported));
    };
    let mut changes = field_changes(&record.project, &imported.project);
    if let Some(to) = &imported.stage {
        let from = record.stages.latest().map(|from| from.stage.to_string()).unwrap_or_default();
        changes.extend(Change::between("stage", from, to.stage.to_string()));
    }
    if let Some(to) = &imported.status {
        let text = |status: &Status| {
            let parts =
                [Some(status.kind().key()), status.reason().map(Line::as_str), status.went_to().map(Line::as_str)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
        };
        let from = record.statuses.latest().map_or(&Status::Active, |change| &change.status);
        changes.extend(Change::between("status", text(from), text(&to.status)));
    }
    if changes.is_empty() { Outcome::Unchanged } else { Outcome::Changed { after: Box::new(imported), changes } }
}

/// What differs between a project now and as it would be.
fn field_changes(before: &Project, after: &Project) -> Vec<Change> {
    if before == after {
        return Vec::new();
    }
    let mut fields: Vec<Field> = before.fields().chain(after.fields()).collect();
    fields.sort_unstable();
    fields.dedup();
    let change = |field: Field| Change::between(field.key(), before.text(field), after.text(field));
    fields.into_iter().filter_map(change).collect()
}

/// The rows that were met, by everything that names their project.
#[derive(Default)]
struct Seen(HashMap<Identity, (u32, Option<ProjectCode>)>);

impl Seen {
    /// The earlier row about the same project; otherwise remembers this one.
    ///
    /// One investor may have two projects of one name, if each has its own code.
    fn before(&mut self, number: u32, existing: Option<&ProjectRecord>, imported: &ImportedProject) -> Option<u32> {
        let code = &imported.project.project_code;
        let identities = Identity::of(existing.map(|record| &record.id), &imported.project);
        for identity in &identities {
            let Some((row, other)) = self.0.get(identity) else { continue };
            let by_name = matches!(identity, Identity::CreditAndName(..) | Identity::InvestorAndName(..));
            let told_apart = by_name && code.is_some() && other.is_some() && code != other;
            if !told_apart {
                return Some(*row);
            }
        }
        for identity in identities {
            self.0.entry(identity).or_insert((number, code.clone()));
        }
        None
    }
}
