//! From a refusal to what a person reads: beside the field where there is one, as a page where there is none.

use identity::{Flaw, Invalid, InvalidCreditCode, account, organisation, session};
use jiff::Timestamp;
use store::StoreError;

use super::moment;
use crate::{PageError, Visit, components::FieldErrors};

/// What is wrong with a field, as a sentence.
pub fn flaw(visit: &Visit, flaw: &Flaw) -> String {
    match flaw {
        Flaw::Life(most) => visit.text_with(flaw.key(), &[("most", (*most).into())]),
        Flaw::TooLong(most) => visit.text_with(flaw.key(), &[("most", (*most).into())]),
        Flaw::CreditCode(InvalidCreditCode::Length { got }) => visit.text_with(flaw.key(), &[("got", (*got).into())]),
        Flaw::CreditCode(InvalidCreditCode::Character { found, position }) => {
            visit.text_with(flaw.key(), &[("found", found.to_string().into()), ("position", (*position).into())])
        }
        _ => visit.text(flaw.key()),
    }
}

/// Every field that is wrong.
pub fn invalid(visit: &Visit, invalid: &Invalid) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, problem) in &invalid.0 {
        errors.add(field, flaw(visit, problem));
    }
    errors
}

/// One field that is wrong.
pub fn one(field: &str, message: String) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add(field, message);
    errors
}

/// Says until when somebody has to wait.
pub fn wait(visit: &Visit, until: Timestamp) -> String {
    let seconds = until.duration_since(visit.now()).as_secs().max(1);
    let minutes = u64::try_from((seconds + 59) / 60).unwrap_or(1);
    visit.text_with("wait-until", &[("minutes", minutes.into()), ("moment", moment(until).into())])
}

/// Why an account is not changed: beside the fields, or as a page.
pub fn account(visit: &Visit, refused: account::Refused) -> Result<FieldErrors, PageError> {
    use account::Refused;
    Ok(match refused {
        Refused::Forbidden(_) => return Err(PageError::Forbidden),
        Refused::NotFound(_) => return Err(PageError::NotFound),
        Refused::Stale(stale) => return Err(stale.into()),
        Refused::AlreadyDone => return Err(PageError::Expired),
        Refused::Store(error) => return Err(error.into()),
        // As when the house is closing: try again in a moment.
        Refused::Hashing(_) => return Err(StoreError::Closed.into()),
        Refused::Invalid(fields) => invalid(visit, &fields),
        Refused::UnknownRole(unknown) => {
            one("roles", visit.text_with("refused-unknown-role", &[("role", unknown.given.into())]))
        }
        Refused::UnknownOrganisation(_) => one("organisation", visit.text("refused-unknown-organisation")),
        Refused::LoginTaken(login) => one("login", visit.text_with("refused-login-taken", &[("login", login.into())])),
        Refused::LastAdministrator => one("roles", visit.text("refused-last-administrator")),
        Refused::WeakPassword(weak) => one("chosen", visit.text(weak.key())),
        Refused::WrongPassword => one("password", visit.text("refused-wrong-password")),
        Refused::WrongCode => one("code", visit.text("refused-wrong-code")),
        Refused::SecondStepOn => one("code", visit.text("refused-second-step-on")),
        Refused::Throttled(until) => one("password", wait(visit, until)),
    })
}

/// Why an organisation is not changed: beside the fields, or as a page.
pub fn organisation(visit: &Visit, refused: organisation::Refused) -> Result<FieldErrors, PageError> {
    use organisation::Refused;
    Ok(match refused {
        Refused::Forbidden(_) => return Err(PageError::Forbidden),
        Refused::NotFound(_) => return Err(PageError::NotFound),
        Refused::Stale(stale) => return Err(stale.into()),
        Refused::Store(error) => return Err(error.into()),
        Refused::Invalid(fields) => invalid(visit, &fields),
        Refused::Exists(id) => one("id", visit.text_with("refused-id-taken", &[("id", id.into())])),
        Refused::CodeTaken { other } => {
            one("credit_code", visit.text_with("refused-code-taken", &[("other", other.into())]))
        }
    })
}

/// Why sessions are not ended.
pub fn session(refused: session::Refused) -> PageError {
    match refused {
        session::Refused::Forbidden(_) => PageError::Forbidden,
        session::Refused::Store(error) => error.into(),
    }
}
