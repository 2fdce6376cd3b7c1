//! Supervision: who is told what, when, once; and where it can be seen.

use identity::Scope;
use jiff::civil::date;
use policy::{
    commands::{Classification, ClauseAt, classify, comment, import},
    model::{ClauseId, Draft, Due},
    store::sentences,
};
use testing::{House, MailServer, order};

const TEXT: &str = "# 督办样例\n\n要在九月一日前完成土地收储。要保障园区用气。要坚持规划先行，一件一件抓落实。\n";

/// A house with three sentences: one of land's with a due date, one of gas's without, one that nobody answers for.
async fn houses(mail: &MailServer) -> Vec<House> {
    let desks = || vec![pages::front::desk(), policy::desk()];
    let houses = testing::houses_with_mail(desks, &mail.settings()).await;
    for house in &houses {
        let scope = house.system();
        let article = policy::article::read(TEXT.as_bytes(), Some("a.md")).unwrap();
        let text = Draft::of_article(&article).check().unwrap();
        let document = "sample".parse().unwrap();
        import(house.store(), order(&scope, house.clock.now()), document, text, None).await.unwrap();
        give(house, &scope, 0, "land", Some(Due::on(date(2020, 9, 1)))).await;
        give(house, &scope, 1, "gas", None).await;
    }
    houses
}

async fn clause_id(house: &House, position: usize) -> ClauseId {
    let document = "sample".parse().unwrap();
    let sentences = sentences(house.store().reader(), &house.system(), &document, 1).await.unwrap();
    sentences[position].clause.clone()
}

async fn give(house: &House, scope: &Scope, position: usize, owner: &str, due: Option<Due>) {
    let at = ClauseAt { document: "sample".parse().unwrap(), clause: clause_id(house, position).await, version: 1 };
    let due = due.map(String::from).unwrap_or_default();
    let new = Classification::parse("duty", owner, "", &due).unwrap();
    classify(house.store(), order(scope, house.clock.now()), at, new).await.unwrap();
}

async fn notices(house: &House, login: &str) -> Vec<String> {
    let visitor = house.visitor(login).await;
    let posted = notices::inbox(house.store().reader(), visitor.scope(), 50).await.unwrap();
    posted.into_iter().map(|one| one.notice.text_key).collect()
}

#[tokio::test]
async fn each_rule_speaks_once_and_grows_louder() {
    let mail = MailServer::start().await;
    for house in houses(&mail).await {
        house.chore("policy.supervise").await;
        // The twelfth day before: due soon. Nobody else is told.
        assert_eq!(notices(&house, "land").await, ["policy-notice-due-soon-reminder"]);
        assert!(notices(&house, "gas").await.is_empty() && notices(&house, "supervisor").await.is_empty());
        assert_eq!(house.chore("policy.supervise").await, "nothing new to say");
        // Untouched for fourteen days: both owners are reminded; land is also overdue by two days.
        house.clock.pass_days(14);
        house.chore("policy.supervise").await;
        assert_eq!(notices(&house, "gas").await, ["policy-notice-stuck-reminder"]);
        let land = notices(&house, "land").await;
        assert!(land.contains(&"policy-notice-overdue-warning".to_owned()) && land.len() == 3, "{land:?}");
        assert_eq!(notices(&house, "supervisor").await, ["policy-notice-overdue-warning"]);
        assert!(notices(&house, "leader").await.is_empty());
        // Overdue by fifteen days: the leaders are told.
        house.clock.pass_days(13);
        house.chore("policy.supervise").await;
        assert_eq!(notices(&house, "leader").await, ["policy-notice-overdue-escalation"]);
        assert_eq!(house.chore("policy.supervise").await, "nothing new to say");
    }
}

#[tokio::test]
async fn somebody_who_does_something_is_left_in_peace_for_a_while() {
    let mail = MailServer::start().await;
    for house in houses(&mail).await {
        house.clock.pass_days(10);
        let gas = house.visitor("gas").await;
        let text = "已与供气企业对接。".parse().unwrap();
        let clause = clause_id(&house, 1).await;
        comment(house.store(), order(gas.scope(), house.clock.now()), "sample".parse().unwrap(), clause, text)
            .await
            .unwrap();
        house.clock.pass_days(10);
        house.chore("policy.supervise").await;
        assert!(notices(&house, "gas").await.is_empty(), "ten days after the comment nothing is stuck");
    }
}

#[tokio::test]
async fn notices_go_out_by_mail_once_in_the_readers_language() {
    let mail = MailServer::start().await;
    for house in houses(&mail).await {
        let before = mail.mails().len();
        house.chore("policy.supervise").await;
        assert_eq!(house.chore("notices.mail").await, "1 sent, 0 failed");
        assert_eq!(house.chore("notices.mail").await, "");
        let mails = mail.mails();
        assert_eq!(mails.len(), before + 1);
        let sent = mails.last().unwrap();
        assert_eq!(sent.to, "land@qinshui.example");
        assert!(sent.content.contains("Subject: =?utf-8?"), "{}", sent.content);
    }
}

#[tokio::test]
async fn what_waits_for_a_person_is_one_mail_and_waits_for_the_morning() {
    let mail = MailServer::start().await;
    for house in houses(&mail).await {
        let before = mail.mails().len();
        house.clock.pass_days(14);
        house.chore("policy.supervise").await;
        let inbox = notices(&house, "land").await;
        assert!(inbox.len() > 1, "{inbox:?}");
        house.clock.pass_minutes(14 * 60);
        assert_eq!(house.chore("notices.mail").await, "", "at night nothing is sent");
        house.clock.pass_minutes(10 * 60);
        house.chore("notices.mail").await;
        let to_land: Vec<_> =
            mail.mails().split_off(before).into_iter().filter(|sent| sent.to == "land@qinshui.example").collect();
        assert_eq!(to_land.len(), 1, "{to_land:?}");
        assert!(unmailed(&house).await.is_empty());
    }
}

async fn unmailed(house: &House) -> Vec<notices::Posted> {
    notices::unmailed(house.store().reader(), &house.zone, &[], house.clock.now(), 10).await.unwrap()
}

#[tokio::test]
async fn a_mail_server_that_does_not_answer_loses_nothing() {
    let mail = MailServer::start().await;
    let mut nobody = mail.settings();
    nobody.port = 1;
    let desks = || vec![pages::front::desk(), policy::desk()];
    for house in testing::houses_with_mail(desks, &nobody).await {
        let scope = house.system();
        let article = policy::article::read(TEXT.as_bytes(), Some("a.md")).unwrap();
        let text = Draft::of_article(&article).check().unwrap();
        import(house.store(), order(&scope, house.clock.now()), "sample".parse().unwrap(), text, None).await.unwrap();
        give(&house, &scope, 0, "land", Some(Due::on(date(2020, 9, 1)))).await;
        house.chore("policy.supervise").await;
        for _ in 0..2 * 24 {
            let said = house.try_chore("notices.mail").await;
            let at_night = said.as_deref() == Ok("");
            assert!(at_night || said.is_err_and(|said| said.starts_with("0 sent, the others wait")));
            house.clock.pass_minutes(60);
        }
        // However long it was away: what waited for it is not given up.
        assert_eq!(unmailed(&house).await.len(), 1);
    }
}

#[tokio::test]
async fn the_ledger_filters_sorts_and_exports_and_the_leaders_page_shows_stuck_first() {
    let mail = MailServer::start().await;
    for house in houses(&mail).await {
        house.clock.pass_days(20);
        let mut supervisor = house.visitor("supervisor").await;
        let page = supervisor.get("/supervision").await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(
            page.body.contains("土地收储") && page.body.contains("保障园区用气") && !page.body.contains("规划先行")
        );
        let filtered = supervisor.get("/supervision?owner=gas&state=stuck").await;
        assert!(!filtered.body.contains("土地收储") && filtered.body.contains("保障园区用气"));
        let none = supervisor.get("/supervision?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
        assert!(none.status == 200 && !none.body.contains("<script>alert"));
        let leader = house.visitor("leader").await.get("/supervision/leader").await;
        let (stuck, late) = (leader.body.find("停滞").unwrap(), leader.body.find("逾期").unwrap());
        assert!(leader.status == 200 && stuck < late);
        let sheet = supervisor.get("/supervision/ledger.xlsx?cols=words&cols=due").await;
        assert_eq!(sheet.status, 200);
        assert!(sheet.bytes.starts_with(b"PK"));
        let refused = house.visitor("land").await.get("/supervision").await;
        assert_eq!(refused.status, 403);
        assert_eq!(house.stranger().get("/supervision").await.status, 303);
        // In the owner's own queue, red because it is late.
        let work = house.visitor("land").await.get("/work").await;
        assert!(work.body.contains("土地收储"), "{}", work.body);
    }
}
