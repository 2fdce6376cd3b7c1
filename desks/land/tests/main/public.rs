//! What the public sees of land, and who decides that.

use testing::House;

use super::register::houses;

async fn listed(house: &House) -> Vec<pages::PublicListing> {
    let source = land::desk().listings.unwrap();
    source.listed(&house.app, house.stranger().scope(), pages::Language::Chinese).await.unwrap()
}

#[tokio::test]
async fn the_leader_chooses_which_parcels_the_public_sees() {
    for house in houses().await {
        let before = listed(&house).await;
        assert!(!before.is_empty() && before.iter().all(|one| one.title != "新材园五号工业地块"), "{before:?}");
        let path = "/land/parcels/XC-05/public";
        let show = [("version", "1"), ("public", "yes")];
        assert_eq!(house.visitor("land").await.post(path, &show).await.status, 403);
        let mut leader = house.visitor("leader").await;
        assert_eq!(leader.post(path, &show).await.status, 303);
        let after = listed(&house).await;
        let one = after.iter().find(|one| one.title == "新材园五号工业地块").unwrap();
        let facts: Vec<_> = one.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            facts,
            [
                ("地块编号", "XC-05"),
                ("面积（亩）", "134.2 亩"),
                ("用地类别", "工业用地"),
                ("园区", "新材料产业园"),
                ("状态", "已收储"),
                ("起始日期", "2020-05-20"),
            ]
        );
        assert!(leader.get("/land/parcels/XC-05").await.body.contains("2020-08-20 起对外展示"));
        assert_eq!(
            leader.post(path, &[("version", "1"), ("public", "no")]).await.status,
            409,
            "it stands differently now"
        );
        assert_eq!(leader.post(path, &[("version", "2"), ("public", "no")]).await.status, 303);
        assert_eq!(listed(&house).await, before);
    }
}

#[tokio::test]
async fn what_is_granted_meanwhile_stands_behind_what_can_be_had() {
    for house in houses().await {
        let first = listed(&house).await.first().unwrap().title.clone();
        let code = listed(&house).await.first().unwrap().facts[0].1.clone();
        let fields = [("version", "1"), ("status", "granted"), ("on", "2020-08-20"), ("reason", "摘牌")];
        let answer = house.visitor("land").await.post(&format!("/land/parcels/{code}/status"), &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let after = listed(&house).await;
        assert_eq!(after.last().unwrap().title, first);
        assert!(
            after.last().unwrap().facts.iter().all(|(_, value)| !value.contains("摘牌")),
            "reasons are the zone's own"
        );
    }
}

#[tokio::test]
async fn strangers_and_enterprises_do_not_see_the_register() {
    for house in houses().await {
        assert_eq!(house.stranger().get("/land").await.status, 303);
        assert_eq!(house.visitor("enterprise").await.get("/land/parcels/ZB-01").await.status, 403);
        assert!(land::store::parcels(house.store().reader(), house.stranger().scope()).await.unwrap().is_empty());
    }
}
