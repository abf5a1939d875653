//! The days that letters and mails were written on.
//!
//! A letter tells its day at its head, over a salutation, or at its foot, beside who signs it; mails tell
//! theirs in a header. A day at the head or foot closes its line, behind a town or a name at most, and
//! what the letter bids to is later.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::{Timed, is_dated, words};
use crate::layout::{Layout, Line, has};
use crate::{Bound, View};

/// So many lines from the end a letter may be signed and dated.
const FOOT: usize = 4;

/// Whether the time is the day of a letter: a town, a word such as "den" or "le" and the day, alone on
/// a line; without such a word, where a salutation or the letter's foot is near.
pub(super) fn is_day_of_letter(
    view: &View,
    layout: &Layout,
    times: &[Timed],
    index: usize,
) -> bool {
    let timed = &times[index];
    let text = view.text();
    let line = layout.lines[timed.line].span;
    let time = timed.time;
    let closes = timed.span.end + 1 >= line.end && time.start.clock.is_none();
    if !closes || time.end.is_some() || time.relative {
        return false;
    }
    // A letterhead sets the day apart at the right.
    const FAR: &str = "   ";
    let lead = Span::new(line.start.min(timed.span.start), timed.span.start).trim(text);
    let lead = match lead.of(text).rfind(FAR) {
        Some(gap) => Span::new(lead.start + gap + FAR.len(), lead.end),
        None => lead,
    };
    let town = town_end(view, layout, timed, lead).is_some_and(|end| {
        let town = Span::new(lead.start, end);
        lead.of(text).starts_with(char::is_uppercase)
            && (1..=3).contains(&words(view, town))
            && words(view, lead) <= 4
            && time.weekday.is_none()
            && !NO_TOWN.iter().any(|concept| has(view, town, *concept))
    });
    if town && has(view, lead, Concept::CueLetterDate) {
        return true;
    }
    let cued = [Concept::CueLetterDate, Concept::DateDayCue]
        .iter()
        .any(|concept| has(view, lead, *concept));
    let bare = words(view, lead) == 0 || words(view, lead) == 1 && cued;
    let begins = || {
        time.year_written
            && time.start.day.is_some()
            && is_greeted_below(view, layout, timed.line)
            && holds_later(&times[index + 1..], timed)
    };
    (town || bare) && begins() || is_at_foot(view, layout, times, index, town || bare)
}

/// Words of what a letter is not written in: "Town Museum, 3 May 2027" is where something is held.
const NO_TOWN: [Concept; 5] = [
    Concept::DateWeekday,
    Concept::CueBuilding,
    Concept::CueRoom,
    Concept::NameOrganisation,
    Concept::EventNoun,
];

/// Where the town ends in the words before the day of a letter: at a comma, else at a word that leads
/// to such a day, where a letter may begin ("Lindby den 3 mars 2027").
fn town_end(view: &View, layout: &Layout, timed: &Timed, lead: Span) -> Option<usize> {
    if let Some(comma) = lead.of(view.text()).find(',') {
        return Some(lead.start + comma);
    }
    let mut hits = view.hits.within(&view.tokens, lead);
    let leading = hits.find(|hit| {
        hit.concept == Concept::CueLetterDate
            && words(view, Span::new(hit.span.end, lead.end.max(hit.span.end))) == 0
    })?;
    opens_letter(view, layout, timed).then_some(leading.span.start)
}

/// Whether a letter may begin at the line of the time: few lines stand above it, and others that bid
/// or tell of what is held below.
fn opens_letter(view: &View, layout: &Layout, timed: &Timed) -> bool {
    const LINES_OF_HEAD: usize = 6;
    const LINES_OF_BODY: usize = 8;
    const SENTENCE: usize = 6;
    let below = layout.lines[timed.line + 1..].iter().take(LINES_OF_BODY);
    timed.line <= LINES_OF_HEAD
        && below
            .filter(|line| words(view, line.span) >= SENTENCE)
            .any(|line| has(view, line.span, Concept::CueHeld))
}

/// Whether the time is the day at the foot of a letter: on one of the last lines, beside the name of who
/// holds a post, or behind a few words that tell of nothing else, where most days that are told before
/// are later ones. `alone` tells that it stands behind a town at most.
fn is_at_foot(view: &View, layout: &Layout, times: &[Timed], index: usize, alone: bool) -> bool {
    const FURTHEST_AHEAD: i64 = 400;
    const COMPARED: usize = 100;
    let timed = &times[index];
    let (time, line) = (timed.time, layout.lines[timed.line].span);
    if layout.lines.len() - timed.line > FOOT {
        return false;
    }
    if alone && is_signed_at(view, layout, timed.line) && holds_later(times, timed) {
        return true;
    }
    let told = || times[..index].iter().rev().take(COMPARED);
    // Rows of a list look all alike, and what a line says of its day is more than a town.
    let says = view.hits.within(&view.tokens, line).any(|hit| {
        let limits = hit.concept.name().starts_with("deadline.");
        limits || matches!(hit.concept, Concept::EventNoun | Concept::CueWhen)
    });
    let labelled = layout.clauses[timed.clause].label.is_some();
    let goes_on = times[index + 1..].iter().any(|other| is_dated(other.time));
    let closes = |timed: &Timed| closes_line(view, layout, timed);
    if !closes(timed)
        || says
        || labelled
        || goes_on
        || time.bound != Bound::At
        || told().any(closes)
    {
        return false;
    }
    let days = || told().filter(|other| other.time.start.date().is_some());
    let ahead = |other: &&Timed| {
        let days = other.time.start.date().zip(time.start.date());
        days.map_or(0, |(told, signed)| (told - signed).num_days())
    };
    let later = days().filter(|other| (1..=FURTHEST_AHEAD).contains(&ahead(other)));
    later.count() * 2 > days().count()
}

/// Whether the time is a whole day, without an hour, that ends its line behind a few words at most.
fn closes_line(view: &View, layout: &Layout, timed: &Timed) -> bool {
    const LONGEST_LEAD: usize = 5;
    let line = &layout.lines[timed.line];
    let lead = Span::new(line.span.start.min(timed.span.start), timed.span.start);
    let rest = Span::new(timed.span.end, line.span.end.max(timed.span.end));
    timed.time.year_written
        && timed.time.start.clock.is_none()
        && timed.time.end.is_none()
        && timed.time.start.date().is_some()
        && line.cells.len() < 2
        && words(view, lead) <= LONGEST_LEAD
        && words(view, rest) == 0
}

/// Whether one of the times is of a later day.
fn holds_later(times: &[Timed], written: &Timed) -> bool {
    const MOST: usize = 60;
    let day = written.time.start.date();
    times
        .iter()
        .take(MOST)
        .any(|other| other.time.start.date() > day)
}

/// Whether the letter begins below: a salutation within a few lines.
fn is_greeted_below(view: &View, layout: &Layout, line: usize) -> bool {
    const NEAR: usize = 10;
    const LONGEST: usize = 9;
    layout.lines[line + 1..].iter().take(NEAR).any(|below| {
        let first = view.tokens.first_at(below.span.start);
        view.hits.find(first, Concept::CueSalutation).is_some()
            && words(view, below.span) <= LONGEST
    })
}

/// Whether one of the two lines above names who holds a post and little else, or one of the two below
/// names such a person.
fn is_signed_at(view: &View, layout: &Layout, line: usize) -> bool {
    const NEAR: usize = 2;
    const LONGEST: usize = 6;
    let (above, rest) = layout.lines.split_at(line);
    let mut above = above.iter().rev().take(NEAR);
    let mut below = rest.iter().skip(1).take(NEAR);
    above.any(|line| names_post(view, line) && words(view, line.span) <= LONGEST)
        || below.any(|line| names_post(view, line))
}

fn names_post(view: &View, line: &Line) -> bool {
    has(view, line.span, Concept::PersonPost)
}

/// Whether the time is the stamp of a mail: in a run of header fields one of which holds an
/// e-mail address. A day without an hour is one where that is the address of a named sender and
/// another field the subject.
pub(super) fn is_mail_stamp(view: &View, layout: &Layout, timed: &Timed) -> bool {
    const MOST_FIELDS: usize = 12;
    const LONGEST_NAME: usize = 6;
    let field = |index: usize| match layout.lines.get(index).map(|line| line.kind) {
        Some(BlockKind::KeyValue { key, value }) => Some((key, value)),
        _ => None,
    };
    let Some((own, _)) = field(timed.line).filter(|_| timed.time.end.is_none()) else {
        return false;
    };
    let before = (0..timed.line).rev().map_while(field);
    let after = (timed.line + 1..layout.lines.len()).map_while(field);
    let mut fields = before.chain(after).take(MOST_FIELDS);
    let text = view.text();
    if timed.time.start.clock.is_some() {
        return fields.any(|(_, value)| value.of(text).contains('@'));
    }
    let (mut sent, mut subject) = (false, false);
    for (key, value) in fields.filter(|_| words(view, own) == 1) {
        let mut words = value.of(text).split_whitespace().rev();
        sent |= words.next().is_some_and(|last| last.contains('@'))
            && (1..LONGEST_NAME).contains(&words.take(LONGEST_NAME).count());
        subject |= has(view, key, Concept::CueTitle);
    }
    sent && subject
}

#[cfg(test)]
mod tests {
    use handbill_model::BlockKind;

    use crate::find::testing::{document, told};
    use crate::{Options, extract};

    /// The days and hours of the text's events; its lines up to the first empty one are fields.
    fn starts(text: &str, fields: bool) -> Vec<String> {
        let mut document = document(text);
        for block in document.blocks.iter_mut().take_while(|_| fields) {
            let line = block.span.of(text);
            let Some((key, value)) = line.split_once(": ") else {
                break;
            };
            let key = handbill_model::Span::new(block.span.start, block.span.start + key.len());
            let value = handbill_model::Span::new(block.span.end - value.len(), block.span.end);
            block.kind = BlockKind::KeyValue { key, value };
        }
        let events = extract(&document, &Options::default()).events;
        events.into_iter().map(|event| event.start).collect()
    }

    #[test]
    fn letters_are_dated_at_their_head_or_foot() {
        let letter = "Bell Ringers\n\n4 March 2026\n\nAnnual meeting\n\nDear members,\n\nThe annual \
                      meeting takes place on 2 April 2026 at 7 pm.";
        assert_eq!(starts(letter, false), ["2026-04-02T19:00:00"]);
        let notice = "Bell Ringers\n\nThe annual meeting takes place on 2 April 2026 at 7 pm.\n\n\
                      A. Example\n\nSecretary\n\n4 March 2026";
        assert_eq!(starts(notice, false), ["2026-04-02T19:00:00"]);
        // Without either, a day is one of an event.
        let list = "4 March 2026\n\nAnnual meeting\n\n2 April 2026\n\nBell concert";
        assert_eq!(starts(list, false), ["2026-03-04", "2026-04-02"]);
    }

    #[test]
    fn mails_are_dated_in_a_field() {
        let body = "Annual meeting on 2 April 2026 at 7 pm";
        let mail = format!(
            "From: Ann Example ann@example.org\n\nSubject: Annual meeting\n\nDate: 4 March 2026\n\n{body}"
        );
        assert_eq!(starts(&mail, true), ["2026-04-02T19:00:00"]);
        let event = "Topic: Annual meeting\n\nDate: 4 March 2026\n\nE-mail: ann@example.org";
        assert_eq!(starts(event, true), ["2026-03-04"]);
    }

    #[test]
    fn the_day_that_an_event_marks_is_none_of_its_own() {
        let text = "Concert on the occasion of 24 May\n\nFriday 22 May 2026, 6 pm, Weir Hall";
        assert_eq!(starts(text, false), ["2026-05-22T18:00:00"]);
    }

    #[test]
    fn newsletters_are_dated_in_their_title() {
        let text =
            "Example School\n\nNewsletter – Monday 4 May 2026\n\nSports day: 9 June 2026, 1 pm";
        assert_eq!(starts(text, false), ["2026-06-09T13:00:00"]);
    }

    /// The days of the text's events.
    fn days(text: &str) -> Vec<String> {
        told(text).into_iter().map(|(start, _)| start).collect()
    }

    #[test]
    fn the_day_of_a_signature_is_no_event() {
        let letter = "Dear members,\n\nThe Lantern Walk takes place on Saturday 10 October 2026 at 6 pm.\n\nAnna Reed, Secretary\nMillbrook, 4 September 2026";
        assert_eq!(days(letter), ["2026-10-10T18:00:00"]);
        // Rows of a list that goes back in time are no signatures.
        let list =
            "Concerts\n\nSpring concert, 10 October 2026\n\nAutumn concert, 4 September 2026";
        assert_eq!(days(list).len(), 2);
    }
}
