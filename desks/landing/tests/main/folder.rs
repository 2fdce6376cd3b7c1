//! Landing's part of a zone's folder.

use std::{fs, path::Path};

use pages::FilesError;
use testing::{House, demo_folder};

use super::plans::houses;

const NAMES: [&str; 8] = [
    "landing/terms.toml",
    "landing/workdays.csv",
    "landing/wishes.toml",
    "landing/shares.toml",
    "landing/editions/1-1.json",
    "landing/portfolio.toml",
    "landing/portfolio/1.json",
    "landing/portfolio/2.json",
];

async fn load(house: &House, folder: &Path) -> Result<(), FilesError> {
    landing::desk().files.unwrap().load(&house.app, &house.zone, folder, house.clock.now()).await
}

async fn head(house: &House) -> i64 {
    ::store::journal::head(house.store().reader(), &house.zone).await.unwrap().sequence
}

#[tokio::test]
async fn what_was_loaded_is_exported_byte_for_byte() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        landing::desk().files.unwrap().export(&house.app, &house.zone, folder.path()).await.unwrap();
        for name in NAMES {
            let [was, is] =
                [&demo_folder(), folder.path()].map(|folder: &Path| fs::read_to_string(folder.join(name)).unwrap());
            assert!(was == is, "{name} differs on {:?}: {is}", house.database.backend());
        }
        let before = head(&house).await;
        load(&house, &demo_folder()).await.unwrap();
        assert_eq!(head(&house).await, before, "loading it again changes nothing");
    }
}

#[tokio::test]
async fn what_cannot_be_names_the_entry_and_nothing_is_loaded() {
    for house in houses().await {
        for (name, from, to, problem) in [
            (NAMES[0], "    \"levelling\",", "    \"steam\",", "essential"),
            (NAMES[0], "months_to_build = 14", "months_to_build = 0", "months_to_build"),
            (NAMES[0], "months_to_full = 10", "months_to_full = 121", "months_to_full"),
            (NAMES[0], "price = \"2.05\"", "price = \"-1\"", "input gas: price"),
            (NAMES[0], "from = \"2020-01-01\"", "from = \"soon\"", "input gas: from"),
            (NAMES[0], "after = [\"planning\"]", "after = [\"construction\"]", "step construction: after"),
            (NAMES[0], "days = 30", "days = 3000", "step land: days"),
            (NAMES[0], "side = \"zone\"", "side = \"moon\"", "moon"),
            (NAMES[1], "2020-01-01,holiday", "2020-13-01,holiday", "2020-13-01"),
            (NAMES[2], "gas = \"5000\"", "gas = \"lots\"", "wish 1: gas"),
            (NAMES[2], "number = 2", "number = 9\nowner = \"x\"", "unknown field"),
            (NAMES[2], "industry = \"C3442\"", "industry = \"C9999\"", "wish 3: industry"),
            (NAMES[3], "last_day = \"2099-12-31\"", "last_day = \"soon\"", "year"),
            (NAMES[4], "\"wish\": 1,", "\"wish\": 2,", "2-1.json"),
            (NAMES[4], "\"day\": \"2020-08-18\"", "\"day\": \"soon\"", "year"),
            (NAMES[5], "tax = \"1\"", "tax = \"-1\"", "goals.tax"),
            (NAMES[5], "half_year = \"2020H2\"", "half_year = \"2020H3\"", "2020H3"),
            (NAMES[5], "half_year = \"2021H1\"", "half_year = \"2020H2\"", "twice"),
            (NAMES[5], "connection = \"road\"", "connection = \"water\"", "twice"),
            (NAMES[5], "half_years = 2", "half_years = 200", "half_years"),
            (NAMES[5], "status = \"planned\"", "status = \"built\"", "planned"),
            (NAMES[5], "within_m = \"35\"", "within_m = \"500\"", "join.within_m"),
            (NAMES[0], "of = \"tax\"", "of = \"moon\"", "moon"),
            (NAMES[0], "indicator = \"tax\"", "indicator = \"output\"", "promise output: stands there twice"),
            (NAMES[5], "\"D45\"", "\"moon\"", "GB/T 4754"),
            (
                NAMES[0],
                "indicator = \"intensity\"",
                "indicator = \"moon\"",
                "promise moon: the rules for land have no such",
            ),
            (
                NAMES[0],
                "indicator = \"intensity\"",
                "indicator = \"energy\"",
                "promise energy: the rules for land have no such",
            ),
            (NAMES[5], "\"C25\"", "\"D45\"", "kind chemicals: D45 stands there twice"),
            (NAMES[5], "least_m = \"60\"", "least_m = \"-1\"", "distance gas – furnace"),
            (NAMES[5], "least_m = \"60\"", "least_m = \"1e9\"", "distance gas – furnace"),
            (NAMES[5], "    \"gas\",\n    \"furnace\",", "    \"moon\",\n    \"furnace\",", "no kind is called"),
            (NAMES[5], "area_most_percent = \"300\"", "area_most_percent = \"50\"", "area_most_percent"),
            (NAMES[6], "\"number\": 1,", "\"number\": 3,", "3.json"),
            (NAMES[7], "\"before\": 1,", "\"before\": 7,", "needs its problem"),
        ] {
            let copy = tempfile::tempdir().unwrap();
            for below in ["landing/editions", "landing/portfolio"] {
                fs::create_dir_all(copy.path().join(below)).unwrap();
            }
            for file in NAMES {
                let text = fs::read_to_string(demo_folder().join(file)).unwrap();
                assert!(file != name || text.contains(from), "{from}");
                let text = if file == name { text.replacen(from, to, 1) } else { text };
                fs::write(copy.path().join(file), text).unwrap();
            }
            let before = head(&house).await;
            match load(&house, copy.path()).await.unwrap_err() {
                FilesError::Content { file, problem: said, .. } => {
                    assert!(file == name && said.contains(problem), "{from}: {file}: {said}");
                }
                other => panic!("{from}: {other}"),
            }
            assert_eq!(head(&house).await, before);
        }
        let empty = tempfile::tempdir().unwrap();
        load(&house, empty.path()).await.unwrap();
    }
}
