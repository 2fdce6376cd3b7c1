use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use jiff::civil::Date;
use spreadsheet::{Table, TableError};

use crate::model::{FieldError, Line, Month, MonthlyReport, Problem, ProjectId, ProjectRecord, ReportDraft};

use super::{
    Change, Identity, Outcome, Preview, PreviewRow, ReportColumn, Wording, header::Header, projects::missing_column,
    row::Row,
};

/// A file of monthly reports whose header is understood.
pub struct ReportSheet {
    header: Header<ReportColumn>,
    table: Table,
}

/// What a row would write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedReport {
    /// The project that it is about.
    pub project: ProjectId,
    /// The report as it would be.
    pub report: MonthlyReport,
}

impl ReportSheet {
    /// Reads a CSV or XLSX and understands its header.
    ///
    /// # Errors
    /// [`TableError`] when the file as a whole cannot be used.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        let table = Table::read(bytes)?;
        let header = Header::<ReportColumn>::read(&table.header)?;
        let finding = [ReportColumn::Id, ReportColumn::ProjectCode, ReportColumn::Name];
        let expected = if !finding.into_iter().any(|column| header.has(column)) {
            ReportColumn::Name
        } else if !header.has(ReportColumn::Month) {
            ReportColumn::Month
        } else {
            return Ok(Self { header, table });
        };
        Err(missing_column(&table, expected.header(Wording::Chinese)))
    }

    /// By what the rows' projects may be found: for a caller that fetches them before [`ReportSheet::compare`].
    pub fn identities(&self) -> impl Iterator<Item = Identity> + '_ {
        self.rows().flat_map(|(_, row)| identities(&row))
    }

    /// Sets every row against what is known: which project an identity belongs to, and what it reported for a month.
    pub fn compare<'k>(
        &self,
        today: Date,
        project: impl Fn(&Identity) -> Option<ProjectId>,
        report: impl Fn(&ProjectId, Month) -> Option<&'k MonthlyReport>,
    ) -> Preview<ImportedReport> {
        let mut seen: HashMap<(ProjectId, Month), u32> = HashMap::new();
        let rows = self.rows().map(|(number, row)| {
            let outcome = match imported(&row, today, &project, &report) {
                Err(errors) => Outcome::Wrong(errors),
                Ok((before, imported)) => {
                    let key = (imported.project.clone(), imported.report.month);
                    match *seen.entry(key).or_insert(number) {
                        of_row if of_row != number => Outcome::Duplicate { of_row },
                        _ => outcome(before, imported),
                    }
                }
            };
            PreviewRow { number, title: title(&row), outcome }
        });
        Preview { rows: rows.collect(), ignored_headers: self.header.ignored.clone() }
    }

    fn rows(&self) -> impl Iterator<Item = (u32, Row<'_, ReportColumn>)> {
        let row = |cells| Row { header: &self.header, cells };
        self.table.rows.iter().map(move |found| (found.number, row(&found.cells)))
    }
}

impl Preview<ImportedReport> {
    /// What is out of the common in what would be written ([`MonthlyReport::doubts`]), by the number of the row. `known`
    /// are the reports that stand.
    pub fn doubts<'k>(
        &'k self,
        record: impl Fn(&ProjectId) -> Option<&'k ProjectRecord>,
        known: &'k BTreeMap<(ProjectId, Month), MonthlyReport>,
    ) -> BTreeMap<u32, Vec<FieldError>> {
        let mut afterwards: HashMap<&ProjectId, BTreeMap<Month, &MonthlyReport>> = HashMap::new();
        let written = self.to_write().map(|imported| (&imported.project, &imported.report));
        for (project, report) in known.iter().map(|((project, _), report)| (project, report)).chain(written) {
            afterwards.entry(project).or_default().insert(report.month, report);
        }
        let of_row = |row: &'k PreviewRow<ImportedReport>| {
            let ImportedReport { project, report } = row.outcome.to_write()?;
            let months = afterwards.get(project).into_iter().flatten();
            let others = months.filter(|(month, _)| **month != report.month).map(|(_, report)| *report);
            Some((row.number, report.doubts(record(project)?, others))).filter(|(_, doubts)| !doubts.is_empty())
        };
        self.rows.iter().filter_map(of_row).collect()
    }
}

/// Project and month, as typed.
fn title(row: &Row<'_, ReportColumn>) -> String {
    let names = [ReportColumn::Name, ReportColumn::ProjectCode, ReportColumn::Id].map(|column| row.text(column));
    let name = names.iter().find(|name| !name.trim().is_empty()).map_or("", |name| name);
    format!("{name} {}", row.text(ReportColumn::Month))
}

fn identities(row: &Row<'_, ReportColumn>) -> Vec<Identity> {
    let name: Option<Line> = row.value(ReportColumn::Name);
    let credit = row.value(ReportColumn::CreditCode).zip(name.clone());
    let investor = row.value(ReportColumn::InvestorName).zip(name);
    [
        row.value(ReportColumn::Id).map(Identity::Id),
        row.value(ReportColumn::ProjectCode).map(Identity::Code),
        credit.map(|(credit, name)| Identity::CreditAndName(credit, name)),
        investor.map(|(investor, name)| Identity::InvestorAndName(investor, name)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a row would write, and what was reported for its month before.
fn imported<'k>(
    row: &Row<'_, ReportColumn>,
    today: Date,
    project: &impl Fn(&Identity) -> Option<ProjectId>,
    report: &impl Fn(&ProjectId, Month) -> Option<&'k MonthlyReport>,
) -> Result<(Option<&'k MonthlyReport>, ImportedReport), Vec<FieldError>> {
    let damage = row.damage();
    if !damage.is_empty() {
        return Err(damage);
    }
    // An id that is given must be right: a wrong one is not made good by the names beside it.
    let given = if row.text(ReportColumn::Id).trim().is_empty() {
        identities(row)
    } else {
        row.value(ReportColumn::Id).map(Identity::Id).into_iter().collect()
    };
    let found = given.iter().find_map(project);
    let before = found.as_ref().and_then(|id| report(id, row.value(ReportColumn::Month)?));
    let draft = draft(row, before);
    match (found, draft.check(today)) {
        (Some(project), Ok(report)) => Ok((before, ImportedReport { project, report })),
        (found, report) => {
            let unknown = found.is_none().then(|| FieldError::new("project", Problem::UnknownProject));
            Err(unknown.into_iter().chain(report.err().into_iter().flatten()).collect())
        }
    }
}

/// The report as typed; columns that the file does not have keep what was reported before.
fn draft(row: &Row<'_, ReportColumn>, before: Option<&MonthlyReport>) -> ReportDraft {
    let mut draft = before.map(MonthlyReport::draft).unwrap_or_default();
    for (column, field) in [
        (ReportColumn::Month, &mut draft.month),
        (ReportColumn::Investment, &mut draft.investment_cny),
        (ReportColumn::Output, &mut draft.output_cny),
        (ReportColumn::Tax, &mut draft.tax_cny),
        (ReportColumn::Jobs, &mut draft.jobs),
        (ReportColumn::Energy, &mut draft.energy_tce),
        (ReportColumn::Source, &mut draft.source),
    ] {
        if let Some(text) = row.cell(column) {
            *field = text.into_owned();
        }
    }
    draft
}

fn outcome(before: Option<&MonthlyReport>, imported: ImportedReport) -> Outcome<ImportedReport> {
    let Some(before) = before else {
        return Outcome::New(Box::new(imported));
    };
    let (from, to) = (before.draft(), imported.report.draft());
    let changes: Vec<Change> = [
        ("investment_cny", from.investment_cny, to.investment_cny),
        ("output_cny", from.output_cny, to.output_cny),
        ("tax_cny", from.tax_cny, to.tax_cny),
        ("jobs", from.jobs, to.jobs),
        ("energy_tce", from.energy_tce, to.energy_tce),
        ("source", from.source, to.source),
    ]
    .into_iter()
    .filter_map(|(field, from, to)| Change::between(Cow::Borrowed(field), from, to))
    .collect();
    if changes.is_empty() { Outcome::Unchanged } else { Outcome::Changed { after: Box::new(imported), changes } }
}
