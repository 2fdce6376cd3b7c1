//! The virus scanner of the machine, as a command.

use std::{path::Path, process::Stdio, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::process::Command;

use crate::Refusal;

/// How long a scanner may take over one file.
const SCAN_DURATION_MAX: Duration = Duration::from_secs(120);

/// What a virus scanner said of a content that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scan {
    /// It found nothing.
    Clean,
    /// The house has no scanner.
    NotScanned,
}

impl Scan {
    /// As it stands in the database.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::NotScanned => "not-scanned",
        }
    }

    pub(crate) fn of_key(key: &str) -> Option<Self> {
        [Self::Clean, Self::NotScanned].into_iter().find(|scan| scan.key() == key)
    }
}

/// Has the file scanned by the command, which gets its path as the last argument: exit code 0 is clean, 1 infected,
/// as ClamAV has it. Any other end refuses the file: a scanner that is broken must not let everything in.
pub(crate) async fn scan(command: &[String], file: &Path) -> Result<Scan, Refusal> {
    let Some((program, arguments)) = command.split_first() else { return Ok(Scan::NotScanned) };
    let failed = |why: String| Refusal::NotScanned { why };
    let mut child = Command::new(program)
        .args(arguments)
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(format!("{program}: {error}")))?;
    let status = tokio::time::timeout(SCAN_DURATION_MAX, child.wait())
        .await
        .map_err(|_| failed(format!("{program} took longer than {} s", SCAN_DURATION_MAX.as_secs())))?
        .map_err(|error| failed(format!("{program}: {error}")))?;
    match status.code() {
        Some(0) => Ok(Scan::Clean),
        Some(1) => Err(Refusal::Infected),
        _ => Err(failed(format!("{program} ended with {status}"))),
    }
}
