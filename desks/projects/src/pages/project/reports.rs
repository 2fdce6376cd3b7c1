//! The monthly reports of a project, and the form that adds one or corrects one.

use jiff::civil::Date;
use maud::{Markup, html};
use pages::{
    FormData, Visit,
    components::{self, Field as Input, FieldErrors},
};

use super::Looked;
use crate::{
    model::{Month, MonthlyReport, ReportDraft},
    pages::show,
};

/// Months that are shown at once; the others are behind a click.
const SHOWN: usize = 12;
/// The fields of the form, by the names of the file's columns.
const MONEY: [&str; 3] = ["investment_cny", "output_cny", "tax_cny"];

/// What was typed.
pub fn draft(data: &FormData) -> ReportDraft {
    let text = |name: &str| data.get(name).to_owned();
    ReportDraft {
        month: text("month"),
        investment_cny: text("investment_cny"),
        output_cny: text("output_cny"),
        tax_cny: text("tax_cny"),
        jobs: text("jobs"),
        energy_tce: text("energy_tce"),
        source: text("source"),
    }
}

/// The month whose report the form showed, as it stands in the form, and its version.
pub fn shown(data: &FormData) -> (String, i64) {
    (data.get("shown_month").to_owned(), data.get("version").parse().unwrap_or_default())
}

/// The version of the report that the form showed; 0 where the month was typed into a form that showed another one, or
/// none.
pub fn shown_version(data: &FormData) -> i64 {
    let month = |name: &str| data.get(name).parse::<Month>().ok();
    if month("month") == month("shown_month") { shown(data).1 } else { 0 }
}

/// The report of the month typed, with what was typed over it, where the form did not show that report.
pub fn reported_already(looked: &Looked, data: &FormData) -> Option<FormData> {
    let month = |name: &str| data.get(name).parse::<Month>().ok();
    let typed = month("month").filter(|typed| month("shown_month") != Some(*typed))?;
    let known = looked.reports.iter().find(|report| report.month == typed)?;
    let version = looked.versions.get(&typed)?.to_string();
    let mut shown = self::data(&known.draft());
    for (name, _) in shown.clone().pairs() {
        if let Some(text) = data.given(name).filter(|_| name != "month") {
            shown = shown.with(name, Some(text));
        }
    }
    Some(shown.with("version", Some(&version)).with("shown_month", Some(&typed.to_string())))
}

/// The empty form with the month that is to be reported next, where that is known.
pub fn due(looked: &Looked, today: Date) -> FormData {
    let next = looked.reports.last().and_then(|latest| latest.month.next());
    match next.filter(|next| next.check_over(today).is_ok()) {
        Some(next) => FormData::from_pairs([("month", next.to_string().as_str())]),
        None => FormData::default(),
    }
}

/// A report as the form shows it.
pub fn data(draft: &ReportDraft) -> FormData {
    FormData::from_pairs([
        ("month", draft.month.as_str()),
        ("investment_cny", &draft.investment_cny),
        ("output_cny", &draft.output_cny),
        ("tax_cny", &draft.tax_cny),
        ("jobs", &draft.jobs),
        ("energy_tce", &draft.energy_tce),
        ("source", &draft.source),
    ])
}

/// The reports, the newest first.
pub fn table(visit: &Visit, looked: &Looked, may_correct: bool) -> Markup {
    let newest: Vec<&MonthlyReport> = looked.reports.iter().rev().collect();
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-reports")) " " span.count { (newest.len()) } }
            @if newest.is_empty() {
                p.text-secondary { (visit.text("projects-no-reports")) }
            } @else {
                (rows(visit, looked, &newest[..newest.len().min(SHOWN)], may_correct))
                @if newest.len() > SHOWN {
                    details {
                        summary { (visit.text("projects-older-reports")) }
                        (rows(visit, looked, &newest[SHOWN..], may_correct))
                    }
                }
            }
        }
    }
}

fn rows(visit: &Visit, looked: &Looked, reports: &[&MonthlyReport], may_correct: bool) -> Markup {
    html! {
        div.table-responsive tabindex="0" role="region" aria-label=(visit.text("projects-reports")) {
            table.table.table-close {
                thead { tr {
                    th scope="col" { (show::field(visit, "month")) }
                    @for key in ["projects-invested", "projects-output", "projects-tax", "projects-jobs", "projects-energy-tce"] {
                        th.text-end scope="col" { (visit.text(key)) }
                    }
                    th scope="col" { (show::field(visit, "source")) }
                } }
                tbody {
                    @for report in reports {
                        tr {
                            th scope="row" {
                                @if may_correct {
                                    a href=(visit.link(&format!("/projects/{}?month={}#report", looked.record.id, report.month))) { (report.month) }
                                } @else { (report.month) }
                            }
                            @for money in [report.investment_cny, report.output_cny, report.tax_cny] {
                                td.text-end.numeric { (show::money(visit, money)) }
                            }
                            td.text-end.numeric { (report.jobs) }
                            td.text-end.numeric { (report.energy_tce.map_or_else(|| "–".to_owned(), |energy| show::number(visit, energy.to_decimal()))) }
                            td { @if let Some(source) = &report.source { span.cell-sub { (source) } } }
                        }
                    }
                }
            }
        }
    }
}

/// The form: empty for a new report, filled for a month that is being corrected. One that comes back because of a mistake
/// still shows what it [showed](shown) when it was begun.
pub fn form(
    visit: &Visit,
    looked: &Looked,
    (typed, errors): (&FormData, &FieldErrors),
    began_with: Option<(String, i64)>,
) -> Markup {
    let label = |key| show::field(visit, key);
    let (month, jobs, energy, source) = (label("month"), label("jobs"), label("energy_tce"), label("source"));
    let month_typed = typed.get("month");
    let (shown_month, version) = began_with.unwrap_or_else(|| {
        let version = month_typed.parse().ok().and_then(|month: Month| looked.versions.get(&month));
        (month_typed.to_owned(), version.copied().unwrap_or_default())
    });
    let [month_help, money_help, energy_help] =
        ["projects-help-month", "projects-help-report-money", "projects-help-energy_tce"].map(|key| visit.text(key));
    html! {
        section.panel.mb-3.no-print #report {
            h2.panel-title { (visit.text("projects-add-report")) }
            form method="post" action=(visit.link(&format!("/projects/{}/reports", looked.record.id))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(version);
                input type="hidden" name="shown_month" value=(shown_month);
                div.form-grid {
                    (components::text(Input::new("month", &month, typed, errors).help(&month_help), "text"))
                    @for name in MONEY {
                        (components::number(Input::new(name, &label(name), typed, errors).help(&money_help)))
                    }
                    (components::number(Input::new("jobs", &jobs, typed, errors)))
                    (components::number(Input::new("energy_tce", &energy, typed, errors).help(&energy_help)))
                    (components::text(Input::new("source", &source, typed, errors), "text"))
                }
                @if errors.get("sure").is_some() {
                    (components::checkbox(Input::new("sure", &visit.text("projects-report-sure"), typed, errors), "yes", false))
                }
                button.btn.btn-primary.mt-3 type="submit" { (visit.text("projects-save-report")) }
            }
        }
    }
}
