use jiff::civil::Date;

use super::{FieldError, Line, Money, Month, Problem, ProjectRecord, Quantity, parse_count};

/// What a project reports for a month (月报).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyReport {
    /// The month.
    pub month: Month,
    /// Investment done within the month (当月完成投资).
    pub investment_cny: Money,
    /// Output within the month.
    pub output_cny: Money,
    /// Tax within the month.
    pub tax_cny: Money,
    /// People employed at the end of the month.
    pub jobs: u32,
    /// Energy used within the month, in tonnes of coal equivalent (吨标准煤); not everybody reports it.
    pub energy_tce: Option<Quantity>,
    /// Where the figures come from.
    pub source: Option<Line>,
}

/// A report as it was typed. An empty figure is nothing done, not unknown: a report is made once the month is known. Energy
/// alone may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportDraft {
    /// The month.
    pub month: String,
    /// Investment done within the month.
    pub investment_cny: String,
    /// Output within the month.
    pub output_cny: String,
    /// Tax within the month.
    pub tax_cny: String,
    /// People employed at the end of the month.
    pub jobs: String,
    /// Energy used within the month; empty where it is not reported.
    pub energy_tce: String,
    /// Where the figures come from.
    pub source: String,
}

impl MonthlyReport {
    /// What whoever reports is asked before it is kept, as problems of the field `sure`: figures that can be right, but
    /// mostly are a wrong unit or a wrong month. `others` are the project's reports on other months.
    pub fn doubts<'a>(&'a self, record: &ProjectRecord, others: impl IntoIterator<Item = &'a Self>) -> Vec<FieldError> {
        let all = others.into_iter().chain([self]);
        let reported: i128 = all.map(|report| i128::from(report.investment_cny.fen())).sum();
        let total = record.project.total_investment_cny.filter(|total| i128::from(total.fen()) < reported);
        // As many digits as any sum of amounts has.
        let yuan = |fen: i128| match fen % 100 {
            0 => (fen / 100).to_string(),
            rest => format!("{}.{rest:02}", fen / 100),
        };
        let beyond = total.map(|total| Problem::BeyondTotal { reported: yuan(reported), total: total.to_string() });
        let first = record.stages.iter().map(|stage| stage.entered_on).min();
        let before = first.filter(|first| self.month.last_day() < *first).map(|since| Problem::BeforeRecord { since });
        beyond.into_iter().chain(before).map(|problem| FieldError::new("sure", problem)).collect()
    }

    /// The form of a report as it stands.
    pub fn draft(&self) -> ReportDraft {
        ReportDraft {
            month: self.month.to_string(),
            investment_cny: self.investment_cny.to_string(),
            output_cny: self.output_cny.to_string(),
            tax_cny: self.tax_cny.to_string(),
            jobs: self.jobs.to_string(),
            energy_tce: self.energy_tce.map(|energy| energy.to_string()).unwrap_or_default(),
            source: self.source.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

impl ReportDraft {
    /// Makes a report of it.
    ///
    /// # Errors
    /// All that is wrong, by field; a month that is not over is one of them.
    pub fn check(&self, today: Date) -> Result<MonthlyReport, Vec<FieldError>> {
        let mut errors = Vec::new();
        let month = read(&mut errors, "month", &self.month, None, |text| {
            let month: Month = text.parse()?;
            month.check_over(today)?;
            Ok(month)
        });
        let mut money = |field, text: &str| read(&mut errors, field, text, Some(Money::ZERO), str::parse);
        let investment_cny = money("investment_cny", &self.investment_cny);
        let output_cny = money("output_cny", &self.output_cny);
        let tax_cny = money("tax_cny", &self.tax_cny);
        let jobs = read(&mut errors, "jobs", &self.jobs, Some(0), parse_count);
        let energy_tce = read(&mut errors, "energy_tce", &self.energy_tce, Some(None), |text| text.parse().map(Some));
        let source = read(&mut errors, "source", &self.source, Some(None), |text| text.parse().map(Some));
        match (month, investment_cny.zip(output_cny).zip(tax_cny), jobs.zip(energy_tce), source) {
            (Some(month), Some(((investment_cny, output_cny), tax_cny)), Some((jobs, energy_tce)), Some(source)) => {
                Ok(MonthlyReport { month, investment_cny, output_cny, tax_cny, jobs, energy_tce, source })
            }
            _ => Err(errors),
        }
    }
}

/// A value from its text; without a text, what stands for nothing, or an error.
fn read<T>(
    errors: &mut Vec<FieldError>,
    field: &'static str,
    text: &str,
    if_empty: Option<T>,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Option<T> {
    let value = if text.trim().is_empty() { if_empty.ok_or(Problem::Missing) } else { parse(text) };
    value.map_err(|problem| errors.push(FieldError::new(field, problem))).ok()
}
