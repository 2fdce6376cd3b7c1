use axum::{
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};
use identity::{Right, Scope};

use crate::App;

/// Who may take a route. Rows are narrowed further by the scope in the desk's queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody who is signed in.
    SignedIn,
    /// Whoever holds one of these rights.
    Right(&'static [Right]),
}

impl Access {
    /// Whether the scope may take a route with this access.
    pub fn allows(self, scope: &Scope) -> bool {
        match self {
            Self::Public => true,
            Self::SignedIn => scope.person().is_some(),
            Self::Right(rights) => rights.iter().any(|&right| scope.may(right)),
        }
    }
}

/// One address of the house: method, path below `/{zone}`, who may take it, and what answers.
#[derive(Clone)]
pub struct Route {
    /// HTTP method.
    pub method: Method,
    /// Path below the zone: `/projects/{id}`.
    pub path: &'static str,
    /// Who may take it.
    pub access: Access,
    pub(crate) handler: MethodRouter<App>,
}

impl Route {
    /// A page or a file that is read.
    pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::GET, MethodFilter::GET, path, access, handler)
    }

    /// A form that is sent.
    pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::POST, MethodFilter::POST, path, access, handler)
    }

    fn new<H, T>(method: Method, filter: MethodFilter, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self { method, path, access, handler: on(filter, handler) }
    }
}
