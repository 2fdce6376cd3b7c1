//! Programs that call the API, and which calls they have made.

use std::collections::{BTreeMap, BTreeSet};

use identity::access_token::NewAccessToken;
use serde_json::Value;
use testing::{Answer, House, Visitor};

/// Whose tokens the calls show.
const CALLERS: [&str; 9] =
    ["approver", "enterprise", "gas", "land", "leader", "portal", "projects", "statistics", "verifier"];

/// Who calls, and which calls they have made as they are meant.
pub(super) struct Calls {
    programs: BTreeMap<&'static str, Visitor>,
    pub(super) made: BTreeSet<String>,
}

pub(super) fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}

pub(super) fn token(login: &str) -> NewAccessToken {
    NewAccessToken { login: login.into(), name: "ERP".into(), life_days: 7, writes: true, parts: Vec::new() }
}

#[track_caller]
pub(super) fn expect(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    let kind = if status < 400 { "application/json" } else { "application/problem+json" };
    assert_eq!(answer.headers["content-type"], kind);
    answer.json()
}

impl Calls {
    pub(super) async fn of(house: &House) -> Self {
        let mut programs = BTreeMap::new();
        for login in CALLERS {
            programs.insert(login, house.program(token(login)).await);
        }
        Self { programs, made: BTreeSet::new() }
    }

    /// The program of one of the [`CALLERS`].
    pub(super) fn program(&self, login: &str) -> Visitor {
        self.programs[login].clone()
    }

    /// Notes that the address was called as it is meant: the pattern with the method.
    pub(super) fn note(&mut self, method: &str, pattern: &str) {
        self.made.insert(format!("{method} /api/projects{pattern}"));
    }

    /// Reads as somebody who may, and as somebody who may not.
    pub(super) async fn get(&mut self, pattern: &str, path: &str, (may, may_not): (&str, &str)) -> Value {
        self.note("GET", pattern);
        let path = format!("/api/projects{path}");
        expect(&self.program(may_not).get(&path).await, 403);
        let read = self.program(may).get(&path).await;
        assert_eq!(read.status, 200, "{path}: {}", read.body);
        let wrong = self.program(may).get(&format!("{path}?as_of=moon")).await;
        expect(&wrong, 400);
        expect(&read, 200)
    }

    /// Changes something as somebody who may; before, as somebody who may not, and with a body that is wrong.
    pub(super) async fn post(
        &mut self,
        pattern: &str,
        path: &str,
        (may, may_not): (&str, &str),
        (wrong, fields): (Value, &[&str]),
        (good, status): (Value, u16),
    ) -> Value {
        self.note("POST", pattern);
        let path = format!("/api/projects{path}");
        let (mut caller, mut stranger) = (self.program(may), self.program(may_not));
        expect(&stranger.post_json(&path, &key(), &good.to_string()).await, 403);
        expect(&caller.post_json(&path, &key(), "{\"moon\":1}").await, 400);
        let refused = expect(&caller.post_json(&path, &key(), &wrong.to_string()).await, 422);
        let found: Vec<&str> = refused["errors"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found, fields, "{path} {wrong}");
        let key = key();
        let done = caller.post_json(&path, &key, &good.to_string()).await;
        let body = expect(&done, status);
        // Sent again, it is not done again.
        let again = caller.post_json(&path, &key, &good.to_string()).await.status;
        // What was taken away is not there any more.
        assert!(again == status || (path.ends_with("/remove") && again == 404), "{path}: {again}");
        body
    }

    pub(super) async fn version(&self, id: &str) -> i64 {
        let one = self.program("projects").get(&format!("/api/projects/{id}")).await;
        expect(&one, 200)["version"].as_i64().unwrap()
    }
}
