//! What the API sends and takes, as JSON.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{Field, Month, MonthlyReport, Overdue, ProjectRecord, ReportDraft, Rules, Year};

/// A project as of a day. Amounts are decimal numbers in yuan (CNY), written as text so that no digit is lost.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectBody {
    /// Names the project for good.
    #[schema(example = "qs-001")]
    pub id: String,
    /// Name of the project.
    pub name: String,
    /// Who invests.
    pub investor_name: String,
    /// The investor's unified social credit code.
    pub credit_code: Option<String>,
    /// Code in the approval platform.
    pub project_code: Option<String>,
    /// Industry by GB/T 4754.
    pub industry_code: Option<String>,
    /// Key of the park.
    pub park: Option<String>,
    /// Key of the cluster.
    pub cluster: Option<String>,
    /// Keys of the "six news" tags.
    pub six_news: Vec<String>,
    /// Key of the leading industry.
    pub leading_industry: Option<String>,
    /// What is built and made.
    pub description: Option<String>,
    /// Degrees east.
    pub longitude_deg: Option<String>,
    /// Degrees north.
    pub latitude_deg: Option<String>,
    /// Total investment in yuan.
    #[schema(example = "420000000")]
    pub total_investment_cny: Option<String>,
    /// Investment planned in yuan, by year.
    pub plan_cny: BTreeMap<String, String>,
    /// Land needed, in mu.
    pub land_mu: Option<String>,
    /// Gas needed, in m3/h at 20 C and 101.325 kPa.
    pub gas_m3_per_hour: Option<String>,
    /// Power needed, in kW.
    pub power_kw: Option<String>,
    /// Water needed, in t/d.
    pub water_t_per_day: Option<String>,
    /// Promised output in yuan a year.
    pub output_cny_per_year: Option<String>,
    /// Promised tax in yuan a year.
    pub tax_cny_per_year: Option<String>,
    /// Promised jobs.
    pub jobs: Option<String>,
    /// Promised start of works.
    #[schema(value_type = Option<String>, format = Date)]
    pub start_promised_on: Option<Date>,
    /// Promised start of production.
    #[schema(value_type = Option<String>, format = Date)]
    pub production_promised_on: Option<Date>,
    /// Where the particulars come from.
    pub source: Option<String>,
    /// Key of the stage on the day; none before the project was known.
    pub stage: Option<String>,
    /// Since when.
    #[schema(value_type = Option<String>, format = Date)]
    pub stage_since: Option<Date>,
    /// `active`, `dormant`, `delayed`, `lost` or `ended`.
    pub status: &'static str,
    /// Why; none for `active`.
    pub status_reason: Option<String>,
    /// `operating`, `continued`, `new`, `signed` or `prospective`; none for a project that no longer counts.
    pub category: Option<&'static str>,
    /// Promised days that have passed.
    pub overdue: Vec<OverdueBody>,
}

/// A promised day that has passed.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverdueBody {
    /// `start` or `production`.
    pub milestone: &'static str,
    /// The promised day.
    #[schema(value_type = String, format = Date)]
    pub promised_on: Date,
    /// How many days ago that was.
    pub late_days: i32,
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListBody {
    /// The projects of this page.
    pub projects: Vec<ProjectBody>,
    /// The page, from 1.
    pub page: u64,
    /// Rows of a full page.
    pub per_page: u64,
    /// How many projects fit; at least so many when `total_is_exact` is false.
    pub total: u64,
    /// Whether all were counted.
    pub total_is_exact: bool,
    /// The day that the figures are true of.
    #[schema(value_type = String, format = Date)]
    pub as_of: Date,
}

/// One project with its reports.
#[derive(Debug, Serialize, ToSchema)]
pub struct DetailBody {
    /// The project.
    pub project: ProjectBody,
    /// Version of the record; a change must name it.
    pub version: i64,
    /// Its monthly reports, the oldest first.
    pub reports: Vec<ReportBody>,
}

/// A project after a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedBody {
    /// The project.
    pub project: ProjectBody,
    /// Version of the record; the next change must name it.
    pub version: i64,
}

/// A monthly report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportBody {
    /// Version of the report; a correction must name it.
    pub version: i64,
    /// The month.
    #[schema(example = "2020-08")]
    pub month: String,
    /// Investment done within the month, in yuan.
    pub investment_cny: String,
    /// Output within the month, in yuan.
    pub output_cny: String,
    /// Tax within the month, in yuan.
    pub tax_cny: String,
    /// People employed at its end.
    pub jobs: u32,
    /// Energy used within the month, in tonnes of coal equivalent; not everybody reports it.
    pub energy_tce: Option<String>,
    /// Where the figures come from.
    pub source: Option<String>,
}

/// Moves a project to a stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvanceBody {
    /// Version of the record that was read.
    pub version: i64,
    /// Key of the stage.
    pub stage: String,
    /// The day on which it was entered.
    #[schema(example = "2020-08-20")]
    pub stage_since: String,
    /// Why; needed for a step back.
    #[serde(default)]
    pub stage_reason: String,
}

/// Reports a month, or corrects what was reported.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReportBody {
    /// Version of the report that is corrected; left out or 0 for a month that nobody has reported.
    #[serde(default)]
    pub version: i64,
    /// The month.
    #[schema(example = "2020-08")]
    pub month: String,
    /// Investment done within the month, in yuan; nothing when left out.
    #[serde(default)]
    pub investment_cny: String,
    /// Output within the month, in yuan.
    #[serde(default)]
    pub output_cny: String,
    /// Tax within the month, in yuan.
    #[serde(default)]
    pub tax_cny: String,
    /// People employed at its end.
    #[serde(default)]
    pub jobs: String,
    /// Energy used within the month, in tonnes of coal equivalent; left out where it is not known.
    #[serde(default)]
    pub energy_tce: String,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
    /// Figures out of the common, about which the answer asks in the field `sure`, are right.
    #[serde(default)]
    pub sure: bool,
}

/// What went wrong (RFC 9457), with what is wrong by field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Kind of the problem.
    pub r#type: String,
    /// The problem in a few words, in the reader's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What to do, in the reader's language.
    pub detail: String,
    /// What is wrong, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, String>,
}

impl ProjectBody {
    /// A project as it stood at the end of a day.
    pub fn of(record: &ProjectRecord, rules: &Rules, day: Date) -> Self {
        let project = &record.project;
        let filled = |field: Field| Some(project.text(field)).filter(|text| !text.is_empty());
        let transition = record.stages.stage_on(day);
        let status = record.statuses.on(day);
        Self {
            id: record.id.to_string(),
            name: project.name.to_string(),
            investor_name: project.investor_name.to_string(),
            credit_code: filled(Field::CreditCode),
            project_code: filled(Field::ProjectCode),
            industry_code: filled(Field::Industry),
            park: filled(Field::Park),
            cluster: filled(Field::Cluster),
            six_news: project.filing.six_news.iter().map(ToString::to_string).collect(),
            leading_industry: filled(Field::LeadingIndustry),
            description: filled(Field::Description),
            longitude_deg: filled(Field::Longitude),
            latitude_deg: filled(Field::Latitude),
            total_investment_cny: filled(Field::TotalInvestment),
            plan_cny: project.plan.iter().map(plan_year).collect(),
            land_mu: filled(Field::Land),
            gas_m3_per_hour: filled(Field::Gas),
            power_kw: filled(Field::Power),
            water_t_per_day: filled(Field::Water),
            output_cny_per_year: filled(Field::Output),
            tax_cny_per_year: filled(Field::Tax),
            jobs: filled(Field::Jobs),
            start_promised_on: project.promises.start_on,
            production_promised_on: project.promises.production_on,
            source: filled(Field::Source),
            stage: transition.map(|transition| transition.stage.to_string()),
            stage_since: transition.map(|transition| transition.entered_on),
            status: status.kind().key(),
            status_reason: status.reason().map(ToString::to_string),
            category: record.category(day, rules).map(crate::model::Category::key),
            overdue: record.overdue(day, rules).iter().map(OverdueBody::of).collect(),
        }
    }
}

fn plan_year((year, planned): (&Year, &crate::model::PlannedYear)) -> (String, String) {
    (year.to_string(), planned.amount_cny.to_string())
}

impl OverdueBody {
    fn of(late: &Overdue) -> Self {
        Self { milestone: late.milestone.key(), promised_on: late.promised_on, late_days: late.late_days }
    }
}

impl ReportBody {
    /// A report as JSON.
    pub fn of(report: &MonthlyReport, versions: &BTreeMap<Month, i64>) -> Self {
        Self {
            version: versions.get(&report.month).copied().unwrap_or_default(),
            month: report.month.to_string(),
            investment_cny: report.investment_cny.to_string(),
            output_cny: report.output_cny.to_string(),
            tax_cny: report.tax_cny.to_string(),
            jobs: report.jobs,
            energy_tce: report.energy_tce.map(|energy| energy.to_string()),
            source: report.source.as_ref().map(ToString::to_string),
        }
    }
}

impl NewReportBody {
    /// The report as it was sent.
    pub fn draft(self) -> ReportDraft {
        ReportDraft {
            month: self.month,
            investment_cny: self.investment_cny,
            output_cny: self.output_cny,
            tax_cny: self.tax_cny,
            jobs: self.jobs,
            energy_tce: self.energy_tce,
            source: self.source,
        }
    }
}
