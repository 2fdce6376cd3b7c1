//! What a project is worth, by when it starts.

use super::draft::{Draft, Project};

/// What a project brings in within the periods, by goal.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Yield {
    /// Invested, in yuan.
    pub investment_cny: f64,
    /// Output, in yuan.
    pub output_cny: f64,
    /// Tax, in yuan.
    pub tax_cny: f64,
}

/// The sum of a course that begins so many periods before the end; its last figure goes on where it `goes_on`.
fn sum(course: &[f64], periods: usize, goes_on: bool) -> f64 {
    let shown: f64 = course.iter().take(periods).sum();
    let rest = periods.saturating_sub(course.len());
    shown + course.last().filter(|_| goes_on).map_or(0.0, |last| last * rest as f64)
}

/// What a project brings in that starts so many periods before the end.
pub(super) fn yields(project: &Project, periods: usize) -> Yield {
    Yield {
        investment_cny: sum(&project.investment_cny, periods, false),
        output_cny: sum(&project.output_cny, periods, true),
        tax_cny: sum(&project.tax_cny, periods, true),
    }
}

/// What starting in each period adds to the objective.
pub(super) fn values(draft: &Draft, project: &Project, weight: f64) -> Vec<f64> {
    let (goals, periods) = (&draft.goals, draft.periods.len());
    let value = |start: usize| {
        let brought = yields(project, periods - start);
        let news = if project.six_news { goals.six_news } else { 0.0 };
        let invested = (goals.investment + news) * brought.investment_cny;
        weight * (invested + goals.output * brought.output_cny + goals.tax * brought.tax_cny)
    };
    (0..periods).map(value).collect()
}

/// The most of a course in a year: of its last periods, and of any others.
pub(super) fn best_year(course: &[f64], periods_a_year: usize) -> f64 {
    let last = course.last().map_or(0.0, |last| last * periods_a_year as f64);
    course.windows(periods_a_year.max(1)).map(|year| year.iter().sum()).fold(last, f64::max)
}
