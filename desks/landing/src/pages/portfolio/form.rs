//! The forms: work the present plan out anew, and see what becomes of it with changes.

use std::collections::BTreeSet;

use ::pages::{
    FormData, PageError, Submitted, Visit,
    components::{self, Field, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{overview, path_of, present, said::Told};
use crate::{
    commands::{Refused, Wanted},
    model::portfolio::{Answer, ChangeFlaw, NoProblem, PortfolioChangeDraft, Problem, Run, SECONDS_MAX},
    pages::refused,
    portfolio_jobs::{NoRecords, ask, problem},
};

/// How long a plan is looked for where nobody says otherwise.
const SECONDS_USUAL: u32 = 30;
/// Parcels and works of the plan that the form offers one by one; others are named by code.
const OFFERED_MAX: usize = 100;

fn seconds_field(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Markup {
    let usual = SECONDS_USUAL.to_string();
    let data = data.with("seconds", Some(data.given("seconds").unwrap_or(&usual)));
    let (label, help) = (
        visit.text("portfolio-seconds"),
        visit.text_with("portfolio-seconds-help", &[("most", SECONDS_MAX.to_string().into())]),
    );
    components::number(Field::new("seconds", &label, &data, errors).help(&help))
}

/// The form to work the present plan out anew, from the records of today.
pub(super) fn anew(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Markup {
    html! {
        details.panel.mb-3.no-print {
            summary.panel-title { (visit.text("portfolio-anew")) }
            p.text-secondary { (visit.text("portfolio-anew-about")) }
            form method="post" action=(visit.link("/landing/portfolio")) {
                (visit.form_fields())
                div.form-grid { (seconds_field(visit, data, errors)) }
                button.btn type="submit" { (visit.text("portfolio-anew")) }
            }
        }
    }
}

/// The form of changes to the present plan.
pub(super) fn what_if(told: Told<'_>, run: &Run, answer: &Answer, data: &FormData, errors: &FieldErrors) -> Markup {
    let (visit, draft) = (told.visit, &told.problem.draft);
    let placed: BTreeSet<&String> = answer.outcome.plan.projects.iter().flat_map(|one| &one.parcels).collect();
    let withdrawn: Vec<&str> = data.all("withdraw").flat_map(str::split_whitespace).collect();
    let others = withdrawn.iter().filter(|code| placed.iter().all(|placed| placed != *code));
    let others = others.copied().collect::<Vec<_>>().join(" ");
    let withdraw = data.with("withdraw", Some(&others));
    let works = answer.outcome.works.iter().take(OFFERED_MAX).map(|work| &work.beginning.work);
    let budgets = draft.periods.iter().zip(&draft.budgets_cny);
    html! {
        section #what-if.panel.mb-3.no-print {
            h2.panel-title { (told.text("what-if")) }
            p.text-secondary { (told.text("what-if-about")) }
            form method="post" action=(visit.link("/landing/portfolio/what-if")) data-guard {
                (visit.form_fields())
                input type="hidden" name="before" value=(run.number);
                fieldset.mb-3 {
                    legend { (told.text("withdraw")) }
                    @for code in placed.iter().take(OFFERED_MAX) {
                        label.form-check {
                            @let is_chosen = withdrawn.contains(&code.as_str());
                            input.form-check-input type="checkbox" name="withdraw" value=(code) checked[is_chosen];
                            span.form-check-label { (told.parcel_name(code)) }
                        }
                    }
                    @let label = told.text("withdraw-others");
                    @let help = told.text("withdraw-help");
                    (components::text(Field::new("withdraw", &label, &withdraw, errors).help(&help), "text"))
                }
                fieldset.mb-3 {
                    legend { (told.text("delay")) }
                    div.form-grid { @for code in works {
                        @let name = format!("delay-{code}");
                        @let label = told.work_name(code);
                        (components::number(Field::new(&name, &label, data, errors)))
                    } }
                }
                fieldset.mb-3 {
                    legend { (told.text("budget-instead")) }
                    div.form-grid { @for (half_year, budget) in budgets {
                        @let name = format!("budget-{half_year}");
                        @let help = told.with("budget-now", &[("budget", told.money(*budget))]);
                        (components::number(Field::new(&name, half_year, data, errors).help(&help)))
                    } }
                }
                div.form-grid { (seconds_field(visit, data, errors)) }
                button.btn.btn-primary type="submit" { (told.text("what-if-look")) }
            }
        }
    }
}

/// What was typed into the form of changes.
fn typed(data: &FormData) -> PortfolioChangeDraft {
    let named = |prefix: &str| {
        let pairs = data.pairs().iter();
        pairs.filter_map(|(name, value)| Some((name.strip_prefix(prefix)?.to_owned(), value.clone()))).collect()
    };
    let between = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、' | ';' | '；');
    let codes = data.all("withdraw").flat_map(|text| text.split(between)).filter(|code| !code.is_empty());
    PortfolioChangeDraft {
        withdraw: codes.map(str::to_owned).collect(),
        delay: named("delay-"),
        budget: named("budget-"),
    }
}

/// What is wrong with changes, in the reader's language.
pub(crate) fn flaws(visit: &Visit, problem: &Problem, flaws: &[ChangeFlaw]) -> FieldErrors {
    let told = Told { visit, problem };
    let mut errors = FieldErrors::default();
    for flaw in flaws {
        let (said, name) = match flaw {
            ChangeFlaw::Parcels { codes } => {
                (told.with("flaw-parcels", &[("codes", codes.clone())]), told.text("withdraw"))
            }
            ChangeFlaw::Work { code } => (told.with("flaw-work", &[("code", code.clone())]), told.text("delay")),
            ChangeFlaw::Delay { code, most } => {
                (told.with("flaw-delay", &[("most", most.to_string())]), told.work_name(code))
            }
            ChangeFlaw::HalfYear { half_year } => {
                (told.with("flaw-half-year", &[("half_year", half_year.clone())]), told.text("budget-instead"))
            }
            ChangeFlaw::Budget { half_year } => (told.text("flaw-budget"), half_year.clone()),
            ChangeFlaw::Nothing => (told.text("flaw-nothing"), told.text("what-if")),
        };
        errors.add(&flaw.field(), said);
        errors.name(&flaw.field(), name);
    }
    errors
}

/// Why there is nothing to plan, in the reader's language.
pub(crate) fn no_problem(visit: &Visit, error: NoRecords) -> Result<FieldErrors, PageError> {
    let said = match error {
        NoRecords::Store(error) => return Err(error.into()),
        NoRecords::NoRules => visit.text("portfolio-no-rules"),
        NoRecords::Nothing(NoProblem::NoSeekers) => visit.text("portfolio-no-seekers"),
        NoRecords::Nothing(NoProblem::NoBudget(half_year)) => {
            visit.text_with("portfolio-no-budget", &[("half_year", half_year.to_string().into())])
        }
        NoRecords::Nothing(NoProblem::Portfolio(error)) => {
            visit.text_with("portfolio-no-portfolio", &[("why", error.to_string().into())])
        }
    };
    let mut errors = FieldErrors::one("plan", said);
    errors.name("plan", visit.text("landing-portfolio"));
    Ok(errors)
}

/// What a command refused and the form can mend.
pub(crate) fn refusal(visit: &Visit, error: Refused) -> Result<FieldErrors, PageError> {
    let (field, said, name) = match error {
        Refused::Seconds => {
            let most = [("most", SECONDS_MAX.to_string().into())];
            ("seconds", visit.text_with("portfolio-seconds-help", &most), visit.text("portfolio-seconds"))
        }
        Refused::PortfolioBusy(number) => {
            let values = [("number", number.to_string().into())];
            ("plan", visit.text_with("portfolio-busy", &values), visit.text("landing-portfolio"))
        }
        error => return Err(refused(error)),
    };
    let mut errors = FieldErrors::one(field, said);
    errors.name(field, name);
    Ok(errors)
}

async fn wrong(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Result<Response, PageError> {
    overview::page(visit, data, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn asked(visit: &Visit, form: &Submitted, wanted: Wanted) -> Result<Response, PageError> {
    // What is no number is out of range.
    let seconds = form.data.given("seconds").map_or(Ok(SECONDS_USUAL), |text| text.trim().parse()).unwrap_or(0);
    match ask(visit, form.order(visit), wanted, seconds).await {
        Ok(number) => Ok(Redirect::to(&visit.link(&path_of(number))).into_response()),
        Err(error) => wrong(visit, &form.data, &refusal(visit, error)?).await,
    }
}

/// Works the present plan out anew.
pub async fn begin(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    match problem(visit.app(), visit.scope(), visit.today()).await {
        Ok(problem) => asked(&visit, &form, Wanted::Present(Box::new(problem))).await,
        Err(error) => wrong(&visit, &form.data, &no_problem(&visit, error)?).await,
    }
}

/// Works out what becomes of the present plan with changes.
pub async fn change(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let present = present(&visit).await?.ok_or(PageError::NotFound)?;
    // Somebody worked the plan out anew since the form was shown: what was typed may mean something else now.
    if form.data.get("before") != present.number.to_string() {
        let mut errors = FieldErrors::one("plan", visit.text("portfolio-stale"));
        errors.name("plan", visit.text("landing-portfolio"));
        return overview::page(&visit, &form.data, &errors, StatusCode::CONFLICT).await;
    }
    let problem = present.problem.as_ref().ok_or(PageError::NotFound)?;
    match typed(&form.data).check(problem) {
        Ok(change) => asked(&visit, &form, Wanted::Changed { before: present.number, change }).await,
        Err(found) => wrong(&visit, &form.data, &flaws(&visit, problem, &found)).await,
    }
}
