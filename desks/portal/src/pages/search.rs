use maud::html;
use pages::{PageError, Visit, finding};

use super::{frame::Frame, site};

/// What anybody finds on the site. It depends on the words as well, and so is not kept ready.
pub async fn show(visit: Visit) -> Result<maud::Markup, PageError> {
    let site = site(&visit).await?;
    let title = visit.text("search");
    let main = html! {
        h1.article-title { (title) }
        (finding::public(&visit).await?)
    };
    Ok(Frame::new(&visit, &site, title).hidden().render(main, None))
}
