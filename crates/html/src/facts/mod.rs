//! What a page states for machines.

pub(crate) mod meta;
