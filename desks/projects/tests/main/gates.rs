//! The gates of stages: conditions, honest unknowns, bypass, and stages that somebody else verifies.

use identity::Scope;
use jiff::civil::date;
use pages::Language;
use projects::{
    commands::{self, Refused},
    model::{FieldError, Passage, Problem, ProjectId, ProjectRecord, Transition},
    store,
};
use testing::{House, order};

use super::pages::houses;

async fn scope(house: &House, login: &str) -> Scope {
    house.visitor(login).await.scope().clone()
}

async fn find(house: &House, id: &ProjectId) -> (ProjectRecord, i64) {
    store::find_with_version(house.store().reader(), &house.system(), id).await.unwrap().unwrap()
}

fn wrong(outcome: Result<(), Refused>) -> Vec<(String, Problem)> {
    let Err(Refused::Wrong(errors)) = outcome else { panic!("{outcome:?}") };
    errors.into_iter().map(|FieldError { field, problem }| (field.into_owned(), problem)).collect()
}

/// A project of the demo that has produced since 5 August; its next stage is to be verified.
fn producing() -> ProjectId {
    "qs-009".parse().unwrap()
}

/// What the demo asks for before full capacity is claimed.
async fn hand_in_evidence(house: &House, id: &ProjectId) {
    let mut editor = house.visitor("projects").await;
    let path = format!("/projects/{id}/documents");
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n";
    editor.get(&path).await;
    let handed_in = editor.upload(&path, &[("kind", "capacity_evidence")], &[("file", "台账.pdf", pdf)]).await;
    assert_eq!(handed_in.status, 303, "{}", handed_in.body);
}

#[tokio::test]
async fn full_capacity_is_verified_by_somebody_who_does_not_manage_the_project() {
    for house in houses().await {
        let id = producing();
        let (editor, verifier) = (scope(&house, "projects").await, scope(&house, "verifier").await);
        let (now, day) = (house.clock.now(), date(2020, 8, 10));
        let version = async || find(&house, &id).await.1;
        let step = Transition::new("full_capacity".parse().unwrap(), date(2020, 8, 20));
        let past = commands::advance(house.store(), order(&editor, now), id.clone(), version().await, step.clone());
        assert_eq!(wrong(past.await), [("stage".to_owned(), Problem::NeedsVerification)]);
        let far = Transition::new("full_benefit".parse().unwrap(), date(2020, 8, 20));
        let past = commands::advance(house.store(), order(&editor, now), id.clone(), version().await, far);
        assert_eq!(wrong(past.await), [("stage".to_owned(), Problem::NeedsVerification)], "nor is it leapt over");
        let none = commands::verify_stage(house.store(), order(&verifier, now), id.clone(), version().await, None);
        assert_eq!(wrong(none.await), [("stage".to_owned(), Problem::NoClaim)]);

        let claim = async |scope: &Scope| {
            let evidence = "连续三个月达到设计产量".parse().unwrap();
            commands::claim_stage(house.store(), order(scope, now), id.clone(), version().await, day, evidence).await
        };
        assert!(matches!(claim(&verifier).await, Err(Refused::Forbidden(_))));
        let bare = wrong(claim(&editor).await);
        assert!(matches!(&bare[..], [(_, Problem::StageNeeds { needs })] if needs.len() == 1), "no evidence: {bare:?}");
        hand_in_evidence(&house, &id).await;
        claim(&editor).await.unwrap();
        let verify = async |scope: &Scope| {
            commands::verify_stage(house.store(), order(scope, now), id.clone(), version().await, None).await
        };
        assert!(matches!(verify(&editor).await, Err(Refused::Forbidden(_))), "editing is not verifying");
        let back = commands::return_claim(
            house.store(),
            order(&verifier, now),
            id.clone(),
            version().await,
            "缺八月用电量".parse().unwrap(),
        );
        back.await.unwrap();
        assert_eq!(wrong(verify(&verifier).await), [("stage".to_owned(), Problem::NoClaim)], "it was sent back");
        claim(&editor).await.unwrap();
        verify(&verifier).await.unwrap();
        let (record, _) = find(&house, &id).await;
        let latest = record.stages.latest().unwrap();
        assert_eq!((latest.stage.as_str(), latest.entered_on), ("full_capacity", day));
        assert!(matches!(&latest.passage, Passage::Verified { by, .. } if by.as_str() == "verifier"));
        assert_eq!(record.claim, None);
    }
}

#[tokio::test]
async fn nobody_verifies_their_own_project_whatever_rights_they_hold() {
    for house in houses().await {
        let id = producing();
        let (now, system) = (house.clock.now(), house.system());
        let mut draft = projects::model::ProjectDraft::default();
        draft.set(projects::model::Field::Manager, "verifier");
        let editor = scope(&house, "projects").await;
        let version = async || find(&house, &id).await.1;
        commands::edit(house.store(), order(&editor, now), id.clone(), version().await, draft).await.unwrap();
        hand_in_evidence(&house, &id).await;
        let evidence = || "台账".parse().unwrap();
        let claim = commands::claim_stage(
            house.store(),
            order(&system, now),
            id.clone(),
            version().await,
            date(2020, 8, 10),
            evidence(),
        );
        claim.await.unwrap();
        for scope in [&scope(&house, "verifier").await, &system] {
            let own = commands::verify_stage(house.store(), order(scope, now), id.clone(), version().await, None).await;
            assert_eq!(wrong(own), [("stage".to_owned(), Problem::OwnWork)]);
        }
    }
}

#[tokio::test]
async fn a_bypass_needs_its_own_right_and_a_reason_and_is_on_record() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let made = editor.post("/projects/new", &[("name", "越关试验"), ("investor_name", "某某公司")]).await;
        let path = made.headers["location"].to_str().unwrap().to_owned();
        let id: ProjectId = path.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap();
        let form = |reason: &'static str| {
            [("version", "1"), ("stage", "signed"), ("stage_since", "2020-08-20"), ("stage_reason", reason)]
        };
        let bypass = format!("/projects/{id}/bypass");
        assert_eq!(editor.post(&bypass, &form("急")).await.status, 403, "an editor may not");
        let mut verifier = house.visitor("verifier").await;
        assert_eq!(verifier.post(&bypass, &form("急")).await.status, 403, "nor does whoever verifies");
        let mut approver = house.visitor("approver").await;
        let refused = approver.post(&bypass, &form("")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("请写明原因"), "{}", refused.body);
        let done = approver.post(&bypass, &form("省重点工程，县长办公会同意先签约后补要件")).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let (record, _) = find(&house, &id).await;
        assert!(
            matches!(&record.stages.latest().unwrap().passage, Passage::Bypassed { by } if by.as_str() == "approver")
        );
        let page = approver.get(&format!("/projects/{id}")).await;
        assert!(page.body.contains("越关进入阶段") && page.body.contains("县长办公会"), "it stands in the journal");
    }
}

#[tokio::test]
async fn an_honest_unknown_opens_a_gate_and_goes_once_the_field_is_filled() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let landed = store::ProjectFilter { stage: Some("landed".to_owned()), ..store::ProjectFilter::default() };
        let sort = (store::Sort::Name, sea_orm::Order::Asc);
        let lines = store::list(house.store().reader(), &house.system(), &landed, sort, 0, 1).await.unwrap();
        let id: ProjectId = lines[0].id.parse().unwrap();
        let save = |version: String, power: &'static str, unknown: &'static str| {
            [
                ("version".to_owned(), version),
                ("power_kw".into(), power.into()),
                ("unknown_fields".into(), unknown.into()),
            ]
        };
        let version = async || find(&house, &id).await.1.to_string();
        let edit = format!("/projects/{id}/edit");
        let started = async |editor: &mut testing::Visitor| {
            let version = version().await;
            let form = [("version", version.as_str()), ("stage", "started"), ("stage_since", "2020-08-20")];
            editor.post(&format!("/projects/{id}/advance"), &form).await
        };
        let pairs = save(version().await, "", "");
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(editor.post(&edit, &pairs).await.status, 303);
        let closed = started(&mut editor).await;
        assert_eq!(closed.status, 422);
        assert!(closed.body.contains("#field-power_kw"), "a link to the field");
        let pairs = save(version().await, "", "power_kw;name");
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(editor.post(&edit, &pairs).await.status, 303);
        assert_eq!(find(&house, &id).await.0.project.unknown.len(), 1, "a name that is there is known");
        assert_eq!(started(&mut editor).await.status, 303);
        let pairs = save(version().await, "800", "power_kw");
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(editor.post(&edit, &pairs).await.status, 303);
        assert!(find(&house, &id).await.0.project.unknown.is_empty());
    }
}

#[tokio::test]
async fn a_claim_waits_for_those_who_verify_and_the_manager_must_be_somebody() {
    for house in houses().await {
        let id = producing();
        let (editor, now) = (scope(&house, "projects").await, house.clock.now());
        hand_in_evidence(&house, &id).await;
        let (_, version) = find(&house, &id).await;
        let evidence = "台账".parse().unwrap();
        let day = date(2020, 8, 10);
        commands::claim_stage(house.store(), order(&editor, now), id.clone(), version, day, evidence).await.unwrap();
        let verifier = scope(&house, "verifier").await;
        let work = projects::desk().work.unwrap();
        let items = work.items(&house.app, &verifier, Language::Chinese, house.app.today()).await.unwrap();
        // The demo has one that waits already.
        assert_eq!(items.iter().filter(|item| item.path.ends_with("#claim")).count(), 2, "{items:?}");
        assert!(items.iter().any(|item| item.path == format!("/projects/{id}#claim")), "{items:?}");
        let claimed = store::ProjectFilter { claimed: true, ..store::ProjectFilter::default() };
        assert_eq!(store::count_up_to(house.store().reader(), &verifier, &claimed, 10).await.unwrap(), 2);
        let mut draft = projects::model::ProjectDraft::default();
        draft.set(projects::model::Field::Manager, "nobody");
        let unknown = commands::edit(house.store(), order(&editor, now), id.clone(), version + 1, draft).await;
        let login = "nobody".to_owned();
        assert_eq!(wrong(unknown), [("manager".to_owned(), Problem::UnknownManager { login })]);
    }
}

#[tokio::test]
async fn a_claim_that_comes_back_on_the_same_day_is_told_again() {
    for house in houses().await {
        let id = producing();
        let (editor, verifier) = (scope(&house, "projects").await, scope(&house, "verifier").await);
        let (now, day) = (house.clock.now(), date(2020, 8, 10));
        hand_in_evidence(&house, &id).await;
        let claim = async || {
            let version = find(&house, &id).await.1;
            let evidence = "连续三个月达到设计产量".parse().unwrap();
            commands::claim_stage(house.store(), order(&editor, now), id.clone(), version, day, evidence)
                .await
                .unwrap();
        };
        let told = async || {
            house.chore("projects.remind").await;
            let inbox = notices::inbox(house.store().reader(), &verifier, 100).await.unwrap();
            inbox.iter().filter(|one| one.notice.occasion.starts_with(&format!("claim/{id}/"))).count()
        };
        claim().await;
        assert_eq!((told().await, told().await), (1, 1), "once");
        let version = find(&house, &id).await.1;
        let reason = "缺八月用电量".parse().unwrap();
        commands::return_claim(house.store(), order(&verifier, now), id.clone(), version, reason).await.unwrap();
        assert_eq!(told().await, 1);
        claim().await;
        assert_eq!((told().await, told().await), (2, 2), "and once more");
    }
}
