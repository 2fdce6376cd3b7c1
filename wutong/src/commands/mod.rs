//! What can be said at the command line.

/// Writes a line. That nobody reads on (`wutong routes | head`) is an error like any other, not a panic; see `main`.
macro_rules! say {
    ($($text:tt)*) => {
        std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{}\n", format_args!($($text)*)))?
    };
}

mod audit;
mod backup;
mod gas;
mod policy;
mod portal;
mod routes;
mod search;
mod serve;
mod siting;
mod token;
mod user;
mod zone;

use std::process::ExitCode;

use clap::Subcommand;

use crate::{house, settings::Settings};

/// Any error that ends a command; its text says what to do.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the house to browsers.
    Serve(serve::Serve),
    /// Load a zone from its folder, or write it out.
    #[command(subcommand)]
    Zone(zone::Zone),
    /// Import a policy article.
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Take over the articles of another site.
    #[command(subcommand)]
    Portal(portal::Portal),
    /// Add people.
    #[command(subcommand)]
    User(user::User),
    /// Make access tokens for the API.
    #[command(subcommand)]
    Token(token::Token),
    /// Check the journal.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Look after full-text search.
    #[command(subcommand)]
    Search(search::Search),
    /// Write a consistent copy of the whole database to one file, while the house is open.
    Backup(backup::Backup),
    /// Bring back what `backup` wrote, into either kind of database.
    Restore(backup::Restore),
    /// Bring the database to the newest schema.
    Migrate,
    /// Ask about a gas network: check, solve, n-1, dispatch, expand.
    #[command(subcommand)]
    Gas(gas::Gas),
    /// Decide who or what goes where when room is limited.
    #[command(subcommand)]
    Siting(siting::Siting),
    /// List every address with who may open it.
    Routes(routes::Routes),
}

/// The exit code where files are in order, but there is no answer: it cannot be solved, or no plan exists or was found.
pub const NO_ANSWER: u8 = 4;

/// Carries out a command.
///
/// # Errors
/// What the command says.
pub async fn run(command: Command, settings: Settings) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve(serve) => serve.run(settings).await?,
        Command::Zone(zone) => zone.run(settings).await?,
        Command::Policy(policy) => policy.run(settings).await?,
        Command::Portal(portal) => portal.run(settings).await?,
        Command::User(user) => user.run(settings).await?,
        Command::Token(token) => token.run(settings).await?,
        Command::Audit(audit) => return audit.run(settings).await,
        Command::Search(search) => search.run(settings).await?,
        Command::Backup(backup) => backup.run(settings).await?,
        Command::Restore(restore) => restore.run(settings).await?,
        Command::Migrate => {
            house::open(&settings).await?.store().close().await?;
            say!("the schema is the newest");
        }
        Command::Gas(gas) => return gas.run(),
        Command::Siting(siting) => return siting.run(),
        Command::Routes(routes) => routes.run()?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A bar for work whose end is known, or a counter; on standard error, and silent where that is no terminal.
pub fn progress_bar(what: &'static str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{spinner} {msg} {human_pos} {elapsed}") {
        bar.set_style(style);
    }
    bar
}
