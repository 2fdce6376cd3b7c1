//! The PostgreSQL server of the tests.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// Starts a cluster and removes it when the command ends.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/with-postgres");

struct Server {
    url: String,
    /// Lives as long as this process: when its standard input closes, however we end, the cluster goes.
    _cluster: Option<Child>,
}

/// Address of the server that `WUTONG_TEST_POSTGRES` names; without it, of a cluster for this process alone.
pub fn url() -> &'static str {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let server = SERVER.get_or_init(|| match std::env::var("WUTONG_TEST_POSTGRES") {
        Ok(url) => Server { url, _cluster: None },
        Err(_) => start(),
    });
    &server.url
}

fn start() -> Server {
    let mut cluster = Command::new(SCRIPT)
        .args(["sh", "-c", "echo \"$WUTONG_TEST_POSTGRES\"; cat > /dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{SCRIPT}: {error}"));
    let mut url = String::new();
    BufReader::new(cluster.stdout.take().unwrap()).read_line(&mut url).unwrap();
    assert!(url.starts_with("postgres://"), "no PostgreSQL: run `{SCRIPT} true` to see why");
    Server { url: url.trim_end().to_owned(), _cluster: Some(cluster) }
}
