//! What was promised and what came, year by year and month by month.

use std::collections::BTreeSet;

use print::{Block, Column, Table};
use rust_decimal::Decimal;

use super::{Printed, Section};
use crate::{
    model::{Money, MonthlyReport, Year},
    pages::{
        project::{Reported, by_year},
        show,
    },
};

impl Printed<'_> {
    /// Promised against actual, year by year.
    pub(super) fn years(&self) -> Section {
        let visit = self.visit;
        let title = visit.text("projects-promised-actual");
        let project = &self.looked.record.project;
        let reported = by_year(&self.looked.reports);
        let years: BTreeSet<Year> = project.plan.keys().chain(reported.keys()).copied().collect();
        if years.is_empty() {
            return (title, vec![Block::Paragraph(visit.text("projects-no-figures"))]);
        }
        let mut blocks = Vec::new();
        if let Some(total) = project.total_investment_cny.filter(|total| *total > Money::ZERO) {
            let done: Decimal = reported.values().map(|year| year.investment).sum();
            let values = [("done", show::amount(visit, done).into()), ("total", show::money(visit, total).into())];
            blocks.push(Block::Paragraph(visit.text_with("projects-invested-of", &values)));
        }
        let mut table = self.figures(&title, visit.text("projects-year"), true);
        for year in years {
            let planned = self.money(project.plan.get(&year).map(|planned| planned.amount_cny));
            let [invested, output, tax, jobs, energy] = self.reported(reported.get(&year));
            table.push([year.to_string(), planned, invested, output, tax, jobs, energy]);
        }
        let promises = &project.promises;
        table.push([
            visit.text("projects-promised"),
            self.money(project.total_investment_cny),
            String::new(),
            self.money(promises.output_cny_per_year),
            self.money(promises.tax_cny_per_year),
            promises.jobs.map_or_else(dash, |jobs| jobs.to_string()),
            String::new(),
        ]);
        blocks.push(Block::Table(table));
        (title, blocks)
    }

    /// Every monthly report, the newest year first, each year with its sum.
    pub(super) fn reports(&self) -> Section {
        let visit = self.visit;
        let title = visit.text("projects-reports");
        let reports = &self.looked.reports;
        if reports.is_empty() {
            return (title, vec![Block::Paragraph(visit.text("projects-no-reports"))]);
        }
        let mut blocks = Vec::new();
        for (year, sum) in by_year(reports).iter().rev() {
            let heading = visit.text_with("projects-print-year", &[("year", year.to_string().into())]);
            let mut table = self.figures(&heading, show::field(visit, "month"), false);
            table.columns.push(Column::text(show::field(visit, "source"), 7));
            for report in reports.iter().filter(|report| report.month.year() == *year) {
                table.push(self.month(report));
            }
            let [invested, output, tax, jobs, energy] = self.reported(Some(sum));
            table.push([visit.text("projects-print-sum"), invested, output, tax, jobs, energy, String::new()]);
            blocks.extend([Block::subheading(heading), Block::Table(table)]);
        }
        (title, blocks)
    }

    /// A table with a column for each figure that is reported.
    fn figures(&self, summary: &str, first: String, with_plan: bool) -> Table {
        let visit = self.visit;
        // Sums of years and the promise beside them are longer than months.
        let mut columns = vec![Column::text(first, if with_plan { 5 } else { 3 })];
        columns.extend(with_plan.then(|| Column::number(visit.text("projects-planned"), 4)));
        let keys = ["projects-invested", "projects-output", "projects-tax", "projects-jobs"];
        columns.extend(keys.map(|key| Column::number(visit.text(key), 4)));
        columns.push(Column::number(visit.text("projects-energy"), 6));
        Table::new(summary, columns)
    }

    fn month(&self, report: &MonthlyReport) -> [String; 7] {
        let [invested, output, tax] =
            [report.investment_cny, report.output_cny, report.tax_cny].map(|money| show::money(self.visit, money));
        let source = report.source.as_ref().map(ToString::to_string).unwrap_or_default();
        let energy = report.energy_tce.map_or_else(dash, |energy| show::energy(self.visit, energy.to_decimal()));
        [report.month.to_string(), invested, output, tax, report.jobs.to_string(), energy, source]
    }

    fn reported(&self, year: Option<&Reported>) -> [String; 5] {
        let Some(year) = year else { return [dash(), dash(), dash(), dash(), dash()] };
        let [invested, output, tax] = [year.investment, year.output, year.tax].map(|sum| show::amount(self.visit, sum));
        let energy = year.energy_tce.map_or_else(dash, |sum| show::energy(self.visit, sum));
        [invested, output, tax, year.jobs.to_string(), energy]
    }

    fn money(&self, money: Option<Money>) -> String {
        money.map_or_else(dash, |money| show::money(self.visit, money))
    }
}

fn dash() -> String {
    "–".to_owned()
}
