//! A stage that somebody else verifies: the claim with its evidence, and the answer to it.

use facts::{Unit, Value};
use jiff::ToSpan;
use maud::{Markup, html};
use pages::{
    FormData, PageError, Visit,
    components::{self, Field as Input, FieldErrors},
    documents::Documents,
    figure::figure,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Looked, stages::day_field};
use crate::{
    EDIT, READ, VERIFY,
    model::{Claim, Money, MonthlyReport, Stage, StageGroup},
    pages::{documents::documents, show},
};

/// Months for which a year's promise is due.
const YEAR_MONTHS: i32 = 12;

/// The panel: what was claimed and answered, and the form that this reader may fill in; nothing where nothing is to be
/// verified.
///
/// # Errors
/// What the database says.
pub async fn panel(visit: &Visit, looked: &Looked, returned: (&FormData, &FieldErrors)) -> Result<Markup, PageError> {
    let claimable = looked.record.claimable(&looked.rules);
    let claim = looked.record.claim.as_ref();
    let (Some(stage), false) = (claimable, visit.looks_back()) else { return Ok(html! {}) };
    let scope = visit.scope();
    let open = claim.is_some_and(Claim::is_open);
    Ok(html! {
        section.panel.mb-3.no-print #claim {
            h2.panel-title { (visit.text_with("projects-verification", &[("stage", show::stage_name(visit, stage).into())])) }
            @match claim {
                Some(claim) => { (told(visit, looked, claim)) }
                None => { p { (visit.text("projects-verification-lead")) } }
            }
            (figures(visit, looked))
            (handed_in(visit, looked).await?)
            @if open && scope.may(VERIFY) { (answer_form(visit, looked, claim, returned)) }
            @if !open && scope.may(EDIT) { (claim_form(visit, looked, stage, returned)) }
        }
    })
}

/// What was handed in for the project, to be read beside the claim.
async fn handed_in(visit: &Visit, looked: &Looked) -> Result<Markup, PageError> {
    if !visit.scope().may(READ) {
        return Ok(html! {});
    }
    let readable = Documents { may_hand_in: false, may_take_back: false, ..documents(visit, looked).await? };
    Ok(readable.panel(visit, &FieldErrors::default()).await?)
}

fn told(visit: &Visit, looked: &Looked, claim: &Claim) -> Markup {
    let name = |login: &str| show::person(&looked.names, login);
    html! {
        p {
            @if claim.is_open() { (components::pill("warning", &visit.text("projects-claim-open"))) }
            @else { (components::pill("bad", &visit.text("projects-claim-returned"))) }
            " "
            (visit.text_with("projects-claimed-by", &[
                ("who", name(claim.by.as_str()).into()), ("on", claim.on.to_string().into()),
                ("since", claim.reached_on.to_string().into()),
            ]))
        }
        blockquote.evidence { (claim.evidence) }
        @if let Some(returned) = &claim.returned {
            p {
                (visit.text_with("projects-returned-by", &[
                    ("who", name(returned.by.as_str()).into()), ("on", returned.on.to_string().into()),
                ]))
                " " (returned.reason)
            }
        }
    }
}

/// The reports of the last twelve months, the latest first; of those only that began after production had.
fn last_year<'a>(visit: &Visit, looked: &'a Looked) -> Vec<&'a MonthlyReport> {
    let (today, stages) = (visit.as_of(), &looked.rules.stages);
    let Some(production) = looked.record.stages.reached(StageGroup::Production, today, stages) else {
        return Vec::new();
    };
    // A month may be reported on its last day.
    let next = today.tomorrow().unwrap_or(today).first_of_month();
    let since = production.max(next.saturating_sub(YEAR_MONTHS.months()));
    looked.reports.iter().rev().take_while(|report| report.month.first_day() >= since).collect()
}

/// What the months of the last year that are reported brought, beside the part of a year's promise that falls on so many
/// months: the first thing that a verifier asks.
fn figures(visit: &Visit, looked: &Looked) -> Markup {
    let recent = last_year(visit, looked);
    let promises = &looked.record.project.promises;
    let months = Decimal::from(recent.len());
    let part = |of_year: Option<Money>| of_year.map(|money| money.to_decimal() * months / Decimal::from(YEAR_MONTHS));
    let sum = |of: fn(&MonthlyReport) -> Money| recent.iter().map(|report| of(report).to_decimal()).sum::<Decimal>();
    let jobs = recent.first().map(|report| Decimal::from(report.jobs));
    let lines = [
        ("projects-output", Some(sum(|report| report.output_cny)), part(promises.output_cny_per_year)),
        ("projects-tax", Some(sum(|report| report.tax_cny)), part(promises.tax_cny_per_year)),
        ("projects-jobs", jobs, promises.jobs.map(Decimal::from)),
    ];
    let shown = |key: &str, value: Option<Decimal>| match value {
        None => "–".to_owned(),
        Some(value) if key == "projects-jobs" => value.to_string(),
        Some(value) => show::amount(visit, value),
    };
    let share = |actual: Option<Decimal>, promised: Option<Decimal>| {
        let share = (actual? / promised.filter(|promised| !promised.is_zero())?).to_f64()?;
        Some(figure(visit.app().languages(), visit.language(), Value::Number(share), &Unit::share()))
    };
    let caption = visit.text_with("projects-last-months", &[("months", recent.len().into())]);
    html! {
        div.table-responsive tabindex="0" role="region" aria-label=(caption) { table.table.table-sm {
            caption { (caption) }
            thead { tr {
                th scope="col" {} th.text-end scope="col" { (visit.text("projects-actual")) }
                th.text-end scope="col" { (visit.text("projects-promised-part")) } th.text-end scope="col" { (visit.text("projects-kept-share")) }
            } }
            tbody {
                @for (key, actual, promised) in lines {
                    tr {
                        th scope="row" { (visit.text(key)) }
                        td.numeric.text-end { (shown(key, actual)) }
                        td.numeric.text-end { (shown(key, promised)) }
                        td.numeric.text-end { (share(actual, promised).unwrap_or_else(|| "–".to_owned())) }
                    }
                }
            }
        } }
    }
}

fn claim_form(visit: &Visit, looked: &Looked, stage: &Stage, (typed, errors): (&FormData, &FieldErrors)) -> Markup {
    let today = visit.today().to_string();
    let data = if typed.given("reached_on").is_some() { typed.clone() } else { typed.with("reached_on", Some(&today)) };
    let label = |key: &str| show::field(visit, key);
    let (since, evidence) = (label("reached_on"), label("evidence"));
    let help = visit.text("projects-help-evidence");
    let title = visit.text_with("projects-claim", &[("stage", show::stage_name(visit, stage).into())]);
    html! {
        form method="post" action=(visit.link(&format!("/projects/{}/claim", looked.record.id))) data-guard {
            (visit.form_fields())
            input type="hidden" name="version" value=(looked.version);
            (day_field(Input::new("reached_on", &since, &data, errors)))
            (components::area(Input::new("evidence", &evidence, &data, errors).help(&help), 4))
            button.btn.btn-primary type="submit" { (title) }
        }
    }
}

/// Whoever manages the project or claims the stage is told that somebody else must answer.
fn answer_form(
    visit: &Visit,
    looked: &Looked,
    claim: Option<&Claim>,
    (typed, errors): (&FormData, &FieldErrors),
) -> Markup {
    let own = claim.and_then(|claim| claim.may_be_verified_by(visit.scope().actor(), &looked.record).err());
    if let Some(own) = own {
        return html! { p.text-secondary { (show::problem(visit, &own.problem)) } };
    }
    let path = |verb: &str| visit.link(&format!("/projects/{}/{verb}", looked.record.id));
    let (opinion, reason) = (show::field(visit, "opinion"), show::field(visit, "claim_returned"));
    html! {
        form.mb-3 method="post" action=(path("verify")) {
            (visit.form_fields())
            input type="hidden" name="version" value=(looked.version);
            (components::text(Input::new("opinion", &opinion, typed, errors).help(&visit.text("projects-help-opinion")), "text"))
            button.btn.btn-primary type="submit" { (visit.text("projects-verify")) }
        }
        form method="post" action=(path("return")) {
            (visit.form_fields())
            input type="hidden" name="version" value=(looked.version);
            (components::text(Input::new("claim_returned", &reason, typed, errors), "text"))
            button.btn type="submit" { (visit.text("projects-return-claim")) }
        }
    }
}
