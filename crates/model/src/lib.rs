//! The two shapes that Handbill's crates share: the [`Document`] that a reader makes of bytes,
//! and the [`Extraction`] of records that is made of a document. No logic beyond offsets.

mod document;
mod pattern;
mod record;
mod schema;
mod span;

pub use document::{
    Block, BlockKind, Document, Fact, Item, Link, Origins, Place, Property, PropertyValue, Reading,
    RecognisedPage, RecognisedWord, Style, Styled, Syntax, Thing,
};
pub use record::{
    Address, AgendaItem, Attendance, Boundary, Contact, Deadline, DeadlineKind, Event, EventKind,
    EventStatus, Evidence, EvidenceMap, Extraction, Organisation, Phone, Purpose, Role,
    SCHEMA_VERSION, Source, Venue, Warning,
};
pub use schema::schema;
pub use span::{CodePoints, Span};
