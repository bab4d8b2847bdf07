//! The plain server that a team would write in an afternoon, to compare with: actix-web and a diesel pool, the same
//! URL and body, a trivial check, one transaction per request, a row per response and one per answer.
//! It checks no key, recognises no retry with other content and anonymises nothing; that only makes it faster.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::error::{ErrorInternalServerError, ErrorUnprocessableEntity};
use actix_web::web::{Data, Json, Path};
use actix_web::{App, HttpResponse, HttpServer, web};
use clap::Args;
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Outcome;
use crate::report;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS plain_responses (
        id TEXT NOT NULL PRIMARY KEY, survey TEXT NOT NULL, department TEXT NOT NULL, day TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS plain_answers (
        response TEXT NOT NULL REFERENCES plain_responses (id), question TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (response, question));";

diesel::table! {
    plain_responses (id) {
        id -> Text,
        survey -> Text,
        department -> Text,
        day -> Text,
    }
}

diesel::table! {
    plain_answers (response, question) {
        response -> Text,
        question -> Text,
        value -> Text,
    }
}

/// Options of `baseline`.
#[derive(Debug, Args)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://…`.
    #[arg(long)]
    database_url: String,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:0")]
    bind: SocketAddr,
    /// Connections to the database; r2d2's own default.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100))]
    pool: u32,
}

/// Serves until it is told to stop.
pub fn run(options: &Options) -> Outcome<()> {
    if !options.bind.ip().is_loopback() {
        return Err("--bind must be a loopback address".into());
    }
    let database = Data::new(Database::open(&options.database_url, options.pool)?);
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(database.clone())
                .route("/readyz", web::get().to(HttpResponse::Ok))
                .route("/api/v1/surveys/{survey}/responses/{id}", web::put().to(put_response))
        });
        let server = server.bind(options.bind)?;
        for address in server.addrs() {
            report::line(&format!("http://{address}"))?;
        }
        Ok(server.run().await?)
    })
}

#[derive(Debug, Deserialize)]
struct ResponseBody {
    department: String,
    answers: Map<String, Value>,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = plain_responses)]
struct ResponseRow {
    id: String,
    survey: String,
    department: String,
    day: String,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = plain_answers)]
struct AnswerRow {
    response: String,
    question: String,
    value: String,
}

async fn put_response(
    path: Path<(String, String)>,
    body: Json<ResponseBody>,
    database: Data<Database>,
) -> actix_web::Result<HttpResponse> {
    let (survey, id) = path.into_inner();
    let ResponseBody { department, answers } = body.into_inner();
    if answers.is_empty() || answers.values().any(Value::is_object) || uuid::Uuid::parse_str(&id).is_err() {
        return Err(ErrorUnprocessableEntity("not a response"));
    }
    let rows = answers.into_iter().map(|(question, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        AnswerRow { response: id.clone(), question, value }
    });
    let rows: Vec<AnswerRow> = rows.collect();
    let day = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let response = ResponseRow { id, survey, department, day };
    let stored = web::block(move || database.store(&response, &rows)).await?;
    stored.map_err(|_| ErrorInternalServerError("not stored"))?;
    Ok(HttpResponse::Created().json(serde_json::json!({ "status": "created" })))
}

enum Database {
    Sqlite(Pool<ConnectionManager<SqliteConnection>>),
    Postgres(Pool<ConnectionManager<PgConnection>>),
}

/// The same statements for either database.
macro_rules! store {
    ($pool:expr, $response:expr, $answers:expr) => {{
        let mut connection = $pool.get()?;
        connection.transaction(|connection| -> Outcome<()> {
            let inserted = diesel::insert_into(plain_responses::table)
                .values($response)
                .on_conflict_do_nothing()
                .execute(connection)?;
            if inserted > 0 {
                diesel::insert_into(plain_answers::table).values($answers).execute(connection)?;
            }
            Ok(())
        })
    }};
}

impl Database {
    fn open(url: &str, size: u32) -> Outcome<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let manager = ConnectionManager::<SqliteConnection>::new(path);
            let timeout = Duration::from_secs(30);
            let pool =
                Pool::builder().max_size(size).connection_timeout(timeout).connection_customizer(Box::new(Durable));
            let pool = pool.build(manager)?;
            pool.get()?.batch_execute(TABLES)?;
            return Ok(Self::Sqlite(pool));
        }
        let pool = Pool::builder().max_size(size).build(ConnectionManager::<PgConnection>::new(url))?;
        pool.get()?.batch_execute(TABLES)?;
        Ok(Self::Postgres(pool))
    }

    fn store(&self, response: &ResponseRow, answers: &Vec<AnswerRow>) -> Outcome<()> {
        match self {
            Self::Sqlite(pool) => store!(pool, response, answers),
            Self::Postgres(pool) => store!(pool, response, answers),
        }
    }
}

/// As durable as the service is.
#[derive(Debug)]
struct Durable;

impl CustomizeConnection<SqliteConnection, PoolError> for Durable {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), PoolError> {
        let settings = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
        connection.batch_execute(settings).map_err(PoolError::QueryError)
    }
}
