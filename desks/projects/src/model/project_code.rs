use std::{fmt, str::FromStr};

use super::{Problem, problem::shown};

/// Lengths of the parts: year, division, industry, type, serial.
const PARTS: [usize; 5] = [4, 6, 2, 2, 6];

/// Code of an investment project (投资项目统一代码): `YYYY-AAAAAA-II-TT-NNNNNN`.
///
/// Year, division code, industry, type and serial number; digits only. The form is common knowledge of the field.
///
/// ```
/// use projects::model::ProjectCode;
///
/// assert!("2020-140521-45-03-012345".parse::<ProjectCode>().is_ok());
/// assert!("2020-140521-45-03-12345".parse::<ProjectCode>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectCode(String);

impl ProjectCode {
    /// The code with its hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProjectCode {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let code = super::number::half_width(text).trim().to_owned();
        let lengths = code.split('-').map(str::len);
        let valid = lengths.eq(PARTS)
            && code.bytes().all(|b| b.is_ascii_digit() || b == b'-')
            && (code.starts_with("19") || code.starts_with("20"));
        if valid { Ok(Self(code)) } else { Err(Problem::ProjectCodeForm { text: shown(text) }) }
    }
}

impl fmt::Display for ProjectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
