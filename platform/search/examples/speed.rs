//! How long 100,000 projects take to index and to search: `cargo run --release -p search --example speed`.
#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use identity::Right;
use jiff::Timestamp;
use search::{Audience, Document, Indexes, Reader, SearchError, State};

const PROJECTS: usize = 100_000;
const WORDS: [&str; 20] = [
    "煤层气",
    "液化",
    "新材料",
    "装备制造",
    "物流园",
    "标准厂房",
    "镁合金",
    "玻璃纤维",
    "分布式",
    "能源站",
    "双创",
    "孵化器",
    "沁水",
    "梧桐",
    "凤栖",
    "清洁能源",
    "深加工",
    "智慧",
    "低碳",
    "循环经济",
];

fn project(number: usize) -> Document {
    let word = |step: usize| WORDS[number / step % WORDS.len()];
    Document {
        subject: store::Subject::new("project", number.to_string()),
        kind: "project".to_owned(),
        title: format!("{}{}{}项目{number}", word(1), word(20), word(400)),
        text: format!(
            "{}有限公司 拟建以{}为主的{}生产线，总投资{number}万元。 2020-1405-{number:06}",
            word(7),
            word(3),
            word(11)
        ),
        path: format!("/projects/{number}"),
        day: None,
        since: None,
        audience: vec![Audience::Right(Right("projects.read")), Audience::Public],
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("wutong-speed-{}", std::process::id()));
    let outcome = measure(&folder);
    std::fs::remove_dir_all(&folder)?;
    Ok(outcome?)
}

fn measure(folder: &std::path::Path) -> Result<(), SearchError> {
    let index = Indexes::new(folder).zone(&"speed".parse().unwrap_or_else(|_| unreachable!()))?;
    let begun = Instant::now();
    let mut rewrite = index.rewrite()?;
    for number in 0..PROJECTS {
        rewrite.add(&project(number))?;
    }
    rewrite.finish(State { sequence: 1, hash: String::new() })?;
    println!("{PROJECTS} projects indexed in {:.1} s", begun.elapsed().as_secs_f64());
    let questions = ["煤层气", "镁合金 物流园", "沁水煤层气液化", "99999", "2020-1405-0421", "循", "智慧 低碳 梧"];
    let mut times: Vec<Duration> = Vec::new();
    for round in 0..40 {
        for question in questions {
            let begun = Instant::now();
            let groups = index.overview(&Reader::public(), Timestamp::UNIX_EPOCH, question, 5)?;
            times.push(begun.elapsed());
            if round == 0 {
                let took = times.last().copied().unwrap_or_default();
                println!("{question}: {} found, {took:.1?}", groups.iter().map(|group| group.total).sum::<usize>());
            }
        }
    }
    times.sort();
    println!("p50 {:.1?}, p99 {:.1?}", times[times.len() / 2], times[times.len() * 99 / 100]);
    let begun = Instant::now();
    index.update(&[], &[project(7)], State { sequence: 2, hash: String::new() })?;
    println!("one project changed in {:.1?}", begun.elapsed());
    Ok(())
}
