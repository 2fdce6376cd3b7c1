//! The engine through its public door.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]

mod exact;
mod limits;
mod orlib;
mod portfolio;
mod problem;
mod published;
mod rank;
mod support;
