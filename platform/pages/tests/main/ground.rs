//! Houses with the front alone.

use identity::{Right, Role};
use pages::{Desk, Texts};
use testing::{Answer, House};

/// The front, and a desk that only declares the roles that the demo's people hold.
pub fn desks() -> Vec<Desk> {
    const KEYS: [&str; 12] = [
        "enterprise",
        "land-editor",
        "leader",
        "policy-editor",
        "policy-supervisor",
        "portal-editor",
        "portal-publisher",
        "projects-bypasser",
        "projects-editor",
        "projects-reporter",
        "projects-verifier",
        "viewer",
    ];
    let roles = KEYS.map(|key| Role { key, rights: &[Right("desk.work")] });
    let desk = Desk {
        key: "desk",
        migrations: Vec::new(),
        roles: roles.to_vec(),
        routes: Vec::new(),
        menu: Vec::new(),
        texts: Texts { chinese: "", english: "" },
        api: None,
        facts: None,
        work: None,
        files: None,
        chores: Vec::new(),
        articles: None,
        listings: None,
        missing: None,
        search: None,
        related: None,
    };
    vec![pages::front::desk(), desk]
}

pub async fn houses() -> Vec<House> {
    testing::houses(desks).await
}

/// Fails unless the answer has this status; shows the page otherwise.
#[track_caller]
pub fn expect(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{} {}", answer.location(), answer.body);
}

/// The text between two marks of a page.
pub fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("{start} is not on the page: {page}"));
    rest.split_once(end).unwrap().0
}
