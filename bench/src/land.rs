//! A zone of many parcels: loaded from its folder, drawn as a map, asked where a project can land.

use std::{process::Command, time::Instant};

use crate::{
    Bench, Failure, PASSWORD,
    clerk::Clerk,
    load,
    server::program,
    table::{Figure, Row},
    zone,
};

const PARCELS: &str = "10000";
const WORKS: &str = "2000";
/// A wish of the demo zone.
const PLAN: &str = "/landing/wishes/1";
/// Some 4,000 of the made-up parcels, and some 70 of them.
const TILES: [(&str, &str); 2] = [
    ("map tile over 10,000 parcels, zoom 12", "/land/tiles/12/3326/1613"),
    ("map tile over 10,000 parcels, zoom 15", "/land/tiles/15/26612/12905"),
];

/// Loads the zone into an empty database and puts load on it.
pub fn measure(bench: &Bench<'_>, table: &mut Vec<Row>, figures: &mut Vec<Figure>) -> Result<(), Failure> {
    let database = bench.database;
    let mut add = |work: &str, goal, seconds: f64| {
        figures.push(Figure { work: work.to_owned(), goal, database, reached: format!("{seconds:.2} s") });
    };
    let folder = bench.folder.join(format!("large-{database}"));
    zone::write(&folder)?;
    if !Command::new(program("parcels")?).arg(&folder).args([PARCELS, WORKS]).status()?.success() {
        return Err("parcels: nothing was made up".into());
    }
    let begun = Instant::now();
    bench.wutong(&["zone", "load", &folder.display().to_string()])?;
    add("zone of 10,000 parcels and 2,000 works, loaded", "under 60 s", begun.elapsed().as_secs_f64());

    let house = bench.house()?;
    let clerk = Clerk::sign_in(&house, "land", PASSWORD)?;
    let mut first = |work: &str, goal, path: &str| -> Result<(), Failure> {
        let begun = Instant::now();
        clerk.fetch(path)?;
        add(work, goal, begun.elapsed().as_secs_f64());
        Ok(())
    };
    first("landing plan over 10,000 parcels, first after the start", "under 2 s", PLAN)?;
    first("map tile over 10,000 parcels, first after the start", "", TILES[0].1)?;

    let mut press = |work: &'static str, goal, path: &str, connections| -> Result<(), Failure> {
        let load = load::get(&house.url(&format!("/qinshui{path}")), &clerk.cookie, connections)?;
        table.push(Row { work, goal, database, load, floor: None, resident_mb: house.resident_mb()? });
        Ok(())
    };
    press("landing plan over 10,000 parcels, one reader", "p50 under 1 s", PLAN, 1)?;
    for (work, path) in TILES {
        press(work, "", path, 32)?;
    }
    Ok(())
}
