//! A hash chain that shows whether a record of events was altered: SM3 (GB/T 32905) over canonical JSON.
//!
//! Each entry's link covers the link before it and the entry's own bytes:
//!
//! ```text
//! link(n) = SM3( link(n-1) ‖ length of entry n, 8 bytes big-endian ‖ entry n )        link(0) = 32 zero bytes
//! ```
//!
//! Whoever keeps the newest link can prove every entry before it. The length makes the framing unambiguous.
//!
//! ```
//! let first = seal::link(&seal::Digest::ZERO, b"signed");
//! let second = seal::link(&first, b"started");
//! let record = [(b"signed".as_slice(), first), (b"started".as_slice(), second)];
//! assert_eq!(seal::verify(&seal::Digest::ZERO, record), Ok(second));
//!
//! let altered = [(b"signed".as_slice(), first), (b"stopped".as_slice(), second)];
//! assert_eq!(seal::verify(&seal::Digest::ZERO, altered).unwrap_err().position, 1);
//! ```

mod canonical;
mod chain;
mod digest;

pub use canonical::canonical_json;
pub use chain::{BrokenLink, link, verify};
pub use digest::{Digest, InvalidDigest, digest};
