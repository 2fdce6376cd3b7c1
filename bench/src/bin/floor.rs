//! The floor: what axum, SeaORM and maud can do with the same rows and nothing of ours: no session, no scope, no
//! journal, no page around the table.
//!
//! `floor DATABASE_URL PORT` answers `/text`, `/list` (50 rows, filtered and sorted as in the list of projects) and
//! `/insert` (one row each).

use std::{error::Error, net::SocketAddr};

use axum::{Router, extract::State, http::StatusCode, response::Html, routing::get};
use maud::{Markup, html};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, FromQueryResult, Statement};

const LIST: &str = "SELECT id, name, investor_name, stage, stage_on, park, cluster, total_investment_fen FROM project \
     WHERE zone_id = 'qinshui' AND stage = 'in_production' ORDER BY total_investment_fen DESC, id DESC LIMIT 50";
const TABLE: &str = "CREATE TABLE IF NOT EXISTS floor (id TEXT PRIMARY KEY, words TEXT NOT NULL)";

#[derive(FromQueryResult)]
struct Line {
    id: String,
    name: String,
    investor_name: String,
    stage: Option<String>,
    stage_on: Option<String>,
    park: Option<String>,
    cluster: Option<String>,
    total_investment_fen: Option<i64>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(port)) = (arguments.next(), arguments.next()) else {
        return Err("floor DATABASE_URL PORT".into());
    };
    let address = SocketAddr::from(([127, 0, 0, 1], port.parse()?));
    let mut options = ConnectOptions::new(url);
    options.max_connections(8).sqlx_logging(false);
    let database = Database::connect(options).await?;
    database.execute_unprepared(TABLE).await?;
    let router = Router::new()
        .route("/text", get(async || "梧桐"))
        .route("/list", get(list))
        .route("/insert", get(insert))
        .with_state(database);
    axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?;
    Ok(())
}

async fn list(State(database): State<DatabaseConnection>) -> Result<Html<String>, StatusCode> {
    let statement = Statement::from_string(database.get_database_backend(), LIST);
    let lines = Line::find_by_statement(statement).all(&database).await.map_err(failed)?;
    Ok(Html(html! { table { @for line in &lines { (row(line)) } } }.into_string()))
}

fn row(line: &Line) -> Markup {
    html! {
        tr {
            td { (line.id) }
            td { (line.name) }
            td { (line.investor_name) }
            @for text in [&line.stage, &line.stage_on, &line.park, &line.cluster] { td { (text.as_deref().unwrap_or_default()) } }
            td { (line.total_investment_fen.unwrap_or_default()) }
        }
    }
}

async fn insert(State(database): State<DatabaseConnection>) -> Result<&'static str, StatusCode> {
    let values = [uuid::Uuid::now_v7().to_string().into(), "一行".into()];
    let backend = database.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, "INSERT INTO floor VALUES ($1, $2)", values);
    database.execute_raw(statement).await.map_err(failed)?;
    Ok("ok")
}

fn failed(_: DbErr) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}
