//! The command `handbill`.
fn main() {}
