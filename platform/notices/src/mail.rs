use std::{future::Future, time::Duration};

use identity::MailAddress;
use lettre::{
    Address, Message,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use serde::{Deserialize, Serialize};

/// How long the mail server may take to let the house in.
const CONNECTING_MAX: Duration = Duration::from_secs(30);
/// How long it may take over one mail: it looks through what it takes.
const SENDING_MAX: Duration = Duration::from_secs(60);
/// How long it may take over the farewell, which changes nothing any more.
const LEAVING_MAX: Duration = Duration::from_secs(5);

/// How the connection to the mail server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// TLS from the first byte (port 465).
    #[default]
    Tls,
    /// Plain at first, then TLS, or not at all (port 587).
    StartTls,
    /// Plain: only for a server on the same machine.
    None,
}

/// The mail server (SMTP).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Name of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Privacy of the connection.
    #[serde(default)]
    pub security: MailSecurity,
    /// Who sends: `梧桐 <wutong@example.cn>`.
    pub from: String,
    /// Name to sign in with, where the server asks.
    #[serde(default)]
    pub user: Option<String>,
    /// Password to sign in with.
    #[serde(default)]
    pub password: Option<String>,
}

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender of the settings is none.
    #[error("{0:?} is not an e-mail address")]
    Sender(String),
    /// The message could not be made.
    #[error("the message could not be made: {0}")]
    Message(#[from] lettre::error::Error),
    /// The server did not take it.
    #[error("the mail server did not take it: {0}")]
    Server(#[from] Error),
    /// Nobody knows whether the server took it.
    #[error("the mail server did not answer within {} seconds", .0.as_secs())]
    Late(Duration),
}

/// One plain text to one address.
pub struct Mail<'a> {
    /// What makes it this mail and no other. It is the same whenever the mail is sent again, so that mailboxes can drop
    /// what they hold already; letters, digits, dots and hyphens.
    pub key: &'a str,
    /// Who gets it.
    pub to: &'a MailAddress,
    /// What it is about.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// Knows the way to the mail server of the settings.
pub struct Mailer {
    from: Mailbox,
    host: String,
    port: u16,
    /// TLS from the first byte, where it is asked for.
    tls: Option<TlsParameters>,
    /// TLS after the greeting, where it is asked for.
    start_tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
}

impl Mailer {
    /// Checks the settings; connects only when something is sent.
    ///
    /// # Errors
    /// A sender that is no address, or a server name that TLS cannot check.
    pub fn new(settings: &MailSettings) -> Result<Self, MailError> {
        let MailSettings { host, port, security, from, user, password } = settings.clone();
        let tls = |wanted| (security == wanted).then(|| TlsParameters::new(host.clone())).transpose();
        Ok(Self {
            tls: tls(MailSecurity::Tls)?,
            start_tls: tls(MailSecurity::StartTls)?,
            from: from.parse().map_err(|_| MailError::Sender(from))?,
            credentials: user.zip(password).map(|(user, password)| Credentials::new(user, password)),
            host,
            port,
        })
    }

    /// Connects and signs in. Nothing is handed over yet: where this fails, no mail was tried, and the next one would fare
    /// no better.
    ///
    /// # Errors
    /// [`MailError::Server`] and [`MailError::Late`].
    pub async fn connect(&self) -> Result<MailConnection<'_>, MailError> {
        let line = within(CONNECTING_MAX, async {
            let (hello, server) = (ClientId::default(), (self.host.as_str(), self.port));
            let mut line = AsyncSmtpConnection::connect_tokio1(server, None, &hello, self.tls.clone(), None).await?;
            if let Some(tls) = &self.start_tls {
                line.starttls(tls.clone(), &hello).await?;
            }
            if let Some(credentials) = &self.credentials {
                line.auth(DEFAULT_MECHANISMS, credentials).await?;
            }
            Ok(line)
        })
        .await?;
        Ok(MailConnection { from: &self.from, line })
    }
}

/// A mail server that listens: one mail can be handed over.
pub struct MailConnection<'a> {
    from: &'a Mailbox,
    line: AsyncSmtpConnection,
}

impl MailConnection<'_> {
    /// Hands the mail over. Whatever goes wrong here, the server may have taken it.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(mut self, mail: &Mail<'_>) -> Result<(), MailError> {
        let (mailbox, domain) = mail.to.parts();
        // Which addresses there are is our own rule's matter, and the server's.
        let to = Mailbox::new(None, Address::new_dangerous(mailbox, domain));
        let message = Message::builder()
            .message_id(Some(format!("<{}@{}>", mail.key, self.from.email.domain())))
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.to_owned())?;
        within(SENDING_MAX, self.line.send(message.envelope(), &message.formatted())).await?;
        let _ = tokio::time::timeout(LEAVING_MAX, self.line.abort()).await;
        Ok(())
    }
}

/// What the server says, when it says it in time.
async fn within<T>(longest: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, MailError> {
    Ok(tokio::time::timeout(longest, work).await.map_err(|_| MailError::Late(longest))??)
}
