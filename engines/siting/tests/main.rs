//! The engine through its public door.
#![allow(clippy::unwrap_used, clippy::float_cmp, missing_docs)]

mod main {
    mod rank;
}
