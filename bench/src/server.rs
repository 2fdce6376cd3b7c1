//! A server that is measured: started, waited for, asked for its memory, stopped.

use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::Failure;

/// How long a server may take to open its doors.
const START_MAX: Duration = Duration::from_secs(60);

/// A program of this build.
pub fn program(name: &str) -> Result<PathBuf, Failure> {
    Ok(std::env::current_exe()?.with_file_name(name))
}

/// A running server; ends with this value.
pub struct Server {
    child: Child,
    address: SocketAddr,
    /// From its start to its first answer.
    pub start: Duration,
}

impl Server {
    /// Starts a program of this build, which gets a free port as `{port}` in its arguments, and waits until it answers
    /// `path`.
    pub fn start(name: &str, arguments: &[&str], path: &str) -> Result<Self, Failure> {
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let arguments = arguments.iter().map(|argument| argument.replace("{port}", &address.port().to_string()));
        let begun = Instant::now();
        let mut command = Command::new(program(name)?);
        let child = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut server = Self { child, address, start: Duration::ZERO };
        while ureq::get(server.url(path)).call().is_err() {
            if begun.elapsed() > START_MAX || server.child.try_wait()?.is_some() {
                return Err(format!("{name} does not answer on {}", server.url(path)).into());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        server.start = begun.elapsed();
        Ok(server)
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Memory in use, in MB.
    pub fn resident_mb(&self) -> Result<f64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1_024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
