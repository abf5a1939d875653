use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pattern;

/// The version of the output contract. The minor number grows when something is added.
pub const SCHEMA_VERSION: &str = "1.0";

/// All that one document says: the object that is written for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extraction {
    /// Version of this contract.
    #[schemars(regex(pattern = pattern::VERSION))]
    pub schema_version: String,
    /// The document that was read.
    pub source: Source,
    /// Events (schema.org/Event), in document order.
    pub events: Vec<Event>,
    /// Organisations (schema.org/Organization), in document order.
    pub organisations: Vec<Organisation>,
    /// Deadlines, in document order.
    pub deadlines: Vec<Deadline>,
    /// Contacts (schema.org/ContactPoint), in document order.
    pub contacts: Vec<Contact>,
    /// What a careful editor would point out.
    pub warnings: Vec<Warning>,
    /// What came with a message, each a document of its own with its records; its `source.uri`
    /// is that of the message, `#` and the name of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Extraction>,
}

/// The document that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Path or address, as given.
    #[schemars(length(min = 0))]
    pub uri: String,
    /// Media type (RFC 6838).
    #[schemars(regex(pattern = pattern::MEDIA_TYPE))]
    pub media_type: String,
    /// SHA-256 of the bytes, hexadecimal.
    #[schemars(regex(pattern = pattern::SHA256))]
    pub sha256: String,
    /// Length in bytes.
    pub byte_length: u64,
    /// The document's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Main language (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::LANGUAGE))]
    pub language: Option<String>,
    /// Number of pages, where the format has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_count: Option<u32>,
    /// Day of publication (ISO 8601), where the document states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::DAY))]
    pub published: Option<String>,
    /// The day that relative and year-less dates were resolved against (ISO 8601).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::DAY))]
    pub reference_date: Option<String>,
}

/// The places that a record's values were read from, by field name.
pub type EvidenceMap = BTreeMap<String, Vec<Evidence>>;

/// A place in the normalised text that a value was read from (W3C Web Annotation
/// TextPositionSelector).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// First code point, counted from 0 in the text that `handbill text` prints.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text there; empty for a value that the text does not show.
    #[schemars(extend("minLength" = 0))]
    pub text: String,
    /// Page, from 1, where the format has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub page: Option<u32>,
    /// Left, top, right, bottom in points from the page's top left corner.
    #[serde(rename = "box", default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<[f32; 4]>,
    /// How sure the characters are, from 0 to 1, where they were read from an image of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub character_confidence: Option<f32>,
    /// Name of the rule that read the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Where the source states the value for machines, for one that the text does not show: in
    /// HTML a CSS path, a number sign and a JSON pointer. `start` and `end` are 0 then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
    /// The value as it is stated there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
}

/// Kind of an event; a fair or market is a festival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum EventKind {
    Conference,
    Workshop,
    Training,
    Webinar,
    Meeting,
    Talk,
    Ceremony,
    Festival,
    Exhibition,
    Concert,
    Project,
    Other,
}

/// Status of an event (schema.org/EventStatusType, and RFC 5545 §3.8.1.11 for tentative).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum EventStatus {
    Scheduled,
    Tentative,
    Cancelled,
    Postponed,
}

/// How an event is attended (schema.org/EventAttendanceModeEnumeration).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Attendance {
    Offline,
    Online,
    Mixed,
}

/// Something that takes place at a time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Readable, content-derived identifier: `event:<start day>:<slug of the name>`.
    #[schemars(regex(pattern = pattern::EVENT_ID))]
    pub id: String,
    /// Name, as written.
    pub name: String,
    /// Other names that the document gives the same event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternate_names: Vec<String>,
    /// Kind of event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EventKind>,
    /// Start, at the precision that the document gives (ISO 8601): year, month, day or clock time.
    #[schemars(regex(pattern = pattern::TIME))]
    pub start: String,
    /// End, at the precision given; the last day itself for whole days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::TIME))]
    pub end: Option<String>,
    /// Whether the event is given by days, without clock times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_day: Option<bool>,
    /// Time zone (IANA name).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::ZONE))]
    pub time_zone: Option<String>,
    /// Recurrence rule (RFC 5545 §3.3.10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::RECURRENCE))]
    pub recurrence: Option<String>,
    /// Status: `scheduled` where the event is announced for a day and nothing says otherwise;
    /// evidence is there where words tell of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<EventStatus>,
    /// How it is attended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance: Option<Attendance>,
    /// Where it takes place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// Ids of the organising organisations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = pattern::ORGANISATION_ID)))]
    pub organizers: Vec<String>,
    /// Ids of partners, sponsors and funders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = pattern::ORGANISATION_ID)))]
    pub partners: Vec<String>,
    /// Names of speakers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// Page of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(url)]
    pub url: Option<String>,
    /// Page to register or buy tickets at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(url)]
    pub registration_url: Option<String>,
    /// Id of the event that this one is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::EVENT_ID))]
    pub part_of: Option<String>,
    /// Price, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// What the document says about it, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Hashtags, without the sign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = pattern::HASHTAG)))]
    pub hashtags: Vec<String>,
    /// Rows of its programme.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<AgendaItem>,
    /// 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f32,
    /// Where the values were read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: EvidenceMap,
}

/// A place that an event is held at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// Name of the place or building.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Room, hall or stage inside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Its own page, or the link to join an online event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(url)]
    pub url: Option<String>,
    /// Its postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// A postal address (schema.org/PostalAddress).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// As written, on one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Street and house number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// City, town or village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// State, province or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Country (ISO 3166-1 alpha-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::COUNTRY))]
    pub country: Option<String>,
}

/// A row of an event's programme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgendaItem {
    /// Start (ISO 8601).
    #[schemars(regex(pattern = pattern::AGENDA_TIME))]
    pub start: String,
    /// End (ISO 8601).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::AGENDA_TIME))]
    pub end: Option<String>,
    /// Title, as written.
    pub title: String,
    /// Names of speakers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
}

/// What an organisation is to the document's matter.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Role {
    Organizer,
    Host,
    Partner,
    Sponsor,
    Publisher,
    Venue,
    Employer,
    Funder,
    Member,
    Mentioned,
}

/// An organisation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// `organisation:<slug of the name>`.
    #[schemars(regex(pattern = pattern::ORGANISATION_ID))]
    pub id: String,
    /// Name, as written; the long form where the document has both.
    pub name: String,
    /// Acronyms and other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternate_names: Vec<String>,
    /// Kind, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What it is here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(url)]
    pub url: Option<String>,
    /// E-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(email))]
    pub emails: Vec<String>,
    /// Phones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Social profiles and other pages of the same organisation (schema.org/sameAs).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(url))]
    pub same_as: Vec<String>,
    /// Year or day of foundation, as ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::TIME))]
    pub founded: Option<String>,
    /// Number of employees, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f32,
    /// Where the values were read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: EvidenceMap,
}

/// A phone number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// The number in E.164, where its country is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::E164))]
    pub e164: Option<String>,
    /// As written.
    pub text: String,
}

/// What a deadline is for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum DeadlineKind {
    Registration,
    Application,
    Submission,
    Notification,
    CameraReady,
    Payment,
    Other,
}

/// Which end of a period a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Boundary {
    Opens,
    Closes,
}

/// A day by which, or from which, something can be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// `deadline:<day>:<kind>`, the kind with hyphens.
    #[schemars(regex(pattern = pattern::DEADLINE_ID))]
    pub id: String,
    /// What it is for.
    pub kind: DeadlineKind,
    /// Which end of the period.
    pub boundary: Boundary,
    /// The cue, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The day or time (ISO 8601), at the precision given.
    #[schemars(regex(pattern = pattern::TIME))]
    pub date: String,
    /// Time zone (IANA name).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::ZONE))]
    pub time_zone: Option<String>,
    /// Id of the event that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::EVENT_ID))]
    pub event: Option<String>,
    /// Id of the organisation that sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::ORGANISATION_ID))]
    pub organisation: Option<String>,
    /// Where to do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(url)]
    pub url: Option<String>,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(email)]
    pub email: Option<String>,
    /// 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f32,
    /// Where the values were read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: EvidenceMap,
}

/// What a contact is to be written to for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Purpose {
    Registration,
    Press,
    General,
}

/// A person or desk to write to or call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// `contact:<slug of the name or address>`.
    #[schemars(regex(pattern = pattern::CONTACT_ID))]
    pub id: String,
    /// Name of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Post, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    /// Id of the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = pattern::ORGANISATION_ID))]
    pub organisation: Option<String>,
    /// E-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(email))]
    pub emails: Vec<String>,
    /// Phones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// Pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(url))]
    pub urls: Vec<String>,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f32,
    /// Where the values were read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: EvidenceMap,
}

/// Something that a careful editor would point out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// Stable code, such as `zone-contradicts-season`.
    #[schemars(regex(pattern = pattern::CODE))]
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}
