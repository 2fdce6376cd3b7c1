//! Behaviour of import and export as a whole.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;

use jiff::civil::date;
use proptest::prelude::*;
use spreadsheet::{COLUMNS_MAX, FILE_BYTES_MAX, TableError};

use super::*;
use crate::{
    example::{TODAY, any_record, record, report, rules, transition},
    model::{Field, FieldError, Money, Need, Problem, ProjectRecord, Rules, Status, StatusKind, Year},
};

fn preview(bytes: &[u8], known: &[ProjectRecord]) -> Preview<ImportedProject> {
    preview_with(bytes, known, &managers())
}

fn preview_with(bytes: &[u8], known: &[ProjectRecord], managers: &Managers) -> Preview<ImportedProject> {
    let index = Index::new(known);
    ProjectSheet::read(bytes).unwrap().compare(&rules(), managers, TODAY, |identity| index.get(identity))
}

fn managers() -> Managers {
    Managers::new(
        [("zhang", "张三"), ("li", "李四"), ("li2", "李四")].map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
    )
}

fn outcomes(csv: &str, known: &[ProjectRecord]) -> Vec<Outcome<ImportedProject>> {
    preview(csv.as_bytes(), known).rows.into_iter().map(|row| row.outcome).collect()
}

fn wrong(csv: &str, known: &[ProjectRecord]) -> Vec<(String, Problem)> {
    match outcomes(csv, known).pop().unwrap() {
        Outcome::Wrong(errors) => errors.into_iter().map(|error| (error.field.into_owned(), error.problem)).collect(),
        other => panic!("expected errors, got {other:?}"),
    }
}

fn sight(rules: &Rules, wording: Wording) -> Sight<'_> {
    Sight { rules, as_of: date(2100, 1, 1), wording }
}

fn export_rows(records: &[ProjectRecord]) -> impl Iterator<Item = ExportRow<'_>> {
    records.iter().map(|record| ExportRow { record, actuals: Actuals::default() })
}

fn plan_years() -> [Year; 1] {
    [Year::new(2020).unwrap()]
}

/// The text columns alone: what makes a new project out of a row.
fn columns_of_a_new_project() -> Vec<Column> {
    Column::all(plan_years()).into_iter().filter(|column| matches!(column, Column::Field(_))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_export_says_nothing_new_about_what_was_exported(
        records in (any_record("p1".into()), any_record("p2".into()))
            // An investor has no two projects of one name.
            .prop_filter("two projects", |(a, b)| a.project.name != b.project.name)
            .prop_map(|(a, b)| [a, b]),
    ) {
        let rules = rules();
        for wording in [Wording::Keys, Wording::Chinese, Wording::English] {
            let columns = Column::all(plan_years());
            let csv = projects_csv(export_rows(&records), &columns, sight(&rules, wording)).unwrap();
            let xlsx = projects_xlsx(export_rows(&records), &columns, sight(&rules, wording)).unwrap();
            for bytes in [csv, xlsx] {
                let found: Vec<_> = preview(&bytes, &records).rows.into_iter().map(|row| row.outcome).collect();
                prop_assert_eq!(found, vec![Outcome::Unchanged, Outcome::Unchanged]);
            }
        }
    }

    #[test]
    fn a_project_that_was_exported_and_lost_comes_back(record in any_record("p1".into())) {
        let rules = rules();
        let records = [record];
        let columns = columns_of_a_new_project();
        let csv = projects_csv(export_rows(&records), &columns, sight(&rules, Wording::Chinese)).unwrap();
        let xlsx = projects_xlsx(export_rows(&records), &columns, sight(&rules, Wording::English)).unwrap();
        for bytes in [csv, xlsx] {
            let manager = records[0].project.manager.iter().map(|login| (login.to_string(), "李四".to_owned()));
            let preview = preview_with(&bytes, &[], &Managers::new(manager.collect()));
            let imported = preview.to_write().next().unwrap();
            prop_assert_eq!(&imported.project, &records[0].project);
        }
    }

    #[test]
    fn any_file_is_answered(header in "(name|项目名称|总投资（万元）|id|阶段|month|x|,|\"){0,6}", rows in "[a-c,\"\n=亿0-9-]{0,80}") {
        let text = format!("{header}\n{rows}");
        if let Ok(sheet) = ProjectSheet::read(text.as_bytes()) {
            let _ = sheet.compare(&rules(), &managers(), TODAY, |_| None).counts();
        }
        if let Ok(sheet) = ReportSheet::read(text.as_bytes()) {
            let _ = sheet.compare(TODAY, |_| None, |_, _| None).counts();
        }
    }
}

#[test]
fn formulas_are_texts_in_both_formats() {
    let rules = rules();
    let records = [record("p1", "=HYPERLINK(\"http://evil\")")];
    let columns = [Column::Field(Field::Name)];
    let csv = projects_csv(export_rows(&records), &columns, sight(&rules, Wording::English)).unwrap();
    assert_eq!(String::from_utf8(csv).unwrap(), "\u{feff}Project name\r\n\"'=HYPERLINK(\"\"http://evil\"\")\"\r\n");
    let xlsx = projects_xlsx(export_rows(&records), &columns, sight(&rules, Wording::English)).unwrap();
    let mut sheet = String::new();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    assert!(!sheet.contains("<f>"), "{sheet}");
}

#[test]
fn rows_are_new_changed_unchanged_wrong_or_there_twice() {
    let known = [record("p1", "陶瓷膜")];
    let csv = "项目名称,投资方,统一社会信用代码,总投资(万元),就业人数,阶段,联系人\n\
               储气库,甲公司,,5000,20,线索,张三\n\
               陶瓷膜,某某公司,91350100M000100Y43,\"40,000\",,,\n\
               ,乙公司,,-1,,起飞,\n\
               储气库,甲公司,,6000,20,线索,\n";
    let preview = preview(csv.as_bytes(), &known);
    assert_eq!(preview.counts(), Counts { new: 1, changed: 1, wrong: 1, duplicate: 1, unchanged: 0 });
    assert_eq!(preview.ignored_headers, ["联系人"]);
    let [new, changed, wrong, twice] = &preview.rows[..] else { panic!("{preview:?}") };
    let Outcome::New(new) = &new.outcome else { panic!("{new:?}") };
    assert_eq!((new.id.as_ref(), new.stage.as_ref().unwrap().entered_on), (None, TODAY));
    let change = Change { field: "total_investment_cny".into(), before: "300000000".into(), after: "400000000".into() };
    assert!(matches!(&changed.outcome, Outcome::Changed { changes, .. } if *changes == [change]), "{changed:?}");
    assert_eq!(wrong.number, 4);
    let Outcome::Wrong(errors) = &wrong.outcome else { panic!("{wrong:?}") };
    let fields: Vec<&str> = errors.iter().map(|error| &*error.field).collect();
    assert_eq!(fields, ["name", "total_investment_cny"]);
    assert_eq!(twice.outcome, Outcome::Duplicate { of_row: 2 });
}

#[test]
fn what_bad_rows_say() {
    let head = "项目名称,投资方,总投资,阶段,进入阶段日期,承诺开工日期\n";
    let of = |row: &str| wrong(&format!("{head}{row}\n"), &[]);
    assert_eq!(
        of("a,b,1,线索,2020-02-31,"),
        [("stage_since".into(), Problem::NoSuchDay { text: "2020-02-31".into() })]
    );
    assert!(matches!(&of("a,b,1,起飞,,")[..], [(field, Problem::UnknownTerm { .. })] if field == "stage"));
    assert_eq!(of("a,b,-3000,,,"), [("total_investment_cny".into(), Problem::Negative { text: "-3000".into() })]);
    assert_eq!(
        of("a,b,#REF!,,,"),
        [("total_investment_cny".into(), Problem::SpreadsheetError { text: "#REF!".into() })]
    );
    assert_eq!(of("a,b,1"), [("row".into(), Problem::RowLength { expected: 6, got: 3 })]);
    assert_eq!(of("a,b,1,,,,,9"), [("row".into(), Problem::RowLength { expected: 6, got: 8 })]);
    let needs = Problem::StageNeeds { needs: vec![Need::Field(Field::CreditCode)] };
    assert_eq!(of("a,b,1,签约,,"), [("stage".into(), needs)]);
    assert_eq!(of("a,b,1,线索,2020-08-21,"), [("stage_since".into(), Problem::Future { today: TODAY })]);
}

#[test]
fn a_wrong_id_or_code_is_not_guessed_around() {
    let mut first = record("p1", "a");
    first.project.project_code = Some("2020-140521-45-03-000001".parse().unwrap());
    let mut second = record("p2", "b");
    second.project.project_code = Some("2020-140521-45-03-000002".parse().unwrap());
    let known = [first, second];
    let unknown = wrong("id,name,investor_name\np9,a,某某公司\n", &known);
    assert_eq!(unknown, [("id".into(), Problem::UnknownId)]);
    let taken = wrong("id,project_code\np1,2020-140521-45-03-000002\n", &known);
    assert_eq!(taken, [("project_code".into(), Problem::Taken)]);
    let other_code = wrong("name,investor_name,project_code\na,某某公司,2020-140521-45-03-000009\n", &known);
    let code = "2020-140521-45-03-000001".to_owned();
    assert_eq!(other_code, [("project_code".into(), Problem::CodeDiffers { code })]);
    let renamed = outcomes("project_code,name\n2020-140521-45-03-000001,c\n", &known);
    assert!(matches!(&renamed[0], Outcome::Changed { changes, .. } if changes[0].field == "name"), "{renamed:?}");
}

#[test]
fn one_investor_may_have_two_projects_of_one_name_with_two_codes() {
    let csv = "name,investor_name,project_code\na,b,2020-140521-45-03-000001\na,b,2020-140521-45-03-000002\na,b,\n";
    let found = outcomes(csv, &[]);
    assert!(matches!(found[..2], [Outcome::New(_), Outcome::New(_)]), "{found:?}");
    assert_eq!(found[2], Outcome::Duplicate { of_row: 2 });
}

#[test]
fn stages_and_statuses_move_by_file_under_the_same_rules() {
    let known = [record("p1", "a")];
    let moved = outcomes("id,stage,stage_since\np1,started,2020-03-01\n", &known);
    let Outcome::Changed { after, changes } = &moved[0] else { panic!("{moved:?}") };
    assert_eq!(after.stage, Some(transition("started", date(2020, 3, 1))));
    assert_eq!(changes[0], Change { field: "stage".into(), before: "signed".into(), after: "started".into() });
    let back = wrong("id,stage,stage_since\np1,lead,2020-03-01\n", &known);
    assert_eq!(back, [("stage_reason".into(), Problem::ReasonMissing)]);
    let rewritten = wrong("id,stage,stage_since\np1,signed,2020-03-01\n", &known);
    assert_eq!(rewritten, [("stage_since".into(), Problem::AlreadyThere { since: date(2019, 6, 1) })]);
    let lost = outcomes("id,状态,原因,去向,状态日期\np1,流失,气价,外省,2020-07-01\n", &known);
    let Outcome::Changed { after, .. } = &lost[0] else { panic!("{lost:?}") };
    let status = Status::parse(StatusKind::Lost, "气价", "外省").unwrap();
    assert_eq!(after.status.as_ref().unwrap().status, status);
    assert_eq!(wrong("id,status\np1,lost\n", &known), [("status_reason".into(), Problem::ReasonMissing)]);
}

#[test]
fn files_that_cannot_be_used_say_why() {
    let error = |bytes: &[u8]| ProjectSheet::read(bytes).err().unwrap();
    assert_eq!(error(b""), TableError::Empty);
    assert_eq!(error(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), TableError::OldExcel);
    assert!(matches!(error(b"PK\x03\x04 and then nothing"), TableError::Damaged { .. }));
    assert_eq!(error("电话,地址\n1,2\n".as_bytes()), TableError::MissingColumn { expected: "项目名称".into() });
    let (big5, _, _) = encoding_rs::BIG5
        .encode("計畫名稱,投資者,總投資,園區,狀態\n煤層氣製氫計畫,某某公司,三千萬,新材料園區,進行中\n");
    assert_eq!(error(&big5), TableError::Encoding { encoding: "Big5".into() });
    assert_eq!(error(&vec![b'a'; FILE_BYTES_MAX + 1]), TableError::TooManyBytes { max_mib: 64 });
    let rules = rules();
    let columns = Column::all([]);
    let xlsx = projects_xlsx(export_rows(&[record("p1", "a")]), &columns, sight(&rules, Wording::English)).unwrap();
    for cut in [xlsx.len() / 3, xlsx.len() / 2, xlsx.len() - 30] {
        assert!(matches!(error(&xlsx[..cut]), TableError::Damaged { .. }));
    }
}

#[test]
fn an_xlsx_as_people_make_them_is_read() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().set_hidden(true);
    let sheet = book.add_worksheet().set_active(true);
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    for (column, title) in ["项目名称", "投资方", "总投资（万元）", "承诺开工日期", "就业人数"].into_iter().enumerate()
    {
        sheet.write_string(1, u16::try_from(column).unwrap(), title).unwrap();
    }
    sheet.write_string(3, 0, "  泡沫陶瓷 ").unwrap();
    sheet.write_string(3, 1, "丙公司").unwrap();
    sheet.write_formula(3, 2, rust_xlsxwriter::Formula::new("=0.1+0.2").set_result("0.30000000000000004")).unwrap();
    let date_cell = rust_xlsxwriter::ExcelDateTime::from_ymd(2020, 9, 1).unwrap();
    sheet.write_datetime_with_format(3, 3, date_cell, &day).unwrap();
    sheet.write_number(1_000_000, 16_000, 1).unwrap();
    let far_out = book.save_to_buffer().unwrap();
    assert_eq!(
        ProjectSheet::read(&far_out).err(),
        Some(TableError::TooManyColumns { row: 1_000_001, max: COLUMNS_MAX })
    );
    book.worksheet_from_index(1).unwrap().write_blank(1_000_000, 16_000, &day).unwrap();
    let preview = preview(&book.save_to_buffer().unwrap(), &[]);
    let imported = preview.to_write().next().unwrap();
    assert_eq!(preview.rows[0].number, 4);
    assert_eq!(imported.project.name.as_str(), "泡沫陶瓷");
    assert_eq!(imported.project.total_investment_cny, Some(Money::from_fen(300_000).unwrap()));
    assert_eq!(imported.project.promises.start_on, Some(date(2020, 9, 1)));
}

#[test]
fn reports_find_their_projects_and_say_what_differs() {
    let known = [record("p1", "陶瓷膜")];
    let before = report("2020-07", "100万");
    let csv = "项目名称,投资方,统一社会信用代码,月份,当月完成投资(万元),产值\n\
               陶瓷膜,某某公司,,2020年6月,30,\n\
               陶瓷膜,,91350100M000100Y43,2020-07,120,0\n\
               陶瓷膜,某某公司,,2020/6,50,\n\
               无此项目,某某公司,,2020-13,-1,\n\
               陶瓷膜,某某公司,,2020-09,1,\n";
    let index = Index::new(&known);
    let project = |identity: &Identity| index.get(identity).map(|record| record.id.clone());
    let sheet = ReportSheet::read(csv.as_bytes()).unwrap();
    let preview = sheet.compare(TODAY, project, |_, month| (month == before.month).then_some(&before));
    let [new, changed, twice, wrong, future] = &preview.rows[..] else { panic!("{preview:?}") };
    let Outcome::New(new) = &new.outcome else { panic!("{new:?}") };
    assert_eq!((new.project.as_str(), new.report.investment_cny.fen()), ("p1", 30_000_000));
    let Outcome::Changed { after, changes } = &changed.outcome else { panic!("{changed:?}") };
    assert_eq!((changes.len(), after.report.jobs), (1, 5));
    assert_eq!(twice.outcome, Outcome::Duplicate { of_row: 2 });
    let Outcome::Wrong(errors) = &wrong.outcome else { panic!("{wrong:?}") };
    assert_eq!(errors[0], FieldError::new("project", Problem::UnknownProject));
    assert_eq!(errors.len(), 3);
    let not_over = Problem::MonthNotOver { last_day: date(2020, 9, 30) };
    assert!(matches!(&future.outcome, Outcome::Wrong(errors) if errors[0].problem == not_over));
    let (csv, xlsx) = (
        reports_csv([(&known[0], &before)], Wording::Chinese).unwrap(),
        reports_xlsx([(&known[0], &before)], Wording::English).unwrap(),
    );
    for bytes in [csv, xlsx] {
        let again = ReportSheet::read(&bytes).unwrap().compare(TODAY, project, |_, _| Some(&before));
        assert_eq!(again.counts(), Counts { unchanged: 1, ..Counts::default() });
    }
}

#[test]
fn a_hundred_thousand_rows_are_read_and_compared() {
    let mut csv = String::from("项目名称,投资方,总投资(万元),就业人数,园区,六新,承诺开工日期,阶段\n");
    for row in 0..100_000 {
        writeln!(
            csv,
            "项目{row},公司{row},\"{}\",{},新材料园,新技术；新产品,2020-09-0{},线索",
            row % 5000,
            row % 900,
            row % 9 + 1
        )
        .unwrap();
    }
    assert_eq!(preview(csv.as_bytes(), &[]).counts(), Counts { new: 100_000, ..Counts::default() });
}

#[test]
fn whoever_is_in_charge_signs_in_to_the_zone() {
    let manager = |typed: &str| {
        let csv = format!("项目名称,投资方,负责人\n一号项目,甲公司,{typed}\n");
        match outcomes(&csv, &[]).pop().unwrap() {
            Outcome::New(imported) => Ok(imported.project.manager.unwrap().to_string()),
            Outcome::Wrong(errors) => Err(errors[0].field.to_string()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(manager("zhang"), Ok("zhang".to_owned()));
    assert_eq!(manager("张三"), Ok("zhang".to_owned()));
    for unknown in ["王五", "李四", "nobody"] {
        assert_eq!(manager(unknown), Err("manager".to_owned()), "{unknown}");
    }
}

#[test]
fn a_row_with_an_id_gives_no_investor_two_projects_of_one_name() {
    let known = [record("p1", "一号项目"), record("p2", "二号项目")];
    let investor = &known[0].project.investor_name;
    let renamed = |name: &str| wrong(&format!("id,项目名称,投资方\np2,{name},{investor}\n"), &known);
    assert_eq!(renamed("一号项目"), [("name".to_owned(), Problem::SameProject)]);
    let free = outcomes(&format!("id,项目名称,投资方\np2,三号项目,{investor}\n"), &known);
    assert!(matches!(free[0], Outcome::Changed { .. }), "{free:?}");
}
