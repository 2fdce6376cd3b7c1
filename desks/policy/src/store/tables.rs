//! The tables of the desk, as SeaORM reads them: a module per table, alike but for their columns.

/// Declares a table: its key columns, then the others.
macro_rules! table {
    ($module:ident, $name:literal, [$($key:ident: $key_type:ty),+], [$($column:ident: $type:ty),+ $(,)?]) => {
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub struct Model {
                $(#[sea_orm(primary_key, auto_increment = false)]
                pub $key: $key_type,)+
                $(pub $column: $type,)+
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table!(document, "policy_document", [zone_id: String, id: String], [
    edition: i64,
    released: bool,
    version: i64,
]);

table!(edition, "policy_edition", [zone_id: String, document_id: String, number: i64], [
    title: String,
    published_at: Option<String>,
    source: Option<String>,
    author: Option<String>,
    note: Option<String>,
    imported_at: String,
    imported_by: String,
]);

table!(clause, "policy_clause", [zone_id: String, document_id: String, id: String], [
    kind: String,
    owner: Option<String>,
    co_owners: String,
    due: Option<String>,
    measures: String,
    released: bool,
    source: Option<String>,
    version: i64,
]);

table!(sentence, "policy_sentence", [zone_id: String, document_id: String, edition: i64, position: i64], [
    clause_id: String,
    section: Option<String>,
    paragraph: i64,
    words: String,
]);

table!(evidence, "policy_evidence", [zone_id: String, document_id: String, id: String], [
    clause_id: String,
    grade: String,
    on_day: String,
    words: String,
    link: Option<String>,
    added_at: String,
    added_by: String,
    source: Option<String>,
]);

table!(comment, "policy_comment", [zone_id: String, document_id: String, id: String], [
    clause_id: String,
    written_at: String,
    written_by: String,
    words: String,
]);

table!(set_light, "policy_override", [zone_id: String, document_id: String, id: String], [
    clause_id: String,
    light: String,
    reason: String,
    set_at: String,
    set_by: String,
    expires_on: String,
]);
