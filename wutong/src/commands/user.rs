use clap::{Args, Subcommand};
use identity::{Order, Scope, account::NewAccount};
use store::{IdempotencyKey, ZoneId};

use super::{Failure, zone::only_zone};
use crate::{house, settings::Settings};

/// People.
#[derive(Subcommand)]
pub enum User {
    /// Add an account with a one-time password, which is printed once.
    Add(Add),
}

/// The account to add.
#[derive(Args)]
pub struct Add {
    /// Name to sign in with.
    login: String,
    /// The person's name.
    #[arg(long)]
    name: String,
    /// Id of the organisation.
    #[arg(long)]
    organisation: String,
    /// The post held.
    #[arg(long, default_value = "")]
    post: String,
    /// E-mail for notices.
    #[arg(long, default_value = "")]
    email: String,
    /// A role; may be said several times.
    #[arg(long = "role")]
    roles: Vec<String>,
    /// Which zone; may be left out when there is one only.
    #[arg(long)]
    zone: Option<ZoneId>,
}

impl User {
    /// Adds the account.
    pub async fn run(self, settings: Settings) -> Result<(), Failure> {
        let Self::Add(add) = self;
        let app = house::open(&settings).await?;
        let zone = only_zone(&app, add.zone).await?;
        let account = NewAccount {
            login: add.login,
            name: add.name,
            organisation: add.organisation,
            post: add.post,
            email: add.email,
            roles: add.roles,
        };
        let login = account.login.clone();
        let scope = Scope::system(zone);
        let order = Order { scope: &scope, at: app.now(), key: IdempotencyKey::random() };
        let password = identity::account::add(app.store(), app.roles(), order, account).await?;
        say!("{login} can sign in with the one-time password {}", password.reveal());
        app.store().close().await?;
        Ok(())
    }
}
