//! Composition, equation of state, viscosity, heating values and classes, against published values.
#![allow(clippy::unwrap_used, clippy::panic)]

mod composition;
mod detail;
mod heating;
mod papay;
mod properties;
mod quality;
mod viscosity;
