//! Load on a server of this machine, made by `wrk` (Debian package).

use std::{path::Path, process::Command};

use crate::Failure;

/// How long one address is loaded, in seconds.
const DURATION_S: u32 = 8;
/// Connections that ask at the same time.
const CONNECTIONS: u32 = 32;

/// What `wrk` measured.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Answers per second.
    pub per_second: f64,
    /// Half of the answers took at most this long, in milliseconds.
    pub p50_ms: f64,
    /// All but one in a hundred did.
    pub p99_ms: f64,
}

/// Asks one address over and over. A script (Lua) may write each request anew.
pub fn get(url: &str, cookie: &str, connections: u32) -> Result<Load, Failure> {
    run(Command::new("wrk").args(["-H", &format!("Cookie: {cookie}")]), url, connections)
}

/// The same with requests that a script (Lua) writes.
pub fn scripted(url: &str, script: &Path) -> Result<Load, Failure> {
    run(Command::new("wrk").arg("-s").arg(script), url, CONNECTIONS)
}

/// As many connections as the goals speak of.
pub fn crowd(url: &str, cookie: &str) -> Result<Load, Failure> {
    get(url, cookie, CONNECTIONS)
}

fn run(wrk: &mut Command, url: &str, connections: u32) -> Result<Load, Failure> {
    let duration = format!("-d{DURATION_S}s");
    let (threads, connections) = (format!("-t{}", connections.min(2)), format!("-c{connections}"));
    let output = wrk.args([&threads, &connections, &duration, "--latency", url]).output();
    let output = output.map_err(|error| format!("wrk (`scripts/setup bench` installs it): {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    match parse(&text) {
        Some(load) if output.status.success() && !text.contains("Non-2xx") => Ok(load),
        _ => Err(format!("wrk on {url} said:\n{text}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

fn parse(text: &str) -> Option<Load> {
    let value = |name: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(name))?;
        line.split_whitespace().last()
    };
    Some(Load {
        per_second: value("Requests/sec:")?.parse().ok()?,
        p50_ms: milliseconds(value("50%")?)?,
        p99_ms: milliseconds(value("99%")?)?,
    })
}

/// `1.53ms`, `820.00us`, `1.20s`.
fn milliseconds(text: &str) -> Option<f64> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let number: f64 = number.parse().ok()?;
    match unit {
        "us" => Some(number / 1_000.0),
        "ms" => Some(number),
        "s" => Some(number * 1_000.0),
        _ => None,
    }
}
