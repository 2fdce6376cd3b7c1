//! Settings: a file, then the environment, then flags.

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use axum::http::Uri;
use clap::Args;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

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
    /// Address of the house as people outside reach it: `https://kfq.example.cn`. E-mails carry it, so that mail needs it.
    pub public_url: Option<PublicUrl>,
    /// Proxies in front of the house: a visitor's address is what these say in `X-Forwarded-For`.
    pub trusted_proxies: Vec<IpAddr>,
    /// Filter of the log.
    pub log: String,
    /// How e-mail goes out; without it notices stay in the house.
    pub mail: Option<notices::MailSettings>,
    /// Whether webhooks may lead to private and loopback addresses, and do without TLS: for a bridge in the own network.
    pub private_webhooks: bool,
    /// Where the files lie that people hand in [default: `files` beside the SQLite file, otherwise `var/files`].
    pub files_folder: Option<PathBuf>,
    /// A program with its arguments that scans such a file, given its path, for viruses: exit code 0 clean, 1 infected.
    pub scan_command: Vec<String>,
    /// Where the indexes for search lie [default: `search` beside the SQLite file, otherwise `var/search`]. Every program
    /// on one database has a folder of its own.
    pub search_folder: Option<PathBuf>,
    /// Fonts for PDF: files in the order of preference, or folders to look through [default: the system's folders].
    pub fonts: Vec<PathBuf>,
    /// Where the clock starts, for a demo or a rehearsal; without it the clock is right.
    pub clock_start: Option<Timestamp>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database_url: "sqlite:var/wutong.db".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            secure_cookies: false,
            public_url: None,
            trusted_proxies: Vec::new(),
            log: "info,sqlx=warn,sea_orm_migration=warn".to_owned(),
            mail: None,
            private_webhooks: false,
            files_folder: None,
            scan_command: Vec::new(),
            search_folder: None,
            fonts: Vec::new(),
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
    /// A value is wrong, or a name unknown.
    #[error("settings: {}", said(.0))]
    Wrong(Box<figment::Error>),
    /// The log's filter is none.
    #[error(
        "settings: log: {given:?} is no filter ({why}); write error, warn, info, debug, or PART=LEVEL, like store=debug"
    )]
    Log {
        /// What was given.
        given: String,
        /// What is wrong with it.
        why: String,
    },
    /// Links in e-mails would lead nowhere.
    #[error("settings: with mail, public_url is needed, for the links in it; write it like https://kfq.example.cn")]
    MailWithoutUrl,
}

/// Each wrong setting by its name as it was given, where it was given, and what is allowed.
fn said(error: &figment::Error) -> String {
    let each = error.clone().into_iter().map(|one| {
        let from = one.metadata.as_ref().map_or("", |metadata| &metadata.name);
        let file = one.metadata.as_ref().and_then(|metadata| metadata.source.as_ref()?.file_path());
        let name = match from {
            _ if one.path.is_empty() => String::new(),
            "`WUTONG_` environment variable(s)" => format!("WUTONG_{}: ", one.path.join("__").to_uppercase()),
            "environment variable(s)" => format!("{}: ", one.path.join("__").to_uppercase()),
            _ => format!("{}: ", one.path.join(".")),
        };
        let place = file.map(|path| format!(" (in {})", path.display())).unwrap_or_default();
        format!("{name}{}{place}", one.kind)
    });
    each.collect::<Vec<_>>().join("; ")
}

/// The address of the house, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl(String);

impl TryFrom<String> for PublicUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let uri = text.parse::<Uri>().ok();
        let whole = uri.filter(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some()
                && uri.path() == "/"
                && uri.query().is_none()
        });
        match whole {
            Some(_) => Ok(Self(text.trim_end_matches('/').to_owned())),
            None => Err(format!("{text:?} is no address of a house; write it like https://kfq.example.cn")),
        }
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.0
    }
}

impl Settings {
    /// The address of the house: where it listens, if nothing else is said. Who listens everywhere is reached here.
    pub fn address(&self) -> String {
        let here = match self.listen {
            listen if listen.ip().is_unspecified() => format!("http://localhost:{}", listen.port()),
            listen => format!("http://{listen}"),
        };
        self.public_url.clone().map_or(here, String::from)
    }

    /// The folder of the SQLite file.
    pub fn database_folder(&self) -> Option<&Path> {
        Path::new(self.database_url.strip_prefix("sqlite:")?.trim_start_matches("//")).parent()
    }

    fn beside_database(&self, name: &str) -> PathBuf {
        self.database_folder().unwrap_or(Path::new("var")).join(name)
    }

    /// Where the files lie that people hand in.
    pub fn files(&self) -> attachments::Files {
        let folder = self.files_folder.clone().unwrap_or_else(|| self.beside_database("files"));
        attachments::Files::new(folder, self.scan_command.clone())
    }

    /// Where the indexes for search lie.
    pub fn search_folder(&self) -> PathBuf {
        self.search_folder.clone().unwrap_or_else(|| self.beside_database("search"))
    }
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
    if let Err(error) = EnvFilter::builder().parse(&settings.log) {
        return Err(SettingsError::Log { given: settings.log, why: error.to_string() });
    }
    if settings.mail.is_some() && settings.public_url.is_none() {
        return Err(SettingsError::MailWithoutUrl);
    }
    Ok(settings)
}
