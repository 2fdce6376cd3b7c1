use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use spreadsheet::TableError;

use crate::model::{Investor, InvestorDraft, Key};

use super::ZoneError;

const FILE: &str = "investors.toml";

/// `[investor.ID]`, one for each.
#[derive(Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    investor: BTreeMap<String, InvestorDraft>,
}

pub(super) fn read(text: &str, errors: &mut Vec<ZoneError>) -> BTreeMap<Key, Investor> {
    let file: File = match super::vocabulary::parse(FILE, text) {
        Ok(file) => file,
        Err(error) => {
            errors.push(error);
            return BTreeMap::new();
        }
    };
    let mut investors = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (id, draft) in file.investor {
        let mut wrong = |problem: &dyn ToString| {
            errors.push(ZoneError { file: FILE, line: 0, problem: format!("{id}: {}", problem.to_string()) });
        };
        match (id.parse::<Key>(), draft.check()) {
            (Ok(key), Ok(investor)) => {
                let code = investor.credit_code.iter().map(ToString::to_string);
                for own in investor.names().map(ToString::to_string).chain(code) {
                    if !taken.insert(own.clone()) {
                        wrong(&format!("another investor has {own} already"));
                    }
                }
                investors.insert(key, investor);
            }
            (key, investor) => {
                key.err().iter().for_each(|problem| wrong(problem));
                investor.err().iter().flatten().for_each(|error| wrong(error));
            }
        }
    }
    investors
}

pub(super) fn write(investors: &BTreeMap<Key, Investor>) -> Result<String, TableError> {
    let told = |(id, investor): (&Key, &Investor)| (id.to_string(), investor.draft());
    let file = File { investor: investors.iter().map(told).collect() };
    toml::to_string(&file).map_err(|error| TableError::Write { message: error.to_string() })
}
