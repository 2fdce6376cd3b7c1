//! From files to records, with the line where something is wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    path::Path,
};

use serde::{Deserialize, de::DeserializeOwned};

use super::{ACCOUNT_COLUMNS, ACCOUNTS, FilesError, Folder, ORGANISATION_COLUMNS, ORGANISATIONS, ZONE};
use crate::{
    Names, PasswordHash, Roles, TotpSecret,
    account::{
        NewAccount,
        record::{self, Record},
    },
    organisation::{Draft, Organisation},
    zone::Zone,
};

/// A zone has some thousand people; a larger file is a mistake.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// A line of `organisations.csv`.
#[derive(Deserialize)]
struct OrganisationLine {
    id: String,
    kind: String,
    name_zh: String,
    name_en: String,
    credit_code: String,
    source: String,
}

/// A line of `accounts.csv`.
#[derive(Deserialize)]
struct AccountLine {
    login: String,
    name: String,
    organisation: String,
    post: String,
    email: String,
    language: String,
    roles: String,
    password_hash: String,
    must_change_password: bool,
    totp_secret: String,
    totp_last_step: i64,
    disabled: bool,
    source: String,
}

/// Reads and checks the three files.
pub fn folder(folder: &Path, roles: &Roles) -> Result<Folder, FilesError> {
    let zone = zone(&text(folder, ZONE)?)?;
    let organisations = organisations(&text(folder, ORGANISATIONS)?)?;
    let accounts = accounts(&text(folder, ACCOUNTS)?, roles)?;
    Ok(Folder { zone, organisations, accounts })
}

fn text(folder: &Path, file: &'static str) -> Result<String, FilesError> {
    let access = |source| FilesError::Access { file, source };
    let mut bytes = Vec::new();
    std::fs::File::open(folder.join(file))
        .map_err(access)?
        .take(FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(access)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(content(file, 0, format!("the file has more than {} MiB", FILE_BYTES_MAX >> 20)));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| content(file, 0, format!("not UTF-8 ({error}); save the file as UTF-8")))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn content(file: &'static str, line: u64, problem: impl ToString) -> FilesError {
    FilesError::Content { file, line, problem: problem.to_string() }
}

fn zone(text: &str) -> Result<Zone, FilesError> {
    let zone: Zone = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        content(ZONE, before.matches('\n').count() as u64 + 1, error.message())
    })?;
    zone.checked().map_err(|invalid| content(ZONE, 0, invalid))
}

/// The lines of a CSV file, each made into a record that nobody else's key names.
fn lines<L: DeserializeOwned, T>(
    file: &'static str,
    columns: &[&str],
    text: &str,
    make: impl Fn(L) -> Result<(String, T), String>,
) -> Result<Vec<(u64, T)>, FilesError> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| csv_problem(file, &error))?.clone();
    check_columns(file, columns, &headers)?;
    let mut firsts = BTreeMap::new();
    let mut made = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| csv_problem(file, &error))?;
        let line = row.position().map_or(0, csv::Position::line);
        let parsed: L = row.deserialize(Some(&headers)).map_err(|error| field_problem(file, line, &headers, &error))?;
        let (key, record) = make(parsed).map_err(|problem| content(file, line, problem))?;
        if let Some(first) = firsts.insert(key.clone(), line) {
            return Err(content(file, line, format!("{key:?} stands in line {first} already")));
        }
        made.push((line, record));
    }
    Ok(made)
}

/// All columns must be there, each once, in any order.
fn check_columns(file: &'static str, columns: &[&str], headers: &csv::StringRecord) -> Result<(), FilesError> {
    if let Some(missing) = columns.iter().find(|column| !headers.iter().any(|header| header == **column)) {
        return Err(content(file, 1, format!("the column {missing:?} is missing")));
    }
    let mut seen = BTreeSet::new();
    match headers.iter().find(|header| !columns.contains(header) || !seen.insert(*header)) {
        Some(more) => Err(content(file, 1, format!("there is one column {more:?} too many"))),
        None => Ok(()),
    }
}

fn csv_problem(file: &'static str, error: &csv::Error) -> FilesError {
    let line = error.position().map_or(1, csv::Position::line);
    content(file, line, error)
}

/// The same with the name of the column.
fn field_problem(file: &'static str, line: u64, headers: &csv::StringRecord, error: &csv::Error) -> FilesError {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else {
        return content(file, line, error);
    };
    let index = err.field().and_then(|index| usize::try_from(index).ok());
    match index.and_then(|index| headers.get(index)) {
        Some(column) => content(file, line, format!("{column}: {}", err.kind())),
        None => content(file, line, err.kind()),
    }
}

fn organisations(text: &str) -> Result<Vec<(u64, Organisation)>, FilesError> {
    let made = lines(ORGANISATIONS, &ORGANISATION_COLUMNS, text, |line: OrganisationLine| {
        let draft = Draft {
            id: line.id,
            kind: line.kind,
            name: Names { zh: line.name_zh, en: line.name_en },
            credit_code: line.credit_code,
            source: line.source,
        };
        let organisation = draft.check(1).map_err(|invalid| invalid.to_string())?;
        Ok((organisation.id.clone(), organisation))
    })?;
    let mut codes = BTreeMap::new();
    for (line, organisation) in &made {
        if let Some(code) = &organisation.credit_code
            && let Some(first) = codes.insert(code.clone(), line)
        {
            return Err(content(
                ORGANISATIONS,
                *line,
                format!("the credit code {code} stands in line {first} already"),
            ));
        }
    }
    Ok(made)
}

fn accounts(text: &str, roles: &Roles) -> Result<Vec<(u64, Record)>, FilesError> {
    lines(ACCOUNTS, &ACCOUNT_COLUMNS, text, |line: AccountLine| {
        let record = account(line, roles)?;
        Ok((record.account.login.clone(), record))
    })
}

fn account(line: AccountLine, roles: &Roles) -> Result<Record, String> {
    let new = NewAccount {
        login: line.login,
        name: line.name,
        organisation: line.organisation,
        post: line.post,
        email: line.email,
        roles: line.roles.split(';').map(str::to_owned).filter(|role| !role.trim().is_empty()).collect(),
    };
    let mut account = record::checked(&new, &line.language, &line.source, roles).map_err(|error| error.to_string())?;
    account.must_change_password = line.must_change_password;
    account.disabled = line.disabled;
    let hash = PasswordHash::parse(&line.password_hash).map_err(|error| format!("password_hash: {error}"))?;
    let secret = Some(line.totp_secret.as_str())
        .filter(|secret| !secret.is_empty())
        .map(TotpSecret::parse)
        .transpose()
        .map_err(|error| format!("totp_secret: {error}"))?;
    Ok(Record::new(account, hash).with_second_step(secret, line.totp_last_step))
}
