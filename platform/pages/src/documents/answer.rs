//! A file on its way to a browser. Whatever is in it, nothing of it runs in the house's name.

use attachments::{Attachment, FileType};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_util::io::ReaderStream;

use crate::{PageError, Visit};

/// Nothing is loaded, nothing runs, and the document belongs to no origin.
const SANDBOX: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";
/// Browsers of some years ago show no PDF in a sandbox (today's do). Their viewers run no script in the house's name, and
/// the media type cannot be taken for another; the styles are the viewer's.
const FOR_PDF: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'";
/// What may stand in `filename*` as it is (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// To whom a file is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// Somebody of the zone, who may read the record that it belongs to.
    Staff,
    /// Anybody, because it stands on a public page.
    Everybody,
}

impl Audience {
    /// Whether a browser shows the file on its own instead of saving it.
    fn is_shown(self, kind: FileType) -> bool {
        match self {
            Self::Staff => kind.shows_inline(),
            Self::Everybody => kind.is_image(),
        }
    }

    /// What is behind an address never changes. A browser that has it keeps it; what stands between asks again after ten
    /// minutes, so that what is withdrawn is soon gone there.
    fn cache_control(self) -> &'static str {
        match self {
            Self::Staff => "private, no-cache",
            Self::Everybody => "public, max-age=31536000, s-maxage=600, immutable",
        }
    }
}

/// The file; `?save` keeps a browser from showing it.
pub(super) async fn download(
    visit: &Visit,
    headers: &HeaderMap,
    one: &Attachment,
    audience: Audience,
) -> Result<Response, PageError> {
    let tag = format!("\"{}\"", one.digest);
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    // On its way a file may be compressed, and its tag made a weak one.
    let known = given.flat_map(|tags| tags.split(',')).any(|given| given.trim().trim_start_matches("W/") == tag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let content = visit.app().files().open(&visit.zone().id, &one.digest).await?;
        Body::from_stream(ReaderStream::new(content)).into_response()
    };
    let shown = audience.is_shown(one.file_type) && visit.query().get("save").is_empty();
    let policy = if one.file_type == FileType::Pdf { FOR_PDF } else { SANDBOX };
    let out = response.headers_mut();
    let mut put = |name, text: &str| {
        // Every text is ASCII; one that were not would leave the header out.
        HeaderValue::from_str(text).ok().and_then(|value| out.insert(name, value));
    };
    put(header::CONTENT_TYPE, &content_type(one.file_type));
    put(header::CONTENT_DISPOSITION, &disposition(shown, &one.file_name));
    put(header::CONTENT_SECURITY_POLICY, policy);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::ETAG, &tag);
    put(header::CACHE_CONTROL, audience.cache_control());
    if !known {
        put(header::CONTENT_LENGTH, &one.size_bytes.to_string());
    }
    Ok(response)
}

/// A text may be in UTF-8 or GB 18030: whoever saves it finds out.
fn content_type(kind: FileType) -> String {
    kind.media_type().to_owned()
}

/// Both spellings of the name: an old browser reads the plain one, which has no Chinese.
fn disposition(shown: bool, name: &str) -> String {
    let way = if shown { "inline" } else { "attachment" };
    let ascii: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' }).collect();
    format!("{way}; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name, PLAIN))
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        assert_eq!(
            disposition(false, "协议\"; x=.pdf"),
            "attachment; filename=\"____ x_.pdf\"; filename*=UTF-8''%E5%8D%8F%E8%AE%AE%22%3B%20x%3D.pdf"
        );
    }
}
