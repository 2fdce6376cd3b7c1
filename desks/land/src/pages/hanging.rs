//! What hangs on a parcel, on its page: grants, commitment letters, factory buildings.

use ::pages::{PageError, Visit};
use maud::{Markup, html};

use super::{grant::development_pill, record_form::Form};
use crate::{
    model::{Code, Commitment, FactoryBuilding, LandGrant, Versioned},
    store as tables,
};

async fn on_parcel<R: Form>(visit: &Visit, is_there: impl Fn(&R) -> bool) -> Result<Vec<R>, PageError> {
    let all: Vec<Versioned<R>> = tables::all_of(visit.store().reader(), visit.scope()).await?;
    Ok(all.into_iter().map(|one| one.record).filter(is_there).collect())
}

fn links<R: Form>(visit: &Visit, records: &[R], said: impl Fn(&R) -> Markup) -> Markup {
    html! {
        @if !records.is_empty() {
            dt { (visit.text(R::LIST)) }
            dd { ul.mb-0 { @for one in records { li {
                a href=(visit.link(&format!("{}/{}", R::PATH, one.code()))) { (one.title()) } " " (said(one))
            } } } }
        }
    }
}

/// The panel; nothing where nothing hangs on the parcel.
pub async fn panel(visit: &Visit, parcel: &Code) -> Result<Markup, PageError> {
    let rules = tables::rules(visit.store().reader(), visit.scope().zone()).await?;
    let day = visit.as_of();
    let grants = on_parcel::<LandGrant>(visit, |one| one.parcel == *parcel && one.signed <= day).await?;
    let letters = on_parcel::<Commitment>(visit, |one| one.parcel == *parcel && one.signed <= day).await?;
    let buildings = on_parcel::<FactoryBuilding>(visit, |one| one.parcel == *parcel && one.ready <= day).await?;
    let standing = |one: &LandGrant| {
        let development = one.development(rules.idle.as_ref(), day);
        html! { @if let Some(development) = development { (development_pill(visit, development)) } }
    };
    Ok(html! {
        @if !(grants.is_empty() && letters.is_empty() && buildings.is_empty()) {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("land-hanging")) }
                dl.keyvalue {
                    (links(visit, &grants, standing))
                    (links(visit, &letters, |_| html! {}))
                    (links(visit, &buildings, |_| html! {}))
                }
            }
        }
    })
}
