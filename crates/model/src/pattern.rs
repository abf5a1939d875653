//! What the strings of records look like: regular expressions (ECMA-262) for their schema.

/// A version of the contract.
pub const VERSION: &str = r"^1\.[0-9]+$";
/// Type and subtype (RFC 6838).
pub const MEDIA_TYPE: &str = r"^[a-z]+/[a-z0-9.+-]+$";
/// A SHA-256 digest.
pub const SHA256: &str = r"^[0-9a-f]{64}$";
/// A language tag (BCP 47).
pub const LANGUAGE: &str = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$";
/// A day (ISO 8601).
pub const DAY: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// A year, month, day or clock time of a day, with the offset where it is known (ISO 8601).
pub const TIME: &str =
    r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?)?)?)?$";
/// The same, or a clock time of a day that is not known.
pub const AGENDA_TIME: &str = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?)?)?)?|[0-9]{2}:[0-9]{2})$";
/// The name of a time zone (IANA).
pub const ZONE: &str = r"^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$";
/// A recurrence rule (RFC 5545 §3.3.10).
pub const RECURRENCE: &str = r"^FREQ=(HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*$";
/// The id of an event.
pub const EVENT_ID: &str = r"^event:[0-9]{4}(-[0-9]{2}){0,2}:[^\s:]+$";
/// The id of an organisation.
pub const ORGANISATION_ID: &str = r"^organisation:[^\s:]+$";
/// The id of a deadline.
pub const DEADLINE_ID: &str = r"^deadline:[0-9]{4}(-[0-9]{2}){0,2}:[a-z]+(-[a-z0-9]+)*$";
/// The id of a contact.
pub const CONTACT_ID: &str = r"^contact:[^\s:]+$";
/// A hashtag without its sign.
pub const HASHTAG: &str = r"^[^#\s]+$";
/// A country (ISO 3166-1 alpha-2).
pub const COUNTRY: &str = r"^[A-Z]{2}$";
/// A phone number (E.164).
pub const E164: &str = r"^\+[1-9][0-9]{4,14}$";
/// The code of a warning.
pub const CODE: &str = r"^[a-z0-9]+(-[a-z0-9]+)*$";
