//! Who is let in, for how long, and who has to wait.

use futures::future::join_all;
use identity::{MANAGE_PEOPLE, SignInRefused, account, session};

use super::fixture::{EDIT, PASSWORD, at, attempt, houses, order};

const HOUR: i64 = 3_600;

#[tokio::test]
async fn the_right_password_opens_a_session_with_the_rights_of_the_roles() {
    for house in houses().await {
        let token = house.sign_in(attempt(" projects ", PASSWORD), 0).await.unwrap();
        let session = house.session(&token, 1).await.unwrap();
        let person = session.scope.person().unwrap();
        assert_eq!((person.account.as_str(), person.organisation.as_str()), ("projects", "projects"));
        assert_eq!((person.name.as_str(), person.post.as_str()), ("项兴邦", "局长"));
        assert!(session.scope.may(EDIT) && !session.scope.may(MANAGE_PEOPLE));
        assert_eq!(session.language, "zh-CN");
        assert!(!session.must_change_password);
        assert_ne!(session.csrf, token.reveal());
        assert_eq!(session.expires_at, at(12 * HOUR));
        assert_eq!(house.verbs("account", "projects").await, ["account.added", "session.started"]);
    }
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_and_by_signing_out() {
    for house in houses().await {
        let (token, scope) = house.enter("land", 0).await;
        assert!(house.session(&token, 12 * HOUR - 1).await.is_some());
        assert!(house.session(&token, 12 * HOUR).await.is_none());
        session::sign_out(&house.store, order(&scope, 60), token.reveal()).await.unwrap();
        assert!(house.session(&token, 61).await.is_none());
        // Once more is no error, and leaves no trace of nothing.
        session::sign_out(&house.store, order(&scope, 62), token.reveal()).await.unwrap();
        let verbs = house.verbs("account", "land").await;
        assert_eq!(verbs, ["account.added", "session.started", "session.ended"]);
    }
}

#[tokio::test]
async fn nobody_ends_the_session_of_another() {
    for house in houses().await {
        let (token, land) = house.enter("land", 0).await;
        let (_, gas) = house.enter("gas", 0).await;
        session::sign_out(&house.store, order(&gas, 1), token.reveal()).await.unwrap();
        let refused = session::end_all(&house.store, order(&gas, 1), "land").await;
        assert!(matches!(refused, Err(session::Refused::Forbidden(_))));
        assert!(house.session(&token, 2).await.is_some());
        session::end_all(&house.store, order(&land, 3), "land").await.unwrap();
        assert!(house.session(&token, 4).await.is_none());
    }
}

#[tokio::test]
async fn a_token_opens_its_own_zone_only_and_a_made_up_one_nothing() {
    for house in houses().await {
        let (token, _) = house.enter("land", 0).await;
        let other = "yangcheng".parse().unwrap();
        let found = session::find(house.store.reader(), &house.roles, &other, token.reveal(), at(1)).await.unwrap();
        assert!(found.is_none());
        for made_up in ["", "0", &"f".repeat(64), &"x".repeat(100_000), "' OR 1=1 --", "梧桐"] {
            let found = session::find(house.store.reader(), &house.roles, &house.zone, made_up, at(1)).await.unwrap();
            assert!(found.is_none(), "{made_up:.40}");
        }
    }
}

#[tokio::test]
async fn wrong_passwords_unknown_logins_and_closed_accounts_look_the_same() {
    for house in houses().await {
        let system = house.system();
        account::disable(&house.store, order(&system, 0), "gas", 1).await.unwrap();
        for (login, password) in
            [("land", "not-the-password"), ("nobody", PASSWORD), ("gas", PASSWORD), ("", ""), ("' OR 1=1 --", "x")]
        {
            let refused = house.sign_in(attempt(login, password), 1).await.unwrap_err();
            assert!(matches!(refused, SignInRefused::Wrong), "{login}: {refused}");
        }
        // Somebody typed the password into the login's field: it does not stand in the journal.
        let refused = house.sign_in(attempt("my-secret-password", ""), 1).await.unwrap_err();
        assert!(matches!(refused, SignInRefused::Wrong));
        let journal = format!("{:?}", house.journal().await);
        assert!(!journal.contains("my-secret-password"));
        assert!(journal.contains("account.password_refused"));
    }
}

#[tokio::test]
async fn guessing_a_login_has_to_wait_and_so_has_its_owner_for_a_moment() {
    for house in houses().await {
        for login in ["land", "nobody"] {
            for second in 0..5 {
                let mut guess = attempt(login, "not-the-password");
                guess.address = [10, 1, 0, u8::try_from(second).unwrap()].into();
                let refused = house.sign_in(guess, second).await.unwrap_err();
                assert!(matches!(refused, SignInRefused::Wrong), "{login}: {refused}");
            }
            let refused = house.sign_in(attempt(login, PASSWORD), 5).await.unwrap_err();
            assert!(matches!(refused, SignInRefused::Throttled(until) if until == at(14)), "{login}: {refused}");
        }
        house.sign_in(attempt("land", PASSWORD), 14).await.unwrap();
        // Getting in forgives what was mistyped before.
        let refused = house.sign_in(attempt("land", "not-the-password"), 15).await.unwrap_err();
        assert!(matches!(refused, SignInRefused::Wrong));
        house.sign_in(attempt("land", PASSWORD), 16).await.unwrap();
    }
}

#[tokio::test]
async fn an_address_that_tries_many_logins_has_to_wait() {
    for house in houses().await {
        for guess in 0..20 {
            let refused = house.sign_in(attempt(&format!("somebody-{guess}"), "password"), 0).await.unwrap_err();
            assert!(matches!(refused, SignInRefused::Wrong), "{guess}: {refused}");
        }
        let refused = house.sign_in(attempt("land", PASSWORD), 1).await.unwrap_err();
        assert!(matches!(refused, SignInRefused::Throttled(_)));
        let mut elsewhere = attempt("land", PASSWORD);
        elsewhere.address = [10, 9, 9, 9].into();
        house.sign_in(elsewhere, 1).await.unwrap();
    }
}

#[tokio::test]
async fn guesses_made_at_once_are_counted_one_after_another() {
    for house in houses().await {
        let guesses = join_all((0..12_u8).map(|guess| {
            let mut attempt = attempt("land", "not-the-password");
            attempt.address = [10, 2, 0, guess].into();
            house.sign_in(attempt, 0)
        }))
        .await;
        let wrong = guesses.iter().filter(|guess| matches!(guess, Err(SignInRefused::Wrong))).count();
        let throttled = guesses.iter().filter(|guess| matches!(guess, Err(SignInRefused::Throttled(_)))).count();
        assert_eq!((wrong, throttled), (5, 7));
    }
}

#[tokio::test]
async fn what_a_session_rests_on_changes_and_every_session_ends() {
    for house in houses().await {
        let system = house.system();
        let (first, _) = house.enter("land", 0).await;
        let (second, _) = house.enter("land", 0).await;
        let roles = ["viewer".to_owned(), "projects-editor".to_owned()];
        account::set_roles(&house.store, &house.roles, order(&system, 1), "land", 1, &roles).await.unwrap();
        assert!(house.session(&first, 2).await.is_none() && house.session(&second, 2).await.is_none());
        let (third, _) = house.enter("land", 3).await;
        account::reset_password(&house.store, order(&system, 4), "land").await.unwrap();
        assert!(house.session(&third, 5).await.is_none());
        let (fourth, _) = house.enter("gas", 6).await;
        account::disable(&house.store, order(&system, 7), "gas", 1).await.unwrap();
        assert!(house.session(&fourth, 8).await.is_none());
        account::enable(&house.store, order(&system, 9), "gas", 2).await.unwrap();
        assert!(house.session(&fourth, 10).await.is_none());
        house.enter("gas", 11).await;
    }
}

#[tokio::test]
async fn sessions_that_ended_by_themselves_are_cleared_away() {
    for house in houses().await {
        house.enter("land", 0).await;
        house.enter("gas", 13 * HOUR).await;
        let (_, admin) = house.enter("admin", 13 * HOUR).await;
        session::end_all(&house.store, order(&admin, 13 * HOUR + 1), "land").await.unwrap();
        // Nothing was left to end.
        assert_eq!(house.verbs("account", "land").await, ["account.added", "session.started"]);
    }
}
