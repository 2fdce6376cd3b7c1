//! The policy desk through its public doors.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "main/changing.rs"]
mod changing;
#[path = "main/house.rs"]
mod house;
#[path = "main/importing.rs"]
mod importing;
#[path = "main/public.rs"]
mod public;
#[path = "main/reading.rs"]
mod reading;
#[path = "main/supervision.rs"]
mod supervision;
