//! wutong
fn main() {}
