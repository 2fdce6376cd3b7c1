//! The second step of signing in (两步验证): a code from a phone, RFC 6238, six digits every 30 seconds.

use std::fmt;

use jiff::Timestamp;
use qrcode::{QrCode, render::svg};
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a secret, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// Side of the QR code, in CSS pixels.
const QR_SIDE_PX: u32 = 220;

/// What a person's phone and the house share, in base 32.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(String);

/// A text that is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a secret of the second step: 32 characters of base 32")]
pub struct InvalidTotpSecret;

/// What a person needs to enter the secret into a phone; shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret, to type it in by hand and to send it back with the first code.
    pub secret: TotpSecret,
    /// The same as an address that authenticator apps open.
    pub uri: String,
    /// The address as a QR code: an `<svg>` element.
    pub qr_svg: String,
}

/// The names of the zone and the person do not fit into a QR code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code for the phone could not be drawn: {0}")]
pub struct Undrawable(String);

impl TotpSecret {
    /// A new secret.
    pub fn random() -> Self {
        Self(Secret::from(rand::random::<[u8; SECRET_BYTES]>()).to_base32())
    }

    /// Reads a secret in base 32; spaces and small letters are forgiven.
    ///
    /// # Errors
    /// [`InvalidTotpSecret`].
    pub fn parse(text: &str) -> Result<Self, InvalidTotpSecret> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let secret = Secret::try_from_base32(&text).map_err(|_| InvalidTotpSecret)?;
        let valid = secret.as_bytes().len() == SECRET_BYTES && secret.to_base32() == text;
        if valid { Ok(Self(text)) } else { Err(InvalidTotpSecret) }
    }

    /// The secret in base 32, for the database, the zone's files and the person it belongs to.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The step of the code when it is right now, or was or will be within 30 seconds, and is later than the last one
    /// accepted: a code that somebody looked over a shoulder is worth nothing.
    pub fn accept(&self, code: &str, now: Timestamp, last_step: i64) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let second = u64::try_from(now.as_second()).ok()?;
        let step = self.generator("", "").ok()?.check(&code, second)?;
        i64::try_from(step).ok().filter(|&step| step > last_step)
    }

    /// The code at this moment; what a phone shows.
    pub fn code(&self, now: Timestamp) -> Option<String> {
        let second = u64::try_from(now.as_second()).ok()?;
        Some(self.generator("", "").ok()?.generate(second).to_string())
    }

    /// What the person needs to enter this secret into a phone, where it stands under these two names.
    ///
    /// # Errors
    /// [`Undrawable`].
    pub fn enrolment(&self, zone: &str, login: &str) -> Result<Enrolment, Undrawable> {
        let undrawable = |error: &dyn fmt::Display| Undrawable(error.to_string());
        // A colon parts the two names in the address.
        let uri = self
            .generator(&zone.replace(':', " "), login)
            .and_then(|generator| generator.to_url())
            .map_err(|error| undrawable(&error))?;
        let svg = QrCode::new(&uri)
            .map_err(|error| undrawable(&error))?
            .render::<svg::Color<'_>>()
            .min_dimensions(QR_SIDE_PX, QR_SIDE_PX)
            .build();
        // Inside a page the XML declaration would be an error.
        let start = svg.find("<svg").unwrap_or_default();
        Ok(Enrolment { secret: self.clone(), uri, qr_svg: svg[start..].to_owned() })
    }

    fn generator(&self, zone: &str, login: &str) -> Result<Totp, totp_rs::TotpError> {
        let secret = Secret::try_from_base32(&self.0).map_err(|_| totp_rs::TotpError::SecretNotSet)?;
        Builder::new()
            .with_secret(secret)
            .with_issuer(Some(zone).filter(|zone| !zone.is_empty()))
            .with_account_name(login)
            .build()
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The secret of RFC 6238's test vectors: "12345678901234567890".
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, SHA-1, the last six of eight digits.
        let secret = TotpSecret::parse(RFC).unwrap();
        assert_eq!(secret.code(at(59)).unwrap(), "287082");
        assert_eq!(secret.code(at(1_111_111_109)).unwrap(), "081804");
        assert_eq!(secret.accept("081 804", at(1_111_111_109), 0), Some(1_111_111_109 / 30));
    }

    #[test]
    fn a_code_is_accepted_once_and_only_about_its_time() {
        let secret = TotpSecret::random();
        let code = secret.code(at(3_000)).unwrap();
        assert_eq!(secret.accept(&code, at(3_029), 0), Some(100));
        assert_eq!(secret.accept(&code, at(3_031), 0), Some(100));
        assert_eq!(secret.accept(&code, at(3_031), 100), None);
        assert_eq!(secret.accept(&code, at(3_061), 0), None);
        assert_eq!(secret.accept("", at(3_000), 0), None);
        assert_eq!(secret.accept("-00001", at(-5), 0), None);
        assert_eq!(secret.accept(&"1".repeat(100_000), at(3_000), 0), None);
    }

    #[test]
    fn secrets_are_read_strictly() {
        assert_eq!(TotpSecret::parse(&RFC.to_lowercase()).unwrap().reveal(), RFC);
        for wrong in ["", "GEZDGNBV", "0189", "李", &RFC.repeat(2)] {
            assert_eq!(TotpSecret::parse(wrong), Err(InvalidTotpSecret));
        }
    }

    #[test]
    fn the_phone_learns_zone_and_login() {
        let enrolment = TotpSecret::random().enrolment("沁水: 开发区", "li-wei").unwrap();
        assert!(enrolment.uri.starts_with("otpauth://totp/"), "{}", enrolment.uri);
        assert!(enrolment.uri.contains("li-wei") && enrolment.uri.contains(enrolment.secret.reveal()));
        assert!(enrolment.qr_svg.starts_with("<svg") && enrolment.qr_svg.ends_with("</svg>"));
        assert!(TotpSecret::random().enrolment(&"区".repeat(4_000), "li-wei").is_err());
    }
}
