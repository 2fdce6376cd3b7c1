//! From records to files: ordered by id, quoted only where needed, lines ended by LF.

use std::{io::Write, path::Path};

use super::{ACCOUNT_COLUMNS, ACCOUNTS, FilesError, ORGANISATION_COLUMNS, ORGANISATIONS, ZONE};
use crate::{CreditCode, TotpSecret, account::record::Record, organisation::Organisation, zone::Zone};

/// Writes the three files.
pub fn folder(
    folder: &Path,
    zone: &Zone,
    organisations: &[Organisation],
    accounts: &[Record],
) -> Result<(), FilesError> {
    let zone = toml::to_string(zone).map_err(|error| access(ZONE, std::io::Error::other(error)))?;
    save(folder, ZONE, zone.as_bytes())?;
    let lines = organisations.iter().map(organisation_line);
    save(folder, ORGANISATIONS, &table(ORGANISATIONS, &ORGANISATION_COLUMNS, lines)?)?;
    save(folder, ACCOUNTS, &table(ACCOUNTS, &ACCOUNT_COLUMNS, accounts.iter().map(account_line))?)
}

fn organisation_line(organisation: &Organisation) -> [String; 6] {
    let Organisation { id, kind, name, credit_code, source, version: _ } = organisation.clone();
    let code = credit_code.as_ref().map(CreditCode::to_string).unwrap_or_default();
    [id, kind.to_string(), name.zh, name.en, code, source]
}

fn account_line(record: &Record) -> [String; 13] {
    let account = record.account.clone();
    let secret = record.totp_secret.as_ref().map(TotpSecret::reveal).unwrap_or_default();
    [
        account.login,
        account.name,
        account.organisation,
        account.post,
        account.email,
        account.language,
        account.roles.join(";"),
        record.password_hash.as_str().to_owned(),
        account.must_change_password.to_string(),
        secret.to_owned(),
        record.totp_last_step.to_string(),
        account.disabled.to_string(),
        account.source,
    ]
}

fn table<const N: usize>(
    file: &'static str,
    head: &[&str; N],
    lines: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>, FilesError> {
    let failed = |error: csv::Error| access(file, error.into());
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(head).map_err(failed)?;
    for line in lines {
        writer.write_record(&line).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| access(file, error.into_error()))
}

fn access(file: &'static str, source: std::io::Error) -> FilesError {
    FilesError::Access { file, source }
}

/// The accounts' file is for its owner's eyes alone: it holds hashes and secrets.
fn save(folder: &Path, file: &'static str, bytes: &[u8]) -> Result<(), FilesError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if file == ACCOUNTS {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options
        .open(folder.join(file))
        .and_then(|mut opened| opened.write_all(bytes))
        .map_err(|source| access(file, source))
}
