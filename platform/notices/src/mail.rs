use std::{fmt, str::FromStr};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
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

/// The longest address that mail servers accept (RFC 5321, 4.5.3.1.3).
const ADDRESS_LENGTH_MAX: usize = 254;

/// Exactly one e-mail address and nothing else, for texts that strangers typed: no name, no comment, no second address,
/// so that nothing in it leads a mail to anybody else. It has the form that identity asks of an account's address, and is
/// one to the mail library too.
///
/// ```
/// assert!("wang@example.cn".parse::<notices::MailAddress>().is_ok());
/// assert!("wang@example.cn, li@example.cn".parse::<notices::MailAddress>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAddress(String);

impl MailAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MailAddress {
    type Err = MailError;

    fn from_str(text: &str) -> Result<Self, MailError> {
        let plain = |b: u8| b.is_ascii_graphic() && !b"()<>[]:;\\,\"".contains(&b);
        let is_one = text.len() <= ADDRESS_LENGTH_MAX && text.bytes().all(plain) && text.parse::<Address>().is_ok();
        if is_one { Ok(Self(text.to_owned())) } else { Err(MailError::Address(text.to_owned())) }
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_plain_address_is_an_address() {
        for right in ["a.b+c@example.org", "x@localhost", "wang_1@mail.example.cn"] {
            assert!(right.parse::<MailAddress>().is_ok(), "{right}");
        }
        for wrong in [
            "",
            "0356-7028888",
            "a@",
            "@b",
            "a@b@c",
            "a b@c",
            "a@b..c",
            "a,b@c",
            "Li <a@b.c>",
            "<a@b.c>",
            "a@b.c, c@d.e",
            "a@b.c;c@d.e",
            "a@b.c c@d.e",
            "a@b.c\r\nBcc: c@d.e",
            "a@b.c\n",
            "\"a@b.c, c\"@d.e",
            "a@b.c>\r\nRCPT TO:<c@d.e",
            "a(c@d.e)@b.c",
            "a@[127.0.0.1]",
            "王@例子.中国",
            "a\0@b.c",
        ] {
            assert!(wrong.parse::<MailAddress>().is_err(), "{wrong:?}");
        }
        assert!(format!("{}@b.c", "a".repeat(300)).parse::<MailAddress>().is_err());
    }
}
