//! The register of investors, views kept under a name, and what the public sees of projects.

use testing::{Answer, Visitor};

use super::pages::houses;

const INVESTOR: [(&str, &str); 14] = [
    ("name", "北坡新材料有限公司"),
    ("credit_code", "91140521MA0DM0004M"),
    ("other_names.0", "北坡新材"),
    ("other_names.1", ""),
    ("contacts.0.name", "周<b>一</b>"),
    ("contacts.0.post", "总经理"),
    ("contacts.0.phone", "0356-000 0201"),
    ("contacts.0.email", "zhou@beipo.example"),
    ("related.0.name", "沁水沁泽机械有限公司（演示）"),
    ("related.0.relation", "partner"),
    ("earlier.0.title", "一期工厂"),
    ("earlier.0.year", "2015"),
    ("earlier.0.investment_cny", "3.2亿"),
    ("business", "第一行\r\n第二行"),
];

/// The fields with some of them filled otherwise.
fn but<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = INVESTOR.iter().map(|(key, text)| (*key, *text)).collect();
    fields.retain(|(key, _)| !other.iter().any(|(name, _)| name == key));
    fields.extend(other);
    fields
}

fn path_of(made: &Answer) -> String {
    assert_eq!(made.status, 303, "{}", made.body);
    made.location().trim_start_matches("/qinshui").split('?').next().unwrap().to_owned()
}

async fn registered(editor: &mut Visitor) -> String {
    path_of(&editor.post("/projects/investors/new", &but(&[("credit_code", "")])).await)
}

#[tokio::test]
async fn an_investor_is_registered_with_all_that_is_known_and_comes_back_from_the_form() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let path = registered(&mut editor).await;
        let page = editor.get(&path).await.body;
        for told in [
            "北坡新材料有限公司",
            "北坡新材",
            "周&lt;b&gt;一&lt;/b&gt;",
            "tel:03560000201",
            "zhou@beipo.example",
            "合作方",
            "一期工厂",
            "3.2 亿元",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(page.contains("/projects/investors/qinze"), "a related firm of the register is a link");
        let form = editor.get(&format!("{path}/edit")).await.body;
        for (_, text) in
            INVESTOR.iter().filter(|(key, text)| !text.is_empty() && *key != "credit_code" && *key != "business")
        {
            let shown = text.replace('<', "&lt;").replace('>', "&gt;").replace("3.2亿", "320000000");
            assert!(form.contains(&shown), "{text}: {form}");
        }
        assert!(editor.get("/projects/investors?q=北坡新材").await.body.contains(&path), "found by the short name");
        assert!(
            !editor.get("/projects/investors?q=%25").await.body.contains(&path),
            "a wildcard is a sign like others"
        );
        let (database, id) = (house.store().reader(), path.rsplit('/').next().unwrap());
        let all = jiff::Timestamp::MAX;
        let entries =
            ::store::journal::of_subject(database, &house.zone, "project_investor", id, all, 5).await.unwrap();
        let verbs: Vec<&str> = entries.iter().map(|entry| entry.verb.as_str()).collect();
        assert_eq!(verbs, ["project_investor.added"]);
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_investor_stands_at_its_field_and_nothing_typed_is_lost() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let long = "长".repeat(300);
        for (wrong, fields) in [
            (vec![("name", "")], vec!["name"]),
            (vec![("name", long.as_str())], vec!["name"]),
            (vec![("credit_code", "91149900MA0DM0102V")], vec!["credit_code"]),
            (
                vec![("contacts.0.name", ""), ("contacts.0.email", "zhou at beipo")],
                vec!["contacts.0.name", "contacts.0.email"],
            ),
            (vec![("related.0.relation", "friend")], vec!["related.0.relation"]),
            (
                vec![("earlier.0.year", "MMXV"), ("earlier.0.investment_cny", "-1")],
                vec!["earlier.0.year", "earlier.0.investment_cny"],
            ),
            (vec![("name", "沁水凤栖清洁能源有限公司（演示）")], vec!["name"]),
            (vec![("other_names.0", "栖霞碳材（演示）")], vec!["other_names.0"]),
            (vec![("credit_code", "91149900MA0DM0101Q")], vec!["credit_code"]),
            (vec![("contacts.60.name", "第六十一人")], vec![]),
        ] {
            let sent = but(&wrong);
            let answer = editor.post("/projects/investors/new", &sent).await;
            if fields.is_empty() {
                // Far beyond the rows that a form has: as if it had not been sent.
                path_of(&answer);
                continue;
            }
            assert_eq!(answer.status, 422, "{wrong:?}");
            for field in fields {
                assert!(
                    answer.body.contains(&format!("href=\"#field-{field}\"")),
                    "{field} {wrong:?}: {}",
                    answer.body
                );
            }
            assert!(answer.body.contains("一期工厂"), "{wrong:?}");
        }
    }
}

#[tokio::test]
async fn two_people_who_change_one_investor_see_both_editions() {
    for house in houses().await {
        let (mut editor, mut other) = (house.visitor("projects").await, house.visitor("investment").await);
        let path = registered(&mut editor).await;
        let edit = format!("{path}/edit");
        let first = but(&[("credit_code", ""), ("home", "河北"), ("version", "1")]);
        assert_eq!(editor.post(&edit, &first).await.status, 303);
        let second = but(&[("credit_code", ""), ("home", "河南"), ("version", "1")]);
        let late = other.post(&edit, &second).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("河北") && late.body.contains("河南"), "{}", late.body);
        let again = but(&[("credit_code", ""), ("home", "河南"), ("version", "2")]);
        assert_eq!(other.post(&edit, &again).await.status, 303);
        assert!(other.get(&path).await.body.contains("河南"));
        assert_eq!(house.visitor("leader").await.post(&edit, &again).await.status, 403);
        assert_eq!(house.visitor("enterprise").await.get(&path).await.status, 403);
    }
}

#[tokio::test]
async fn an_investors_page_tells_all_its_projects_and_leads_to_a_new_one_without_retyping() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let page = editor.get("/projects/investors/qixia").await.body;
        assert!(page.contains("石墨烯导热膜") && page.contains("碳化硅陶瓷部件"), "by its code and by its short name");
        let lead = page.split("href=\"/qinshui").find(|part| part.starts_with("/projects/new?")).unwrap();
        let lead = lead.split('"').next().unwrap().replace("&amp;", "&");
        let form = editor.get(&lead).await.body;
        assert!(form.contains("沁水栖霞碳材有限公司（演示）") && form.contains("91149900MA0DM0109H"), "{form}");
        let known = editor.get("/projects/qs-012").await.body;
        assert!(known.contains("/projects/investors/qixia"), "the project leads to the register");
        let unknown = editor.get("/projects/qs-037").await.body;
        assert!(unknown.contains("/projects/investors/new?name="), "and takes over an investor that is not there");
    }
}

#[tokio::test]
async fn a_view_is_kept_sent_as_a_link_changed_and_removed() {
    for house in houses().await {
        let (mut editor, mut leader) = (house.visitor("projects").await, house.visitor("leader").await);
        let from = editor.get("/projects/board?stage=signed&mine=yes").await.body;
        assert!(from.contains("/projects/views?stage=signed&amp;mine=yes&amp;from=board"), "{from}");
        let keep = [("view_page", "board"), ("view_query", "stage=signed&cols=name"), ("title", "签约<i>项目</i>")];
        assert_eq!(editor.post("/projects/views", &keep).await.status, 303);
        let page = editor.get("/projects/views").await.body;
        assert!(page.contains("签约&lt;i&gt;"), "{page}");
        let link = page.split("href=\"/qinshui").find(|part| part.starts_with("/projects/views/")).unwrap();
        let link = link.split('"').next().unwrap().to_owned();
        let id = link.rsplit('/').next().unwrap().to_owned();
        let opened = leader.get(&link).await;
        assert_eq!(opened.location(), "/qinshui/projects/board?stage=signed&cols=name", "whoever has the link");
        assert!(!leader.get("/projects/views").await.body.contains(&link), "but it is listed for nobody else");
        let (title, shared) = (format!("title-{id}"), format!("shared-{id}"));
        assert_eq!(leader.post(&link, &[(&title, "别人的")]).await.status, 404, "nor changed by anybody else");
        assert_eq!(editor.post(&link, &[(&title, "")]).await.status, 422);
        assert_eq!(editor.post(&link, &[(&title, "签约看板"), (&shared, "yes")]).await.status, 303);
        assert!(leader.get("/projects/views").await.body.contains("签约看板"));
        let mut enterprise = house.visitor("enterprise").await;
        assert!(!enterprise.get("/projects/views").await.body.contains("签约看板"));
        assert_eq!(enterprise.get(&link).await.status, 404, "what staff looks for is not for enterprises");
        assert_eq!(
            enterprise.post("/projects/views", &[("shared", "yes"), keep[0], keep[1], keep[2]]).await.status,
            403
        );
        assert_eq!(enterprise.post("/projects/views", &keep).await.status, 303);
        assert_eq!(editor.post(&format!("{link}/remove"), &[]).await.status, 303);
        assert_eq!(leader.get(&link).await.status, 404);
    }
}

#[tokio::test]
async fn a_view_leads_nowhere_but_to_the_projects() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        for (page, query) in [
            ("https://evil.example", ""),
            ("list", "a\r\nLocation: https://evil.example"),
            ("list", "\"><script>"),
            ("list", &"a".repeat(3_000)),
        ] {
            let kept =
                editor.post("/projects/views", &[("view_page", page), ("view_query", query), ("title", "坏")]).await;
            assert_eq!(kept.status, 400, "{page} {query}");
        }
    }
}

#[tokio::test]
async fn the_public_site_shows_the_projects_that_the_leader_chooses_and_nothing_else_of_them() {
    for house in houses().await {
        let source = projects::desk().listings.unwrap();
        let public = house.stranger().scope().clone();
        let listed = async || source.listed(&house.app, &public, pages::Language::Chinese).await.unwrap();
        let before = listed().await;
        assert!(!before.is_empty() && before.iter().all(|one| one.title != "平板陶瓷膜"), "{before:?}");
        let path = "/projects/qs-033/public";
        assert_eq!(house.visitor("projects").await.post(path, &[("public", "yes")]).await.status, 403);
        let mut leader = house.visitor("leader").await;
        assert_eq!(leader.post(path, &[("public", "yes")]).await.status, 303);
        let after = listed().await;
        let one = after.iter().find(|one| one.title == "平板陶瓷膜").unwrap();
        let said: Vec<&str> = one.facts.iter().map(|(name, _)| name.as_str()).collect();
        assert!(said.iter().all(|name| ["投资方", "总投资", "阶段", "园区", "主导产业"].contains(name)), "{said:?}");
        assert!(leader.get("/projects/qs-033").await.body.contains("正在展示"));
        assert_eq!(leader.post(path, &[("public", "no")]).await.status, 303);
        assert_eq!(listed().await, before);
        let lost = [
            ("version", "1"),
            ("status", "lost"),
            ("status_reason", "不来了"),
            ("status_since", "2020-08-19"),
            ("lost_to", "外省"),
        ];
        let shown = house.visitor("projects").await.post("/projects/qs-031/status", &lost).await;
        assert_eq!(shown.status, 303, "{}", shown.body);
        assert!(listed().await.iter().all(|one| one.title != "煤层气无废智慧产业园"), "what is lost is shown no more");
    }
}

#[tokio::test]
async fn an_enterprise_hands_in_documents_of_its_project_and_sees_its_own_alone() {
    for house in houses().await {
        let (mut editor, mut enterprise) = (house.visitor("projects").await, house.visitor("enterprise").await);
        let path = "/projects/qs-006/documents";
        let pdf = |text: &str| format!("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj % {text}\n%%EOF\n").into_bytes();
        let kind = [("kind", "investment_agreement")];
        let link =
            |body: &str| body.split("/documents/").nth(1).unwrap().split(['"', '?', '/']).next().unwrap().to_owned();
        editor.get(path).await;
        assert_eq!(editor.upload(path, &kind, &[("file", "内部意见.pdf", &pdf("staff"))]).await.status, 303);
        let internal = link(&editor.get(path).await.body);
        assert!(!enterprise.get(path).await.body.contains("内部意见"));
        assert_eq!(enterprise.get(&format!("{path}/{internal}")).await.status, 404);
        assert_eq!(enterprise.post(&format!("{path}/{internal}/remove"), &[("reason", "不要")]).await.status, 404);
        let over = [("document", internal.as_str())];
        assert_eq!(enterprise.upload(path, &over, &[("file", "冒充.pdf", &pdf("other"))]).await.status, 404);
        assert_eq!(enterprise.upload(path, &kind, &[("file", "验收报告.pdf", &pdf("own"))]).await.status, 303);
        let page = enterprise.get(path).await.body;
        assert!(page.contains("验收报告") && !page.contains("内部意见"), "{page}");
        assert!(editor.get(path).await.body.contains("验收报告"), "staff sees both");
        let own = link(&page);
        assert_eq!(enterprise.post(&format!("{path}/{own}/remove"), &[("reason", "传错了")]).await.status, 303);
        assert_eq!(enterprise.get("/projects/qs-001/documents").await.status, 404, "of no other project");
        let inbox = notices::inbox(house.store().reader(), editor.scope(), 100).await.unwrap();
        let told = inbox.iter().filter(|one| one.notice.text_key == "projects-notice-document").count();
        assert_eq!(told, 1, "whoever is in charge hears of what others hand in");
    }
}
