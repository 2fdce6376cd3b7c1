//! The behaviour of the crate through its public face.

#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, clippy::format_push_string)]

mod crs;
mod faults;
mod geojson;
mod measure;
mod properties;
mod relations;
mod support;
mod tiles;
