//! The figures that measures ask for.

use facts::{Unknown, Value};
use jiff::civil::{Date, date};
use testing::House;

use super::register::houses;

async fn figure(house: &House, key: &str, on: Date) -> facts::Reading {
    let source = land::desk().facts.unwrap();
    source.readings(house.store().reader(), &house.zone, on).await.unwrap().remove(key).unwrap()
}

async fn number(house: &House, key: &str, on: Date) -> f64 {
    match figure(house, key, on).await.unwrap() {
        Value::Number(number) => number,
        other => panic!("{key}: {other:?}"),
    }
}

#[tokio::test]
async fn figures_follow_the_records_and_past_days_stay() {
    for house in houses().await {
        let (today, before) = (date(2020, 8, 20), date(2020, 6, 19));
        let ready = number(&house, "land.area.status.ready", today).await;
        let past = number(&house, "land.area.status.ready", before).await;
        assert!(past < ready, "XC-03 became ready on 20 June: {past} of {ready}");
        let fields = [("version", "1"), ("status", "granted"), ("on", "2020-08-20"), ("reason", "")];
        let answer = house.visitor("land").await.post("/land/parcels/XC-03/status", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let less = number(&house, "land.area.status.ready", today).await;
        assert!((ready - less - 176.9).abs() < 1e-9, "{ready} {less}");
        assert_eq!(number(&house, "land.area.status.ready", before).await, past);
    }
}

#[tokio::test]
async fn works_are_counted_and_a_parcel_is_served_when_all_ten_are_there() {
    for house in houses().await {
        let today = date(2020, 8, 20);
        let mut stages = 0.0;
        for stage in ["planned", "under_construction", "done"] {
            stages += number(&house, &format!("land.works.{stage}"), today).await;
        }
        assert_eq!(stages, number(&house, "land.works.total", today).await);
        assert_eq!(number(&house, "land.works.overdue", today).await, 2.0, "cable ducts and rain water");
        assert_eq!(number(&house, "land.works.overdue", date(2020, 7, 31)).await, 1.0, "due days are not late");
        // Eight parcels of the first stages; the greening of the innovation park is under way.
        assert_eq!(number(&house, "land.count.served", today).await, 8.0);
        let source = land::desk().facts.unwrap();
        let scope = identity::Scope::system(house.zone.clone());
        let rows = source.records(house.store().reader(), &scope, today, "land.works.overdue", 0, 10).await.unwrap();
        let paths: Vec<_> = rows.rows.iter().map(|row| row.path.as_str()).collect();
        assert_eq!((rows.total, paths), (2, vec!["/land/works/GC-XB-06", "/land/works/GC-ZB-03"]));
    }
}

#[tokio::test]
async fn parts_add_up_to_the_whole_and_industry_is_a_part() {
    for house in houses().await {
        let today = date(2020, 8, 20);
        let total = number(&house, "land.area.total", today).await;
        let mut parts = 0.0;
        for status in land::model::LandStatus::ALL {
            parts += number(&house, &format!("land.area.status.{status}"), today).await;
        }
        assert!((total - parts).abs() < 1e-6, "{total} {parts}");
        let industrial = number(&house, "land.area.industrial", today).await;
        assert!(industrial > 0.0 && industrial < total, "{industrial} of {total}");
        assert_eq!(figure(&house, "land.area.total", date(2016, 1, 1)).await, Err(Unknown::NoRecords));
    }
}

#[tokio::test]
async fn behind_a_figure_stand_its_parcels_for_whoever_may_see_them() {
    for house in houses().await {
        let source = land::desk().facts.unwrap();
        let reader = house.store().reader();
        let today = date(2020, 8, 20);
        let leader = house.visitor("leader").await;
        let behind = source.records(reader, leader.scope(), today, "land.area.status.idle", 0, 10).await.unwrap();
        assert_eq!((behind.total, behind.rows[0].path.as_str()), (1, "/land/parcels/XC-06"));
        assert_eq!(behind.rows[0].contribution.as_ref().unwrap().0, 56.0);
        let stranger = source.records(reader, house.stranger().scope(), today, "land.area.total", 0, 10).await.unwrap();
        assert_eq!(stranger.total, 0);
        let second = source.records(reader, leader.scope(), today, "land.count.total", 20, 20).await.unwrap();
        assert_eq!((second.total, second.rows.len()), (116, 20));
    }
}

#[tokio::test]
async fn standard_land_idle_grants_arrears_promises_and_vacancy_are_figures_with_records_behind() {
    for house in houses().await {
        let today = date(2020, 8, 20);
        for (key, value) in [
            ("land.grants.idle", 1.0),
            ("land.grants.idle_area", 56.0),
            ("land.grants.soon_idle", 1.0),
            ("land.grants.arrears", 5_160_000.0),
            ("land.commitments.short", 1.0),
            ("land.factory.area", 10_940.0),
            ("land.factory.vacant", 5_460.0),
            ("land.indicator.tax", 10_000.0 * (19.2 * 210.3 + 4.0 * 128.6) / (210.3 + 128.6)),
        ] {
            let is = number(&house, key, today).await;
            assert!((is - value).abs() < 1e-6, "{key}: {is}");
        }
        let standard = number(&house, "land.area.standard", today).await;
        assert!(standard > 0.0 && standard < number(&house, "land.area.industrial", today).await, "{standard}");
        // The assessment of soil and water is good until 15 October.
        assert_eq!(number(&house, "land.area.standard", date(2020, 10, 16)).await, 0.0);
        assert_eq!(figure(&house, "land.factory.area", date(2020, 2, 29)).await, Err(Unknown::NoRecords));
        assert_eq!(figure(&house, "land.indicator.tax", date(2018, 12, 31)).await, Err(Unknown::NoRecords));
        let (source, leader) = (land::desk().facts.unwrap(), house.visitor("leader").await);
        for (key, path) in [
            ("land.grants.idle_area", "/land/grants/GD-04"),
            ("land.commitments.short", "/land/commitments/CN-01"),
            ("land.indicator.tax", "/land/commitments/CN-01"),
            ("land.factory.vacant", "/land/buildings/CF-01"),
        ] {
            let behind = source.records(house.store().reader(), leader.scope(), today, key, 0, 10).await.unwrap();
            assert_eq!(behind.rows[0].path, path, "{key}");
            let stranger = source.records(house.store().reader(), house.stranger().scope(), today, key, 0, 10).await;
            assert_eq!(stranger.unwrap().total, 0, "{key}");
        }
    }
}
