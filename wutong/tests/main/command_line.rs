//! What a person types.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

/// The binary with an own database in a folder of its own.
pub struct Wutong {
    folder: tempfile::TempDir,
}

impl Wutong {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn database_url(&self) -> String {
        format!("sqlite:{}", self.folder().join("wutong.db").display())
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wutong"));
        command
            .args(arguments)
            .current_dir(self.folder())
            .env("DATABASE_URL", self.database_url())
            .env("WUTONG_LOG", "warn");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs what must succeed; its standard output.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs what must be refused with this code; its standard error.
    pub fn refuse(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stderr).unwrap()
    }
}

pub fn project_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub fn demo_zone() -> String {
    project_root().join("zones/qinshui").display().to_string()
}

/// The article as it was scraped: the real input.
fn scraped_article() -> PathBuf {
    let folder = project_root().join("../shared/seed");
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    entry.path()
}

#[test]
fn the_scraped_article_is_read_and_its_furniture_is_gone() {
    let wutong = Wutong::new();
    let file = scraped_article().display().to_string();
    let article: Value =
        serde_json::from_str(&wutong.succeed(&["policy", "import", &file, "--preview", "--json"])).unwrap();
    assert_eq!(article["title"], "提升转型发展能力 蹚出沁水开发区新路");
    assert_eq!(article["published_at"], "2020-08-20T11:26:30+08:00");
    assert_eq!(article["source"], "《晋城工作》");
    assert_eq!(article["author"], "李永斌");
    let headings: Vec<_> =
        article["sections"].as_array().unwrap().iter().filter_map(|section| section["heading"].as_str()).collect();
    assert_eq!(
        headings,
        [
            "担当使命,奋力跑出沁水开发区的加速度",
            "蹚出新路,坚持聚焦“六新”强化项目建设",
            "开创新局,持续强化转型发展能力支撑"
        ]
    );
    let whole = article.to_string();
    for furniture in ["公务员邮箱", "当前位置", "相关新闻", "放大字体", "晋ICP备", "晋商精神", "最佳浏览效果"]
    {
        assert!(!whole.contains(furniture), "{furniture} was taken for the article");
    }
    assert!(!wutong.folder().join("wutong.db").exists(), "a preview writes nothing");
}

#[test]
fn a_file_that_is_no_article_is_refused_with_the_reason() {
    let wutong = Wutong::new();
    let empty = wutong.folder().join("empty.txt");
    std::fs::write(&empty, "").unwrap();
    let said = wutong.refuse(1, &["policy", "import", &empty.display().to_string(), "--preview"]);
    assert!(said.to_lowercase().contains("empty"), "{said}");
    let said = wutong.refuse(1, &["policy", "import", "not-there.txt", "--preview"]);
    assert!(said.contains("not-there.txt"), "{said}");
}

#[test]
fn an_article_that_breaks_off_is_told() {
    let wutong = Wutong::new();
    let whole = std::fs::read(scraped_article()).unwrap();
    let preview = |bytes: &[u8]| {
        let file = wutong.folder().join("article.txt");
        std::fs::write(&file, bytes).unwrap();
        let out = wutong.run(&["policy", "import", &file.display().to_string(), "--preview", "--json"]);
        let article: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        article["looks_cut_off"].as_bool().unwrap()
    };
    assert!(!preview(&whole));
    let stop = "。".as_bytes();
    let at = whole.windows(stop.len()).position(|bytes| bytes == stop).unwrap() + stop.len();
    let end = whole[at..].windows(stop.len()).position(|bytes| bytes == stop).unwrap();
    // The last bytes are half a character.
    assert!(preview(&whole[..at + end - 2]));
}

#[test]
fn a_wrong_setting_is_named() {
    let wutong = Wutong::new();
    let file = wutong.folder().join("wutong.toml");
    std::fs::write(&file, "listne = \"127.0.0.1:80\"").unwrap();
    let said = wutong.refuse(2, &["--config", &file.display().to_string(), "migrate"]);
    assert!(said.contains("listne") && said.contains("listen"), "{said}");
    std::fs::write(&file, "listen = \"eighty\"").unwrap();
    let said = wutong.refuse(2, &["--config", &file.display().to_string(), "migrate"]);
    assert!(said.contains("listen: ") && said.contains("wutong.toml"), "{said}");
    assert!(!said.contains("default.") && !said.contains("env"), "figment's own names mean nothing to anybody: {said}");
    std::fs::write(&file, "public_url = \"notaurl\"").unwrap();
    let said = wutong.refuse(2, &["--config", &file.display().to_string(), "migrate"]);
    assert!(said.contains("public_url: ") && said.contains("https://"), "{said}");
    let mail = "[mail]\nhost = \"mail.example\"\nport = 25\nfrom = \"a@mail.example\"\n";
    std::fs::write(&file, mail).unwrap();
    let said = wutong.refuse(2, &["--config", &file.display().to_string(), "migrate"]);
    assert!(said.contains("public_url"), "{said}");
    let said = wutong.refuse(2, &["--log", "bogus=xx", "migrate"]);
    assert!(said.contains("log") && said.contains("bogus=xx"), "{said}");
    let said = wutong.refuse(2, &["--config", "not-there.toml", "migrate"]);
    assert!(said.contains("not-there.toml"), "{said}");
    let said = wutong.refuse(1, &["--database-url", "mysql://x", "migrate"]);
    assert!(said.contains("postgres://"), "{said}");
}

#[test]
fn help_is_there_for_every_command() {
    let wutong = Wutong::new();
    for command in ["serve", "zone", "policy", "user", "token", "audit", "backup", "restore", "migrate", "routes"] {
        assert!(wutong.succeed(&[command, "--help"]).contains("Usage"), "{command}");
    }
    wutong.refuse(2, &["no-such-command"]);
}

#[test]
fn somebody_can_be_added_and_gets_a_one_time_password() {
    let wutong = Wutong::new();
    wutong.succeed(&["zone", "load", &demo_zone()]);
    let said = wutong.succeed(&[
        "user",
        "add",
        "newcomer",
        "--name",
        "新来者",
        "--organisation",
        "projects",
        "--role",
        "projects-editor",
    ]);
    assert!(said.contains("newcomer") && said.contains("one-time password"), "{said}");
    let said = wutong
        .refuse(1, &["user", "add", "another", "--name", "某人", "--organisation", "projects", "--role", "emperor"]);
    assert!(said.contains("emperor") && said.contains("projects-editor"), "{said}");
    let said = wutong.refuse(1, &["user", "add", "newcomer", "--name", "重名", "--organisation", "projects"]);
    assert!(said.contains("newcomer"), "{said}");
}

#[test]
fn the_journal_is_whole_until_somebody_alters_it() {
    let wutong = Wutong::new();
    wutong.succeed(&["zone", "load", &demo_zone()]);
    let said = wutong.succeed(&["audit", "verify"]);
    let head = said.rsplit_once("head ").unwrap().1.trim().to_owned();
    wutong.succeed(&["audit", "verify", "--zone", "qinshui", "--head", &head]);
    let other = format!("{}0", &head[..head.len() - 1]);
    let other = if other == head { format!("{}1", &head[..head.len() - 1]) } else { other };
    let output = wutong.run(&["audit", "verify", "--zone", "qinshui", "--head", &other]);
    assert_eq!(output.status.code(), Some(3));
    by_hand(&wutong, "UPDATE journal SET actor = 'nobody' WHERE sequence = 3");
    let output = wutong.run(&["audit", "verify"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stdout).unwrap().contains("entry 3"));
    assert!(wutong.refuse(1, &["audit", "verify", "--zone", "elsewhere"]).contains("qinshui"));
    by_hand(&wutong, "DELETE FROM journal");
    let output = wutong.run(&["audit", "verify"]);
    assert_eq!(output.status.code(), Some(3), "a journal that was taken away is no whole one");
}

#[test]
fn whoever_stops_reading_the_output_breaks_nothing() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_wutong"))
        .args(["routes", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// As somebody with the file would.
fn by_hand(wutong: &Wutong, sql: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        use sea_orm::ConnectionTrait;
        let database = sea_orm::Database::connect(wutong.database_url()).await.unwrap();
        database.execute_unprepared(sql).await.unwrap();
    });
}

#[test]
fn a_backup_restores_to_the_same_head_and_overwrites_nothing_unasked() {
    let wutong = Wutong::new();
    wutong.succeed(&["zone", "load", &demo_zone()]);
    let before = wutong.succeed(&["audit", "verify"]);
    let copy = wutong.folder().join("copy.wutong").display().to_string();
    wutong.succeed(&["backup", &copy]);
    wutong.refuse(1, &["backup", &copy]);
    let said = wutong.refuse(1, &["restore", &copy]);
    assert!(said.contains("--replace"), "{said}");
    let other = Wutong::new();
    other.succeed(&["restore", &copy]);
    assert_eq!(other.succeed(&["audit", "verify"]), before);
    wutong.succeed(&["restore", &copy, "--replace"]);
    assert_eq!(wutong.succeed(&["audit", "verify"]), before);
    let broken = wutong.folder().join("broken.wutong");
    std::fs::write(&broken, &std::fs::read(&copy).unwrap()[..5000]).unwrap();
    Wutong::new().refuse(1, &["restore", &broken.display().to_string()]);
}

#[test]
fn a_token_is_printed_alone_and_only_for_somebody_who_is_there() {
    let wutong = Wutong::new();
    wutong.succeed(&["zone", "load", &demo_zone()]);
    let made = wutong.succeed(&["token", "create", "projects", "--name", "ERP", "--days", "30", "--read-only"]);
    let digits = made.trim_end().strip_prefix("wutong_").unwrap();
    assert!(digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{made}");
    for (arguments, says) in [
        (["token", "create", "projects", "--name", "ERP"].as_slice(), "of this name"),
        (["token", "create", "nobody", "--name", "ERP"].as_slice(), "nobody"),
        (["token", "create", "projects", "--name", "long", "--days", "366"].as_slice(), "365"),
        (["token", "create", "projects", "--name", "moon", "--part", "moon"].as_slice(), "projects"),
    ] {
        let said = wutong.refuse(1, arguments);
        assert!(said.contains(says), "{said}");
    }
}
