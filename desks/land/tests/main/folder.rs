//! Land's part of a zone's folder.

use std::{fs, path::Path};

use pages::FilesError;
use testing::{House, demo_folder};

use super::register::{but, houses};

const NAMES: [&str; 11] = [
    "land/vocabulary.toml",
    "land/parcels.toml",
    "land/works.toml",
    "land/outlines.geojson",
    "land/rules.toml",
    "land/assessments.toml",
    "land/grants.toml",
    "land/commitments.toml",
    "land/buildings.toml",
    "land/edges.geojson",
    "land/courses.geojson",
];

async fn load(house: &House, folder: &Path) -> Result<(), FilesError> {
    land::desk().files.unwrap().load(&house.app, &house.zone, folder, house.clock.now()).await
}

async fn head(house: &House) -> i64 {
    ::store::journal::head(house.store().reader(), &house.zone).await.unwrap().sequence
}

#[tokio::test]
async fn what_was_loaded_is_exported_byte_for_byte() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        land::desk().files.unwrap().export(&house.app, &house.zone, folder.path()).await.unwrap();
        for name in NAMES {
            let [was, is] =
                [&demo_folder(), folder.path()].map(|folder: &Path| fs::read_to_string(folder.join(name)).unwrap());
            assert!(was == is, "{name} differs on {:?}", house.database.backend());
        }
        let before = head(&house).await;
        load(&house, &demo_folder()).await.unwrap();
        assert_eq!(head(&house).await, before, "loading it again changes nothing");
    }
}

#[tokio::test]
async fn a_second_load_keeps_what_people_did() {
    for house in houses().await {
        let fields = [("version", "1"), ("status", "granted"), ("on", "2020-08-20"), ("reason", "")];
        let answer = house.visitor("land").await.post("/land/parcels/ZB-03/status", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        load(&house, &demo_folder()).await.unwrap();
        let page = house.visitor("land").await.get("/land/parcels/ZB-03").await.body;
        assert!(page.contains("已供地"), "{page}");
    }
}

#[tokio::test]
async fn what_cannot_be_names_file_and_line_and_nothing_is_loaded() {
    for house in houses().await {
        for (name, from, to, line, problem) in [
            (NAMES[1], "area_mu = \"38.5\"", "area_mu = \"-1\"", 1, "area_mu"),
            (NAMES[1], "land_use = \"0804\"", "land_use = \"9999\"", 1, "land_use"),
            (NAMES[1], "status = \"banked\"", "status = \"sold\"", 1, "status"),
            (NAMES[1], "code = \"SC-02\"", "code = \"SC-01\"", 0, "another one"),
            (NAMES[1], "[[parcel]]", "[[parcel]]\nowner = \"x\"", 2, "unknown field"),
            (NAMES[1], "on = \"2018-06-30\"", "on = \"2999-01-01\"", 1, "after today"),
            (NAMES[1], "listed_on = \"2020-06-28\"\n", "", 25, "listed_on"),
            (NAMES[0], "key = \"innovation\"", "key = \"equipment\"", 0, "park.key"),
            (NAMES[2], "connection = \"road\"", "connection = \"steam\"", 1, "connection"),
            (
                NAMES[2],
                "code = \"GC-HA-01\"",
                "code = \"GC-HA-00\"\nafter = \"MOON\"",
                0,
                "GC-HA-00: after: there is no MOON",
            ),
            (NAMES[2], "code = \"GC-HA-02\"", "code = \"GC-HA-01\"", 0, "another one"),
            (NAMES[2], "code = \"GC-HA-01\"", "code = \"GC-HA-00\"\nafter = \"GC-HA-00\"", 0, "wait for each other"),
            (NAMES[3], "\"code\":\"SC-01\"", "\"code\":\"a b\"", 0, "feature 1: code"),
            (NAMES[3], "\"on\":\"2018-06-30\"", "\"on\":\"2999-01-01\"", 0, "after today"),
            (NAMES[3], "[[[112.", "[[[212.", 0, "SC-01"),
            (NAMES[3], "[[[112.1762,35.7012]", "[[[112.1762,35.6]", 0, "SC-01"),
            (NAMES[9], "\"park\":\"circular\"", "\"park\":\"moon\"", 0, "feature 2: park"),
            (NAMES[9], "\"park\":\"circular\"", "\"park\":\"equipment\"", 0, "another one"),
            (NAMES[10], "\"type\":\"LineString\"", "\"type\":\"Point\"", 0, "feature 1: geojson"),
            (NAMES[10], "\"work\":\"GC-HA-01\"", "\"work\":\"MOON\"", 0, "there is no work MOON"),
            (NAMES[1], "code = \"SC-02\"", "code = \"SC-020\"\norigins = \"MOON\"", 0, "there is no parcel MOON"),
            (NAMES[0], "industrial = true", "industrial = 7", 0, "boolean"),
            (NAMES[4], "floor_percent = \"60\"", "floor_percent = \"160\"", 0, "industrial.floor_percent"),
            (NAMES[4], "\"levelling\"", "\"steam\"", 0, "standard.works"),
            (NAMES[4], "warn_days = 180", "warn_days = 0", 0, "assessment.warn_days"),
            (NAMES[4], "[lease]\nwarn_days = 90", "[lease]\nwarn_days = -90", 0, "lease.warn_days"),
            (NAMES[5], "code = \"QP-01\"\nkind = \"mineral\"", "code = \"QP-00\"\nkind = \"moon\"", 1, "kind"),
            (NAMES[5], "done = \"2019-03-15\"", "done = \"2024-03-15\"", 1, "until"),
            (NAMES[5], "code = \"QP-02\"", "code = \"QP-01\"", 0, "another one"),
            (
                NAMES[5],
                "code = \"QP-01\"",
                "code = \"QP-00\"\nkind = \"flood\"\nname = \"x\"\ndone = \"2020-01-01\"\nuntil = \"2021-01-01\"\ndocument = \"x\"\nparks = \"moon\"\n\n[[assessment]]\ncode = \"QP-01\"",
                1,
                "parks",
            ),
            (NAMES[6], "kind = \"conveyance\"", "kind = \"gift\"", 1, "kind"),
            (NAMES[6], "amount = \"200\"", "amount = \"201\"", 1, "payment"),
            (NAMES[7], "full_year = \"2019\"", "full_year = \"19\"", 1, "full_year"),
            (NAMES[7], "tax = \"18\"", "tax = \"much\"", 1, "tax"),
            (NAMES[8], "floor = \"1\"", "floor = \"99\"", 1, "floor"),
            (NAMES[8], "[[building.unit]]", "[[building.room]]", 0, "unknown field"),
            (NAMES[5], "[[assessment]]", "[[study]]\n[[assessment]]", 0, "[[assessment]]"),
            (NAMES[5], "[[assessment]]", "[[assessment]]\nowner = \"x\"", 0, "unknown field"),
        ] {
            let copy = tempfile::tempdir().unwrap();
            fs::create_dir(copy.path().join("land")).unwrap();
            for file in NAMES {
                let text = fs::read_to_string(demo_folder().join(file)).unwrap();
                assert!(file != name || text.contains(from), "{from}");
                let text = if file == name { text.replacen(from, to, 1) } else { text };
                fs::write(copy.path().join(file), text).unwrap();
            }
            let before = head(&house).await;
            match load(&house, copy.path()).await.unwrap_err() {
                FilesError::Content { file, line: at, problem: said } => {
                    assert!(file == name && said.contains(problem), "{from}: {file}:{at}: {said}");
                    assert!(line == 0 || line == at, "{from}: line {at}: {said}");
                }
                other => panic!("{from}: {other}"),
            }
            assert_eq!(head(&house).await, before);
        }
        let empty = tempfile::tempdir().unwrap();
        load(&house, empty.path()).await.unwrap();
    }
}

#[tokio::test]
async fn outlines_of_no_parcel_and_outlines_on_others_are_refused() {
    for house in houses().await {
        let answer = house.visitor("land").await.post("/land/parcels/new", &but(&[])).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let before = head(&house).await;
        for (code, said) in [("MOON", "there is no parcel MOON"), ("XC-30", "overlap by")] {
            let copy = tempfile::tempdir().unwrap();
            fs::create_dir(copy.path().join("land")).unwrap();
            for file in NAMES {
                let text = fs::read_to_string(demo_folder().join(file)).unwrap();
                let text = text.replacen("\"code\":\"SC-01\"", &format!("\"code\":\"{code}\""), 1);
                fs::write(copy.path().join(file), text).unwrap();
            }
            let refused = load(&house, copy.path()).await.unwrap_err().to_string();
            assert!(refused.contains("outlines.geojson") && refused.contains(said), "{code}: {refused}");
            assert_eq!(head(&house).await, before, "nothing was loaded");
        }
    }
}

#[tokio::test]
async fn outlines_of_more_than_a_gigabyte_are_refused_unread() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("land")).unwrap();
        // It takes no room on the disk.
        fs::File::create(folder.path().join(NAMES[3])).unwrap().set_len(1_000_000_001).unwrap();
        let error = load(&house, folder.path()).await.unwrap_err().to_string();
        assert!(error.contains(NAMES[3]) && error.contains("1000000001 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_ends_a_parcel_ends_it_on_every_page() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let row = "href=\"/qinshui/land/parcels/ZB-03\"";
        assert!(editor.get("/land?q=ZB-03").await.body.contains(row), "the register has been read");
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("land")).unwrap();
        for name in NAMES {
            fs::copy(demo_folder().join(name), folder.path().join(name)).unwrap();
        }
        let heir = "\n[[parcel]]\ncode = \"ZB-03-9\"\nname = \"继承\"\nland_use = \"0601\"\narea_mu = \"152.4\"\norigins = \"ZB-03\"\n\
                    \n[[parcel.step]]\nstatus = \"ready\"\non = \"2020-08-19\"\n";
        let parcels = fs::read_to_string(folder.path().join(NAMES[1])).unwrap();
        fs::write(folder.path().join(NAMES[1]), parcels + heir).unwrap();
        load(&house, folder.path()).await.unwrap();
        let list = editor.get("/land?q=ZB-03").await.body;
        assert!(list.contains("/land/parcels/ZB-03-9") && !list.contains(row), "{list}");
    }
}
