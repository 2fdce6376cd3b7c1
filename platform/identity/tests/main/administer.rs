//! What administrators do, and who is not one.

use identity::{
    CreditCode, Flaw, Names, Scope,
    account::{self, Details, NewAccount, Refused},
    organisation::{self, Draft, Kind},
};
use store::IdempotencyKey;

use super::fixture::{House, attempt, empty_houses, houses, order};

fn newcomer() -> NewAccount {
    NewAccount {
        login: "newcomer".to_owned(),
        name: "新来者".to_owned(),
        organisation: "land".to_owned(),
        post: "科员".to_owned(),
        email: "newcomer@qinshui.example".to_owned(),
        roles: vec!["viewer".to_owned(), "viewer".to_owned()],
    }
}

async fn version(house: &House, login: &str) -> i64 {
    account::find(house.store.reader(), &house.system(), login).await.unwrap().unwrap().version
}

#[tokio::test]
async fn somebody_new_gets_a_one_time_password() {
    for house in houses().await {
        let (_, admin) = house.enter("admin", 0).await;
        let password = account::add(&house.store, &house.roles, order(&admin, 1), newcomer()).await.unwrap();
        house.sign_in(attempt("newcomer", password.reveal()), 2).await.unwrap();
        let added = account::find(house.store.reader(), &admin, "newcomer").await.unwrap().unwrap();
        assert_eq!(added.roles, ["viewer"]);
        assert!(added.must_change_password && !added.second_step && !added.disabled);
        let entry =
            house.journal().await.into_iter().find(|entry| entry.verb == "account.added" && entry.actor == "admin");
        let entry = entry.unwrap();
        assert_eq!((entry.subject_id.as_str(), entry.before), ("newcomer", None));
        assert!(entry.after.unwrap().contains("新来者"));
        let journal = format!("{:?}", house.journal().await);
        assert!(!journal.contains("argon2") && !journal.contains(password.reveal()));
    }
}

#[tokio::test]
async fn a_form_sent_twice_adds_one_and_shows_no_false_password() {
    for house in houses().await {
        let system = house.system();
        let key = IdempotencyKey::random();
        let add = |second| {
            let mut order = order(&system, second);
            order.key = key.clone();
            account::add(&house.store, &house.roles, order, newcomer())
        };
        let password = add(1).await.unwrap();
        assert!(matches!(add(2).await, Err(Refused::AlreadyDone)));
        house.sign_in(attempt("newcomer", password.reveal()), 3).await.unwrap();
        let again = account::add(&house.store, &house.roles, order(&system, 4), newcomer()).await;
        assert!(matches!(again, Err(Refused::LoginTaken(login)) if login == "newcomer"));
    }
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once_and_nothing_is_written() {
    for house in houses().await {
        let system = house.system();
        let written = house.journal().await.len();
        let wrong = NewAccount {
            login: "New Comer".to_owned(),
            name: "=HYPERLINK(\"http://evil\")".to_owned(),
            organisation: "land".to_owned(),
            post: "x".repeat(10_000),
            email: "nowhere".to_owned(),
            roles: Vec::new(),
        };
        let Err(Refused::Invalid(invalid)) = account::add(&house.store, &house.roles, order(&system, 1), wrong).await
        else {
            panic!("it was accepted");
        };
        let expected =
            [("login", Flaw::Key), ("name", Flaw::Formula), ("post", Flaw::TooLong(60)), ("email", Flaw::Email)];
        assert_eq!(invalid.0, expected);
        let unknown_role = NewAccount { roles: vec!["emperor".to_owned()], ..newcomer() };
        let refused = account::add(&house.store, &house.roles, order(&system, 1), unknown_role).await;
        assert!(matches!(refused, Err(Refused::UnknownRole(unknown)) if unknown.given == "emperor"));
        let nowhere = NewAccount { organisation: "atlantis".to_owned(), ..newcomer() };
        let refused = account::add(&house.store, &house.roles, order(&system, 1), nowhere).await;
        assert!(matches!(refused, Err(Refused::UnknownOrganisation(id)) if id == "atlantis"));
        assert_eq!(house.journal().await.len(), written);
        // Markup is a name like any other: pages escape it.
        let markup = NewAccount { name: "<script>alert(1)</script>".to_owned(), ..newcomer() };
        account::add(&house.store, &house.roles, order(&system, 1), markup).await.unwrap();
    }
}

#[tokio::test]
async fn only_administrators_change_people_and_see_them_all() {
    for house in houses().await {
        for login in ["auditor", "leader", "projects", "enterprise"] {
            let (_, scope) = house.enter(login, 0).await;
            let (store, roles) = (&house.store, &house.roles);
            let forbidden = [
                account::add(store, roles, order(&scope, 1), newcomer()).await.err(),
                account::edit(store, order(&scope, 1), 1, details("land")).await.err(),
                account::set_roles(store, roles, order(&scope, 1), login, 1, &["administrator".to_owned()]).await.err(),
                account::disable(store, order(&scope, 1), "land", 1).await.err(),
                account::enable(store, order(&scope, 1), "land", 1).await.err(),
                account::reset_password(store, order(&scope, 1), "admin").await.err(),
            ];
            for refused in forbidden {
                assert!(matches!(refused, Some(Refused::Forbidden(_))), "{login}: {refused:?}");
            }
            let seen = account::list(house.store.reader(), &scope).await.unwrap();
            assert_eq!(seen.iter().map(|account| account.login.as_str()).collect::<Vec<_>>(), [login]);
            assert!(account::find(house.store.reader(), &scope, "admin").await.unwrap().is_none());
        }
        let (_, admin) = house.enter("admin", 0).await;
        assert_eq!(account::list(house.store.reader(), &admin).await.unwrap().len(), 19);
    }
}

#[tokio::test]
async fn names_are_shown_to_colleagues_and_not_to_the_public() {
    for house in houses().await {
        let names = async |scope: &Scope| account::names(house.store.reader(), scope).await.unwrap();
        assert!(names(&Scope::public(house.zone.clone())).await.is_empty());
        let (_, land) = house.enter("land", 0).await;
        let seen = names(&land).await;
        assert!(seen.contains_key("leader") && !seen.contains_key("enterprise"));
        let (_, enterprise) = house.enter("enterprise", 0).await;
        assert!(names(&enterprise).await.contains_key("enterprise"));
        let (_, auditor) = house.enter("auditor", 0).await;
        assert_eq!(names(&auditor).await.len(), 19);
        let elsewhere = Scope::system("yangcheng".parse().unwrap());
        assert!(names(&elsewhere).await.is_empty());
        let leaders = account::holders(house.store.reader(), &house.system(), "leader").await.unwrap();
        assert_eq!(leaders, ["deputy", "leader"]);
    }
}

fn details(login: &str) -> Details {
    Details {
        login: login.to_owned(),
        name: "田守土".to_owned(),
        organisation: "land".to_owned(),
        post: "副局长".to_owned(),
        email: String::new(),
        language: "en".to_owned(),
    }
}

#[tokio::test]
async fn the_second_of_two_editors_is_shown_both_versions() {
    for house in houses().await {
        let system = house.system();
        account::edit(&house.store, order(&system, 1), 1, details("land")).await.unwrap();
        let other = Details { name: "田守田".to_owned(), ..details("land") };
        let Err(Refused::Stale(stale)) = account::edit(&house.store, order(&system, 2), 1, other).await else {
            panic!("the first edit was lost");
        };
        assert_eq!((stale.your_version, stale.current_version), (1, 2));
        assert_eq!((&stale.current["name"], &stale.yours["name"]), (&"田守土".into(), &"田守田".into()));
        // What stands there already can be sent again from any version: nothing would be lost.
        account::edit(&house.store, order(&system, 3), 1, details("land")).await.unwrap();
        assert_eq!(version(&house, "land").await, 2);
        let refused = account::edit(&house.store, order(&system, 4), 1, details("nobody")).await;
        assert!(matches!(refused, Err(Refused::NotFound(login)) if login == "nobody"));
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for house in houses().await {
        let (store, roles) = (&house.store, &house.roles);
        let (_, admin) = house.enter("admin", 0).await;
        let refused = account::set_roles(store, roles, order(&admin, 1), "admin", 1, &[]).await;
        assert!(matches!(refused, Err(Refused::LastAdministrator)));
        let refused = account::disable(store, order(&admin, 1), "admin", 1).await;
        assert!(matches!(refused, Err(Refused::LastAdministrator)));
        let both = ["administrator".to_owned(), "viewer".to_owned()];
        account::set_roles(store, roles, order(&admin, 2), "land", 1, &both).await.unwrap();
        account::disable(store, order(&admin, 3), "admin", 1).await.unwrap();
        let refused = account::disable(store, order(&house.system(), 4), "land", 2).await;
        assert!(matches!(refused, Err(Refused::LastAdministrator)));
    }
}

#[tokio::test]
async fn a_zone_without_administrator_gets_one_once() {
    for house in houses().await {
        let first = account::first_administrator(&house.store, &house.zone, at_start()).await.unwrap();
        assert!(first.is_none(), "the demo has one");
    }
    for house in empty_houses().await {
        let zone = identity::zone::Zone {
            id: house.zone.clone(),
            name: Names { zh: "新区".to_owned(), en: "New zone".to_owned() },
            demo: None,
        };
        identity::zone::create(&house.store, zone.clone(), at_start()).await.unwrap();
        assert!(identity::zone::create(&house.store, zone, at_start()).await.is_err());
        let first = account::first_administrator(&house.store, &house.zone, at_start()).await.unwrap();
        let (login, password) = first.unwrap();
        let token = house.sign_in(attempt(&login, password.reveal()), 1).await.unwrap();
        let session = house.session(&token, 2).await.unwrap();
        assert!(session.must_change_password && session.scope.may(identity::MANAGE_PEOPLE));
        assert!(account::first_administrator(&house.store, &house.zone, at_start()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_administrator_who_was_shut_out_gets_in_again() {
    for house in houses().await {
        // A zone's files may close every administrator's account.
        let folder = tempfile::tempdir().unwrap();
        identity::files::export(&house.store, &house.zone, folder.path()).await.unwrap();
        let path = folder.path().join("accounts.csv");
        let text = std::fs::read_to_string(&path).unwrap();
        let closed = text.lines().map(|line| match line.strip_prefix("admin,") {
            Some(_) => line.replace(",0,false,", ",0,true,"),
            None => line.to_owned(),
        });
        std::fs::write(&path, closed.collect::<Vec<_>>().join("\n")).unwrap();
        identity::files::load(&house.store, &house.roles, folder.path(), at_start()).await.unwrap();
        assert!(house.sign_in(attempt("admin", super::fixture::PASSWORD), 1).await.is_err());
        let first = account::first_administrator(&house.store, &house.zone, at_start()).await.unwrap();
        let (login, password) = first.unwrap();
        assert_eq!(login, "admin");
        house.sign_in(attempt("admin", password.reveal()), 2).await.unwrap();
        let admin = account::find(house.store.reader(), &house.system(), "admin").await.unwrap().unwrap();
        assert_eq!((admin.name.as_str(), admin.version), ("樊守成", 3), "the rest of the record stays");
    }
}

fn at_start() -> jiff::Timestamp {
    super::fixture::at(0)
}

fn draft(id: &str, code: &str) -> Draft {
    Draft {
        id: id.to_owned(),
        kind: "enterprise".to_owned(),
        name: Names { zh: "新企业".to_owned(), en: "New company".to_owned() },
        credit_code: code.to_owned(),
        source: String::new(),
    }
}

#[tokio::test]
async fn organisations_are_added_and_edited_with_a_trace() {
    for house in houses().await {
        let (_, admin) = house.enter("admin", 0).await;
        let store = &house.store;
        organisation::add(store, order(&admin, 1), draft("new-company", "91350100m000100y43")).await.unwrap();
        let refused = organisation::add(store, order(&admin, 2), draft("new-company", "")).await;
        assert!(matches!(refused, Err(organisation::Refused::Exists(_))));
        let refused = organisation::add(store, order(&admin, 2), draft("twin", "91350100M000100Y43")).await;
        assert!(matches!(refused, Err(organisation::Refused::CodeTaken { other }) if other == "new-company"));
        let refused = organisation::add(store, order(&admin, 2), draft("typo", "91350100M000100Y44")).await;
        assert!(matches!(refused, Err(organisation::Refused::Invalid(_))));
        organisation::edit(store, order(&admin, 3), 1, draft("new-company", "")).await.unwrap();
        let refused = organisation::edit(store, order(&admin, 4), 1, draft("new-company", "91350100M000100Y43")).await;
        assert!(matches!(refused, Err(organisation::Refused::Stale(stale)) if stale.current_version == 2));
        // Sent again as it stands, nothing is written.
        organisation::edit(store, order(&admin, 5), 1, draft("new-company", "")).await.unwrap();
        let verbs = house.verbs("organisation", "new-company").await;
        assert_eq!(verbs, ["organisation.added", "organisation.edited"]);
    }
}

#[tokio::test]
async fn enterprises_do_not_see_each_other() {
    for house in houses().await {
        let seen = async |scope: &Scope| {
            let all = organisation::list(house.store.reader(), scope).await.unwrap();
            all.into_iter().filter(|one| one.kind == Kind::Enterprise).map(|one| one.id).collect::<Vec<_>>()
        };
        let (_, enterprise) = house.enter("enterprise", 0).await;
        let own = enterprise.person().unwrap().organisation.clone();
        assert_eq!(seen(&enterprise).await, [own]);
        assert!(seen(&Scope::public(house.zone.clone())).await.is_empty());
        assert!(organisation::find(house.store.reader(), &enterprise, "gudi").await.unwrap().is_none());
        let refused = organisation::add(&house.store, order(&enterprise, 1), draft("mine-too", "")).await;
        assert!(matches!(refused, Err(organisation::Refused::Forbidden(_))));
        let (_, admin) = house.enter("admin", 0).await;
        let gudi = organisation::find(house.store.reader(), &admin, "gudi").await.unwrap().unwrap();
        assert!(gudi.credit_code.is_some_and(|code: CreditCode| code.as_str().len() == 18));
    }
}
