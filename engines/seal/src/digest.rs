use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sm3::{Digest as _, Sm3};

/// Bytes of an SM3 hash.
const LENGTH: usize = 32;

/// An SM3 hash (杂凑值), 32 bytes; as text 64 lower-case hexadecimal digits.
///
/// ```
/// let hash = seal::digest(b"abc");
/// assert_eq!(hash.to_string(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
/// assert_eq!(hash.to_string().parse(), Ok(hash));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; LENGTH]);

/// A text that is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an SM3 hash is written as 64 lower-case hexadecimal digits")]
pub struct InvalidDigest;

impl Digest {
    /// What stands before the first entry of a chain.
    pub const ZERO: Self = Self([0; LENGTH]);

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

/// The SM3 hash of some bytes (GB/T 32905).
pub fn digest(bytes: &[u8]) -> Digest {
    Digest(Sm3::digest(bytes).into())
}

/// The SM3 hash of several parts, one after the other.
pub(crate) fn digest_of_parts(parts: &[&[u8]]) -> Digest {
    let mut hash = Sm3::new();
    for part in parts {
        hash.update(part);
    }
    Digest(hash.finalize().into())
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, InvalidDigest> {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(InvalidDigest);
        }
        let mut bytes = [0; LENGTH];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| InvalidDigest)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
