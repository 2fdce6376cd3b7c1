//! Assignments at the command line.

use serde_json::Value;

use super::command_line::Wutong;

fn peer(name: &str) -> String {
    let path = testing::shared_folder().join("peers/siting").join(name);
    assert!(path.is_file(), "{} is not there", path.display());
    path.display().to_string()
}

fn json(wutong: &Wutong, arguments: &[&str]) -> Vec<Value> {
    let told = wutong.succeed(&[&["siting", "assign"], arguments, &["--json"]].concat());
    told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn published_optima_are_met_and_proven() {
    let wutong = Wutong::new();
    for (name, sense, optima) in [
        ("gapa.txt", None, vec![1698, 3235, 1360, 2623, 1158, 2339]),
        ("gapc.txt", None, vec![1931, 3456, 1402, 2806, 1243, 2391]),
        ("gap1.txt", Some("--maximise"), vec![336, 327, 339, 341, 326]),
    ] {
        let file = peer(name);
        let arguments: Vec<&str> = [file.as_str()].into_iter().chain(sense).collect();
        let answers = json(&wutong, &arguments);
        let found: Vec<i64> = answers.iter().map(|one| one["objective"].as_i64().unwrap()).collect();
        assert_eq!(found, optima, "{name}");
        for answer in &answers {
            assert!(answer["status"] == "optimal" && answer["bound"] == answer["objective"], "{name}: {answer}");
        }
    }
    let file = peer("gapc.txt");
    let one = json(&wutong, &[&file, "--index", "0"]);
    assert_eq!((one.len(), one[0]["assignment"].as_array().unwrap().len()), (1, 100));
    assert!(
        wutong
            .succeed(&["siting", "assign", &file, "--index", "0"])
            .contains("5 agents, 100 jobs: optimal, objective 1931")
    );
}

#[test]
fn what_cannot_be_says_where_and_why() {
    let wutong = Wutong::new();
    let file = |text: &str| {
        let path = wutong.folder().join("problem.txt");
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    // Two jobs that need 3 each, one agent with room for 5.
    let none = file("1\n1 2\n1 1\n3 3\n5\n");
    let output = wutong.run(&["siting", "assign", &none, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["status"] == "infeasible" && told["assignment"].is_null(), "{told}");
    for (text, said) in
        [("1\n2 2\n1 2 3\n", "line 3"), ("1\n1 1\nx\n", "line 3"), ("", "line"), ("1\n1 1\n1\n-1\n5", "need")]
    {
        let path = file(text);
        let refused = wutong.refuse(1, &["siting", "assign", &path]);
        assert!(refused.contains("problem.txt") && refused.contains(said), "{text:?}: {refused}");
    }
    let one = file("1\n1 1\n1\n1\n5");
    assert!(wutong.refuse(1, &["siting", "assign", &one, "--index", "7"]).contains("1 problems"));
    assert!(wutong.refuse(1, &["siting", "assign", "nobody.txt"]).contains("nobody.txt"));
    wutong.refuse(2, &["siting", "assign"]);
}
