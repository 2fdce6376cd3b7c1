//! The way to other systems: out to the open internet only, unless the house is told otherwise.

use std::{net::IpAddr, time::Duration};

use jiff::Timestamp;
use ureq::{
    Agent,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use crate::{Hook, HookReach, hook::hook_signature};

/// How long another system may take to answer.
const ANSWER_DURATION_MAX: Duration = Duration::from_secs(10);

/// Why another system did not take a notice.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// It could not be reached, led to an address that is not allowed, or did not answer as it should.
    #[error("{0}")]
    Refused(#[from] Box<ureq::Error>),
    /// The program is stopping.
    #[error("the program is stopping")]
    Closed,
}

/// Posts to other systems.
#[derive(Clone)]
pub struct HookSender(Agent);

impl HookSender {
    /// One that reaches so far.
    pub fn new(reach: HookReach) -> Self {
        let config = Config::builder().timeout_global(Some(ANSWER_DURATION_MAX)).max_redirects(0).proxy(None).build();
        Self(Agent::with_parts(
            config,
            DefaultConnector::default(),
            Checked { reach, names: DefaultResolver::default() },
        ))
    }

    /// Posts a body, signed at this moment.
    ///
    /// # Errors
    /// [`HookError`]: anything but a status of 200 to 299.
    pub async fn send(&self, hook: &Hook, body: String, now: Timestamp) -> Result<(), HookError> {
        let (agent, url) = (self.0.clone(), hook.url.clone());
        let signature = hook_signature(&hook.secret, now.as_second(), &body);
        let sent = move || {
            let request = agent
                .post(&url)
                .header("content-type", "application/json; charset=utf-8")
                .header("x-wutong-timestamp", now.as_second().to_string())
                .header("x-wutong-signature", signature);
            match request.send(body) {
                Ok(answer) if answer.status().is_success() => Ok(()),
                Ok(answer) => Err(HookError::from(Box::new(ureq::Error::StatusCode(answer.status().as_u16())))),
                Err(error) => Err(Box::new(error).into()),
            }
        };
        tokio::task::spawn_blocking(sent).await.map_err(|_| HookError::Closed)?
    }
}

/// Looks at the address to which a name leads, right before it is connected to: a name may lead elsewhere each time.
#[derive(Debug)]
struct Checked {
    reach: HookReach,
    names: DefaultResolver,
}

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        if self.reach == HookReach::Private {
            return Ok(found);
        }
        let mut allowed = self.empty();
        found.iter().filter(|address| is_public(address.ip())).for_each(|address| allowed.push(*address));
        if allowed.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(allowed) }
    }
}

/// Whether an address belongs to the open internet (RFC 6890 and its kin); what carries a version 4 address inside
/// counts as that.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let reserved =
                matches!((a, b, c), (0 | 127 | 240.., ..) | (100, 64..=127, _) | (192, 0, 0) | (198, 18 | 19, _));
            !(reserved
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_documentation()
                || v4.is_unspecified())
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_public(v4.into());
            }
            // Only 2000::/3 is in use; of it, tunnels (Teredo, 6to4) and examples lead nowhere good.
            let [first, second, ..] = v6.segments();
            (0x2000..0x4000).contains(&first) && !matches!((first, second), (0x2001, 0 | 0xdb8) | (0x2002, _))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hook_leads_to_the_open_internet_only() {
        for (address, public) in [
            ("8.8.8.8", true),
            ("203.119.24.1", true),
            ("127.0.0.1", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.100.100.200", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("64:ff9b::7f00:1", false),
            ("fd00::1", false),
            ("fe80::1", false),
            ("2002:7f00:1::", false),
            ("2400:3200::1", true),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }
}
