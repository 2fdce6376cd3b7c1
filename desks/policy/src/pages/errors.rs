//! From refusals to pages: beside the fields of a form, or as a page of their own.

use pages::{PageError, Visit, components::FieldErrors};

use crate::{
    commands::Refused,
    model::{Problem, Problems},
};

/// What a problem says, in the reader's language.
pub fn problem(visit: &Visit, problem: &Problem) -> String {
    let values = problem.values();
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    visit.text_with(problem.key(), &values)
}

/// Problems beside their fields.
pub fn fields(visit: &Visit, problems: &Problems) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, one) in &problems.0 {
        errors.add(field, problem(visit, one));
    }
    errors
}

/// How a command ended, for a form that can show its fields again: done, something was wrong with the fields, or a page
/// that says why not. Nothing to change is as good as done.
pub fn settled<T>(visit: &Visit, outcome: Result<T, Refused>) -> Result<Result<Option<T>, FieldErrors>, PageError> {
    match outcome {
        Ok(done) => Ok(Ok(Some(done))),
        Err(Refused::Unchanged) => Ok(Ok(None)),
        Err(Refused::Problems(problems)) => Ok(Err(fields(visit, &problems))),
        Err(Refused::Measure(refused)) => measure(visit, refused).map(Err),
        Err(Refused::Forbidden(_)) => Err(PageError::Forbidden),
        Err(Refused::NotFound(_)) => Err(PageError::NotFound),
        Err(Refused::Stale(stale)) => Err(stale.into()),
        Err(Refused::Store(error)) => Err(error.into()),
    }
}

/// Why a measure is not saved, beside its fields.
fn measure(visit: &Visit, refused: facts::MeasureRefused) -> Result<FieldErrors, PageError> {
    use facts::MeasureRefused;
    match refused {
        MeasureRefused::Problems(problems) => Ok(measure_fields(visit, &problems)),
        MeasureRefused::Exists(id) => {
            let mut errors = FieldErrors::default();
            errors.add("id", visit.text_with("policy-measure-exists", &[("id", id.to_string().into())]));
            Ok(errors)
        }
        MeasureRefused::Unchanged => Ok(FieldErrors::default()),
        MeasureRefused::NotFound(_) => Err(PageError::NotFound),
        MeasureRefused::Stale(stale) => Err(stale.into()),
        MeasureRefused::Store(error) => Err(error.into()),
    }
}

/// What is wrong with a measure, beside its fields.
pub fn measure_fields(visit: &Visit, problems: &facts::MeasureProblems) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, problem) in &problems.0 {
        let values = problem.arguments();
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        errors.add(field, visit.text_with(problem.key(), &values));
    }
    errors
}
