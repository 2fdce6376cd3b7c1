//! Settings: a file, then the environment, then flags.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Settings that can be given as flags to every command.
#[derive(Args, Serialize)]
pub struct Flags {
    /// Settings file (TOML).
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// Database: sqlite:PATH or postgres://USER@HOST/NAME [default: sqlite:var/wutong.db].
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
    /// What the log tells: error, warn, info, debug or a filter such as store=debug [default: info].
    #[arg(long, global = true, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<String>,
    /// Start the clock at this moment instead of now, to look at a zone as it was: 2020-08-20T09:00:00+08:00.
    #[arg(long, global = true, value_name = "INSTANT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_start: Option<Timestamp>,
}

/// All settings, checked.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the records are.
    pub database_url: String,
    /// Where the house listens.
    pub listen: SocketAddr,
    /// Whether browsers come through TLS: cookies are then marked Secure.
    pub secure_cookies: bool,
    /// Address of the house in e-mails: `https://kfq.example.cn`.
    pub public_url: String,
    /// Filter of the log.
    pub log: String,
    /// How e-mail goes out; without it notices stay in the house.
    pub mail: Option<notices::MailSettings>,
    /// Where the clock starts, for a demo or a rehearsal; without it the clock is right.
    pub clock_start: Option<Timestamp>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database_url: "sqlite:var/wutong.db".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            secure_cookies: false,
            public_url: "http://localhost:8080".to_owned(),
            log: "info,sqlx=warn,sea_orm_migration=warn".to_owned(),
            mail: None,
            clock_start: None,
        }
    }
}

/// A setting that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file named on the command line is not there.
    #[error("--config {0}: there is no such file")]
    NoFile(PathBuf),
    /// A value is wrong, or a name unknown; figment names it, its place and what is allowed.
    #[error("settings: {0}")]
    Wrong(Box<figment::Error>),
}

/// Reads the settings.
///
/// # Errors
/// The setting that is wrong, by name, with what is allowed.
pub fn read(flags: &Flags) -> Result<Settings, SettingsError> {
    let mut figment = Figment::from(Serialized::defaults(Settings::default()));
    if let Some(file) = &flags.config {
        if !file.is_file() {
            return Err(SettingsError::NoFile(file.clone()));
        }
        figment = figment.merge(Toml::file(file));
    }
    let settings: Settings = figment
        .merge(Env::raw().only(&["DATABASE_URL"]))
        .merge(Env::prefixed("WUTONG_").split("__").ignore(&["test_postgres"]))
        .merge(Serialized::defaults(flags))
        .extract()
        .map_err(|error| SettingsError::Wrong(Box::new(error)))?;
    Ok(settings)
}
