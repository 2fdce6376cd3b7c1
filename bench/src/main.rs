//! Measures the house under load, beside the floor (`bin/floor.rs`), on SQLite and on PostgreSQL: `make bench`.
//!
//! `bench [THOUSANDS]`: with so many thousand projects in the end, 1,000 unless told; `bench land` measures the zone of many
//! parcels only. PostgreSQL is the server that `WUTONG_TEST_POSTGRES` names. Only programs of this build are measured, and only on this machine's loopback.

mod clerk;
mod evaluation;
mod land;
mod load;
mod rows;
mod server;
mod table;
mod zone;

use std::{error::Error, path::Path, process::Command, time::Instant};

use sea_orm::{ConnectionTrait, Database, Statement};

use clerk::Clerk;
use load::Load;
use server::{Server, program};
use table::{Figure, Row};

/// Why nothing could be measured.
type Failure = Box<dyn Error + Send + Sync>;

/// Projects of one file.
const FILE_ROWS: usize = 100_000;
/// The day on which the demo zone's article was published.
const CLOCK: &str = "2020-08-20T09:00:00+08:00";
/// 测试投资有限公司777 (made up, like all projects of the bench).
const SEARCH: &str = "/search?q=%E6%B5%8B%E8%AF%95%E6%8A%95%E8%B5%84%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8777";
const PASSWORD: &str = "wutong-demo-2020";

fn main() -> Result<(), Failure> {
    let asked = std::env::args().nth(1);
    let postgres = std::env::var("WUTONG_TEST_POSTGRES").map_err(|_| "run me by scripts/with-postgres --durable")?;
    let runtime = tokio::runtime::Runtime::new()?;
    let folder = tempfile::tempdir()?;
    let (mut table, mut figures) = (Vec::new(), Vec::new());
    if asked.as_deref() != Some("land") {
        let thousands = asked.map_or(Ok(1_000), |text| text.parse())?;
        for bench in benches("bench", &postgres, folder.path(), &runtime)? {
            bench.projects(thousands, &mut table, &mut figures)?;
        }
    }
    for bench in benches("bench_land", &postgres, folder.path(), &runtime)? {
        land::measure(&bench, &mut table, &mut figures)?;
    }
    let size_mb = std::fs::metadata(program("wutong")?)?.len() as f64 / 1_048_576.0;
    figures.push(Figure {
        work: "size of the binary".into(),
        goal: "",
        database: "",
        reached: format!("{size_mb:.1} MB"),
    });
    table::print(&table, &figures);
    Ok(())
}

/// An empty database of this name in SQLite and one in PostgreSQL.
fn benches<'a>(
    name: &str,
    postgres: &str,
    folder: &'a Path,
    runtime: &'a tokio::runtime::Runtime,
) -> Result<[Bench<'a>; 2], Failure> {
    runtime.block_on(create(postgres, name))?;
    let (server, _) = postgres.rsplit_once('/').ok_or("WUTONG_TEST_POSTGRES names no database")?;
    let sqlite = format!("sqlite:{}", folder.join(format!("{name}.db")).display());
    let [one, other] = [("SQLite", sqlite), ("PostgreSQL", format!("{server}/{name}"))].map(|(database, url)| {
        let config = config(folder, &format!("{name}-{database}"), &url)?;
        Ok::<_, Failure>(Bench { database, url, config, folder, runtime })
    });
    Ok([one?, other?])
}

/// One database that is filled and pressed.
struct Bench<'a> {
    database: &'static str,
    url: String,
    config: String,
    folder: &'a Path,
    runtime: &'a tokio::runtime::Runtime,
}

impl Bench<'_> {
    /// The house with so many thousand projects.
    fn projects(&self, thousands: usize, table: &mut Vec<Row>, figures: &mut Vec<Figure>) -> Result<(), Failure> {
        let zone = self.folder.join(format!("qinshui-{}", self.database));
        zone::write(&zone)?;
        self.wutong(&["zone", "load", &zone.display().to_string()])?;
        self.fill(thousands * 1_000, figures)?;
        let begun = Instant::now();
        self.wutong(&["search", "rebuild"])?;
        figures.push(Figure {
            work: format!("search index of {thousands},000 projects, made anew"),
            goal: "",
            database: self.database,
            reached: format!("{:.1} s", begun.elapsed().as_secs_f64()),
        });
        self.press(table, figures)
    }

    /// Runs a command of the house.
    fn wutong(&self, arguments: &[&str]) -> Result<(), Failure> {
        tell(&format!("{}: {}", self.database, arguments.join(" ")));
        let output = Command::new(program("wutong")?).args(["--config", &self.config]).args(arguments).output()?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
    }

    /// Brings in projects by files, as people do.
    fn fill(&self, projects: usize, figures: &mut Vec<Figure>) -> Result<(), Failure> {
        let server = self.house()?;
        let clerk = Clerk::sign_in(&server, "investment", PASSWORD)?;
        for from in (0..projects).step_by(FILE_ROWS) {
            tell(&format!("{}: projects from {from}", self.database));
            let import = clerk.import("projects", rows::projects(from, FILE_ROWS).as_bytes())?;
            if from == 0 {
                clerk.import("reports", rows::reports(from, FILE_ROWS).as_bytes())?;
                let (measures, took) = self.runtime.block_on(evaluation::evaluate(&self.url))?;
                let mut add = |work: String, goal, reached: String| {
                    figures.push(Figure { work, goal, database: self.database, reached });
                };
                let (seen, written) = (import.preview.as_secs_f64(), import.write.as_secs_f64());
                add("import of 100,000 projects, preview".into(), "", format!("{seen:.1} s"));
                add("import of 100,000 projects, written".into(), "under 20 s", format!("{written:.1} s"));
                let ms = took.as_secs_f64() * 1_000.0;
                add(format!("evaluation of {measures} measures over 100,000 projects"), "", format!("{ms:.0} ms"));
            }
        }
        Ok(())
    }

    fn house(&self) -> Result<Server, Failure> {
        let arguments = ["--config", &self.config, "serve", "--listen", "127.0.0.1:{port}"];
        Server::start("wutong", &arguments, "/-/health")
    }

    /// Puts load on every page that has a goal.
    fn press(&self, table: &mut Vec<Row>, figures: &mut Vec<Figure>) -> Result<(), Failure> {
        let (house, floor) = (self.house()?, Server::start("floor", &[&self.url, "{port}"], "/text")?);
        let clerk = Clerk::sign_in(&house, "investment", PASSWORD)?;
        let leader = Clerk::sign_in(&house, "deputy", PASSWORD)?;
        let start = format!("{:.2} s", house.start.as_secs_f64());
        figures.push(Figure {
            work: "start to first answer".into(),
            goal: "under 1 s",
            database: self.database,
            reached: start,
        });
        let mut add = |work: &'static str, goal, load: Load, floor| -> Result<(), Failure> {
            let resident_mb = house.resident_mb()?;
            table.push(Row { work, goal, database: self.database, load, floor, resident_mb });
            Ok(())
        };
        let home = |path: &str| house.url(&format!("/qinshui{path}"));
        let crowd = |path: &str, cookie: &str| {
            tell(&format!("{}: {path}", self.database));
            load::crowd(&home(path), cookie)
        };

        let list = "/projects?stage=in_production&sort=-total_investment_cny";
        let beside = load::crowd(&floor.url("/list"), "")?;
        add(
            "list, 50 of all projects",
            "60 % of the floor, p99 under 20 ms",
            crowd(list, &clerk.cookie)?,
            Some(beside),
        )?;
        let script = self.folder.join("pages.lua");
        let pages = include_str!("pages.lua").replace("{path}", "/qinshui/projects");
        std::fs::write(&script, pages.replace("{cookie}", &clerk.cookie))?;
        add("list, another page each time", "p99 under 20 ms", load::scripted(&home(list), &script)?, Some(beside))?;
        add("board of all projects", "", crowd("/projects/board", &clerk.cookie)?, None)?;
        add("project page", "", crowd("/projects/qs-001", &clerk.cookie)?, None)?;
        let live = load::get(&home("/policy/transformation"), &leader.cookie, 1)?;
        add("live article, one reader", "p50 under 10 ms", live, None)?;
        add("live article, 32 readers", "", crowd("/policy/transformation", &leader.cookie)?, None)?;
        let text = load::crowd(&floor.url("/text"), "")?;
        add("public article", "20,000/s", crowd("/articles/transformation", "")?, Some(text))?;
        add("front page of the public site", "", crowd("/", "")?, None)?;
        add("search for a project by its investor", "", crowd(SEARCH, &clerk.cookie)?, None)?;
        add("public search", "", crowd("/site/search?q=%E5%BC%80%E5%8F%91%E5%8C%BA", "")?, None)?;
        let insert = load::crowd(&floor.url("/insert"), "")?;
        let script = self.folder.join("advance.lua");
        std::fs::write(&script, self.advance(&clerk.cookie)?)?;
        let change = load::scripted(&home("/api/projects"), &script)?;
        add("stage change, on disk before the answer", "1,000/s, p99 under 50 ms", change, Some(insert))?;
        Ok(())
    }

    /// Moves leads on, each once.
    fn advance(&self, cookie: &str) -> Result<String, Failure> {
        let ids = self.runtime.block_on(async {
            let database = Box::pin(Database::connect(self.url.as_str())).await?;
            let sql = "SELECT id FROM project WHERE zone_id = 'qinshui' AND stage = 'lead' ORDER BY total_investment_fen LIMIT 200000";
            let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), sql)).await?;
            rows.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<Vec<_>, _>>()
        })?;
        let file = self.folder.join("leads.txt");
        std::fs::write(&file, ids.join("\n"))?;
        Ok(include_str!("advance.lua").replace("{file}", &file.display().to_string()).replace("{cookie}", cookie))
    }
}

/// The settings of the house over one database, with folders of its own; where they are.
fn config(folder: &Path, database: &str, url: &str) -> Result<String, Failure> {
    let [files, search] =
        ["files", "search"].map(|name| folder.join(format!("{name}-{database}")).display().to_string());
    let settings = format!(
        "database_url = {url:?}\nclock_start = {CLOCK:?}\nlog = \"error\"\nfiles_folder = {files:?}\nsearch_folder = {search:?}\n"
    );
    let path = folder.join(format!("{database}.toml"));
    std::fs::write(&path, settings)?;
    Ok(path.display().to_string())
}

async fn create(server: &str, name: &str) -> Result<(), Failure> {
    let database = Box::pin(Database::connect(server)).await?;
    database.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await?;
    database.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a bench of minutes says where it is")]
fn tell(what: &str) {
    eprintln!("bench: {what}");
}
