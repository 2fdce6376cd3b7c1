//! Another use for a parcel is weighed against the floor of the share of land for industry.

use super::register::houses;

#[tokio::test]
async fn the_share_is_told_before_and_under_its_floor_a_ground_is_needed() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let weighed = editor.get("/land/parcels/XC-03/use?land_use=0701").await.body;
        assert!(
            weighed.contains("64.29 %") && weighed.contains("60.82 %") && weighed.contains("符合下限"),
            "{weighed}"
        );
        let fields = [("version", "1"), ("land_use", "0701"), ("ground", "")];
        let answer = editor.post("/land/parcels/XC-03/use", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let path = "/land/parcels/XC-01/use";
        let weighed = editor.get(&format!("{path}?land_use=0701")).await.body;
        assert!(
            weighed.contains("60.82 %") && weighed.contains("56.69 %") && weighed.contains("低于下限"),
            "{weighed}"
        );
        let fields = |ground| [("version", "1"), ("land_use", "0701"), ("ground", ground)];
        let refused = editor.post(path, &fields(" ")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("产业用地占比将由 60.82 % 降至 56.69 %，低于下限 60 %"), "{}", refused.body);
        let edit = [("version", "1"), ("name", "x"), ("land_use", "0701"), ("park", ""), ("area_mu", "210.3")];
        let by_form = editor.post("/land/parcels/XC-01/edit", &edit).await;
        assert!(by_form.status == 422 && by_form.body.contains("低于下限 60 %"), "{}", by_form.body);
        assert_eq!(editor.post(path, &fields("县政府批复〔2020〕5 号")).await.status, 303);
        assert!(editor.get("/land/parcels/XC-01").await.body.contains("0701 城镇住宅用地"));
        assert_eq!(editor.post(path, &fields("x")).await.status, 409, "somebody was faster");
    }
}

#[tokio::test]
async fn what_cannot_be_a_use_is_refused_and_only_editors_may() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let path = "/land/parcels/XH-01/use";
        for (land_use, said) in [("moon", "“moon”不在清单中"), ("<script>alert(1)</script>", "不在清单中")]
        {
            let refused = editor.post(path, &[("version", "1"), ("land_use", land_use), ("ground", "")]).await;
            assert!(refused.status == 422 && refused.body.contains(said), "{}", refused.body);
            assert!(!refused.body.contains("<script>alert"), "{}", refused.body);
        }
        assert_eq!(editor.get("/land/parcels/XH-01/use?land_use=moon").await.status, 200);
        assert_eq!(editor.get("/land/parcels/NOBODY/use").await.status, 404);
        let mut leader = house.visitor("leader").await;
        assert_eq!(leader.get(path).await.status, 403);
        let fields = [("version", "1"), ("land_use", "0701"), ("ground", "")];
        assert_eq!(leader.post(path, &fields).await.status, 403);
    }
}
