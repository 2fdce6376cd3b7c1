//! Every address and every role: who may open what stands in `access.csv`, written by people and compared with what
//! the house does. An address that is not in the file fails.

use std::collections::BTreeMap;

use pages::{Desk, Route};
use testing::{House, Visitor};

use super::command_line::Wutong;

/// The roles, each with an account of the demo zone that holds no other.
const ROLES: [(&str, &str); 14] = [
    ("administrator", "admin"),
    ("auditor", "auditor"),
    ("leader", "leader"),
    ("policy-editor", "policy"),
    ("policy-supervisor", "supervisor"),
    ("projects-editor", "projects"),
    ("projects-verifier", "verifier"),
    ("projects-bypasser", "approver"),
    ("projects-reporter", "statistics"),
    ("enterprise", "enterprise"),
    ("portal-editor", "portal"),
    ("portal-publisher", "publisher"),
    ("land-editor", "land"),
    ("viewer", "office"),
];

fn desks() -> Vec<Desk> {
    vec![pages::front::desk(), policy::desk(), projects::desk(), land::desk(), landing::desk(), portal::desk()]
}

fn routes() -> Vec<Route> {
    desks().into_iter().flat_map(|desk| desk.routes).collect()
}

/// `METHOD path` → who may: `everybody`, `signed-in`, or roles.
fn expected() -> BTreeMap<String, String> {
    include_str!("../access.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let mut fields = line.splitn(3, ',');
            let mut next = || fields.next().unwrap();
            (format!("{} {}", next(), next()), next().to_owned())
        })
        .collect()
}

/// The path with something in the place of each parameter; nothing has these ids.
fn example(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "nothing-1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// Whether the house lets the visitor through to the handler.
async fn lets_in(visitor: &mut Visitor, route: &Route) -> bool {
    let path = example(route.path);
    let answer =
        if route.method == "GET" { visitor.get(&path).await } else { visitor.post(&path, &[("version", "1")]).await };
    assert!(answer.status < 500, "{} {path}: {} {}", route.method, answer.status, answer.body);
    let asked_to_sign_in = answer.status == 303 && answer.location().contains("/sign-in?next=");
    !asked_to_sign_in && answer.status != 401 && answer.status != 403
}

/// Somebody of each role, signed in once: a password is made slow to try.
async fn sign_in(house: &House) -> Vec<(&'static str, Visitor)> {
    let mut signed_in = Vec::new();
    for (role, login) in ROLES {
        signed_in.push((role, house.visitor(login).await));
    }
    signed_in
}

async fn allowed(house: &House, signed_in: &mut [(&'static str, Visitor)], route: &Route) -> String {
    let mut stranger = house.stranger();
    if route.method != "GET" {
        // A stranger's form begins with a page that has one.
        stranger.get("/sign-in").await;
    }
    if lets_in(&mut stranger, route).await {
        return "everybody".to_owned();
    }
    let mut held = Vec::new();
    for (role, visitor) in signed_in.iter_mut() {
        if lets_in(visitor, route).await {
            held.push(*role);
        }
    }
    if held.len() == ROLES.len() { "signed-in".to_owned() } else { held.join(" ") }
}

/// Forms of these addresses end the session of whoever sends them.
fn ends_the_session(route: &Route) -> bool {
    route.method != "GET" && (route.path == "/sign-out" || route.path.starts_with("/account"))
}

#[tokio::test]
async fn every_address_is_open_to_exactly_the_roles_in_the_table() {
    let expected = expected();
    let house = testing::houses(desks).await.swap_remove(0);
    let mut signed_in = sign_in(&house).await;
    let mut wrong = Vec::new();
    for route in routes() {
        let name = format!("{} {}", route.method, route.path);
        let found = allowed(&house, &mut signed_in, &route).await;
        if ends_the_session(&route) {
            signed_in = sign_in(&house).await;
        }
        match expected.get(&name) {
            None => wrong.push(format!("{},{},{found}   (not in the table)", route.method, route.path)),
            Some(roles) if *roles != found => {
                wrong.push(format!("{name}: the table says {roles:?}, the house {found:?}"));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(expected.len(), routes().len(), "the table has addresses that the house does not");
}

#[test]
fn the_table_speaks_of_every_desk_of_the_house() {
    let listed = Wutong::new().succeed(&["routes", "--json"]);
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed.len(), routes().len());
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused_on_every_address() {
    let house = testing::houses(desks).await.swap_remove(0);
    let mut admin = house.visitor("admin").await;
    for route in routes().iter().filter(|route| route.method != "GET") {
        let path = example(route.path);
        let answer = admin
            .post_raw(&path, "application/x-www-form-urlencoded", b"csrf=guess&idempotency_key=12345678".to_vec())
            .await;
        // The API takes no forms at all.
        let refused = answer.status == 403 || (path.starts_with("/api/") && [400, 415].contains(&answer.status));
        assert!(refused, "{path} took a form without its token: {} {}", answer.status, answer.body);
    }
}

#[tokio::test]
async fn every_page_says_what_a_browser_may_do_with_it() {
    let house = testing::houses(desks).await.swap_remove(0);
    for path in ["", "/sign-in", "/nothing-here"] {
        let page = house.stranger().get(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("script-src 'self' 'unsafe"), "{policy}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert!(!page.body.contains("<script>") && !page.body.contains(" onclick="), "{path} has a script in the page");
    }
}
