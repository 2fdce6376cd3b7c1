//! Files that people hand in (附件): agreements, drawings, photographs, for any record of any desk.
//!
//! A content lies in a folder beside the database, named by its SM3 digest, so that the same content is kept once. It is
//! on the disk *before* the row that names it: a program that dies in between leaves a content that nobody names, and
//! [`Files::sweep`] removes those after a day. A row is one version of a *document*; rows are never deleted.
//!
//! [`Files::receive`] looks at what was sent before anything is kept: its type is told by the content and must be what
//! the file's name says, nothing that a browser or a computer would run is taken, and a virus scanner may have its say.
//! Whether somebody may hand in or read is the desk's matter, and is decided before anything here is called.
//!
//! ```
//! # use attachments::{Files, FileType, Refusal};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let (zone, now): (store::ZoneId, _) = ("qinshui".parse()?, jiff::Timestamp::UNIX_EPOCH);
//! let files = Files::new(folder.path(), Vec::new());
//! let kept = files.receive(&zone, r"C:\桌面\投资协议.pdf", b"%PDF-1.7 ...".to_vec(), now).await?;
//! assert_eq!((kept.file_name(), kept.file_type()), ("投资协议.pdf", FileType::Pdf));
//! let lie = files.receive(&zone, "照片.png", b"<html>".to_vec(), now).await;
//! assert!(matches!(lie, Err(Refusal::OtherContent { .. })));
//! # Ok(())
//! # }
//! ```
//!
//! With what [`Files::receive`] gave, a desk calls [`add`] or [`replace`] inside a command of its own, or hands the whole
//! matter to [`hand_in`].

mod backup;
mod commands;
mod content;
mod file_type;
mod files;
mod name;
mod package;
mod photo;
mod pixels;
mod record;
mod scan;

pub use commands::{
    Follow, HandIn, HandInError, Restored, TakeBackError, add, hand_in, remove, replace, restore, take_back,
};
pub use content::{FILE_BYTES_MAX, Refusal};
pub use file_type::FileType;
pub use files::{Digest, Files, Received};
pub use pixels::Pixels;
pub use record::{Attachment, Document, Removal, all_of_kind, find, find_of_kind, of_subject};
pub use scan::Scan;

use store::SqlMigration;

/// The table of attachments, and the size of their pictures.
pub fn migrations() -> Vec<SqlMigration> {
    vec![
        SqlMigration { name: "attachments_0001_attachments", sql: include_str!("../migrations/0001_attachments.sql") },
        SqlMigration { name: "attachments_0002_pixels", sql: include_str!("../migrations/0002_pixels.sql") },
    ]
}
