//! Wishes of investors without an account.

use std::collections::BTreeMap;

use identity::{Order, Scope};
use land::model::{FieldFlaw, Flaw};
use notices::Notice;
use pages::words::TextFlaw;
use portal::model::Network;
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, SUBJECT, day_of, words};
use crate::{
    model::{Sender, WishDraft, WishRecord},
    secret::Secret,
    store as tables,
};

/// Wishes that one network may send within an hour; somebody who writes by hand does not notice.
pub const WISHES_PER_HOUR_MAX: u64 = 5;
/// Roles whose people take wishes up.
const ROLES: [&str; 2] = ["projects-editor", "land-editor"];

/// Takes a wish from anybody; whoever takes wishes up hears of it. Its number.
///
/// The journal keeps what is wished and not how the investor is reached.
///
/// # Errors
/// [`Refused::TooMany`], or [`Refused::Wrong`] with everything that is wrong at once.
pub(crate) async fn send_wish(
    store: &Store,
    order: Order<'_>,
    draft: WishDraft,
    contact: String,
    network: Network,
    receipt: &Secret,
) -> Result<i64, Refused> {
    let (on, by, receipt) = (day_of(&order), order.scope.actor().to_owned(), receipt.hash());
    store
        .write(order.author(), order.key, "landing.send_wish", move |change| {
            Box::pin(async move {
                let wish = draft.check(&words(change).await?);
                let contact = FieldFlaw::at("contact", contact.parse::<land::model::Line>());
                let nobody = draft.investor.trim().is_empty();
                let nobody = nobody.then_some(FieldFlaw { field: "investor", flaw: Flaw::Text(TextFlaw::Empty) });
                let (wish, contact) = match (wish, contact, nobody) {
                    (Ok(wish), Ok(contact), None) => (wish, contact),
                    (wish, contact, nobody) => {
                        let flaws = wish.err().unwrap_or_default().into_iter();
                        return Err(Refused::Wrong(flaws.chain(contact.err()).chain(nobody).collect()));
                    }
                };
                let since = Network::counts_from(change.at());
                if tables::sent_since(change, network.as_str(), since).await? >= WISHES_PER_HOUR_MAX {
                    return Err(Refused::TooMany);
                }
                let by = by.parse().map_err(|flaw| Refused::Wrong(vec![FieldFlaw { field: "by", flaw }]))?;
                let sender = Sender {
                    contact: contact.to_string(),
                    network: network.as_str().to_owned(),
                    received_at: change.at(),
                    receipt,
                };
                let number = tables::next_number(change).await?;
                let record = WishRecord { number, wish, on, by, sender: Some(sender), project: None, version: 1 };
                tables::put_wish(change, &record).await?;
                tell(change, &record).await?;
                let subject = Subject::new(SUBJECT, number.to_string());
                change.record(Entry::new("wish.received", subject).after(&record.wish.draft())?);
                Ok(number)
            })
        })
        .await
}

/// Tells those who take wishes up.
async fn tell(change: &Change, record: &WishRecord) -> Result<(), StoreError> {
    let scope = Scope::system(change.zone().clone());
    let mut people = Vec::new();
    for role in ROLES {
        people.extend(identity::account::holders(change.connection(), &scope, role).await?);
    }
    people.sort();
    people.dedup();
    for account in people {
        let notice = Notice {
            account,
            occasion: format!("landing/wish/{}", record.number),
            text_key: "landing-notice-wish".to_owned(),
            details: BTreeMap::from([("title".to_owned(), record.wish.title.to_string())]),
            path: format!("/landing/wishes/{}", record.number),
            light: "amber".to_owned(),
        };
        notices::post(change, notice).await?;
    }
    Ok(())
}
