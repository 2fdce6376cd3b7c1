//! A house for tests: a fresh database of each kind, the demo zone in it, a clock that is handed in, and visitors who
//! open pages and send forms as a browser does.
//!
//! ```no_run
//! # async fn a_test() {
//! for house in testing::houses(Vec::new).await {
//!     let mut clerk = house.visitor("projects").await;
//!     let page = clerk.get("/work").await;
//!     assert_eq!(page.status, 200, "{}", page.body);
//! }
//! # }
//! ```
//!
//! PostgreSQL is the server that `WUTONG_TEST_POSTGRES` names (`scripts/with-postgres CMD` starts one for many tests);
//! without it, the first test that needs one starts a cluster that ends with the test's process.
//!
//! The feature `house` (on by default) holds all that needs more than the store.
// A test that cannot have its ground fails at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

mod clock;
mod database;
#[cfg(feature = "house")]
mod house;
#[cfg(feature = "house")]
mod mail_server;
#[cfg(feature = "house")]
mod printed;
pub mod server;
#[cfg(feature = "house")]
mod visitor;

pub use clock::TestClock;
pub use database::{TestDatabase, databases, postgres, sqlite};
#[cfg(feature = "house")]
pub use house::{
    House, demo_folder, empty_houses, files_below, houses, houses_with_mail, houses_without_fonts, order, shared_folder,
};
#[cfg(feature = "house")]
pub use mail_server::{Mail, MailServer};
#[cfg(feature = "house")]
pub use printed::{words_of_docx, words_of_pdf};
#[cfg(feature = "house")]
pub use visitor::{Answer, Visitor};

/// The password of all accounts of the demo zone.
pub const DEMO_PASSWORD: &str = "wutong-demo-2020";
