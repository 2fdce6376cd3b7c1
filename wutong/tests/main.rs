//! The whole house through its public doors: command line, addresses, files.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, missing_docs)]

mod main {
    mod access;
    mod api;
    mod command_line;
    mod demo;
    mod gas;
    mod gas_files;
    mod imports;
    mod ogc;
    mod photographs;
    mod scheduler;
    mod search;
    mod siting;
    mod texts;
    mod zone_files;
}
