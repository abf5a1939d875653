//! From a [`Document`](handbill_model::Document) to its records.
//!
//! [`find`] marks typed mentions in the text, [`assemble`] puts records together from them.
//! Nothing here knows formats, files, the clock or the network.

pub mod assemble;
pub mod find;
mod layout;
mod mention;
mod view;

pub use layout::{Clause, Layout, Line};
pub use mention::{
    AddressMention, Bound, Clock, Found, LinkKind, Mention, Moment, PhoneMention, TimeMention, Zone,
};
pub use view::{Options, View};
