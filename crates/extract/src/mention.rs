use handbill_model::{Address, Span};

/// A typed span of the text: what a finder found there.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where, in bytes of the normalised text.
    pub span: Span,
    /// What.
    pub found: Found,
    /// Name of the rule that found it, such as `date.day-month-year`.
    pub rule: &'static str,
}

/// The mentions that share a byte with the span, of a list that ascends without overlap.
pub fn overlapping(mentions: &[Mention], span: Span) -> &[Mention] {
    let first = mentions.partition_point(|mention| mention.span.end <= span.start);
    let end = mentions
        .partition_point(|mention| mention.span.start < span.end)
        .max(first);
    &mentions[first..end]
}

/// The mentions that begin inside of the span.
pub(crate) fn inside(mentions: &[Mention], span: Span) -> impl Iterator<Item = &Mention> {
    let first = mentions.partition_point(|mention| mention.span.start < span.start);
    mentions[first..]
        .iter()
        .take_while(move |mention| mention.span.start < span.end)
}

/// What a mention is.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A date, time, range of them, or recurrence.
    Time(TimeMention),
    /// An e-mail address, as it is to be written to.
    Email(String),
    /// A phone number.
    Phone(PhoneMention),
    /// A web address: absolute and unwrapped.
    Url {
        /// The address.
        url: String,
        /// What sort of page the address itself tells of.
        kind: LinkKind,
    },
    /// `@name` of a social network, without the sign.
    Handle(String),
    /// `#tag`, without the sign.
    Hashtag(String),
    /// A postal address or a part of one that ends in a known place.
    Address(AddressMention),
}

/// What the address of a page says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Nothing special.
    Page,
    /// A form or ticket shop to register at.
    Registration,
    /// A map.
    Map,
    /// A profile in a social network.
    Profile,
    /// A video meeting to join, or a stream to watch.
    Meeting,
    /// A shortened address that does not show where it leads.
    Shortened,
}

/// A phone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneMention {
    /// E.164, where the country is known.
    pub e164: Option<String>,
    /// Whether it is said to be a fax number.
    pub fax: bool,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressMention {
    /// The parts; `text` is the address as written on one line; `street` holds street and number
    /// in the written order.
    pub address: Address,
    /// The street without the house number.
    pub street_name: Option<String>,
    /// The house number, which `address.street` holds too.
    pub house_number: Option<String>,
    /// IANA time zone of the place, where it is known.
    pub time_zone: Option<&'static str>,
}

/// A date, a time of day, both, a range of them, or a recurrence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeMention {
    /// The start, or the only moment.
    pub start: Moment,
    /// The end of a range: the last day itself, or the closing time.
    pub end: Option<Moment>,
    /// What the wording bounds.
    pub bound: Bound,
    /// RFC 5545 §3.3.10 rule, where the phrase recurs. `start` then holds what is known of the
    /// first occurrence (perhaps only its clock time).
    pub recurrence: Option<String>,
    /// Whether exceptions from the recurrence are written, which the rule does not tell of.
    pub excepted: bool,
    /// Day of the week that is written with the start, 1 (Monday) to 7.
    pub weekday: Option<u8>,
    /// Whether the written day of the week agrees with the resolved start.
    pub weekday_agrees: Option<bool>,
    /// Whether the year of the start stands in the phrase itself.
    pub year_written: bool,
    /// Whether the phrase is relative ("tomorrow"), and so depends on the reference date.
    pub relative: bool,
    /// Whether the document gives no way to tell day from month ("03/04/2025"); `start` then
    /// holds the reading that is likelier, which must not be used.
    pub ambiguous: bool,
}

/// What the wording of a time bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bound {
    /// Neither side: the time itself.
    #[default]
    At,
    /// "until 5 May": what is meant ends there.
    Until,
    /// "from 5 May": what is meant begins there.
    From,
}

/// A moment at the precision of its writing. Years lack until they are resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Year of the Gregorian calendar.
    pub year: Option<i32>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// Time of day.
    pub clock: Option<Clock>,
    /// The zone that is stated with the time.
    pub zone: Option<Zone>,
}

/// A time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// 0 to 24 (24:00 ends a day).
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59, as stamps have it; 0 where it is not written.
    pub second: u8,
}

impl Clock {
    /// A full hour or a minute of it.
    pub fn new(hour: u8, minute: u8) -> Self {
        Clock {
            hour,
            minute,
            second: 0,
        }
    }
}

/// A stated time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Minutes east of UTC, where the statement fixes them ("CEST", "+02:00").
    pub offset: Option<i16>,
    /// IANA name, where the statement names a place ("Brussels time").
    pub name: Option<&'static str>,
}

impl Moment {
    /// ISO 8601 at the precision given: `2025`, `2025-12`, `2025-12-04`, `2025-12-04T18:30:00`
    /// (with the offset where it is stated), or `18:30` for a clock time alone, with its seconds
    /// where it has any. Nothing where the year is open.
    pub fn iso(&self) -> Option<String> {
        use std::fmt::Write;
        let Some(year) = self.year else {
            let clock = self
                .clock
                .filter(|_| self.month.is_none() && self.day.is_none())?;
            let mut out = format!("{:02}:{:02}", clock.hour, clock.minute);
            if clock.second > 0 {
                write!(out, ":{:02}", clock.second).ok()?;
            }
            return Some(out);
        };
        let mut out = format!("{year:04}");
        let Some(month) = self.month else {
            return Some(out);
        };
        write!(out, "-{month:02}").ok()?;
        let Some(day) = self.day else {
            return Some(out);
        };
        write!(out, "-{day:02}").ok()?;
        if let Some(clock) = self.clock {
            let Clock {
                hour,
                minute,
                second,
            } = clock;
            write!(out, "T{hour:02}:{minute:02}:{second:02}").ok()?;
            if let Some(offset) = self.zone.and_then(|zone| zone.offset) {
                let sign = if offset < 0 { '-' } else { '+' };
                let minutes = offset.unsigned_abs();
                write!(out, "{sign}{:02}:{:02}", minutes / 60, minutes % 60).ok()?;
            }
        }
        Some(out)
    }

    /// The first day of the moment, whatever its precision.
    pub fn first_day(&self) -> Option<chrono::NaiveDate> {
        let month = self.month.map_or(1, u32::from);
        chrono::NaiveDate::from_ymd_opt(self.year?, month, self.day.map_or(1, u32::from))
    }

    /// The last day of the moment, whatever its precision.
    pub fn last_day(&self) -> Option<chrono::NaiveDate> {
        let first = self.first_day()?;
        let months = match (self.month, self.day) {
            (_, Some(_)) => return Some(first),
            (Some(_), None) => 1,
            (None, None) => 12,
        };
        first
            .checked_add_months(chrono::Months::new(months))?
            .pred_opt()
    }

    /// The day, where year, month and day are known and exist.
    pub fn date(&self) -> Option<chrono::NaiveDate> {
        chrono::NaiveDate::from_ymd_opt(self.year?, u32::from(self.month?), u32::from(self.day?))
    }
}
