use serde::{Deserialize, Serialize, de::DeserializeOwned};
use spreadsheet::TableError;

use crate::model::{Extent, FieldError, Industry, IndustryCode, Location, Problem, Term, Terms, Vocabulary};

use super::ZoneError;

const FILE: &str = "vocabulary.toml";

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(skip_serializing_if = "Option::is_none")]
    extent: Option<Corners>,
    #[serde(default)]
    park: Vec<Word>,
    #[serde(default)]
    cluster: Vec<Word>,
    #[serde(default)]
    six_news: Vec<Word>,
    #[serde(default)]
    leading_industry: Vec<Word>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lead_source: Vec<Word>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    document: Vec<Word>,
    #[serde(default)]
    industry: Vec<IndustryEntry>,
}

/// Edges in degrees, as texts: a decimal stays what it is.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Corners {
    west: String,
    south: String,
    east: String,
    north: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Word {
    pub key: String,
    pub name_zh: String,
    pub name_en: String,
    pub source: String,
}

impl Word {
    pub fn new(key: &str, (name_zh, name_en): (&str, &str), source: &str) -> Self {
        let [key, name_zh, name_en, source] = [key, name_zh, name_en, source].map(str::to_owned);
        Self { key, name_zh, name_en, source }
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct IndustryEntry {
    code: String,
    name_zh: String,
    name_en: String,
    source: String,
}

/// Reads TOML; what is wrong with it names its line.
pub(super) fn parse<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, ZoneError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(0, |before| before.matches('\n').count() + 1);
        ZoneError { file, line: u32::try_from(line).unwrap_or(u32::MAX), problem: error.message().to_owned() }
    })
}

fn whole(problem: &impl ToString) -> ZoneError {
    ZoneError { file: FILE, line: 0, problem: problem.to_string() }
}

pub(super) fn read(text: &str) -> Result<Vocabulary, ZoneError> {
    let file: File = parse(FILE, text)?;
    let mut vocabulary = Vocabulary {
        parks: terms("park", file.park)?,
        clusters: terms("cluster", file.cluster)?,
        six_news: terms("six_news", file.six_news)?,
        leading_industries: terms("leading_industry", file.leading_industry)?,
        lead_sources: terms("lead_source", file.lead_source)?,
        documents: terms("document", file.document)?,
        extent: file.extent.map(extent).transpose()?,
        ..Vocabulary::default()
    };
    for entry in file.industry {
        let (code, industry) =
            industry(&entry).map_err(|error| whole(&format!("industry {:?}: {error}", entry.code)))?;
        if vocabulary.industries.insert(code, industry).is_some() {
            return Err(whole(&format!("industry {:?} stands twice", entry.code)));
        }
    }
    Ok(vocabulary)
}

pub(super) fn terms(list: &str, words: Vec<Word>) -> Result<Terms, ZoneError> {
    let read = |word: Word| term(&word).map_err(|error| whole(&format!("{list} {:?}: {error}", word.key)));
    let terms = words.into_iter().map(read).collect::<Result<_, _>>()?;
    Terms::new(terms).map_err(|error| whole(&format!("{list}: {error}")))
}

pub(super) fn of(field: &'static str) -> impl Fn(Problem) -> FieldError {
    move |problem| FieldError::new(field, problem)
}

pub(super) fn term(word: &Word) -> Result<Term, FieldError> {
    Ok(Term {
        key: word.key.parse().map_err(of("key"))?,
        name_zh: word.name_zh.parse().map_err(of("name_zh"))?,
        name_en: word.name_en.parse().map_err(of("name_en"))?,
        source: word.source.parse().map_err(of("source"))?,
    })
}

fn industry(entry: &IndustryEntry) -> Result<(IndustryCode, Industry), FieldError> {
    let industry = Industry {
        name_zh: entry.name_zh.parse().map_err(of("name_zh"))?,
        name_en: entry.name_en.parse().map_err(of("name_en"))?,
        source: entry.source.parse().map_err(of("source"))?,
    };
    Ok((entry.code.parse().map_err(of("code"))?, industry))
}

fn extent(corners: Corners) -> Result<Extent, ZoneError> {
    let place = |longitude: &str, latitude: &str| {
        Location::parse(longitude, latitude).map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            whole(&format!("extent: {}", errors.join("; ")))
        })
    };
    let south_west = place(&corners.west, &corners.south)?;
    let north_east = place(&corners.east, &corners.north)?;
    Extent::new(south_west, north_east)
        .ok_or_else(|| whole(&"extent: west must be less than east, south less than north"))
}

pub(super) fn write(vocabulary: &Vocabulary) -> Result<String, TableError> {
    let words = |terms: &Terms| terms.iter().map(word).collect();
    let file = File {
        extent: vocabulary.extent.map(|extent| Corners {
            west: extent.south_west().longitude_deg().to_string(),
            south: extent.south_west().latitude_deg().to_string(),
            east: extent.north_east().longitude_deg().to_string(),
            north: extent.north_east().latitude_deg().to_string(),
        }),
        park: words(&vocabulary.parks),
        cluster: words(&vocabulary.clusters),
        six_news: words(&vocabulary.six_news),
        leading_industry: words(&vocabulary.leading_industries),
        lead_source: words(&vocabulary.lead_sources),
        document: words(&vocabulary.documents),
        industry: vocabulary.industries.iter().map(code).collect(),
    };
    toml::to_string(&file).map_err(|error| TableError::Write { message: error.to_string() })
}

pub(super) fn word(term: &Term) -> Word {
    Word {
        key: term.key.to_string(),
        name_zh: term.name_zh.to_string(),
        name_en: term.name_en.to_string(),
        source: term.source.to_string(),
    }
}

fn code((code, names): (&IndustryCode, &Industry)) -> IndustryEntry {
    IndustryEntry {
        code: code.to_string(),
        name_zh: names.name_zh.to_string(),
        name_en: names.name_en.to_string(),
        source: names.source.to_string(),
    }
}
