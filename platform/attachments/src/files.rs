//! Contents beside the database, named by their digest.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::{SignedDuration, Timestamp};
use sea_orm::ConnectionTrait;
pub use seal::Digest;
use store::{StoreError, ZoneId};
use tempfile::TempPath;

use crate::{FileType, Pixels, Refusal, Scan, content::examine, photo, pixels, record, scan::scan};

/// How long a content may wait for the row that names it.
const UNNAMED_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Where the contents lie (内容库): `ZONE/ab/cdef…`, and how they are scanned. Cheap to clone.
///
/// Several programs on one PostgreSQL share the folder.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
    scan_command: Vec<String>,
}

/// A content that was kept and is to be named by a row, within a day: give it to [`crate::add`] or [`crate::replace`].
#[derive(Clone, Debug)]
pub struct Received {
    pub(crate) file_name: String,
    pub(crate) file_type: FileType,
    pub(crate) size_bytes: i64,
    pub(crate) pixels: Option<Pixels>,
    pub(crate) digest: Digest,
    pub(crate) scan: Scan,
}

impl Received {
    /// The file's name, cleaned.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// What it is.
    pub fn file_type(&self) -> FileType {
        self.file_type
    }

    /// How large a picture is shown.
    pub fn pixels(&self) -> Option<Pixels> {
        self.pixels
    }
}

impl Files {
    /// Contents in this folder, which is made with the first one; `scan_command` is a program with its arguments, or
    /// nothing where the house has no scanner.
    pub fn new(folder: impl Into<PathBuf>, scan_command: Vec<String>) -> Self {
        Self { folder: folder.into(), scan_command }
    }

    /// Looks at a file, has it scanned, and keeps its content: when this returns, it is on the disk.
    ///
    /// # Errors
    /// [`Refusal`]: nothing was kept.
    pub async fn receive(
        &self,
        zone: &ZoneId,
        name: &str,
        bytes: Vec<u8>,
        now: Timestamp,
    ) -> Result<Received, Refusal> {
        let (files, zone, name) = (self.clone(), zone.clone(), name.to_owned());
        let (draft, mut received) = blocking(move || {
            let found = examine(&name, &bytes)?;
            let digest = seal::digest(&bytes);
            let draft = files.draft(&zone, &bytes)?;
            let size_bytes = i64::try_from(bytes.len()).map_err(io::Error::other)?;
            let (file_name, file_type) = (found.name, found.file_type);
            let (pixels, scan) = (pixels::of(file_type, &bytes), Scan::NotScanned);
            let received = Received { file_name, file_type, size_bytes, pixels, digest, scan };
            Ok::<_, Refusal>(((files, zone, draft), received))
        })
        .await?;
        received.scan = scan(&self.scan_command, &draft.2).await?;
        let digest = received.digest;
        blocking(move || {
            let (files, zone, draft) = draft;
            Ok::<_, Refusal>(files.place(&zone, &digest, draft, now)?)
        })
        .await?;
        Ok(received)
    }

    /// Like [`Files::receive`], for what everybody may see: photographs are made as small as a screen shows them, and
    /// what the camera noted, such as the place, is left out.
    ///
    /// # Errors
    /// [`Refusal`]: nothing was kept.
    pub async fn receive_for_everybody(
        &self,
        zone: &ZoneId,
        name: &str,
        bytes: Vec<u8>,
        now: Timestamp,
    ) -> Result<Received, Refusal> {
        let bytes = blocking(move || Ok::<_, Refusal>(photo::for_everybody(bytes))).await?;
        self.receive(zone, name, bytes, now).await
    }

    /// Opens a content; the caller has found its row with the reader's scope.
    ///
    /// # Errors
    /// [`StoreError::File`] where it is missing or cannot be read.
    pub async fn open(&self, zone: &ZoneId, digest: &Digest) -> Result<tokio::fs::File, StoreError> {
        let path = self.path(zone, digest);
        tokio::fs::File::open(&path).await.map_err(|source| file_error(&path, source))
    }

    /// Removes the zone's contents that no row names and that are older than a day; how many there were.
    ///
    /// # Errors
    /// What the database or the disk says.
    pub async fn sweep(
        &self,
        database: &impl ConnectionTrait,
        zone: &ZoneId,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        // First what lies there, then what is named: what comes in between is newer than a day.
        let (files, of) = (self.clone(), zone.clone());
        let old = blocking(move || files.older_than(&of, now - UNNAMED_KEPT)).await?;
        if old.is_empty() {
            return Ok(0);
        }
        let named = record::digests(database, zone).await?;
        let (files, zone) = (self.clone(), zone.clone());
        blocking(move || files.discard(&zone, old.into_iter().filter(|(name, _)| !named.contains(name)), now)).await
    }

    /// Where a content lies.
    pub(crate) fn path(&self, zone: &ZoneId, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        let (head, rest) = name.split_at(2);
        self.zone_folder(zone).join(head).join(rest)
    }

    fn zone_folder(&self, zone: &ZoneId) -> PathBuf {
        self.folder.join(zone.as_str())
    }

    fn incoming(&self, zone: &ZoneId) -> PathBuf {
        self.zone_folder(zone).join("incoming")
    }

    /// Writes the bytes to the disk under a name that is nobody's yet; they go with the draft unless it is placed.
    pub(crate) fn draft(&self, zone: &ZoneId, bytes: &[u8]) -> io::Result<TempPath> {
        let folder = self.incoming(zone);
        fs::create_dir_all(&folder)?;
        let mut draft = tempfile::Builder::new().prefix("draft-").tempfile_in(folder)?;
        draft.write_all(bytes)?;
        draft.as_file().sync_all()?;
        Ok(draft.into_temp_path())
    }

    /// Gives the draft its name, or renews the age of the same content.
    pub(crate) fn place(&self, zone: &ZoneId, digest: &Digest, draft: TempPath, now: Timestamp) -> io::Result<()> {
        let path = self.path(zone, digest);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let _gate = self.gate(zone, File::lock_shared)?;
        let now = SystemTime::try_from(now).map_err(io::Error::other)?;
        File::options().append(true).open(&draft)?.set_modified(now)?;
        // Over the same content there is no harm, and one that was damaged is whole again.
        draft.persist(&path).map_err(|error| error.error)?;
        for folder in [folder, &self.zone_folder(zone), &self.folder] {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Whoever places contents holds the gate together with others, whoever removes some holds it alone: between
    /// programs too.
    fn gate(&self, zone: &ZoneId, hold: fn(&File) -> io::Result<()>) -> io::Result<File> {
        let gate = File::options().create(true).append(true).open(self.zone_folder(zone).join("gate"))?;
        hold(&gate)?;
        Ok(gate)
    }

    /// Contents and drafts from before `day`, by digest; a draft has none.
    fn older_than(&self, zone: &ZoneId, day: Timestamp) -> Result<Vec<(String, PathBuf)>, StoreError> {
        let zone_folder = self.zone_folder(zone);
        let mut old = Vec::new();
        for folder in entries(&zone_folder)?.into_iter().filter(|path| path.is_dir()) {
            let head = name_of(&folder);
            for path in entries(&folder)? {
                if is_older(&path, day) {
                    let digest = if head == "incoming" { String::new() } else { format!("{head}{}", name_of(&path)) };
                    old.push((digest, path));
                }
            }
        }
        Ok(old)
    }

    fn discard(
        &self,
        zone: &ZoneId,
        unnamed: impl Iterator<Item = (String, PathBuf)>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let _gate = self.gate(zone, File::lock).map_err(|source| file_error(&self.zone_folder(zone), source))?;
        let mut discarded = 0;
        // Looked at again behind the gate: the same content may have come in a second time.
        for (_, path) in unnamed.filter(|(_, path)| is_older(path, now - UNNAMED_KEPT)) {
            fs::remove_file(&path).map_err(|source| file_error(&path, source))?;
            discarded += 1;
        }
        Ok(discarded)
    }
}

fn is_older(path: &Path, day: Timestamp) -> bool {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    modified.ok().and_then(|modified| Timestamp::try_from(modified).ok()).is_some_and(|modified| modified < day)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// What lies in a folder; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()),
    };
    listed.map_err(|source| file_error(folder, source))
}

pub(crate) fn file_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::File { path: path.display().to_string(), source }
}

/// Runs what waits for the disk where nobody else waits.
pub(crate) async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Interrupted> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Interrupted.into()))
}

/// The program is stopping.
pub(crate) struct Interrupted;

impl From<Interrupted> for Refusal {
    fn from(_: Interrupted) -> Self {
        Self::Unkept(io::ErrorKind::Interrupted.into())
    }
}

impl From<Interrupted> for StoreError {
    fn from(_: Interrupted) -> Self {
        Self::Closed
    }
}
