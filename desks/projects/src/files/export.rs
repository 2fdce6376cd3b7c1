use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use spreadsheet::{TableError, protect, write_csv};

use crate::model::{Field, Key, Location, Money, MonthlyReport, ProjectRecord, Quantity, Rules, Term, Terms};

use super::{
    Column, ReportColumn, Wording,
    words::{category_word, likelihood_word, pick, status_word},
};

/// How the writer looks at the projects.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The zone's rules.
    pub rules: &'a Rules,
    /// The day looked at.
    pub as_of: Date,
    /// How columns and values are named.
    pub wording: Wording,
}

/// A project to be written, and what it has reported.
#[derive(Clone, Copy)]
pub struct ExportRow<'a> {
    /// The project.
    pub record: &'a ProjectRecord,
    /// Sums of its reports.
    pub actuals: Actuals,
}

/// Sums of a project's monthly reports up to the day looked at; a sum that was not asked for stays empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actuals {
    /// Investment done so far, in yuan.
    pub investment_cny: Option<Decimal>,
    /// Investment done in the year, in yuan.
    pub investment_this_year_cny: Option<Decimal>,
    /// Output in the year, in yuan.
    pub output_this_year_cny: Option<Decimal>,
    /// Tax in the year, in yuan.
    pub tax_this_year_cny: Option<Decimal>,
}

/// A cell by its type, so that a spreadsheet can calculate with it.
enum Value {
    Empty,
    Text(String),
    Number(Decimal),
    Day(Date),
}

/// Projects as CSV that Excel opens; chosen columns in the chosen order.
///
/// # Errors
/// [`TableError::Write`].
pub fn projects_csv<'a>(
    rows: impl IntoIterator<Item = ExportRow<'a>>,
    columns: &[Column],
    sight: Sight<'_>,
) -> Result<Vec<u8>, TableError> {
    let header = columns.iter().map(|column| column.header(sight.wording)).collect();
    let rows = rows.into_iter().map(|row| columns.iter().map(|column| value(row, *column, sight).csv()).collect());
    write_csv(std::iter::once(header).chain(rows), true)
}

/// Projects as XLSX; chosen columns in the chosen order.
///
/// # Errors
/// [`TableError::Write`], also for more rows than a sheet has.
pub fn projects_xlsx<'a>(
    rows: impl IntoIterator<Item = ExportRow<'a>>,
    columns: &[Column],
    sight: Sight<'_>,
) -> Result<Vec<u8>, TableError> {
    let header = columns.iter().map(|column| column.header(sight.wording)).collect();
    let rows = rows.into_iter().map(|row| columns.iter().map(|column| value(row, *column, sight)).collect());
    workbook(header, rows).map_err(|error| TableError::Write { message: error.to_string() })
}

/// Monthly reports as CSV that Excel opens, each with the project that it is about.
///
/// # Errors
/// [`TableError::Write`].
pub fn reports_csv<'a>(
    reports: impl IntoIterator<Item = (&'a ProjectRecord, &'a MonthlyReport)>,
    wording: Wording,
) -> Result<Vec<u8>, TableError> {
    let columns = ReportColumn::all();
    let header = columns.iter().map(|column| column.header(wording)).collect();
    let rows = reports
        .into_iter()
        .map(|(record, report)| columns.iter().map(|column| report_value(record, report, *column).csv()).collect());
    write_csv(std::iter::once(header).chain(rows), true)
}

/// Monthly reports as XLSX, each with the project that it is about.
///
/// # Errors
/// [`TableError::Write`], also for more rows than a sheet has.
pub fn reports_xlsx<'a>(
    reports: impl IntoIterator<Item = (&'a ProjectRecord, &'a MonthlyReport)>,
    wording: Wording,
) -> Result<Vec<u8>, TableError> {
    let columns = ReportColumn::all();
    let header = columns.iter().map(|column| column.header(wording)).collect();
    let rows = reports
        .into_iter()
        .map(|(record, report)| columns.iter().map(|column| report_value(record, report, *column)).collect());
    workbook(header, rows).map_err(|error| TableError::Write { message: error.to_string() })
}

impl Value {
    fn text(text: Option<&impl ToString>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_string()))
    }

    fn number(number: Option<Decimal>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// Numbers and dates are written by us and cannot be formulas; texts are made safe.
    fn csv(self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => protect(&text),
            Self::Number(number) => number.normalize().to_string(),
            Self::Day(day) => day.to_string(),
        }
    }
}

fn value(row: ExportRow<'_>, column: Column, sight: Sight<'_>) -> Value {
    let ExportRow { record, actuals } = row;
    let Sight { rules, as_of, wording } = sight;
    let transition = record.stages.stage_on(as_of);
    let status = record.statuses.on(as_of);
    match column {
        Column::Id => Value::Text(record.id.to_string()),
        Column::Field(field) => field_value(record, field, sight),
        Column::Stage => Value::text(
            transition
                .map(|transition| {
                    let named = rules.stages.get(&transition.stage);
                    named.map_or(transition.stage.to_string(), |stage| {
                        pick(wording, stage.key.as_str(), stage.name_zh.as_str(), stage.name_en.as_str()).to_owned()
                    })
                })
                .as_ref(),
        ),
        Column::StageSince => Value::day(transition.map(|transition| transition.entered_on)),
        Column::StageReason => Value::text(transition.and_then(|transition| transition.reason.as_ref())),
        Column::Status => Value::Text(status_word(status.kind(), wording).to_owned()),
        Column::StatusSince => Value::day(record.statuses.change_on(as_of).map(|change| change.since)),
        Column::StatusReason => Value::text(status.reason()),
        Column::LostTo => Value::text(status.went_to()),
        Column::Category => {
            Value::text(record.category(as_of, rules).map(|category| category_word(category, wording)).as_ref())
        }
        Column::OverdueDays => {
            Value::number(record.overdue(as_of, rules).iter().map(|late| Decimal::from(late.late_days)).max())
        }
        Column::InvestmentDone => Value::number(actuals.investment_cny),
        Column::InvestmentDoneThisYear => Value::number(actuals.investment_this_year_cny),
        Column::OutputThisYear => Value::number(actuals.output_this_year_cny),
        Column::TaxThisYear => Value::number(actuals.tax_this_year_cny),
    }
}

fn field_value(record: &ProjectRecord, field: Field, sight: Sight<'_>) -> Value {
    let project = &record.project;
    let vocabulary = &sight.rules.vocabulary;
    let term = |terms: &Terms, key: Option<&Key>| Value::text(key.map(|key| named(terms, key, sight.wording)).as_ref());
    let money = |money: Option<Money>| Value::number(money.map(Money::to_decimal));
    let quantity = |quantity: Option<Quantity>| Value::number(quantity.map(Quantity::to_decimal));
    match field {
        Field::Park => term(&vocabulary.parks, project.filing.park.as_ref()),
        Field::Cluster => term(&vocabulary.clusters, project.filing.cluster.as_ref()),
        Field::LeadSource => term(&vocabulary.lead_sources, project.lead_source.as_ref()),
        Field::LeadingIndustry => term(&vocabulary.leading_industries, project.filing.leading_industry.as_ref()),
        Field::SixNews => tags(&project.filing.six_news, &vocabulary.six_news, sight.wording),
        Field::Longitude => Value::number(project.location.map(Location::longitude_deg)),
        Field::Latitude => Value::number(project.location.map(Location::latitude_deg)),
        Field::TotalInvestment => money(project.total_investment_cny),
        Field::Plan(year) => money(project.plan.get(&year).map(|planned| planned.amount_cny)),
        Field::Land => quantity(project.needs.land_mu),
        Field::Gas => quantity(project.needs.gas_m3_per_hour),
        Field::Power => quantity(project.needs.power_kw),
        Field::Water => quantity(project.needs.water_t_per_day),
        Field::Output => money(project.promises.output_cny_per_year),
        Field::Tax => money(project.promises.tax_cny_per_year),
        Field::Jobs => Value::number(project.promises.jobs.map(Decimal::from)),
        Field::Likelihood => {
            Value::text(project.likelihood.map(|likelihood| likelihood_word(likelihood, sight.wording)).as_ref())
        }
        Field::StartPromised => Value::day(project.promises.start_on),
        Field::ProductionPromised => Value::day(project.promises.production_on),
        Field::Name
        | Field::InvestorName
        | Field::CreditCode
        | Field::ProjectCode
        | Field::Industry
        | Field::Description
        | Field::Manager
        | Field::Unknown
        | Field::Source => Some(project.text(field)).filter(|text| !text.is_empty()).map_or(Value::Empty, Value::Text),
    }
}

/// The name of a word; its key when the zone's list no longer has it.
fn named(terms: &Terms, key: &Key, wording: Wording) -> String {
    let name = |term: &Term| pick(wording, key.as_str(), term.name_zh.as_str(), term.name_en.as_str()).to_owned();
    terms.get(key).map_or_else(|| key.to_string(), name)
}

fn tags(keys: &BTreeSet<Key>, terms: &Terms, wording: Wording) -> Value {
    if keys.is_empty() {
        return Value::Empty;
    }
    let names: Vec<String> = keys.iter().map(|key| named(terms, key, wording)).collect();
    Value::Text(names.join(pick(wording, ";", "；", "; ")))
}

fn report_value(record: &ProjectRecord, report: &MonthlyReport, column: ReportColumn) -> Value {
    let project = &record.project;
    match column {
        ReportColumn::Id => Value::Text(record.id.to_string()),
        ReportColumn::ProjectCode => Value::text(project.project_code.as_ref()),
        ReportColumn::CreditCode => Value::text(project.credit_code.as_ref()),
        ReportColumn::InvestorName => Value::Text(project.investor_name.to_string()),
        ReportColumn::Name => Value::Text(project.name.to_string()),
        ReportColumn::Month => Value::Text(report.month.to_string()),
        ReportColumn::Investment => Value::Number(report.investment_cny.to_decimal()),
        ReportColumn::Output => Value::Number(report.output_cny.to_decimal()),
        ReportColumn::Tax => Value::Number(report.tax_cny.to_decimal()),
        ReportColumn::Jobs => Value::Number(report.jobs.into()),
        ReportColumn::Energy => report.energy_tce.map_or(Value::Empty, |energy| Value::Number(energy.to_decimal())),
        ReportColumn::Source => Value::text(report.source.as_ref()),
    }
}

/// A sheet with a frozen header that filters. Texts are written as texts: none of them is a formula.
fn workbook(header: Vec<String>, rows: impl Iterator<Item = Vec<Value>>) -> Result<Vec<u8>, XlsxError> {
    const COLUMN_WIDTH: f64 = 16.0;
    let bold = Format::new().set_bold().set_text_wrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let last_column = u16::try_from(header.len().saturating_sub(1)).unwrap_or(u16::MAX);
    for (column, title) in (0..).zip(&header) {
        sheet.write_string_with_format(0, column, title, &bold)?;
        sheet.set_column_width(column, COLUMN_WIDTH)?;
    }
    let mut last_row = 0;
    for (row, values) in (1..).zip(rows) {
        for (column, value) in (0..).zip(values) {
            put(sheet, row, column, value, &day)?;
        }
        last_row = row;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    book.save_to_buffer()
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, value: Value, day_format: &Format) -> Result<(), XlsxError> {
    match value {
        Value::Empty => Ok(()),
        Value::Text(text) => sheet.write_string(row, column, text).map(drop),
        Value::Number(number) => sheet.write_number(row, column, number.to_f64().unwrap_or_default()).map(drop),
        Value::Day(day) => {
            let year = u16::try_from(day.year()).unwrap_or_default();
            let date = ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())?;
            sheet.write_datetime_with_format(row, column, date, day_format).map(drop)
        }
    }
}
