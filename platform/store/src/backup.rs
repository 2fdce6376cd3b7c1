//! Consistent copies of the whole database.
