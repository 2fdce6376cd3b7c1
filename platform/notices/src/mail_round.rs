use std::time::{Duration, Instant};

use crate::{MailConnection, MailError, MailSettings, Mailer};

/// After so many connections in a row that failed the server counts as away. One alone may be chance.
const SILENT_MAX: usize = 2;
/// How long one run sends at most: a server that is slow holds up no other chore for long.
const ROUND_MAX: Duration = Duration::from_secs(60);

/// One run of a chore that sends mail.
///
/// A mail is tried in this order: connect, note the try, hand it over, note that it went. So a server that is away costs no
/// mail a try, and whatever happens after it listened costs one: a mail that hinders itself, an answer that comes too late
/// and a database that cannot write any more all end by themselves instead of sending for ever.
pub struct MailRound {
    mailer: Mailer,
    begun: Instant,
    sent: usize,
    failed: usize,
    silence: Vec<MailError>,
}

impl MailRound {
    /// Begins with nothing sent.
    ///
    /// # Errors
    /// What [`Mailer::new`] says of the settings.
    pub fn new(settings: &MailSettings) -> Result<Self, MailError> {
        let mailer = Mailer::new(settings)?;
        Ok(Self { mailer, begun: Instant::now(), sent: 0, failed: 0, silence: Vec::new() })
    }

    /// Whether what is left waits for the next run.
    pub fn is_over(&self) -> bool {
        self.silence.len() >= SILENT_MAX || self.begun.elapsed() > ROUND_MAX
    }

    /// A server that listens; `None` where it is silent, and the mail waits untried.
    pub async fn connect(&mut self) -> Option<MailConnection<'_>> {
        match self.mailer.connect().await {
            Ok(connection) => {
                self.silence.clear();
                Some(connection)
            }
            Err(error) => {
                self.silence.push(error);
                None
            }
        }
    }

    /// Counts what became of a mail.
    pub fn count(&mut self, sent: bool) {
        *if sent { &mut self.sent } else { &mut self.failed } += 1;
    }

    /// What the log of runs says.
    ///
    /// # Errors
    /// That the server was silent at last, in words.
    pub fn report(self) -> Result<String, String> {
        let Self { sent, failed, mut silence, .. } = self;
        match silence.pop() {
            Some(error) => Err(format!("{sent} sent, the others wait: {error}")),
            None if sent + failed == 0 => Ok(String::new()),
            None => Ok(format!("{sent} sent, {failed} failed")),
        }
    }
}
