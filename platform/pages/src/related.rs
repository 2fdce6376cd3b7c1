use maud::{Markup, html};
use store::{StoreError, Subject};

use crate::Visit;

/// The ways from a record to those of other desks that belong to it; nothing where there are none.
///
/// # Errors
/// What the database says.
pub async fn related(visit: &Visit, to: &Subject) -> Result<Markup, StoreError> {
    let mut found = Vec::new();
    for source in visit.app().related() {
        found.extend(source.related(visit.app(), visit.scope(), to).await?);
    }
    Ok(html! {
        @if !found.is_empty() {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("related")) }
                ul { @for one in &found { li {
                    (visit.text(one.kind)) " · " a href=(visit.link(&one.path)) { (one.title) }
                } } }
            }
        }
    })
}
