use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};
use serde::{Deserialize, Serialize};

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
    /// An address is none.
    #[error("{0:?} is not an e-mail address")]
    Address(String),
    /// The message could not be made.
    #[error("the message could not be made: {0}")]
    Message(#[from] lettre::error::Error),
    /// The server did not take it.
    #[error("the mail server did not take it: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
}

impl MailError {
    /// Whether the server did not answer at all: the next mail would fare no better.
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::Server(error) if !error.is_permanent() && !error.is_transient())
    }
}

/// Sends mail through the server of the settings.
pub struct Mailer {
    from: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Mailer {
    /// Checks the settings; connects only when something is sent.
    ///
    /// # Errors
    /// A sender that is no address, or a server name that TLS cannot check.
    pub fn new(settings: &MailSettings) -> Result<Self, MailError> {
        let builder = match settings.security {
            MailSecurity::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&settings.host)?,
            MailSecurity::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&settings.host)?,
            MailSecurity::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host),
        };
        let mut builder = builder.port(settings.port);
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Self { from: mailbox(&settings.from)?, transport: builder.build() })
    }

    /// Sends one plain text to one address.
    ///
    /// # Errors
    /// [`MailError`]; the notice stays and is tried again.
    pub async fn send(&self, to: &str, subject: &str, text: &str) -> Result<(), MailError> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(mailbox(to)?)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text.to_owned())?;
        self.transport.send(message).await?;
        Ok(())
    }
}

fn mailbox(text: &str) -> Result<Mailbox, MailError> {
    text.parse().map_err(|_| MailError::Address(text.to_owned()))
}
