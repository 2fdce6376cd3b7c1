use clap::{Args, Subcommand};
use identity::{
    Order, Scope,
    access_token::{self, NewAccessToken},
};
use store::{IdempotencyKey, ZoneId};

use super::{Failure, zone::only_zone};
use crate::{house, settings::Settings};

/// Access tokens of the API.
#[derive(Subcommand)]
pub enum Token {
    /// Make a token that speaks for a person; it is printed once, alone on its line.
    Create(Create),
}

/// The token to make.
#[derive(Args)]
pub struct Create {
    /// Login of the person.
    login: String,
    /// What it is for; the journal names it so.
    #[arg(long)]
    name: String,
    /// How many days it lasts, 1 to 365.
    #[arg(long, default_value_t = 30)]
    days: u16,
    /// It reads only.
    #[arg(long)]
    read_only: bool,
    /// A part of the API to which it is held; may be said several times. All parts where none is named.
    #[arg(long = "part")]
    parts: Vec<String>,
    /// Which zone; may be left out when there is one only.
    #[arg(long)]
    zone: Option<ZoneId>,
}

impl Token {
    /// Makes the token.
    pub async fn run(self, settings: Settings) -> Result<(), Failure> {
        let Self::Create(create) = self;
        let app = house::open(&settings).await?;
        let parts: Vec<&str> = app.description().parts().collect();
        if let Some(unknown) = create.parts.iter().find(|part| !parts.contains(&part.as_str())) {
            return Err(format!("the API has no part {unknown:?}; its parts are {}", parts.join(", ")).into());
        }
        let scope = Scope::system(only_zone(&app, create.zone).await?);
        let order = Order { scope: &scope, at: app.now(), key: IdempotencyKey::random() };
        let new = NewAccessToken {
            login: create.login,
            name: create.name,
            life_days: create.days,
            writes: !create.read_only,
            parts: create.parts,
        };
        let (_, secret) = access_token::create(app.store(), order, new).await?;
        say!("{secret}");
        app.store().close().await?;
        Ok(())
    }
}
