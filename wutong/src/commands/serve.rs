use std::net::SocketAddr;

use clap::Args;
use pages::App;
use tokio::net::TcpListener;
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};

use super::{Failure, zone::print_demo};
use crate::{house, scheduler, settings::Settings};

/// Serves the house.
#[derive(Args)]
pub struct Serve {
    /// Where to listen [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

impl Serve {
    /// Serves until it is told to stop; requests that have begun are answered.
    pub async fn run(self, mut settings: Settings) -> Result<(), Failure> {
        // First the port: it is part of the addresses that the house tells others. Whoever comes early waits.
        let listener = TcpListener::bind(self.listen.unwrap_or(settings.listen)).await?;
        settings.listen = listener.local_addr()?;
        let app = house::open(&settings).await?;
        welcome(&app).await?;
        println!("Wutong serves on http://{}", listener.local_addr()?);
        let chores = tokio::spawn(scheduler::run(app.clone()));
        let router = pages::router(app.clone(), house::routes())
            .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
            .layer(CatchPanicLayer::new());
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(told_to_stop())
            .await?;
        chores.abort();
        app.store().close().await?;
        Ok(())
    }
}

/// Makes an administrator where a zone has none, and tells a newcomer how to sign in.
async fn welcome(app: &App) -> Result<(), Failure> {
    let zones = identity::zone::list(app.store().reader()).await?;
    if zones.is_empty() {
        println!("there is no zone yet; load one with: wutong zone load FOLDER");
    }
    for zone in zones {
        if let Some((login, password)) =
            identity::account::first_administrator(app.store(), &zone.id, app.now()).await?
        {
            println!("zone {}: sign in as {login} with the one-time password {}", zone.id, password.reveal());
        }
        print_demo(app, &zone).await?;
    }
    Ok(())
}

/// Ctrl-C at a terminal, or SIGTERM from whatever started the house.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}
