use clap::Args;
use pages::Access;
use serde_json::json;

use super::Failure;
use crate::house;

/// Lists addresses.
#[derive(Args)]
pub struct Routes {
    /// As JSON, for tests that must visit every page.
    #[arg(long)]
    json: bool,
}

impl Routes {
    /// Prints the list.
    pub fn run(self) -> Result<(), Failure> {
        let routes: Vec<_> = house::routes()
            .into_iter()
            .map(|route| json!({ "method": route.method.as_str(), "path": route.path, "access": access(route.access) }))
            .collect();
        if self.json {
            say!("{}", serde_json::to_string_pretty(&routes)?);
        } else {
            for route in routes {
                say!("{:6} {:40} {}", text(&route["method"]), text(&route["path"]), text(&route["access"]));
            }
        }
        Ok(())
    }
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn access(access: Access) -> String {
    match access {
        Access::Public => "public".to_owned(),
        Access::SignedIn => "signed-in".to_owned(),
        Access::Right(rights) => rights.iter().map(|right| right.0).collect::<Vec<_>>().join(" | "),
    }
}
