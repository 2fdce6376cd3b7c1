//! Somebody who is signed in and brings in files, through the pages as people do.

use std::time::{Duration, Instant};

use ureq::{
    Agent,
    unversioned::multipart::{Form, Part},
};

use crate::{Failure, server::Server};

/// How long an import may take.
const IMPORT_MAX: Duration = Duration::from_secs(600);

/// What the page of an import says at its end.
const WRITTEN: &str = "已写入";

/// A clerk of the demo zone.
pub struct Clerk {
    agent: Agent,
    home: String,
    /// What their browser sends along.
    pub cookie: String,
}

/// How long an import took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Import {
    /// From sending the file to seeing row by row what it would do.
    pub preview: Duration,
    /// From confirming it to all being written.
    pub write: Duration,
}

impl Clerk {
    /// Signs in.
    pub fn sign_in(server: &Server, login: &str, password: &str) -> Result<Self, Failure> {
        let config = Agent::config_builder().http_status_as_error(true).timeout_global(Some(IMPORT_MAX));
        let agent = Agent::new_with_config(config.build());
        let home = server.url("/qinshui");
        let page = agent.get(format!("{home}/sign-in")).call()?.body_mut().read_to_string()?;
        let (csrf, key) = (hidden(&page, "csrf")?, hidden(&page, "idempotency_key")?);
        let fields = [("csrf", csrf), ("idempotency_key", key), ("login", login), ("password", password)];
        agent.post(format!("{home}/sign-in")).send_form(fields)?;
        let cookie = match agent.cookie_jar_lock().get("127.0.0.1", "/", "wutong-session") {
            Some(cookie) => format!("wutong-session={}", cookie.value()),
            None => return Err("nobody is signed in".into()),
        };
        Ok(Self { agent, home, cookie })
    }

    /// The body of a page.
    pub fn read(&self, path: &str) -> Result<String, Failure> {
        whole(self.agent.get(format!("{}{path}", self.home)).call()?)
    }

    /// How many bytes an address answers with.
    pub fn fetch(&self, path: &str) -> Result<usize, Failure> {
        let answer = self.agent.get(format!("{}{path}", self.home)).call()?;
        Ok(answer.into_body().into_with_config().limit(u64::MAX).read_to_vec()?.len())
    }

    /// Brings in a file.
    pub fn import(&self, kind: &str, content: &[u8]) -> Result<Import, Failure> {
        let page = self.read("/projects/import")?;
        let (csrf, key) = (hidden(&page, "csrf")?, hidden(&page, "idempotency_key")?);
        let file = Part::bytes(content).file_name("bench.csv").mime_str("text/csv")?;
        let form = Form::new().text("csrf", csrf).text("idempotency_key", key).text("kind", kind).part("file", file);
        let begun = Instant::now();
        let page = whole(self.agent.post(format!("{}/projects/import", self.home)).send(form)?)?;
        let preview = begun.elapsed();
        let (before, _) = page.split_once("/confirm\"").ok_or("nothing to confirm")?;
        let (_, upload) = before.rsplit_once('/').ok_or("nothing to confirm")?;
        let mut fields = ["csrf", "idempotency_key", "fingerprint"]
            .into_iter()
            .map(|name| Ok((name, hidden(&page, name)?)))
            .collect::<Result<Vec<_>, Failure>>()?;
        // Made-up figures may be out of the common.
        fields.push(("sure", "yes"));
        let begun = Instant::now();
        self.agent.post(format!("{}/projects/import/{upload}/confirm", self.home)).send_form(fields)?;
        let path = format!("/projects/import/{upload}");
        while !self.read(&path)?.contains(WRITTEN) {
            if begun.elapsed() > IMPORT_MAX {
                return Err("the import does not end".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Import { preview, write: begun.elapsed() })
    }
}

fn whole(answer: ureq::http::Response<ureq::Body>) -> Result<String, Failure> {
    Ok(answer.into_body().into_with_config().limit(u64::MAX).read_to_string()?)
}

/// The value of a hidden field; the last one of its name stands in the page's own form, others in the page's frame.
fn hidden<'a>(page: &'a str, name: &str) -> Result<&'a str, Failure> {
    between(page, &format!("name=\"{name}\" value=\""), "\"")
}

fn between<'a>(page: &'a str, before: &str, after: &str) -> Result<&'a str, Failure> {
    let found = page.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.map(|(text, _)| text).ok_or_else(|| format!("no {before} in the page").into())
}
