//! Access tokens: what a program shows instead of a password.

use access_token::{AccessToken, Bearer, NewAccessToken, Refused};
use identity::{Scope, access_token, account};
use store::IdempotencyKey;

use super::fixture::{EDIT, House, at, houses, order};

const DAY_S: i64 = 24 * 3_600;

fn new(login: &str, name: &str) -> NewAccessToken {
    NewAccessToken { login: login.into(), name: name.into(), life_days: 7, writes: true, parts: Vec::new() }
}

async fn make(house: &House, scope: &Scope, new: NewAccessToken) -> Result<(AccessToken, String), Refused> {
    access_token::create(&house.store, order(scope, 1), new).await
}

async fn find(house: &House, secret: &str, second: i64) -> Option<Bearer> {
    access_token::find(house.store.reader(), &house.roles, &house.zone, secret, at(second)).await.unwrap()
}

#[tokio::test]
async fn a_token_speaks_for_its_owner_until_its_last_day() {
    for house in houses().await {
        let (_, scope) = house.enter("projects", 0).await;
        let (token, secret) = make(&house, &scope, new("projects", "ERP")).await.unwrap();
        assert!(secret.starts_with(access_token::PREFIX) && secret.len() == access_token::PREFIX.len() + 64);
        let bearer = find(&house, &secret, 2).await.unwrap();
        assert_eq!(bearer.scope.person(), scope.person());
        assert!(bearer.scope.may(EDIT));
        assert_eq!((bearer.scope.through(), &bearer.token), (Some("ERP"), &token));
        assert!(find(&house, &secret, 7 * DAY_S).await.is_some());
        assert!(find(&house, &secret, 7 * DAY_S + 1).await.is_none());
        for wrong in ["", "wutong_", &secret[7..], &format!("{secret}0"), &secret.replace("wutong_", "github_")] {
            assert!(find(&house, wrong, 2).await.is_none(), "{wrong}");
        }
        let journal = format!("{:?}", house.journal().await);
        assert!(journal.contains("access_token.created") && !journal.contains(&secret[7..]));
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_new_token_is_said_by_field() {
    for house in houses().await {
        let (_, scope) = house.enter("projects", 0).await;
        let wrong = NewAccessToken { life_days: 366, parts: vec!["Not A Key".into()], ..new("projects", " ") };
        let Err(Refused::Invalid(wrong)) = make(&house, &scope, wrong).await else { panic!() };
        let fields: Vec<_> = wrong.0.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["name", "life_days", "parts"]);
        assert!(make(&house, &scope, NewAccessToken { life_days: 0, ..new("projects", "a") }).await.is_err());
        make(&house, &scope, new("projects", "ERP")).await.unwrap();
        assert!(matches!(make(&house, &scope, new("projects", "ERP")).await, Err(Refused::NameTaken)));
        for number in 1..access_token::TOKENS_MAX {
            make(&house, &scope, new("projects", &format!("t{number}"))).await.unwrap();
        }
        assert!(matches!(make(&house, &scope, new("projects", "more")).await, Err(Refused::TooMany)));
    }
}

#[tokio::test]
async fn nobody_makes_a_token_for_somebody_else_and_no_token_makes_another() {
    for house in houses().await {
        let (_, admin) = house.enter("admin", 0).await;
        assert!(matches!(make(&house, &admin, new("projects", "spy")).await, Err(Refused::Forbidden(_))));
        let (_, secret) = make(&house, &admin, new("admin", "own")).await.unwrap();
        let bearer = find(&house, &secret, 2).await.unwrap();
        assert!(matches!(make(&house, &bearer.scope, new("admin", "next")).await, Err(Refused::Forbidden(_))));
        let system = house.system();
        assert!(matches!(make(&house, &system, new("nobody", "x")).await, Err(Refused::NoAccount(_))));
        make(&house, &system, new("projects", "at the command line")).await.unwrap();
    }
}

#[tokio::test]
async fn a_token_is_revoked_by_its_owner_and_by_administrators() {
    for house in houses().await {
        let (_, owner) = house.enter("projects", 0).await;
        let (_, other) = house.enter("land", 0).await;
        let (_, admin) = house.enter("admin", 0).await;
        for revoker in [&owner, &admin] {
            let (token, secret) = make(&house, &owner, new("projects", "ERP")).await.unwrap();
            let revoke = |scope| access_token::revoke(&house.store, order(scope, 2), "projects", &token.id);
            assert!(matches!(revoke(&other).await, Err(Refused::Forbidden(_))));
            assert_eq!(access_token::list(house.store.reader(), &other, "projects").await.unwrap(), []);
            assert_eq!(access_token::list(house.store.reader(), revoker, "projects").await.unwrap().len(), 1);
            revoke(revoker).await.unwrap();
            assert!(find(&house, &secret, 3).await.is_none());
            assert!(matches!(revoke(revoker).await, Err(Refused::NotFound)));
        }
        let verbs = house.verbs("account", "projects").await;
        assert_eq!(verbs.iter().filter(|verb| *verb == "access_token.revoked").count(), 2);
    }
}

#[tokio::test]
async fn the_tokens_of_a_locked_account_are_none_and_stay_none() {
    for house in houses().await {
        let (_, owner) = house.enter("projects", 0).await;
        let (_, admin) = house.enter("admin", 0).await;
        let (_, secret) = make(&house, &owner, new("projects", "ERP")).await.unwrap();
        let version = account::find(house.store.reader(), &admin, "projects").await.unwrap().unwrap().version;
        account::disable(&house.store, order(&admin, 2), "projects", version).await.unwrap();
        assert!(find(&house, &secret, 3).await.is_none());
        account::enable(&house.store, order(&admin, 4), "projects", version + 1).await.unwrap();
        assert!(find(&house, &secret, 5).await.is_none(), "opened again, the account begins without tokens");
        assert!(house.verbs("account", "projects").await.contains(&"access_token.revoked".to_owned()));
    }
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_taken_from_the_tokens_too() {
    for house in houses().await {
        let (_, owner) = house.enter("projects", 0).await;
        let (_, admin) = house.enter("admin", 0).await;
        let (_, secret) = make(&house, &owner, new("projects", "ERP")).await.unwrap();
        let version = account::find(house.store.reader(), &admin, "projects").await.unwrap().unwrap().version;
        account::set_roles(&house.store, &house.roles, order(&admin, 2), "projects", version, &[]).await.unwrap();
        assert!(!find(&house, &secret, 3).await.unwrap().scope.may(EDIT));
    }
}

#[tokio::test]
async fn that_a_token_was_used_is_noted_once_a_day() {
    for house in houses().await {
        let (_, owner) = house.enter("projects", 0).await;
        let (_, secret) = make(&house, &owner, new("projects", "ERP")).await.unwrap();
        for second in [2, 3, DAY_S] {
            let bearer = find(&house, &secret, second).await.unwrap();
            access_token::note_use(&house.store, &bearer, at(second)).await.unwrap();
            // A program that has asked before the note was written does not write another.
            access_token::note_use(&house.store, &bearer, at(second)).await.unwrap();
        }
        let verbs = house.verbs("account", "projects").await;
        assert_eq!(verbs.iter().filter(|verb| *verb == "access_token.used").count(), 2, "{verbs:?}");
        let used = house.journal().await.into_iter().find(|entry| entry.verb == "access_token.used").unwrap();
        assert_eq!((used.actor.as_str(), used.through.as_deref()), ("projects", Some("ERP")));
    }
}

#[tokio::test]
async fn a_form_sent_twice_shows_the_secret_once() {
    for house in houses().await {
        let (_, owner) = house.enter("projects", 0).await;
        let key = IdempotencyKey::random();
        let send = || {
            let order = identity::Order { key: key.clone(), ..order(&owner, 1) };
            access_token::create(&house.store, order, new("projects", "ERP"))
        };
        send().await.unwrap();
        assert!(matches!(send().await, Err(Refused::AlreadyDone)));
    }
}
