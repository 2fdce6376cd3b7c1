//! How notices reach people: by e-mail as often as they like, and posted to other systems.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use notices::{Hook, HookReach, HookSender, MailSettings};
use testing::{House, MailServer};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::{
    ground::{desks, expect},
    inbox::post_to,
};

/// Another system: keeps what it gets, and answers as it is told.
#[derive(Clone)]
struct Other {
    url: String,
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answer: Arc<Mutex<StatusCode>>,
}

impl Other {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let other = Self { url, got: Arc::default(), answer: Arc::new(Mutex::new(StatusCode::OK)) };
        let take = |State(other): State<Self>, headers: HeaderMap, body: Bytes| async move {
            other.got.lock().unwrap().push((headers, String::from_utf8(body.to_vec()).unwrap()));
            *other.answer.lock().unwrap()
        };
        let router = Router::new().route("/hook", post(take)).with_state(other.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        other
    }

    fn got(&self) -> Vec<(HeaderMap, String)> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }

    fn answers(&self, status: StatusCode) {
        *self.answer.lock().unwrap() = status;
    }
}

/// Sets a webhook as a person would; its secret.
async fn set_hook(house: &House, login: &str, whose: &str, url: &str) -> String {
    let mut visitor = house.visitor(login).await.in_language("en");
    visitor.get("/notices/delivery").await;
    let page = visitor.post("/notices/hook", &[("whose", whose), ("url", url)]).await;
    expect(&page, 200);
    page.body.split("class=\"one-time\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_notice_is_posted_once_signed_to_the_own_hook_or_to_the_zones() {
    for house in testing::houses(desks).await {
        let (zone, own) = (Other::start().await, Other::start().await);
        post_to(&house, "leader", "before", 1).await;
        house.clock.pass_minutes(1);
        set_hook(&house, "admin", "zone", &zone.url).await;
        let secret = set_hook(&house, "land", "own", &own.url).await;
        post_to(&house, "land", "a", 2).await;
        post_to(&house, "leader", "a", 1).await;
        assert_eq!(house.chore("notices.hooks").await, "3 posted, 0 failed");
        assert_eq!(house.chore("notices.hooks").await, "");
        let to_zone = zone.got();
        assert!(to_zone.len() == 1 && to_zone[0].1.contains("\"account\":\"leader\""), "{to_zone:?}");
        let to_own = own.got();
        assert_eq!(to_own.len(), 2);
        for (headers, body) in to_own {
            let header = |name: &str| headers[name].to_str().unwrap().to_owned();
            let at: i64 = header("x-wutong-timestamp").parse().unwrap();
            assert_eq!(at, house.clock.now().as_second());
            assert_eq!(header("x-wutong-signature"), notices::hook_signature(&secret, at, &body));
            let body: serde_json::Value = serde_json::from_str(&body).unwrap();
            assert_eq!(body["url"], "http://wutong.test/qinshui/work");
        }
        let journal = house.visitor("admin").await.get("/journal.xlsx").await.bytes;
        assert!(!String::from_utf8_lossy(&journal).contains(&secret));
        house.visitor("land").await.get("/notices/delivery").await;
        let mut land = house.visitor("land").await;
        assert!(!land.get("/notices/delivery").await.body.contains(&secret));
        expect(&land.post("/notices/hook/remove", &[("whose", "own")]).await, 303);
        post_to(&house, "land", "b", 1).await;
        house.chore("notices.hooks").await;
        assert_eq!((zone.got().len(), own.got().len()), (1, 0));
    }
}

#[tokio::test]
async fn a_system_that_is_down_is_tried_again_ever_more_rarely_and_given_up() {
    for house in testing::houses(desks).await {
        let other = Other::start().await;
        set_hook(&house, "land", "own", &other.url).await;
        other.answers(StatusCode::SERVICE_UNAVAILABLE);
        post_to(&house, "land", "a", 2).await;
        let mut tries = 0;
        // Nine hours from the morning on.
        for _ in 0..9 * 60 {
            house.chore("notices.hooks").await;
            tries += other.got().len();
            house.clock.pass_minutes(1);
        }
        assert_eq!(tries, 16, "eight tries for each");
        other.answers(StatusCode::OK);
        assert_eq!(house.chore("notices.hooks").await, "");
        post_to(&house, "land", "b", 1).await;
        assert_eq!(house.chore("notices.hooks").await, "1 posted, 0 failed");
    }
}

#[tokio::test]
async fn a_hook_does_not_reach_into_the_own_network() {
    let other = Other::start().await;
    let hook = Hook {
        account: None,
        url: other.url.clone(),
        secret: "secret".to_owned(),
        set_at: jiff::Timestamp::UNIX_EPOCH,
    };
    let now = jiff::Timestamp::UNIX_EPOCH;
    assert!(HookSender::new(HookReach::Public).send(&hook, "{}".to_owned(), now).await.is_err());
    assert!(other.got().is_empty());
    HookSender::new(HookReach::Private).send(&hook, "{}".to_owned(), now).await.unwrap();
    assert_eq!(other.got().len(), 1);
}

#[tokio::test]
async fn a_hook_is_an_address_and_the_zones_is_for_administrators() {
    let house = testing::houses(desks).await.swap_remove(0);
    let mut land = house.visitor("land").await.in_language("en");
    assert!(!land.get("/notices/delivery").await.body.contains("The zone’s webhook"));
    let fields = |whose, url| [("whose", whose), ("url", url)];
    expect(&land.post("/notices/hook", &fields("own", "file:///etc/passwd")).await, 422);
    expect(&land.post("/notices/hook", &fields("zone", "https://example.org/")).await, 403);
    expect(&land.post("/notices/hook/remove", &[("whose", "zone")]).await, 403);
    expect(&land.post("/notices/hook", &fields("everybody", "https://example.org/")).await, 400);
    expect(&land.post("/notices/delivery", &[("digest", "hourly")]).await, 400);
}

#[tokio::test]
async fn mail_comes_as_often_as_somebody_likes() {
    let mail = MailServer::start().await;
    for house in testing::houses_with_mail(desks, &mail.settings()).await {
        let sent = |days: usize| {
            let (house, mail) = (&house, &mail);
            async move {
                let before = mail.mails().len();
                for day in 0..days {
                    post_to(house, "land", &format!("{}-{day}", house.clock.now()), 1).await;
                    house.chore("notices.mail").await;
                    house.clock.pass_minutes(60);
                    house.chore("notices.mail").await;
                    house.clock.pass_minutes(23 * 60);
                }
                mail.mails().len() - before
            }
        };
        let mut land = house.visitor("land").await;
        // A session lasts for hours, the clock moves by days: whoever chooses signs in anew.
        for (digest, mails) in [("at-once", 14), ("daily", 14), ("weekly", 2), ("never", 0), ("at-once", 14)] {
            land = house.visitor("land").await;
            land.get("/notices/delivery").await;
            expect(&land.post("/notices/delivery", &[("digest", digest)]).await, 303);
            assert_eq!(sent(14).await, mails, "{digest}");
        }
        drop(land);
    }
}

/// A mail server that takes every mail and hangs up instead of saying so; what the mails call themselves.
async fn swallower(settings: MailSettings) -> (MailSettings, Arc<Mutex<Vec<String>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = MailSettings { port: listener.local_addr().unwrap().port(), ..settings };
    let names = Arc::new(Mutex::new(Vec::new()));
    let taken = names.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220 test\r\n").await.unwrap();
            let mut line = String::new();
            while line != ".\r\n" {
                line.clear();
                stream.read_line(&mut line).await.unwrap();
                if line.starts_with("Message-ID: ") {
                    taken.lock().unwrap().push(line.clone());
                }
                let answer = match line.split([' ', ':', '\r']).next() {
                    Some("DATA") => "354 go on\r\n",
                    Some("EHLO" | "MAIL" | "RCPT") => "250 ok\r\n",
                    _ => "",
                };
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    });
    (settings, names)
}

#[tokio::test]
async fn a_mail_of_which_nobody_says_that_it_was_taken_is_sent_a_few_times_under_one_name() {
    let mail = MailServer::start().await;
    let (settings, names) = swallower(mail.settings()).await;
    for house in testing::houses_with_mail(desks, &settings).await {
        post_to(&house, "land", "a", 2).await;
        for _ in 0..3 * 60 {
            house.chore("notices.mail").await;
            house.clock.pass_minutes(1);
        }
        let names = std::mem::take(&mut *names.lock().unwrap());
        assert_eq!(names.len(), 8, "{names:?}");
        assert!(names.iter().all(|name| *name == names[0] && name.contains("<notices.")), "{names:?}");
    }
}
