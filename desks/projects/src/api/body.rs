//! What the API sends and takes, as JSON.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    model::{
        Claim, Field, FieldError, Month, MonthlyReport, Overdue, Passage, ProjectDraft, ProjectRecord, Rules,
        StatusChange, Transition, Year,
    },
    pages::Looked,
};

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
    /// Where the lead came from, by the zone's list.
    pub lead_source: Option<String>,
    /// Login of whoever is in charge.
    pub manager: Option<String>,
    /// How likely it is that the investor comes.
    pub likelihood: Option<String>,
    /// Keys of the fields that the investor cannot tell yet.
    pub unknown_fields: Vec<String>,
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

/// One project with its past.
#[derive(Debug, Serialize, ToSchema)]
pub struct DetailBody {
    /// The project.
    pub project: ProjectBody,
    /// Version of the record; a change must name it.
    pub version: i64,
    /// The stages that it came to, the oldest first.
    pub stages: Vec<TransitionBody>,
    /// The statuses that it had, the oldest first.
    pub statuses: Vec<StatusChangeBody>,
    /// The stage that it claims to have reached.
    pub claim: Option<ClaimedBody>,
    /// The stage that follows today; none at the last one.
    pub next: Option<NextBody>,
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

/// The particulars of a project; what is left out stays, an empty text clears the field.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectFields {
    /// Name of the project.
    name: Option<String>,
    /// Who invests.
    investor_name: Option<String>,
    /// The investor's unified social credit code.
    credit_code: Option<String>,
    /// Code in the approval platform.
    project_code: Option<String>,
    /// Industry by GB/T 4754.
    industry_code: Option<String>,
    /// Key of the park.
    park: Option<String>,
    /// Key of the cluster.
    cluster: Option<String>,
    /// Keys of the "six news" tags.
    six_news: Option<Vec<String>>,
    /// Key of the leading industry.
    leading_industry: Option<String>,
    /// What is built and made.
    description: Option<String>,
    /// Degrees east.
    longitude_deg: Option<String>,
    /// Degrees north.
    latitude_deg: Option<String>,
    /// Total investment in yuan.
    #[schema(example = "420000000")]
    total_investment_cny: Option<String>,
    /// Investment planned in yuan, by year.
    plan_cny: Option<BTreeMap<String, String>>,
    /// Land needed, in mu.
    land_mu: Option<String>,
    /// Gas needed, in m3/h at 20 C and 101.325 kPa.
    gas_m3_per_hour: Option<String>,
    /// Power needed, in kW.
    power_kw: Option<String>,
    /// Water needed, in t/d.
    water_t_per_day: Option<String>,
    /// Promised output in yuan a year.
    output_cny_per_year: Option<String>,
    /// Promised tax in yuan a year.
    tax_cny_per_year: Option<String>,
    /// Promised jobs.
    jobs: Option<String>,
    /// Promised start of works.
    #[schema(format = Date)]
    start_promised_on: Option<String>,
    /// Promised start of production.
    #[schema(format = Date)]
    production_promised_on: Option<String>,
    /// Where the lead came from, by the zone's list.
    lead_source: Option<String>,
    /// Login of whoever is in charge.
    manager: Option<String>,
    /// How likely it is that the investor comes.
    likelihood: Option<String>,
    /// Keys of the fields that the investor cannot tell yet.
    unknown_fields: Option<Vec<String>>,
    /// Where the particulars come from.
    source: Option<String>,
}

/// A project to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBody {
    /// What is known about it; name and investor must be.
    #[serde(deserialize_with = "pages::api::object")]
    pub fields: ProjectFields,
}

/// What becomes of a project.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditBody {
    /// Version of the record that was read.
    pub version: i64,
    /// The fields that change.
    #[serde(deserialize_with = "pages::api::object")]
    pub fields: ProjectFields,
}

/// A stage that a project came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransitionBody {
    /// Key of the stage.
    stage: String,
    /// On which day.
    #[schema(value_type = String, format = Date)]
    entered_on: Date,
    /// Why.
    reason: Option<String>,
    /// Login of whoever let it through the gate although something was missing.
    bypassed_by: Option<String>,
    /// Login of whoever verified the stage.
    verified_by: Option<String>,
}

/// A status that a project had.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusChangeBody {
    /// `active`, `dormant`, `delayed`, `lost` or `ended`.
    status: &'static str,
    /// Since when.
    #[schema(value_type = String, format = Date)]
    since: Date,
    /// Why; none for `active`.
    reason: Option<String>,
    /// Where a lost investor went.
    lost_to: Option<String>,
}

/// The claim that a project has reached a stage which somebody else must verify.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimedBody {
    /// Key of the stage.
    stage: String,
    /// Since when the project is there, as claimed.
    #[schema(value_type = String, format = Date)]
    reached_on: Date,
    /// Login of who claims it.
    by: String,
    /// What it rests on.
    evidence: String,
    /// Why it was sent back; none while it waits.
    returned: Option<String>,
}

/// The stage that follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextBody {
    /// Key of the stage.
    stage: String,
    /// What is missing before the project may enter it: keys of fields, and `document:` with the kind of a document.
    missing: Vec<String>,
    /// Whether somebody else must verify it.
    verified: bool,
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
            lead_source: filled(Field::LeadSource),
            manager: filled(Field::Manager),
            likelihood: filled(Field::Likelihood),
            unknown_fields: project.unknown.iter().map(ToString::to_string).collect(),
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

    /// The reports of a project, the oldest first.
    pub fn all(looked: &Looked) -> Vec<Self> {
        looked.reports.iter().map(|report| Self::of(report, &looked.versions)).collect()
    }
}

impl DetailBody {
    /// A project with its past up to a day.
    pub fn of(looked: &Looked, day: Date) -> Self {
        let record = &looked.record;
        let seen = record.stages.iter().filter(|transition| transition.entered_on <= day);
        let changes = record.statuses.iter().filter(|change| change.since <= day);
        Self {
            project: ProjectBody::of(record, &looked.rules, day),
            version: looked.version,
            stages: seen.map(TransitionBody::of).collect(),
            statuses: changes.map(StatusChangeBody::of).collect(),
            claim: record.claim.as_ref().map(ClaimedBody::of),
            next: record.next_step(&looked.rules).map(|(stage, missing)| NextBody {
                stage: stage.key.to_string(),
                missing: missing.iter().map(ToString::to_string).collect(),
                verified: stage.gate.verified,
            }),
            reports: ReportBody::all(looked),
        }
    }
}

impl TransitionBody {
    fn of(transition: &Transition) -> Self {
        let (bypassed_by, verified_by) = match &transition.passage {
            Passage::Complete => (None, None),
            Passage::Bypassed { by } => (Some(by.to_string()), None),
            Passage::Verified { by, .. } => (None, Some(by.to_string())),
        };
        Self {
            stage: transition.stage.to_string(),
            entered_on: transition.entered_on,
            reason: transition.reason.as_ref().map(ToString::to_string),
            bypassed_by,
            verified_by,
        }
    }
}

impl StatusChangeBody {
    fn of(change: &StatusChange) -> Self {
        Self {
            status: change.status.kind().key(),
            since: change.since,
            reason: change.status.reason().map(ToString::to_string),
            lost_to: change.status.went_to().map(ToString::to_string),
        }
    }
}

impl ClaimedBody {
    fn of(claim: &Claim) -> Self {
        Self {
            stage: claim.stage.to_string(),
            reached_on: claim.reached_on,
            by: claim.by.to_string(),
            evidence: claim.evidence.to_string(),
            returned: claim.returned.as_ref().map(|returned| returned.reason.to_string()),
        }
    }
}

impl ProjectFields {
    /// Types what was given into a draft.
    ///
    /// # Errors
    /// Years of the plan that are none.
    pub fn type_into(self, draft: &mut ProjectDraft) -> Result<(), Vec<FieldError>> {
        let texts = [
            (Field::Name, self.name),
            (Field::InvestorName, self.investor_name),
            (Field::CreditCode, self.credit_code),
            (Field::ProjectCode, self.project_code),
            (Field::Industry, self.industry_code),
            (Field::Park, self.park),
            (Field::Cluster, self.cluster),
            (Field::SixNews, self.six_news.map(|keys| keys.join(";"))),
            (Field::LeadingIndustry, self.leading_industry),
            (Field::Description, self.description),
            (Field::Longitude, self.longitude_deg),
            (Field::Latitude, self.latitude_deg),
            (Field::TotalInvestment, self.total_investment_cny),
            (Field::Land, self.land_mu),
            (Field::Gas, self.gas_m3_per_hour),
            (Field::Power, self.power_kw),
            (Field::Water, self.water_t_per_day),
            (Field::Output, self.output_cny_per_year),
            (Field::Tax, self.tax_cny_per_year),
            (Field::Jobs, self.jobs),
            (Field::StartPromised, self.start_promised_on),
            (Field::ProductionPromised, self.production_promised_on),
            (Field::LeadSource, self.lead_source),
            (Field::Manager, self.manager),
            (Field::Likelihood, self.likelihood),
            (Field::Unknown, self.unknown_fields.map(|keys| keys.join(";"))),
            (Field::Source, self.source),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                draft.set(field, text);
            }
        }
        let mut wrong = Vec::new();
        for (year, amount) in self.plan_cny.unwrap_or_default() {
            match year.parse::<Year>() {
                Ok(year) => draft.set(Field::Plan(year), amount),
                Err(problem) => wrong.push(FieldError::new("plan_cny", problem)),
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}
