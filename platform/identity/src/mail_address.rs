use std::{fmt, str::FromStr};

use crate::Flaw;

/// The longest e-mail address that mail servers accept (RFC 5321, 4.5.3.1.3).
pub(crate) const LENGTH_MAX: usize = 254;

/// Exactly one e-mail address and nothing else: no name, no comment, no second address, so that nothing in it leads a mail
/// to anybody else. One rule for accounts, for contacts that strangers typed, and for what the house sends.
///
/// It is a rule of form and wider than the standard, which forbids two dots in a row: there are mailboxes with such names.
/// Whether somebody reads an address only a mail can show.
///
/// ```
/// assert!("wang@example.cn".parse::<identity::MailAddress>().is_ok());
/// assert!("wang@example.cn, li@example.cn".parse::<identity::MailAddress>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAddress {
    text: String,
    at: usize,
}

impl MailAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Name of the mailbox, and of the domain that it is in.
    pub fn parts(&self) -> (&str, &str) {
        (&self.text[..self.at], &self.text[self.at + 1..])
    }
}

impl FromStr for MailAddress {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let at = text.rfind('@').ok_or(Flaw::Email)?;
        let (mailbox, domain) = (&text[..at], &text[at + 1..]);
        let in_mailbox = |b: u8| b.is_ascii_graphic() && !b"()<>[]:;@\\,\"".contains(&b);
        let in_label = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let is_address = text.len() <= LENGTH_MAX
            && !mailbox.is_empty()
            && mailbox.bytes().all(in_mailbox)
            && domain.split('.').all(|label| !label.is_empty() && label.bytes().all(in_label));
        if is_address { Ok(Self { text: text.to_owned(), at }) } else { Err(Flaw::Email) }
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_one_plain_address_is_an_address() {
        for right in ["a.b+c@example.org", "x@localhost", "wang_1@mail.example.cn", "a..b@c", "=a@b.c"] {
            assert_eq!(right.parse::<MailAddress>().unwrap().as_str(), right);
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
            assert_eq!(wrong.parse::<MailAddress>(), Err(Flaw::Email), "{wrong:?}");
        }
        assert!(format!("{}@b.c", "a".repeat(300)).parse::<MailAddress>().is_err());
    }

    #[test]
    fn it_has_a_mailbox_and_a_domain() {
        assert_eq!("a.b@c.d".parse::<MailAddress>().unwrap().parts(), ("a.b", "c.d"));
    }
}
