use std::{cmp::Ordering, collections::BTreeMap};

use axum::response::Response;
use identity::{
    account::{self, Account},
    organisation,
};
use maud::{Markup, html};

use super::{named, role_name};
use crate::{
    FormData, Page, PageError, Visit,
    components::{self, Choice, Column, Field, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
    sheet::{self, SheetCell},
};

/// Organisations' names by id, in the reader's language.
pub type Names = BTreeMap<String, String>;

/// The columns of the list, with their headings.
const COLUMNS: [(&str, &str); 6] = [
    ("login", "field-login"),
    ("name", "field-person"),
    ("organisation", "field-organisation"),
    ("post", "field-post"),
    ("roles", "field-roles"),
    ("state", "field-state"),
];
/// Those that sort it.
const SORTABLE: [&str; 3] = ["login", "name", "organisation"];

/// The people of the zone: filtered, sorted, in pages.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let organisations = organisation_names(&visit).await?;
    let state = list_state(&visit);
    let found = found(&visit, &state, &organisations).await?;
    let total = Total::Exactly(found.len() as u64);
    let offset = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let rows: Vec<_> = found
        .iter()
        .skip(offset)
        .take(usize::try_from(PER_PAGE).unwrap_or(usize::MAX))
        .map(|account| row(&visit, account, &organisations))
        .collect();
    let columns = COLUMNS.map(|(key, heading)| {
        let column = Column::text(&visit, key, heading);
        if SORTABLE.contains(&key) { column } else { column.fixed() }
    });
    let title = visit.text("people");
    let body = html! {
        (views(&visit, true))
        (filters(&visit, &organisations))
        @if rows.is_empty() && state.page == 1 {
            (components::empty(&visit.text("nobody-found"), &visit.text("nobody-found-advice"), None))
        } @else {
            div.card {
                (components::table(&visit, &title, &columns, &rows, &state))
                (components::pager(&visit, &state, rows.len() as u64, total))
            }
        }
    };
    let actions = html! {
        (components::download(&visit, "/people.xlsx"))
        a.btn.btn-primary href=(visit.link("/people/new")) { (visit.text("add-person")) }
    };
    Ok(Page::new(&visit, title).actions(actions).body(body))
}

/// The same people as a file.
pub async fn spreadsheet(visit: Visit) -> Result<Response, PageError> {
    let organisations = organisation_names(&visit).await?;
    let found = found(&visit, &list_state(&visit), &organisations).await?;
    let headings = COLUMNS.map(|(_, heading)| visit.text(heading));
    let rows = found.iter().map(|account| texts(&visit, account, &organisations).map(SheetCell::Text).into());
    sheet::download(&visit, "people", &headings, rows)
}

fn list_state(visit: &Visit) -> ListState {
    ListState::parse(visit.query(), &SORTABLE, ("login", SortOrder::Ascending))
}

/// The people that the filters ask for, in the order of the list.
async fn found(visit: &Visit, state: &ListState, organisations: &Names) -> Result<Vec<Account>, PageError> {
    let mut found = account::list(visit.store().reader(), visit.scope()).await?;
    found.retain(|account| matches(account, visit.query()));
    found.sort_by(|one, other| compare(one, other, state, organisations));
    Ok(found)
}

/// People and organisations, side by side.
pub fn views(visit: &Visit, people: bool) -> Markup {
    let views = [
        (visit.text("people"), "/people".to_owned(), people),
        (visit.text("organisations"), "/organisations".to_owned(), !people),
    ];
    components::tabs(visit, &visit.text("menu-people"), &views)
}

/// The names of all organisations.
pub async fn organisation_names(visit: &Visit) -> Result<Names, PageError> {
    let all = organisation::list(visit.store().reader(), visit.scope()).await?;
    let tag = visit.language().tag();
    Ok(all.into_iter().map(|one| (one.id, one.name.in_language(tag).to_owned())).collect())
}

fn matches(account: &Account, query: &FormData) -> bool {
    let text = query.get("q").to_lowercase();
    let said = [&account.login, &account.name, &account.post, &account.email];
    let fits = |name: &str, test: &dyn Fn(&str) -> bool| query.given(name).is_none_or(test);
    said.iter().any(|field| field.to_lowercase().contains(&text))
        && fits("organisation", &|id| account.organisation == id)
        && fits("role", &|key| account.roles.iter().any(|role| role == key))
        && fits("state", &|state| (state == "disabled") == account.disabled)
}

fn compare(one: &Account, other: &Account, state: &ListState, organisations: &Names) -> Ordering {
    let key = |account: &Account| match state.sort {
        "name" => account.name.clone(),
        "organisation" => organisations.get(&account.organisation).cloned().unwrap_or_default(),
        _ => String::new(),
    };
    let order = key(one).cmp(&key(other)).then_with(|| one.login.cmp(&other.login));
    match state.order {
        SortOrder::Ascending => order,
        SortOrder::Descending => order.reverse(),
    }
}

fn row(visit: &Visit, account: &Account, organisations: &Names) -> Vec<Markup> {
    let [login, name, organisation, post, roles, _] = texts(visit, account, organisations);
    vec![
        html! { a href=(visit.link(&format!("/people/{login}"))) { (login) } },
        html! { (name) },
        html! { (organisation) },
        html! { (post) },
        html! { (roles) },
        state_pill(visit, account),
    ]
}

/// What stands in the columns.
fn texts(visit: &Visit, account: &Account, organisations: &Names) -> [String; COLUMNS.len()] {
    let roles: Vec<_> = account.roles.iter().map(|role| role_name(visit, role)).collect();
    [
        account.login.clone(),
        account.name.clone(),
        organisations.get(&account.organisation).unwrap_or(&account.organisation).clone(),
        account.post.clone(),
        roles.join(visit.language().pick("、", ", ")),
        visit.text(state_of(account).1),
    ]
}

/// Whether the account can be used: tone and word.
fn state_of(account: &Account) -> (&'static str, &'static str) {
    if account.disabled {
        ("bad", "account-disabled")
    } else if account.must_change_password {
        ("warning", "account-one-time-password")
    } else {
        ("good", "account-in-use")
    }
}

/// Whether the account can be used, in a word.
pub fn state_pill(visit: &Visit, account: &Account) -> Markup {
    let (tone, word) = state_of(account);
    components::pill(tone, &visit.text(word))
}

/// Organisations to choose from.
pub fn organisation_choices(organisations: &Names) -> Vec<Choice> {
    organisations.iter().map(|(id, name)| Choice { value: id.clone(), label: name.clone() }).collect()
}

fn filters(visit: &Visit, organisations: &Names) -> Markup {
    let errors = FieldErrors::default();
    let label = |key: &str| visit.text(key);
    let (search, organisation, role, state) =
        (label("filter-text"), label("field-organisation"), label("field-role"), label("field-state"));
    let roles: Vec<_> =
        visit.app().roles().keys().map(|key| Choice { value: key.to_owned(), label: role_name(visit, key) }).collect();
    let states =
        ["in-use", "disabled"].map(|state| Choice { value: state.to_owned(), label: named(visit, "account", state) });
    let field = |name, label| Field::new(name, label, visit.query(), &errors);
    html! {
        form.panel.mb-3 method="get" action=(visit.link("/people")) role="search" {
            div.form-grid {
                (components::text(field("q", &search), "search"))
                (components::select(field("organisation", &organisation), &organisation_choices(organisations)))
                (components::select(field("role", &role), &roles))
                (components::select(field("state", &state), &states))
            }
            div.btn-list.mt-3 {
                button.btn.btn-primary type="submit" { (visit.text("filter")) }
                a.btn href=(visit.link("/people")) { (visit.text("filter-none")) }
            }
        }
    }
}
