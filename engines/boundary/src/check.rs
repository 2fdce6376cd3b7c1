//! Whether rings are the boundary of land.

mod crossings;
mod nesting;
mod positions;
mod rings;

pub(crate) use crossings::crossings;
pub(crate) use positions::positions;
pub(crate) use rings::rings;
