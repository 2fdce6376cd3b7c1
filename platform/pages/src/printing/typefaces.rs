use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use print::{Document, Fonts, PrintError};
use tokio::sync::Semaphore;

/// Documents that are set at one time: each takes a processor for a while.
const PRESSES: usize = 2;
/// Folders below a folder of fonts that are looked into.
const DEPTH_MAX: usize = 4;
/// Where systems keep fonts.
const FOLDERS: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];

/// Fonts for the text, the preferred first: one of them is needed.
const TEXT: [&str; 9] = [
    "NotoSerifCJK-Regular",
    "NotoSerifCJKsc-Regular",
    "SourceHanSerifSC-Regular",
    "SourceHanSerifCN-Regular",
    "simsun",
    "NotoSansCJK-Regular",
    "NotoSansCJKsc-Regular",
    "wqy-zenhei",
    "wqy-microhei",
];
/// Fonts for headings, the preferred first.
const HEADINGS: [&str; 7] = [
    "NotoSansCJK-Bold",
    "NotoSansCJKsc-Bold",
    "SourceHanSansSC-Bold",
    "SourceHanSansCN-Bold",
    "msyhbd",
    "NotoSerifCJK-Bold",
    "NotoSerifCJKsc-Bold",
];
/// Fonts for scripts and signs that the others lack; all that are there.
const BESIDE: [&str; 4] = ["DejaVuSans", "NotoSansArabic-Regular", "NotoSansSymbols2-Regular", "NotoEmoji-Regular"];
const ENDINGS: [&str; 3] = ["ttc", "otf", "ttf"];

/// The fonts of this machine. Looked for when the first PDF is asked for, and kept.
pub struct Typefaces {
    places: Vec<PathBuf>,
    fonts: OnceLock<Option<Arc<Fonts>>>,
    presses: Semaphore,
}

impl Typefaces {
    /// Fonts from these places: a folder is looked through for fonts that are known to hold Chinese, a file is taken as it
    /// is, and files go before folders. Without places, the folders of the system.
    pub fn new(places: Vec<PathBuf>) -> Self {
        let places = if places.is_empty() { FOLDERS.map(PathBuf::from).to_vec() } else { places };
        Self { places, fonts: OnceLock::new(), presses: Semaphore::new(PRESSES) }
    }

    /// Sets a document, beside what the house does otherwise.
    pub(super) async fn press(self: Arc<Self>, document: Document) -> Result<Vec<u8>, PrintError> {
        let broken = |error: &dyn ToString| PrintError::Typesetting(error.to_string());
        let _press = self.presses.acquire().await.map_err(|error| broken(&error))?;
        let faces = Arc::clone(&self);
        let work = move || print::pdf(&document, faces.fonts().ok_or(PrintError::NoFont)?.as_ref());
        tokio::task::spawn_blocking(work).await.map_err(|error| broken(&error))?
    }

    fn fonts(&self) -> Option<&Arc<Fonts>> {
        self.fonts.get_or_init(|| Fonts::new(self.files()).ok().map(Arc::new)).as_ref()
    }

    /// The contents of the fonts, the preferred first; none where none holds Chinese.
    fn files(&self) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        for folder in self.places.iter().filter(|place| place.is_dir()) {
            walk(folder, DEPTH_MAX, &mut found);
        }
        let named = |wanted: &&str| found.iter().find(|path| is_font(path, wanted));
        let own = self.places.iter().filter(|place| place.is_file());
        let text = own.chain(TEXT.iter().find_map(named));
        let mut chosen: Vec<&PathBuf> = text.collect();
        if !chosen.is_empty() {
            chosen.extend(HEADINGS.iter().find_map(named));
            chosen.extend(BESIDE.iter().filter_map(named));
        }
        chosen.into_iter().filter_map(|path| read(path)).collect()
    }
}

impl Default for Typefaces {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

/// Every file below a folder, in the order of names.
fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if !path.is_dir() {
            found.push(path);
        } else if depth > 0 {
            walk(&path, depth - 1, found);
        }
    }
}

fn is_font(path: &Path, wanted: &str) -> bool {
    let part = |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).map(str::to_owned);
    let ending = part(path.extension()).is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()));
    ending && part(path.file_stem()).is_some_and(|stem| stem.eq_ignore_ascii_case(wanted))
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let told = |error: &io::Error| tracing::warn!(%error, path = %path.display(), "a font cannot be read");
    fs::read(path).inspect_err(told).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn chinese_is_wanted_first_and_without_it_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        };
        let chosen = || {
            let files = Typefaces::new(vec![folder.path().to_owned()]).files();
            files.into_iter().map(|file| String::from_utf8(file).unwrap()).collect::<Vec<_>>()
        };
        put("truetype/DejaVuSans.ttf");
        assert!(chosen().is_empty(), "no Chinese");
        put("noto/NotoSansCJK-Bold.ttc");
        put("noto/NotoSansCJK-Regular.ttc");
        put("noto/NotoSerifCJK-Regular.txt");
        let sans = ["noto/NotoSansCJK-Regular.ttc", "noto/NotoSansCJK-Bold.ttc", "truetype/DejaVuSans.ttf"];
        assert_eq!(chosen(), sans);
        put("a/SIMSUN.TTC");
        assert_eq!(chosen()[0], "a/SIMSUN.TTC");
        let own = folder.path().join("own.ttf");
        fs::write(&own, "own").unwrap();
        assert_eq!(Typefaces::new(vec![own]).files(), [b"own"]);
    }

    #[test]
    fn what_is_no_font_is_no_font() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("NotoSerifCJK-Regular.ttc"), "no font").unwrap();
        assert!(Typefaces::new(vec![folder.path().to_owned()]).fonts().is_none());
        assert!(Typefaces::new(vec![folder.path().join("nothing")]).fonts().is_none());
    }
}
