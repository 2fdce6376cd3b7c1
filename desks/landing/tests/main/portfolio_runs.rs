//! Searches that last: watched, cancelled, refused while another runs; more who look for land than are planned at once; and
//! the list of what was worked out.

use std::{fmt::Write, fs, path::Path};

use testing::{House, demo_folder};

use super::{
    plans::{houses, place},
    portfolio::{ended, worked_out},
};

const WISHES: &str = "landing/wishes.toml";
const RULES: &str = "landing/portfolio.toml";

/// Loads files of the desk that say more than those of the demo.
async fn load(house: &House, files: &[(String, String)]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    landing::desk().files.unwrap().load(&house.app, &house.zone, folder.path(), house.clock.now()).await.unwrap();
}

fn demo(name: &str) -> String {
    fs::read_to_string(demo_folder().join(Path::new(name))).unwrap()
}

/// So many more who look for land, of industries that keep apart.
async fn crowd(house: &House, count: usize) {
    let mut text = demo(WISHES);
    for number in 0..count {
        let (area, investment) = (20 + number * 37 % 90, 9_000 + number * 7_919 % 30_011);
        write!(
            text,
            "\n[[wish]]\nnumber = {}\non = \"2020-08-19\"\nby = \"land\"\n\n[wish.says]\ntitle = \"意向 {number}\"\n\
             area_least = \"{area}\"\nindustry = \"{}\"\ninvestment = \"{investment}\"\noutput = \"{}\"\ngas = \"{}\"\n",
            10 + number,
            ["C2651", "C3985", "C3042", "C3512"][number % 4],
            investment + number * 101 % 997,
            100 + number * 53 % 900,
        )
        .unwrap();
    }
    load(house, &[(WISHES.into(), text)]).await;
}

#[tokio::test]
async fn a_search_is_watched_and_cancelled_and_keeps_the_best_that_it_found() {
    for house in houses().await {
        crowd(&house, 120).await;
        // Wide distances are what bounds are weak for: nobody proves within minutes that no plan is better.
        let rules = demo(RULES).replacen("least_m = \"50\"", "least_m = \"150\"", 1);
        let furnaces = "\n[[distance]]\nbetween = [\"furnace\", \"electronics\"]\nleast_m = \"35\"\nsource = \"x\"\n";
        load(&house, &[(RULES.into(), rules + furnaces)]).await;
        let mut leader = house.visitor("leader").await;
        let sent = leader.post("/landing/portfolio", &[("seconds", "600")]).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let plan = sent.location().strip_prefix("/qinshui").unwrap().to_owned();
        let page = leader.get(&plan).await.body;
        assert!(page.contains("正在计算") && page.contains("取消计算"), "{page}");
        // Another has to wait, whatever is asked for; what runs is not disturbed.
        for (path, fields) in [
            ("/landing/portfolio", vec![("seconds", "5")]),
            ("/landing/portfolio/what-if", vec![("seconds", "5"), ("before", "1"), ("withdraw", "XC-03")]),
        ] {
            let refused = leader.post(path, &fields).await;
            assert_eq!(refused.status, 422, "{}", refused.body);
            assert!(refused.body.contains("第 3 号方案正在计算"), "{}", refused.body);
        }
        // As soon as there is a plan: the objective so far is told.
        while leader.get(&plan).await.body.contains("<dd>尚无</dd>") {}
        let cancelled = leader.post(&format!("{plan}/cancel"), &[]).await;
        assert_eq!(cancelled.status, 303);
        let page = ended(&mut leader, &plan).await;
        for told in ["秒后被取消", "满足全部硬性要求，尚未证明最优", "/landing/wishes/", "/land/parcels/"]
        {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(leader.get("/landing/portfolio").await.body.contains("第 3 号方案，按"), "it is the present plan");
        let (next, _) = worked_out(&mut leader, "/landing/portfolio", &[("seconds", "1")]).await;
        assert!(next.ends_with("/4"), "the way is free again: {next}");
    }
}

#[tokio::test]
async fn who_is_too_many_is_named_with_the_reason() {
    for house in houses().await {
        crowd(&house, 510).await;
        let mut leader = house.visitor("leader").await;
        let (_, page) = worked_out(&mut leader, "/landing/portfolio", &[("seconds", "1")]).await;
        // Six projects and two wishes of the demo look for land and can be planned.
        assert!(page.contains("一次最多安排 500 个：另有 18 个未纳入"), "{page}");
        let left_out = &page[place(&page, "未纳入方案的（")..];
        assert_eq!(left_out.matches("排不下：投资低于已纳入的").count(), 18);
        assert!(left_out.contains("/landing/wishes/3"), "it invests less than all others: {left_out}");
        let mut reader = house.visitor("leader").await.in_language("en");
        let english = reader.get("/landing/portfolio").await.body;
        assert!(english.contains("500 are planned at once: 18 more are left out"), "{english}");
    }
}

#[tokio::test]
async fn the_list_of_plans_has_pages() {
    for house in houses().await {
        let [first, second] = ["landing/portfolio/1.json", "landing/portfolio/2.json"].map(demo);
        let mut files = vec![("landing/portfolio/1.json".to_owned(), first)];
        files.extend((2..=60).map(|number| {
            let text = second.replacen("\"number\": 2", &format!("\"number\": {number}"), 1);
            (format!("landing/portfolio/{number}.json"), text)
        }));
        load(&house, &files).await;
        let mut leader = house.visitor("leader").await;
        let page = leader.get("/landing/portfolio").await.body;
        assert!(page.contains("/landing/portfolio/plans/60\"") && !page.contains("/landing/portfolio/plans/10\""));
        assert!(page.contains("第 1 号方案，按"), "the present plan is found behind all that was tried on it");
        let last = leader.get("/landing/portfolio?page=2").await.body;
        assert!(last.contains("/landing/portfolio/plans/10\"") && !last.contains("/landing/portfolio/plans/60\""));
        let beyond = leader.get("/landing/portfolio?page=9").await;
        assert_eq!(beyond.status, 200);
    }
}
