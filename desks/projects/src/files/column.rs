use std::borrow::Cow;

use crate::model::{Field, Year};

use super::{
    Wording,
    words::{Unit, Words, pick, words_of},
};

/// A column of a file of projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Id of the project; empty for a new one.
    Id,
    /// A field of the project.
    Field(Field),
    /// The stage at which it stands.
    Stage,
    /// Since when.
    StageSince,
    /// Why it went there.
    StageReason,
    /// Its status.
    Status,
    /// Since when.
    StatusSince,
    /// Why.
    StatusReason,
    /// Where a lost investor went.
    LostTo,
    /// Its category on the day looked at; only written.
    Category,
    /// Days since the earliest promise that passed; only written.
    OverdueDays,
    /// Investment reported so far; only written.
    InvestmentDone,
    /// Investment reported in the year looked at; only written.
    InvestmentDoneThisYear,
    /// Output reported in the year looked at; only written.
    OutputThisYear,
    /// Tax reported in the year looked at; only written.
    TaxThisYear,
}

/// A column of a file of monthly reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportColumn {
    /// Id of the project.
    Id,
    /// Code of the project.
    ProjectCode,
    /// The investor's credit code.
    CreditCode,
    /// Name of the investor.
    InvestorName,
    /// Name of the project.
    Name,
    /// The month.
    Month,
    /// Investment done within the month.
    Investment,
    /// Output within the month.
    Output,
    /// Tax within the month.
    Tax,
    /// People employed at the end of the month.
    Jobs,
    /// Energy used within the month.
    Energy,
    /// Where the figures come from.
    Source,
}

/// The columns that are no fields, with their keys: first those before the fields, then those behind.
const BESIDE_FIELDS: [(Column, &str); 14] = [
    (Column::Id, "id"),
    (Column::Stage, "stage"),
    (Column::StageSince, "stage_since"),
    (Column::StageReason, "stage_reason"),
    (Column::Status, "status"),
    (Column::StatusSince, "status_since"),
    (Column::StatusReason, "status_reason"),
    (Column::LostTo, "lost_to"),
    (Column::Category, "category"),
    (Column::OverdueDays, "overdue_days"),
    (Column::InvestmentDone, "investment_done_cny"),
    (Column::InvestmentDoneThisYear, "investment_done_this_year_cny"),
    (Column::OutputThisYear, "output_this_year_cny"),
    (Column::TaxThisYear, "tax_this_year_cny"),
];

const REPORT_KEYS: [(ReportColumn, &str); 12] = [
    (ReportColumn::Id, "id"),
    (ReportColumn::ProjectCode, "project_code"),
    (ReportColumn::CreditCode, "credit_code"),
    (ReportColumn::InvestorName, "investor_name"),
    (ReportColumn::Name, "name"),
    (ReportColumn::Month, "month"),
    (ReportColumn::Investment, "investment_cny"),
    (ReportColumn::Output, "output_cny"),
    (ReportColumn::Tax, "tax_cny"),
    (ReportColumn::Jobs, "jobs"),
    (ReportColumn::Energy, "energy_tce"),
    (ReportColumn::Source, "source"),
];

/// What a file's columns can be, so that one reader of headers serves every kind of file.
pub(super) trait Columns: Copy + Eq + 'static {
    /// The columns with their keys.
    fn all() -> Vec<(Self, Cow<'static, str>)>;
    /// The column that plans investment for a year, if the kind of file has such.
    fn plan(year: Year) -> Option<Self>;
    /// Its key.
    fn key(self) -> Cow<'static, str>;
}

impl Column {
    /// The columns in the order of a complete file; plans for these years stand in the middle.
    pub fn all(plan_years: impl IntoIterator<Item = Year>) -> Vec<Self> {
        let plan = plan_years.into_iter().map(|year| Self::Field(Field::Plan(year)));
        let beside = BESIDE_FIELDS.iter().map(|(column, _)| *column).skip(1);
        [Self::Id].into_iter().chain(Field::all().map(Self::Field)).chain(plan).chain(beside).collect()
    }

    /// The column with a key, as in the address of an export.
    pub fn from_key(key: &str) -> Option<Self> {
        let beside = BESIDE_FIELDS.iter().find(|(_, known)| *known == key).map(|(column, _)| *column);
        beside.or_else(|| key.parse().ok().map(Self::Field))
    }

    /// Stable name.
    pub fn key(self) -> Cow<'static, str> {
        if let Self::Field(field) = self {
            return field.key();
        }
        let found = BESIDE_FIELDS.iter().find(|(column, _)| *column == self);
        Cow::Borrowed(found.map_or("", |(_, key)| key))
    }

    /// Its header.
    pub fn header(self, wording: Wording) -> String {
        match (self, wording) {
            (Self::Field(Field::Plan(year)), Wording::Chinese) => format!("{year}{}", titled("plan", wording)),
            (Self::Field(Field::Plan(year)), Wording::English) => {
                let title = titled("plan", wording);
                title.replacen(" (", &format!(" {year} ("), 1)
            }
            _ => titled(&self.key(), wording),
        }
    }
}

impl ReportColumn {
    /// The columns in the order of a complete file.
    pub fn all() -> Vec<Self> {
        REPORT_KEYS.iter().map(|(column, _)| *column).collect()
    }

    /// Stable name.
    pub fn key(self) -> &'static str {
        REPORT_KEYS.iter().find(|(column, _)| *column == self).map_or("", |(_, key)| key)
    }

    /// Its header.
    pub fn header(self, wording: Wording) -> String {
        titled(self.key(), wording)
    }
}

fn titled(key: &str, wording: Wording) -> String {
    let Some(Words { chinese, english, unit, .. }) = words_of(key) else {
        return key.to_owned();
    };
    let title = pick(wording, key, chinese, english);
    match (unit, wording) {
        (Unit::None, _) | (_, Wording::Keys) => title.to_owned(),
        (_, Wording::Chinese) => format!("{title}（{}）", unit.shown(wording)),
        (_, Wording::English) => format!("{title} ({})", unit.shown(wording)),
    }
}

impl Columns for Column {
    fn all() -> Vec<(Self, Cow<'static, str>)> {
        Self::all([]).into_iter().map(|column| (column, column.key())).collect()
    }

    fn plan(year: Year) -> Option<Self> {
        Some(Self::Field(Field::Plan(year)))
    }

    fn key(self) -> Cow<'static, str> {
        Self::key(self)
    }
}

impl Columns for ReportColumn {
    fn all() -> Vec<(Self, Cow<'static, str>)> {
        REPORT_KEYS.iter().map(|(column, key)| (*column, Cow::Borrowed(*key))).collect()
    }

    fn plan(_: Year) -> Option<Self> {
        None
    }

    fn key(self) -> Cow<'static, str> {
        Cow::Borrowed(Self::key(self))
    }
}
