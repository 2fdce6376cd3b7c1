//! What people do with their own accounts.

use account::Refused;
use identity::{Attempt, Password, Scope, SignInRefused, TotpSecret, WeakPassword, account};
use store::IdempotencyKey;

use super::fixture::{ADDRESS, House, PASSWORD, at, attempt, houses, order};

const CHOSEN: &str = "a-better-password";

async fn change(house: &House, scope: &Scope, current: &str, second: i64) -> Result<identity::Token, Refused> {
    let order = order(scope, second);
    account::change_password(&house.store, order, ADDRESS, Password::typed(current), CHOSEN).await
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_but_the_one_it_begins() {
    for house in houses().await {
        let (elsewhere, _) = house.enter("land", 0).await;
        let (here, scope) = house.enter("land", 0).await;
        let renewed = change(&house, &scope, PASSWORD, 1).await.unwrap();
        assert!(house.session(&elsewhere, 2).await.is_none());
        assert!(house.session(&here, 2).await.is_none());
        assert!(house.session(&renewed, 2).await.is_some());
        assert!(house.sign_in(attempt("land", PASSWORD), 3).await.is_err());
        house.sign_in(attempt("land", CHOSEN), 4).await.unwrap();
        let journal = format!("{:?}", house.journal().await);
        assert!(journal.contains("account.password_changed"));
        assert!(!journal.contains("argon2") && !journal.contains(CHOSEN));
    }
}

#[tokio::test]
async fn the_old_password_is_asked_for_and_guessing_it_has_to_wait() {
    for house in houses().await {
        let (_, scope) = house.enter("land", 0).await;
        for second in 1..6 {
            let refused = change(&house, &scope, "not-the-password", second).await.unwrap_err();
            assert!(matches!(refused, Refused::WrongPassword), "{refused}");
        }
        let refused = change(&house, &scope, PASSWORD, 6).await.unwrap_err();
        assert!(matches!(refused, Refused::Throttled(_)), "{refused}");
        change(&house, &scope, PASSWORD, 60).await.unwrap();
    }
}

#[tokio::test]
async fn a_weak_password_is_refused_with_the_reason() {
    for house in houses().await {
        let (_, scope) = house.enter("land", 0).await;
        for (chosen, reason) in [
            ("short", WeakPassword::TooShort),
            ("aaaaaaaaaaaa", WeakPassword::Guessable),
            (PASSWORD, WeakPassword::Unchanged),
        ] {
            let current = Password::typed(PASSWORD);
            let refused = account::change_password(&house.store, order(&scope, 1), ADDRESS, current, chosen).await;
            assert!(matches!(refused, Err(Refused::WeakPassword(found)) if found == reason), "{chosen}");
        }
    }
}

#[tokio::test]
async fn a_one_time_password_must_be_changed_at_once() {
    for house in houses().await {
        let system = house.system();
        let password = account::reset_password(&house.store, order(&system, 0), "land").await.unwrap();
        let token = house.sign_in(attempt("land", password.reveal()), 1).await.unwrap();
        let session = house.session(&token, 2).await.unwrap();
        assert!(session.must_change_password);
        let token = change(&house, &session.scope, password.reveal(), 3).await.unwrap();
        assert!(!house.session(&token, 4).await.unwrap().must_change_password);
    }
}

#[tokio::test]
async fn a_form_sent_twice_changes_the_password_once() {
    for house in houses().await {
        let (_, scope) = house.enter("land", 0).await;
        let key = IdempotencyKey::random();
        let mut first = order(&scope, 1);
        first.key = key.clone();
        let current = Password::typed(PASSWORD);
        account::change_password(&house.store, first, ADDRESS, current.clone(), CHOSEN).await.unwrap();
        let mut second = order(&scope, 2);
        second.key = key;
        let refused = account::change_password(&house.store, second, ADDRESS, current, CHOSEN).await;
        assert!(matches!(refused, Err(Refused::AlreadyDone)));
    }
}

#[tokio::test]
async fn nobody_but_a_person_has_an_own_account() {
    for house in houses().await {
        for scope in [Scope::public(house.zone.clone()), house.system()] {
            let refused = account::set_language(&house.store, order(&scope, 1), "en").await;
            assert!(matches!(refused, Err(Refused::Forbidden(_))));
        }
    }
}

#[tokio::test]
async fn the_language_is_one_of_the_house() {
    for house in houses().await {
        let (token, scope) = house.enter("land", 0).await;
        account::set_language(&house.store, order(&scope, 1), "en").await.unwrap();
        assert_eq!(house.session(&token, 2).await.unwrap().language, "en");
        let written = house.journal().await.len();
        account::set_language(&house.store, order(&scope, 3), "en").await.unwrap();
        assert_eq!(house.journal().await.len(), written);
        let refused = account::set_language(&house.store, order(&scope, 4), "tlh").await;
        assert!(matches!(refused, Err(Refused::Invalid(_))));
    }
}

fn with_code(code: Option<String>) -> Attempt {
    Attempt { code, ..attempt("land", PASSWORD) }
}

/// Switches the second step on for `land` at second 0.
async fn with_phone(house: &House) -> (TotpSecret, Scope) {
    let (_, scope) = house.enter("land", 0).await;
    let secret = TotpSecret::random();
    let code = secret.code(at(0)).unwrap();
    account::confirm_second_step(&house.store, order(&scope, 0), ADDRESS, secret.clone(), &code).await.unwrap();
    (secret, scope)
}

#[tokio::test]
async fn with_a_second_step_the_password_is_not_enough() {
    for house in houses().await {
        let (secret, _) = with_phone(&house).await;
        let refused = house.sign_in(with_code(None), 60).await.unwrap_err();
        assert!(matches!(refused, SignInRefused::CodeNeeded));
        let refused = house.sign_in(with_code(Some("12345".to_owned())), 60).await.unwrap_err();
        assert!(matches!(refused, SignInRefused::CodeWrong));
        let code = secret.code(at(60));
        house.sign_in(with_code(code.clone()), 60).await.unwrap();
        let refused = house.sign_in(with_code(code), 61).await.unwrap_err();
        assert!(matches!(refused, SignInRefused::CodeWrong), "a code is used up");
        let journal = format!("{:?}", house.journal().await);
        assert!(!journal.contains(secret.reveal()));
        assert!(journal.contains("account.second_step_changed") && journal.contains("account.code_refused"));
    }
}

#[tokio::test]
async fn the_right_password_does_not_buy_endless_guesses_of_the_code() {
    for house in houses().await {
        with_phone(&house).await;
        for second in 60..65 {
            let refused = house.sign_in(with_code(Some("12345".to_owned())), second).await.unwrap_err();
            assert!(matches!(refused, SignInRefused::CodeWrong), "{refused}");
        }
        let refused = house.sign_in(with_code(Some("12345".to_owned())), 65).await.unwrap_err();
        assert!(matches!(refused, SignInRefused::Throttled(_)), "{refused}");
    }
}

#[tokio::test]
async fn the_second_step_is_switched_on_by_a_code_and_off_by_the_password() {
    for house in houses().await {
        let (_, scope) = house.enter("land", 0).await;
        let secret = TotpSecret::random();
        let wrong =
            account::confirm_second_step(&house.store, order(&scope, 0), ADDRESS, secret.clone(), "12345").await;
        assert!(matches!(wrong, Err(Refused::WrongCode)));
        let (_, scope) = with_phone(&house).await;
        let code = secret.code(at(1)).unwrap();
        let twice = account::confirm_second_step(&house.store, order(&scope, 1), ADDRESS, secret, &code).await;
        assert!(matches!(twice, Err(Refused::SecondStepOn)));
        let off = |password: &str, second| {
            account::switch_off_second_step(&house.store, order(&scope, second), ADDRESS, Password::typed(password))
        };
        assert!(matches!(off("not-the-password", 2).await, Err(Refused::WrongPassword)));
        let token = off(PASSWORD, 3).await.unwrap();
        assert!(house.session(&token, 4).await.is_some());
        house.sign_in(with_code(None), 5).await.unwrap();
    }
}

#[tokio::test]
async fn an_administrator_helps_whoever_lost_the_phone() {
    for house in houses().await {
        with_phone(&house).await;
        let (_, admin) = house.enter("admin", 1).await;
        account::remove_second_step(&house.store, order(&admin, 2), "land").await.unwrap();
        house.sign_in(with_code(None), 3).await.unwrap();
        let (_, gas) = house.enter("gas", 4).await;
        let refused = account::remove_second_step(&house.store, order(&gas, 5), "land").await;
        assert!(matches!(refused, Err(Refused::Forbidden(_))));
    }
}
