//! A wish becomes a project at the press of a button.

use super::plans::{answer, but, houses, place};

const RICH: [(&str, &str); 4] = [("investment", "42000"), ("output", "60000"), ("jobs", "300"), ("industry", "C3073")];

#[tokio::test]
async fn wish_and_project_lead_to_each_other_and_the_figures_come_along() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        answer(&mut editor, &but(&RICH)).await;
        let begun = editor.post("/landing/wishes/4/project", &[("version", "1"), ("site", "XC-03")]).await;
        assert_eq!(begun.status, 303, "{}", begun.body);
        let path = begun.location().strip_prefix("/qinshui").unwrap().split('?').next().unwrap().to_owned();
        let project = editor.get(&path).await.body;
        for told in ["陶瓷&lt;b&gt;膜&lt;/b&gt;项目", "4.2 亿元", "XC-03", "/landing/wishes/4", "落地方案，意向 4"]
        {
            assert!(place(&project, told) > 0, "{told}");
        }
        let wish = editor.get("/landing/wishes/4").await.body;
        assert!(wish.contains(&path) && wish.contains("/land/parcels/XC-03"), "{wish}");
        assert!(!wish.contains("/landing/wishes/4/project"), "the button is gone");
        let again = editor.post("/landing/wishes/4/project", &[("version", "2")]).await;
        assert_eq!(again.location(), format!("/qinshui{path}"), "pressed again, it is the same project");
        assert!(editor.get("/landing?show=project").await.body.contains("/landing/wishes/4"));
    }
}

#[tokio::test]
async fn what_the_projects_refuse_is_said_and_nothing_is_written() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        // Nobody says who invests in the demo's second wish.
        let refused = editor.post("/landing/wishes/2/project", &[("version", "1")]).await;
        assert!(refused.status == 422 && refused.body.contains("投资方"), "{}", refused.body);
        let nowhere = editor.post("/landing/wishes/1/project", &[("version", "1"), ("site", "MOON")]).await;
        assert!(nowhere.status == 422 && nowhere.body.contains("没有这个地块"), "{}", nowhere.body);
        assert_eq!(editor.post("/landing/wishes/1/project", &[("version", "7")]).await.status, 409);
        assert_eq!(editor.post("/landing/wishes/99/project", &[("version", "1")]).await.status, 404);
        assert!(!editor.get("/landing?show=project").await.body.contains("/landing/wishes/"));
        assert_eq!(
            house.visitor("land").await.post("/landing/wishes/1/project", &[("version", "1")]).await.status,
            403
        );
        // The same project twice: the second is refused by the projects' own rule.
        answer(&mut editor, &but(&RICH)).await;
        answer(&mut editor, &but(&RICH)).await;
        assert_eq!(editor.post("/landing/wishes/4/project", &[("version", "1")]).await.status, 303);
        assert_eq!(editor.post("/landing/wishes/5/project", &[("version", "1")]).await.status, 422);
    }
}
