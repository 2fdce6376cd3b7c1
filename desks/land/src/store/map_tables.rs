//! Rows of what the map shows besides parcels, and of what becomes of parcels.

pub(super) mod edge {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "land_edge")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub park: String,
        pub source: Option<String>,
        pub geojson: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod course {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "land_course")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub work: String,
        pub source: Option<String>,
        pub geojson: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod lineage {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "land_lineage")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub parcel: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub origin: String,
        pub on_day: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod upload {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "land_upload")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub account: String,
        pub kind: String,
        pub file_name: String,
        pub on_day: String,
        pub source: String,
        pub epsg: i64,
        pub content: String,
        pub received_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
