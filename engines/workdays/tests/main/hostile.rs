//! Lists that somebody broke.

use jiff::civil::date;
use workdays::{Calendar, CsvError, Problem, TEXT_LENGTH_MAX};

use crate::{bare, published};

/// What is wrong with the lines after those of a good year, and on which line.
fn refused(lines: &str) -> (usize, Problem) {
    let text = bare([2024]) + lines;
    let CsvError { line, problem } = Calendar::from_csv(&text).unwrap_err();
    let windows = Calendar::from_csv(&text.replace('\n', "\r\n")).unwrap_err();
    assert_eq!(windows, CsvError { line, problem: problem.clone() }, "however lines end");
    (line, problem)
}

#[test]
fn a_line_that_is_wrong_is_named() {
    let quoted = |text: &str| Problem::Date(text.to_owned());
    let cases = [
        ("2024-02-30,holiday,x", quoted("2024-02-30")),
        ("2024-2-3,holiday,x", quoted("2024-2-3")),
        ("20240203,holiday,x", quoted("20240203")),
        ("2024-02-03T00:00,holiday,x", quoted("2024-02-03T00:00")),
        ("-002024-02-03,holiday,x", quoted("-002024-02-03")),
        ("0000-02-03,holiday,x", quoted("0000-02-03")),
        ("=1+1,holiday,x", quoted("=1+1")),
        (",holiday,x", quoted("")),
        ("2024-02-12,Holiday,x", Problem::Kind("Holiday".to_owned())),
        ("2024-02-12,,x", Problem::Kind(String::new())),
        ("2024-02-12,holiday", Problem::Cells),
        ("2024-02-12,holiday,x,y", Problem::Cells),
        ("2024-05-01,holiday,x", Problem::Duplicate(date(2024, 5, 1))),
        ("2024-05-01,workday,x", Problem::Contradiction(date(2024, 5, 1))),
        ("2024-02-05,workday,x", Problem::NotSwapped(date(2024, 2, 5))),
        ("2024-02-12,holiday,\"x\n2024-02-13,holiday,x\n", Problem::Name),
        ("2024-02-12,holiday,\u{7}", Problem::Name),
    ];
    for (line, problem) in cases {
        assert_eq!(refused(line), (5, problem), "{line:?}");
    }
    assert_eq!(refused(&format!("2024-02-12,holiday,{}", "长".repeat(10_000))), (5, Problem::Name));
    let Problem::Date(quoted) = refused(&format!("{},holiday,x", "9".repeat(10_000))).1 else { panic!("a date") };
    assert!(quoted.len() < 100, "the message stays short");
}

#[test]
fn a_year_that_was_cut_off_is_refused() {
    let whole = published();
    let cut = whole.find("2026-05-04").unwrap();
    let error = Calendar::from_csv(&whole[..cut]).unwrap_err();
    assert_eq!(error.problem, Problem::Incomplete { missing: date(2026, 10, 1) });
    assert!(whole.lines().nth(error.line - 1).unwrap().starts_with("2026-01-01"));
    assert!(error.to_string().contains("2026"), "{error}");
    // The end of the year before, from a notice that reaches over New Year, is no year.
    assert_eq!(refused("2023-12-31,holiday,x"), (5, Problem::Incomplete { missing: date(2023, 1, 1) }));
    // A holiday that is listed as a working day is none: 1 May 2022 was a Sunday.
    let wrong = bare([2022]).replace("05-01,holiday", "05-01,workday");
    assert_eq!(Calendar::from_csv(&wrong).unwrap_err().problem, Problem::Incomplete { missing: date(2022, 5, 1) });
}

#[test]
fn what_is_no_list_is_refused() {
    for text in ["", "\n\n", "name,kind,date\n", "date;kind;name\n", "<html><body>", "date,kind,name,x\n", "\0\0\0"] {
        assert_eq!(Calendar::from_csv(text).unwrap_err(), CsvError { line: 1, problem: Problem::Header }, "{text:?}");
    }
    let huge = "x".repeat(TEXT_LENGTH_MAX + 1);
    assert_eq!(Calendar::from_csv(&huge).unwrap_err().problem, Problem::TooLong);
}

#[test]
fn forms_that_spreadsheets_write_are_read() {
    let plain = Calendar::from_csv(&bare([2024])).unwrap();
    let bom = format!("\u{feff}{}", bare([2024]).replace('\n', "\r\n"));
    let quoted = bare([2024]).replace("holiday,x", "\"holiday\",\"New Year, 元旦\"");
    let spaced = bare([2024]).replace('\n', "\n\n");
    for text in [bom, quoted, spaced] {
        let calendar = Calendar::from_csv(&text).unwrap();
        assert_eq!(calendar.add_working_days(date(2024, 1, 1), 200), plain.add_working_days(date(2024, 1, 1), 200));
    }
}

#[test]
fn the_order_of_lines_does_not_matter() {
    let text = published();
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    lines.reverse();
    let reversed = Calendar::from_csv(&format!("date,kind,name\n{}\n", lines.join("\n"))).unwrap();
    assert_eq!(reversed.years().collect::<Vec<_>>(), crate::calendar().years().collect::<Vec<_>>());
    let (start, end) = (date(2004, 1, 1), date(2026, 12, 31));
    assert_eq!(reversed.working_days_between(start, end), crate::calendar().working_days_between(start, end));
}
