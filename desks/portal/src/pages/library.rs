use crate::model::Validity;

/// The text that says whether a document is in force.
pub fn validity_key(validity: Validity) -> &'static str {
    match validity {
        Validity::InForce => "portal-in-force",
        Validity::Amended => "portal-amended",
        Validity::Repealed => "portal-repealed",
    }
}
