//! Answers to letters where something goes wrong on their way.

use portal::{
    commands::{note_mailed, note_try, settle_letter},
    model::{Delivery, Settlement, State},
};
use sea_orm::{ConnectionTrait, Database, EntityTrait};
use testing::{House, Mail, MailServer};

use super::{
    answers::{ADDRESS, CHORE, answer, houses_with_mail, letter_from, one, page, settle, undelivered, words},
    house::{Paper, houses},
    mail_road::{CURSED, OPEN, REFUSES, Road, SILENT, SWALLOWS},
};

#[tokio::test]
async fn a_mail_server_that_is_away_loses_no_answer() {
    let server = MailServer::start().await;
    let road = Road::to(&server, SILENT).await;
    for house in houses_with_mail(&road.settings).await {
        road.set(SILENT);
        let before = server.mails().len();
        let id = letter_from(&house, ADDRESS).await;
        answer(&house, &id, "九月通气。").await;
        for _ in 0..30 {
            let said = house.try_chore(CHORE).await.unwrap_err();
            assert!(said.starts_with("0 sent, the others wait"), "{said}");
            house.clock.pass_minutes(60);
        }
        assert_eq!(one(&house, &id).await.delivery, Delivery::FIRST, "silence is no try");
        assert!(page(&house, &id).await.contains("正等邮件服务器"));
        road.set(OPEN);
        assert_eq!(house.chore(CHORE).await, "1 sent, 0 failed");
        assert_eq!(house.chore(CHORE).await, "");
        assert_eq!(server.mails().len(), before + 1);
    }
}

#[tokio::test]
async fn an_answer_that_is_refused_is_tried_more_rarely_and_then_left_to_the_editor() {
    let server = MailServer::start().await;
    let road = Road::to(&server, REFUSES).await;
    for house in houses_with_mail(&road.settings).await {
        road.set(REFUSES);
        let before = server.mails().len();
        let id = letter_from(&house, ADDRESS).await;
        answer(&house, &id, "九月通气。").await;
        let mut tries = 0;
        for _ in 0..3 * 60 {
            tries += usize::from(house.chore(CHORE).await == "0 sent, 1 failed");
            house.clock.pass_minutes(1);
        }
        assert_eq!((tries, one(&house, &id).await.delivery), (8, Delivery::Failed));
        assert!(page(&house, &id).await.contains("答复没能寄到"));
        assert_eq!(undelivered(&house).await, [format!("/letters/{id}")]);
        // The editor answers once more, and the server is in a better mood.
        road.set(OPEN);
        answer(&house, &id, "九月通气。").await;
        assert_eq!(undelivered(&house).await, Vec::<String>::new());
        assert_eq!(house.chore(CHORE).await, "1 sent, 0 failed");
        assert_eq!(server.mails().len(), before + 1);
    }
}

#[tokio::test]
async fn a_new_answer_is_mailed_and_the_same_one_is_not_mailed_again() {
    let server = MailServer::start().await;
    for house in houses_with_mail(&server.settings()).await {
        let before = server.mails().len();
        let id = letter_from(&house, ADDRESS).await;
        answer(&house, &id, "九月通气。").await;
        let old = one(&house, &id).await;
        assert_eq!(house.chore(CHORE).await, "1 sent, 0 failed");
        answer(&house, &id, "九月通气。").await;
        assert_eq!(house.chore(CHORE).await, "");
        answer(&house, &id, "更正：十月通气。").await;
        // The mail of the first answer is noted only now: the new one waits still.
        let (store, now) = (house.store(), house.clock.now());
        note_mailed(store, &house.zone, old, now).await.unwrap();
        assert_eq!(house.chore(CHORE).await, "1 sent, 0 failed");
        let mails = server.mails().split_off(before);
        assert_eq!(mails.len(), 2);
        assert!(words(&mails[1]).contains("十月通气"));
    }
}

#[tokio::test]
async fn what_was_mailed_stays_mailed_whatever_stands_in_between() {
    let server = MailServer::start().await;
    for house in houses_with_mail(&server.settings()).await {
        let before = server.mails().len();
        let id = letter_from(&house, ADDRESS).await;
        answer(&house, &id, "九月通气。").await;
        assert_eq!(house.chore(CHORE).await, "1 sent, 0 failed");
        settle(&house, &id, &[("state", "set_aside"), ("note", "重复来信")]).await;
        assert!(page(&house, &id).await.contains("此前的一份答复已于"), "a mail went out all the same");
        answer(&house, &id, "九月通气。").await;
        assert_eq!(house.chore(CHORE).await, "");
        let said = page(&house, &id).await;
        assert!(said.contains("已于") && !said.contains("此前"), "{said}");
        assert_eq!(server.mails().len(), before + 1);
    }
}

/// The verbs of the journal about a letter.
async fn verbs(house: &House, id: &str) -> Vec<String> {
    let entries = store::journal::entry::Entity::find().all(house.store().reader()).await.unwrap();
    entries.into_iter().filter(|entry| entry.subject_id == id).map(|entry| entry.verb).collect()
}

#[tokio::test]
async fn whoever_answers_while_the_mail_is_on_its_way_neither_doubles_nor_loses_it() {
    let server = MailServer::start().await;
    for house in houses_with_mail(&server.settings()).await {
        let (store, zone, now) = (house.store(), &house.zone, house.clock.now());
        let id = letter_from(&house, ADDRESS).await;
        answer(&house, &id, "九月通气。").await;
        let read = one(&house, &id).await;
        assert!(note_try(store, zone, read.clone(), now).await.unwrap());
        assert!(!note_try(store, zone, read.clone(), now).await.unwrap(), "another program has it in hand");
        // The same words again, while the first mail of them is with the server.
        answer(&house, &id, "九月通气。").await;
        note_mailed(store, zone, read, now).await.unwrap();
        assert_eq!(house.chore(CHORE).await, "");
        assert_eq!(
            verbs(&house, &id).await,
            ["letter.received", "letter.answered", "letter.mail_tried", "letter.answered", "letter.mailed"]
        );

        let other = letter_from(&house, ADDRESS).await;
        answer(&house, &other, "十月通气。").await;
        let read = one(&house, &other).await;
        settle(&house, &other, &[("state", "set_aside"), ("note", "重复来信")]).await;
        assert!(!note_try(store, zone, read, now).await.unwrap(), "it is not to be answered any more");
        assert_eq!(verbs(&house, &other).await, ["letter.received", "letter.answered", "letter.set_aside"]);
        assert_eq!(house.chore(CHORE).await, "");
    }
    assert_eq!(server.mails(), []);
}

/// What a mail calls itself.
fn name_of(mail: &Mail) -> &str {
    mail.content.lines().find(|line| line.starts_with("Message-ID: ")).unwrap()
}

#[tokio::test]
async fn a_server_that_takes_a_mail_and_does_not_say_so_gets_it_a_few_times_under_one_name() {
    let server = MailServer::start().await;
    let road = Road::to(&server, SWALLOWS).await;
    for house in houses_with_mail(&road.settings).await {
        let before = server.mails().len();
        let id = letter_from(&house, ADDRESS).await;
        answer(&house, &id, "九月通气。").await;
        for _ in 0..3 * 60 {
            house.chore(CHORE).await;
            house.clock.pass_minutes(1);
        }
        assert_eq!(one(&house, &id).await.delivery, Delivery::Failed);
        assert_eq!(undelivered(&house).await, [format!("/letters/{id}")]);
        let mails = server.mails().split_off(before);
        assert_eq!(mails.len(), 8);
        assert!(mails.iter().all(|mail| name_of(mail) == name_of(&mails[0])), "{mails:?}");
        assert!(name_of(&mails[0]).contains(&format!("<letter.qinshui.{id}.2@example.org>")), "{mails:?}");
    }
}

#[tokio::test]
async fn a_house_that_cannot_note_a_try_sends_nothing() {
    let server = MailServer::start().await;
    for house in houses_with_mail(&server.settings()).await {
        let id = letter_from(&house, ADDRESS).await;
        answer(&house, &id, "九月通气。").await;
        let (before, database) = (server.mails().len(), Database::connect(&house.database.url).await.unwrap());
        database.execute_unprepared("ALTER TABLE journal RENAME TO journal_gone").await.unwrap();
        for _ in 0..3 {
            assert!(house.try_chore(CHORE).await.is_err());
        }
        assert_eq!(server.mails().len(), before);
        database.execute_unprepared("ALTER TABLE journal_gone RENAME TO journal").await.unwrap();
        assert_eq!(house.chore(CHORE).await, "1 sent, 0 failed");
    }
}

#[tokio::test]
async fn one_letter_holds_up_no_other_and_a_silent_server_is_asked_twice() {
    let server = MailServer::start().await;
    let road = Road::to(&server, OPEN).await;
    for house in houses_with_mail(&road.settings).await {
        road.set(OPEN);
        let before = server.mails().len();
        for contact in [CURSED, ADDRESS] {
            let id = letter_from(&house, contact).await;
            answer(&house, &id, "九月通气。").await;
            house.clock.pass_minutes(1);
        }
        assert_eq!(house.chore(CHORE).await, "1 sent, 1 failed");
        assert_eq!(server.mails().split_off(before).iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [ADDRESS]);

        for _ in 0..2 {
            let id = letter_from(&house, ADDRESS).await;
            answer(&house, &id, "九月通气。").await;
        }
        house.clock.pass_minutes(60);
        road.set(SILENT);
        road.travelled();
        assert!(house.try_chore(CHORE).await.is_err());
        assert_eq!(road.travelled(), 2);
    }
}

#[tokio::test]
async fn an_answer_that_waited_for_a_week_is_the_editors_again() {
    let server = MailServer::start().await;
    let road = Road::to(&server, SILENT).await;
    for house in houses_with_mail(&road.settings).await {
        road.set(SILENT);
        let before = server.mails().len();
        let id = letter_from(&house, ADDRESS).await;
        answer(&house, &id, "九月通气。").await;
        house.clock.pass_days(6);
        assert_eq!(undelivered(&house).await, Vec::<String>::new());
        assert!(house.try_chore(CHORE).await.is_err());
        house.clock.pass_days(1);
        assert_eq!(undelivered(&house).await, [format!("/letters/{id}")]);
        assert!(page(&house, &id).await.contains("答复没能寄到"));
        road.set(OPEN);
        assert_eq!(house.chore(CHORE).await, "", "nothing goes out unasked");
        answer(&house, &id, "九月通气。").await;
        assert_eq!(house.chore(CHORE).await, "1 sent, 0 failed");
        assert_eq!(server.mails().len(), before + 1);
    }
}

#[tokio::test]
async fn what_waited_when_the_mail_server_was_taken_away_can_be_settled() {
    for house in houses(&Paper::default()).await {
        let id = letter_from(&house, ADDRESS).await;
        // As it was answered while the house had a mail server.
        let by_mail = Settlement::parse(State::Answered, "九月通气。").unwrap().by_mail(true);
        let system = house.system();
        settle_letter(house.store(), testing::order(&system, house.clock.now()), &id, 1, by_mail).await.unwrap();
        assert_eq!(one(&house, &id).await.delivery, Delivery::FIRST);
        assert_eq!(undelivered(&house).await, [format!("/letters/{id}")]);
        let said = page(&house, &id).await;
        assert!(said.contains("本系统不寄邮件") && !said.contains("正等邮件服务器"), "{said}");
        answer(&house, &id, "九月通气，已电话告知。").await;
        assert_eq!(undelivered(&house).await, Vec::<String>::new());
        assert_eq!(one(&house, &id).await.delivery, Delivery::None);
    }
}

#[tokio::test]
async fn a_mailed_answer_is_promised_where_the_house_mails() {
    const PROMISE: &str = "答复会寄到那里";
    let server = MailServer::start().await;
    for house in houses_with_mail(&server.settings()).await {
        assert!(house.stranger().get("/write").await.body.contains(PROMISE));
    }
    for house in houses(&Paper::default()).await {
        let form = house.stranger().get("/write").await.body;
        assert!(form.contains("电话或电子邮箱") && !form.contains(PROMISE), "{form}");
    }
}
