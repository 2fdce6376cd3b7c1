//! What is wrong with a measure, as a person reads it.

use std::collections::BTreeMap;

use facts::{Expression, FactType, Kind, LENGTH_MAX, Unit};
use pages::{Language, Languages, Texts};

const TEXTS: Texts =
    Texts { chinese: include_str!("../../locales/zh.ftl"), english: include_str!("../../locales/en.ftl") };

fn known() -> BTreeMap<&'static str, FactType> {
    BTreeMap::from([
        ("projects.signed", FactType { unit: Unit::count(), kind: Kind::Count }),
        ("land.total", FactType { unit: Unit::mu(), kind: Kind::Amount }),
        ("permits.one_window", FactType { unit: Unit::flag(), kind: Kind::Flag }),
    ])
}

/// What is said of an expression whose result should be things counted.
fn said(source: &str, language: Language) -> String {
    let languages = Languages::new(&[TEXTS]).unwrap();
    let error = Expression::compile(source, &known(), &Unit::count()).unwrap_err();
    let arguments = error.arguments();
    let values: Vec<_> = arguments.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    languages.text_with(language, error.key(), &values)
}

#[test]
fn every_error_of_an_expression_is_said_in_both_languages() {
    let too_long = "1".repeat(LENGTH_MAX + 1);
    let too_deep = "(".repeat(40);
    let cases = [
        ("", "表达式还是空的", "the expression is empty"),
        (&too_long, "表达式有 2001 个字符，最多 2000 个", "the expression has 2001 characters; at most 2000 are taken"),
        (
            &too_deep,
            "第 33 个字符：括号或符号嵌套超过 32 层",
            "character 33: more than 32 levels of parentheses or signs",
        ),
        ("1 +", "表达式没有写完", "the expression is not finished"),
        ("1 + )", "第 5 个字符：“)”不能写在这里", "character 5: ) cannot stand here"),
        ("size('x')", "第 5 个字符：指标里不能使用“size”", "character 5: size cannot be used in a measure"),
        ("1 + [2]", "第 5 个字符：指标里不能使用列表", "character 5: lists cannot be used in a measure"),
        (
            "projects.sigend",
            "第 1 个字符：没有事实 projects.sigend；是不是 projects.signed？",
            "character 1: there is no fact projects.sigend; did you mean projects.signed?",
        ),
        ("zzz", "第 1 个字符：没有事实 zzz", "character 1: there is no fact zzz"),
        (
            "projects.signed + land.total",
            "第 17 个字符：count 与 mu 单位不合，不能相加减或比较",
            "character 17: count and mu do not go together",
        ),
        (
            "permits.one_window + 1",
            "第 1 个字符：这里要数，写的是“是或否”",
            "character 1: a number is needed here, this is yes or no",
        ),
        ("min(1)", "第 4 个字符：函数 min 要 2 个值", "character 4: min takes 2 values"),
        ("land.total", "结果是以 mu 计的数，指标的单位是 count", "the result is in mu, the measure in count"),
        ("permits.one_window", "结果是“是或否”，指标的单位是 count", "the result is yes or no, the measure in count"),
    ];
    for (source, chinese, english) in cases {
        assert_eq!(said(source, Language::Chinese), chinese);
        assert_eq!(said(source, Language::English), english);
    }
}
