//! What was measured, as one table in Markdown.

use crate::load::Load;

/// A row: an address under load.
pub struct Row {
    /// What was asked for.
    pub work: &'static str,
    /// What is wanted.
    pub goal: &'static str,
    /// `SQLite` or `PostgreSQL`.
    pub database: &'static str,
    /// What was reached.
    pub load: Load,
    /// What the floor reached beside it.
    pub floor: Option<Load>,
    /// Memory of the server afterwards, in MB.
    pub resident_mb: f64,
}

/// A row: a single figure.
pub struct Figure {
    /// What was done.
    pub work: String,
    /// What is wanted.
    pub goal: &'static str,
    /// `SQLite`, `PostgreSQL`, or nothing.
    pub database: &'static str,
    /// What was reached, with its unit.
    pub reached: String,
}

/// Prints everything.
#[expect(clippy::print_stdout, reason = "this is what the bench is for")]
pub fn print(rows: &[Row], figures: &[Figure]) {
    println!(
        "| work | database | per second | p50 ms | p99 ms | memory MB | floor: per second, p99 ms | of the floor | goal |"
    );
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
    for Row { work, goal, database, load, floor, resident_mb } in rows {
        let Load { per_second, p50_ms, p99_ms } = load;
        let beside = floor.map_or_else(String::new, |floor| format!("{:.0}, {:.1}", floor.per_second, floor.p99_ms));
        let share = floor.map_or_else(String::new, |floor| format!("{:.0} %", per_second / floor.per_second * 100.0));
        println!(
            "| {work} | {database} | {per_second:.0} | {p50_ms:.1} | {p99_ms:.1} | {resident_mb:.0} | {beside} | {share} | {goal} |"
        );
    }
    println!("\n| work | database | reached | goal |\n| --- | --- | ---: | --- |");
    for Figure { work, goal, database, reached } in figures {
        println!("| {work} | {database} | {reached} | {goal} |");
    }
}
