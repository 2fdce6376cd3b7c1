use std::{net::IpAddr, sync::Arc};

use identity::Roles;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use store::{Store, StoreError, ZoneId};

use crate::{
    Desk, Languages, MenuEntry, MissingPage, PublicArticles, PublicListings, Pulse, RelatedSource, SearchSource,
    WorkSource, api::Description, desk::Chore, printing::Typefaces, pulse::Pulses, remembered::Remembered,
};

/// The clock, passed in: the program hands over the real one, a test its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What the house is made of; see [`App::new`].
pub struct AppParts {
    /// The database.
    pub store: Store,
    /// The desks, in the order of the menu.
    pub desks: Vec<Desk>,
    /// What people hand in as files.
    pub files: attachments::Files,
    /// The indexes for full-text search.
    pub search: search::Indexes,
    /// The fonts of what is printed.
    pub typefaces: Typefaces,
    /// The clock.
    pub clock: Clock,
    /// Whether browsers reach the house through TLS: cookies are then `Secure`.
    pub secure_cookies: bool,
    /// How e-mail goes out, if it does.
    pub mail: Option<notices::MailSettings>,
    /// Which addresses notices may be posted to.
    pub hook_reach: notices::HookReach,
    /// Address of the house in e-mails, without a slash at the end.
    pub public_url: String,
    /// Proxies in front of the house that say where a request comes from.
    pub trusted_proxies: Vec<IpAddr>,
}

/// The running house: what every handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    files: attachments::Files,
    search: search::Indexes,
    typefaces: Arc<Typefaces>,
    searched: Vec<Arc<dyn SearchSource>>,
    related: Vec<Arc<dyn RelatedSource>>,
    facts: facts::Registry,
    roles: Roles,
    languages: Languages,
    description: Description,
    menu: Vec<MenuEntry>,
    work: Vec<Arc<dyn WorkSource>>,
    articles: Vec<Arc<dyn PublicArticles>>,
    listings: Vec<Arc<dyn PublicListings>>,
    missing: Option<MissingPage>,
    chores: Vec<Chore>,
    clock: Clock,
    secure_cookies: bool,
    mail: Option<notices::MailSettings>,
    hook_reach: notices::HookReach,
    public_url: String,
    trusted_proxies: Vec<IpAddr>,
    pulses: Pulses,
    memory: Remembered,
}

impl App {
    /// Puts the house together.
    ///
    /// # Errors
    /// A text that stands in one language only: the house does not open with a gap in it.
    pub fn new(parts: AppParts) -> Result<Self, crate::MissingText> {
        let mut texts = vec![crate::TEXTS];
        texts.extend(parts.desks.iter().map(|desk| desk.texts));
        let mut roles = identity::roles();
        roles.extend(parts.desks.iter().flat_map(|desk| desk.roles.clone()));
        let sources = parts.desks.iter().filter_map(|desk| desk.facts.clone());
        Ok(Self(Arc::new(Inner {
            facts: facts::Registry::new(sources.collect()),
            roles: Roles::new(roles),
            languages: Languages::new(&texts)?,
            description: Description::of(parts.desks.iter().filter_map(|desk| desk.api).map(|told| told())),
            menu: parts.desks.iter().flat_map(|desk| desk.menu.clone()).collect(),
            work: parts.desks.iter().filter_map(|desk| desk.work.clone()).collect(),
            articles: parts.desks.iter().filter_map(|desk| desk.articles.clone()).collect(),
            listings: parts.desks.iter().filter_map(|desk| desk.listings.clone()).collect(),
            missing: parts.desks.iter().find_map(|desk| desk.missing),
            searched: parts.desks.iter().filter_map(|desk| desk.search.clone()).collect(),
            related: parts.desks.iter().filter_map(|desk| desk.related.clone()).collect(),
            chores: parts.desks.into_iter().flat_map(|desk| desk.chores).collect(),
            store: parts.store,
            files: parts.files,
            search: parts.search,
            typefaces: Arc::new(parts.typefaces),
            clock: parts.clock,
            secure_cookies: parts.secure_cookies,
            mail: parts.mail,
            hook_reach: parts.hook_reach,
            public_url: parts.public_url,
            trusted_proxies: parts.trusted_proxies,
            pulses: Pulses::default(),
            memory: Remembered::default(),
        })))
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What people hand in as files.
    pub fn files(&self) -> &attachments::Files {
        &self.0.files
    }

    /// The indexes for full-text search; [`crate::finding`] keeps them current.
    pub(crate) fn search(&self) -> &search::Indexes {
        &self.0.search
    }

    /// The fonts of what is printed.
    pub(crate) fn typefaces(&self) -> Arc<Typefaces> {
        self.0.typefaces.clone()
    }

    /// What the desks hand over to be searched for.
    pub(crate) fn searched(&self) -> &[Arc<dyn SearchSource>] {
        &self.0.searched
    }

    /// Which records of the desks belong to records of others.
    pub(crate) fn related(&self) -> &[Arc<dyn RelatedSource>] {
        &self.0.related
    }

    /// The facts of all desks.
    pub fn facts(&self) -> &facts::Registry {
        &self.0.facts
    }

    /// The roles of all desks.
    pub fn roles(&self) -> &Roles {
        &self.0.roles
    }

    /// The texts of all desks.
    pub fn languages(&self) -> &Languages {
        &self.0.languages
    }

    /// What the JSON API of the house takes and answers.
    pub fn description(&self) -> &Description {
        &self.0.description
    }

    /// The menu entries of all desks.
    pub fn menu(&self) -> &[MenuEntry] {
        &self.0.menu
    }

    /// Where the work queue comes from.
    pub fn work(&self) -> &[Arc<dyn WorkSource>] {
        &self.0.work
    }

    /// What the desks publish on the public site.
    pub fn articles(&self) -> &[Arc<dyn PublicArticles>] {
        &self.0.articles
    }

    /// What the desks show there one by one.
    pub fn listings(&self) -> &[Arc<dyn PublicListings>] {
        &self.0.listings
    }

    /// The page that a stranger sees where there is none.
    pub(crate) fn missing(&self) -> Option<MissingPage> {
        self.0.missing
    }

    /// What the scheduler does by itself.
    pub fn chores(&self) -> &[Chore] {
        &self.0.chores
    }

    /// The zone and its journal's head, at most a second old: for caches of pages.
    ///
    /// # Errors
    /// What the database says.
    pub async fn pulse(&self, zone: &ZoneId) -> Result<Option<Pulse>, StoreError> {
        self.0.pulses.feel(&self.0.store, zone).await
    }

    /// Now, in the microseconds that columns keep: what is read back later is the same moment.
    pub fn now(&self) -> Timestamp {
        let now = (self.0.clock)();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// The civil date now in China.
    pub fn today(&self) -> Date {
        china().to_datetime(self.now()).date()
    }

    /// How e-mail goes out, if it does.
    pub fn mail(&self) -> Option<&notices::MailSettings> {
        self.0.mail.as_ref()
    }

    /// Which addresses notices may be posted to.
    pub fn hook_reach(&self) -> notices::HookReach {
        self.0.hook_reach
    }

    /// Address of the house in e-mails, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.0.public_url
    }

    /// Whether what this address says of where a request comes from is believed.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.0.trusted_proxies.contains(&address)
    }

    pub(crate) fn memory(&self) -> &Remembered {
        &self.0.memory
    }

    pub(crate) fn secure_cookies(&self) -> bool {
        self.0.secure_cookies
    }
}

/// Civil time of all zones: China has one, UTC+8 without summer time.
pub fn china() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(8))
}
