//! One record for what a document tells several times.

use foldhash::HashMap;
use handbill_lexicon::fold;

use super::{add_evidence, write_times};
use crate::Moment;
use crate::assemble::deadlines::DeadlineDraft;
use crate::assemble::events::EventDraft;
use crate::assemble::groups::alike;

/// Merges drafts of the same event and drops those without a name or a start.
pub fn events(drafts: Vec<EventDraft>) -> Vec<EventDraft> {
    let mut out: Vec<EventDraft> = Vec::new();
    let mut moved: Vec<Option<usize>> = Vec::with_capacity(drafts.len());
    let mut known = Known::default();
    for mut draft in drafts {
        if draft.record.name.is_empty() || !write_times(&mut draft) {
            moved.push(None);
            continue;
        }
        let same = known.like(&draft, |at| is_same(&out[at], &draft));
        let at = same.unwrap_or(out.len());
        match same {
            Some(index) => absorb(&mut out[index], draft),
            None => out.push(draft),
        }
        known.note(&out[at], at);
        moved.push(Some(at));
    }
    for (index, event) in out.iter_mut().enumerate() {
        event.part_of = event
            .part_of
            .and_then(|holder| moved.get(holder).copied().flatten())
            .filter(|holder| *holder != index);
    }
    out
}

/// The events that are known, by their days and names: a further one is compared with the last ones
/// of its day and with those of its very name, so that time grows with their number.
#[derive(Default)]
struct Known {
    /// By year and, where they are told, month and day.
    days: HashMap<Day, Vec<usize>>,
    /// The first of a day by its folded name.
    names: HashMap<(Day, String), usize>,
}

/// Year, month and day, as far as they are told.
type Day = (Option<i32>, Option<u8>, Option<u8>);

/// So many events of a day are compared with a further one.
const COMPARED: usize = 64;

impl Known {
    /// The days that could be the draft's: one told less exactly holds it.
    fn days(draft: &EventDraft) -> [Day; 3] {
        let start = draft.start;
        [
            (start.year, start.month, start.day),
            (start.year, start.month, None),
            (start.year, None, None),
        ]
    }

    /// The first known event that is the same as the draft.
    fn like(&self, draft: &EventDraft, is_same: impl Fn(usize) -> bool) -> Option<usize> {
        let name = fold(&draft.record.name);
        let exact = Self::days(draft)[0];
        let coarse = draft.start.day.is_none();
        let mut near: Vec<usize> = Vec::new();
        for day in Self::days(draft) {
            let of_day = self.days.get(&day).map_or(&[][..], Vec::as_slice);
            near.extend(&of_day[of_day.len().saturating_sub(COMPARED)..]);
            near.extend(self.names.get(&(day, name.clone())));
        }
        if coarse {
            // A month or year may be told again with its days.
            let finer = self.days.iter().filter(|(day, _)| {
                day.0 == exact.0 && (exact.1.is_none() || day.1 == exact.1) && **day != exact
            });
            near.extend(finer.flat_map(|(_, of_day)| of_day.iter().rev().take(COMPARED)));
        }
        near.sort_unstable();
        near.dedup();
        near.into_iter().find(|at| is_same(*at))
    }

    fn note(&mut self, event: &EventDraft, at: usize) {
        let day = Self::days(event)[0];
        let of_day = self.days.entry(day).or_default();
        if of_day.last() != Some(&at) {
            of_day.push(at);
        }
        let key = (day, fold(&event.record.name));
        self.names.entry(key).or_insert(at);
    }
}

/// Whether two drafts tell of one event: names alike and times that do not contradict.
fn is_same(a: &EventDraft, b: &EventDraft) -> bool {
    if !agree(&a.start, &b.start) || !ends_agree(a, b) {
        return false;
    }
    let names = |event: &EventDraft| -> Vec<String> {
        std::iter::once(event.record.name.clone())
            .chain(event.record.alternate_names.iter().cloned())
            .collect()
    };
    let others = names(b);
    names(a).iter().any(|x| others.iter().any(|y| alike(x, y)))
}

fn agree(a: &Moment, b: &Moment) -> bool {
    fn open<T: PartialEq>(x: Option<T>, y: Option<T>) -> bool {
        x.is_none() || y.is_none() || x == y
    }
    a.year == b.year && open(a.month, b.month) && open(a.day, b.day) && open(a.clock, b.clock)
}

fn ends_agree(a: &EventDraft, b: &EventDraft) -> bool {
    match (a.end, b.end) {
        (Some(x), Some(y)) => agree(&x, &y),
        _ => true,
    }
}

fn absorb(into: &mut EventDraft, from: EventDraft) {
    let better_start = (into.start.day.is_none() && from.start.day.is_some())
        || (into.start.clock.is_none() && from.start.clock.is_some());
    if better_start {
        into.start = from.start;
        into.end = from.end.or(into.end);
    } else if into.end.is_none() {
        into.end = from.end;
    }
    let record = from.record;
    let kept = &mut into.record;
    for name in std::iter::once(record.name).chain(record.alternate_names) {
        if name != kept.name && !kept.alternate_names.contains(&name) {
            kept.alternate_names.push(name);
        }
    }
    kept.venue = kept.venue.take().or(record.venue);
    kept.url = kept.url.take().or(record.url);
    kept.registration_url = kept.registration_url.take().or(record.registration_url);
    kept.attendance = kept.attendance.or(record.attendance);
    kept.status = kept.status.or(record.status);
    kept.kind = kept.kind.or(record.kind);
    kept.price = kept.price.take().or(record.price);
    for tag in record.hashtags {
        if !kept.hashtags.contains(&tag) {
            kept.hashtags.push(tag);
        }
    }
    if kept.agenda.is_empty() {
        kept.agenda = record.agenda;
    }
    kept.confidence = kept.confidence.max(record.confidence);
    add_evidence(&mut kept.evidence, record.evidence);
    into.anchors.extend(from.anchors);
    into.place_zone = into.place_zone.or(from.place_zone);
    into.main |= from.main;
    write_times(into);
}

/// Merges deadlines of one kind, side and day.
pub fn deadlines(drafts: Vec<DeadlineDraft>) -> Vec<DeadlineDraft> {
    let mut out: Vec<DeadlineDraft> = Vec::new();
    for draft in drafts {
        let same = out.iter_mut().find(|other| {
            other.record.kind == draft.record.kind
                && other.record.boundary == draft.record.boundary
                && agree(&other.moment, &draft.moment)
        });
        match same {
            Some(other) => {
                if other.moment.clock.is_none() && draft.moment.clock.is_some() {
                    other.moment = draft.moment;
                    other.record.date = draft.record.date;
                }
                other.record.url = other.record.url.take().or(draft.record.url);
                other.record.email = other.record.email.take().or(draft.record.email);
                add_evidence(&mut other.record.evidence, draft.record.evidence);
            }
            None => out.push(draft),
        }
    }
    out
}
