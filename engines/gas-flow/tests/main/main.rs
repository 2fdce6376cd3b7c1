//! The behaviour of the crate through its public face.

#![allow(clippy::unwrap_used, clippy::panic, clippy::format_push_string, clippy::float_cmp)]

mod composition;
mod contingency;
mod detect;
mod diagnosis;
mod elements;
mod formats;
mod gaslib;
mod geojson;
mod losses;
mod machines;
mod market;
mod properties;
mod quality;
mod reference;
mod route;
mod support;
mod switching;
mod table;
mod transient;
mod violations;
