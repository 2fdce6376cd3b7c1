//! The parcels as GDAL reads them, over a real connection.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use super::command_line::{Wutong, demo_zone};

/// A house with the demo zone that serves until it is dropped.
struct Serving {
    wutong: Wutong,
    child: Child,
    origin: String,
}

impl Serving {
    fn start() -> Self {
        let wutong = Wutong::new();
        wutong.succeed(&["zone", "load", &demo_zone()]);
        let mut child = wutong
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .env("WUTONG_CLOCK_START", "2020-08-20T09:00:00+08:00")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let origin = said.find_map(|line| line.strip_prefix("Wutong serves on ").map(str::to_owned)).unwrap();
        Self { wutong, child, origin }
    }

    fn ogrinfo(&self, token: &str, arguments: &[&str]) -> (bool, String) {
        let output = Command::new("ogrinfo")
            .args(["-ro", "--config", "GDAL_HTTP_HEADERS", &format!("Authorization: Bearer {token}")])
            .arg(format!("OAPIF:{}/qinshui/api/land/ogc", self.origin))
            .args(arguments)
            .output()
            .unwrap_or_else(|error| panic!("ogrinfo: {error}: run scripts/setup test"));
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), said)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn gdal_reads_the_parcels_page_by_page_and_filters_them() {
    let house = Serving::start();
    let token = house.wutong.succeed(&["token", "create", "land", "--name", "gdal", "--days", "1"]);
    let token = token.trim();
    let (is_read, summary) = house.ogrinfo(token, &["-so", "parcels"]);
    assert!(is_read && summary.contains("Geometry: "), "{summary}");
    assert!(summary.contains("declared_mu: Real") && summary.contains("since: Date"), "{summary}");
    let count = |arguments: &[&str]| {
        let (is_read, said) = house.ogrinfo(token, &[&["-al", "-q"], arguments].concat());
        assert!(is_read && !said.contains("ERROR"), "{said}");
        said.matches("OGRFeature(parcels)").count()
    };
    let all = count(&[]);
    assert!(all > 20, "{all}");
    assert_eq!(count(&["-oo", "PAGE_SIZE=7"]), all, "every page is found from the one before");
    let ready = count(&["-where", "status = 'ready'"]);
    assert!(0 < ready && ready < all, "{ready} of {all}");
    let near = count(&["-spat", "112.176", "35.701", "112.179", "35.703"]);
    assert!(0 < near && near < all, "{near} of {all}");
    assert_eq!(count(&["-spat", "100", "20", "101", "21"]), 0);
    let (is_read, said) = house.ogrinfo("wutong_nobody", &["-so", "parcels"]);
    assert!(!is_read && said.contains("401"), "{said}");
}
