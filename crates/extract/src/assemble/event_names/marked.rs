//! What do marks tie to a date? A label with its colon ("Summer fair: Sunday 14 June"), words before
//! or behind a dash, words before a bracket that holds the date, and what the event is held alongside
//! of.

use handbill_lexicon::{Concept, fold};
use handbill_model::Span;

use super::super::anchors::uncovered;
use super::super::events::Scene;
use super::super::roles::{TimeRole, Timed, times_in, words};
use super::super::title_text;
use super::super::titles::{self, Place, Title};
use super::lines::is_described;
use crate::layout::{has, has_any};
use crate::{overlapping, weights};

/// The label that the date stands right behind, where it names an event and no field
/// ("Summer fair: Sunday 14 June, 10 am").
pub fn label_name(scene: &Scene, timed: &Timed) -> Option<Span> {
    let clause = &scene.layout.clauses[timed.clause];
    let label = clause.label.filter(|label| label.end <= timed.span.start)?;
    let value = clause.value(scene.view.text());
    let lead = Span::new(value.start.min(timed.span.start), timed.span.start);
    let field = title_text::is_generic(scene.view, label)
        || has(scene.view, label, Concept::CueWhen)
        || has(scene.view, label, Concept::CuePublished);
    let near = words(scene.view, lead) <= 1 || uncovered(scene, lead) <= 1;
    (!field && near && words(scene.view, label) > 0).then_some(label)
}

/// The label that the date stands behind, as the name of its event. `heads` are the titles of the
/// document.
pub fn labelled(scene: &Scene, timed: &Timed, heads: &[Title]) -> Option<Title> {
    let label = label_name(scene, timed)?;
    let mut title = titles::title(scene.view, scene.mentions, label, Place::Row)?;
    title.score += step(scene, timed, &title, heads);
    Some(title)
}

/// The name of a day before its own date ("Dodenherdenking: zondag 4 mei om 19.45 uur"): what is held
/// then is called after it.
pub fn holiday_label(scene: &Scene, timed: &Timed) -> Option<Title> {
    let label = label_name(scene, timed)?;
    let named = times_in(scene.times, label).first()?;
    let (name, own) = (named.time.start.date(), timed.time.start);
    let fits = own.clock.is_some()
        && named.rule == "date.holiday"
        && (name.is_none() || name == own.date())
        && words(scene.view, named.span) == words(scene.view, label);
    fits.then_some(Title {
        span: named.span,
        score: weights::TITLE_ROW,
        rule: "event.title.row",
    })
}

/// What a name gains where a kind of event is all that labels the date, and all the name there is:
/// a meeting, talk or ceremony on the way of something larger ("Award ceremony: 3 May"). What a
/// title at the head of the document speaks of is that event itself.
pub fn step(scene: &Scene, timed: &Timed, title: &Title, heads: &[Title]) -> f32 {
    let view = scene.view;
    let labels = label_name(scene, timed).is_some_and(|label| label.contains(title.span));
    if !labels || !titles::is_bare_noun(view, title.span) {
        return 0.0;
    }
    let kinds = |span: Span| {
        view.hits
            .within(&view.tokens, span)
            .filter(|hit| hit.concept == Concept::EventNoun)
            .map(|hit| hit.value)
    };
    let is_step = kinds(title.span).any(|kind| STEPS.contains(&kind));
    let is_main = heads
        .iter()
        .filter(|head| head.score >= weights::TITLE_ENOUGH && !head.span.overlaps(title.span))
        .flat_map(|head| kinds(head.span))
        .any(|kind| kinds(title.span).any(|own| own == kind));
    if is_step && !is_main {
        weights::TITLE_STEP
    } else {
        0.0
    }
}

/// Whether a good title at the head of the document says more than the name, with its words.
pub fn is_in_head(scene: &Scene, name: Span, heads: &[Title]) -> bool {
    let text = scene.view.text();
    let name_folded = fold(name.of(text));
    heads.iter().any(|head| {
        head.score >= weights::TITLE_ENOUGH
            && !head.span.overlaps(name)
            && fold(head.span.of(text)).contains(&name_folded)
    })
}

/// Meetings, talks and ceremonies, as the values of `event.noun`.
const STEPS: [i32; 3] = [5, 6, 7];

/// What a dash parts from the date at the beginning of a paragraph ("Open day - Friday 5 May, 5 pm
/// to 8 pm. Children …"), or what makes with it a sentence without a verb ("Spring cleaning Saturday
/// 25 April at 10. Bring gloves.").
pub fn lead_name(scene: &Scene, timed: &Timed) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let line = layout.lines[timed.line].span;
    let clause = layout.clauses[timed.clause].span;
    let lead = Span::new(clause.start.min(timed.span.start), timed.span.start);
    let rest = Span::new(timed.span.end, clause.end.max(timed.span.end));
    let before = lead.of(view.text());
    // "mit-13": no dash, but a hyphen that ties a small word to the day.
    let tied = before.strip_suffix('-');
    let tied = tied.is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let parted = before.trim_end().ends_with(['-', '–', '—', '|']) && !tied;
    // Under a heading a sentence tells more of what that names.
    let alone = || is_with_date_alone(scene, lead, rest) && !is_described(scene, timed.line);
    let fits = clause.start == line.start
        && (parted || alone())
        && (1..=LONGEST_LEAD).contains(&words(view, lead))
        && times_in(scene.times, lead).is_empty();
    let mut title = fits.then(|| titles::title(view, mentions, lead, Place::Row))??;
    // A sentence of a kind and a date has no other name.
    if !parted && titles::is_bare_noun(view, title.span) {
        title.score -= weights::TITLE_BARE_NOUN;
    }
    Some(title)
}

/// Whether a sentence says nothing behind its date, and few words before it, of which none is a verb or
/// leads on to the date.
fn is_with_date_alone(scene: &Scene, lead: Span, rest: Span) -> bool {
    const LONGEST: usize = 4;
    const NO_NAME: [Concept; 6] = [
        Concept::CueHeld,
        Concept::CueMeets,
        Concept::CueVerb,
        Concept::CueWhen,
        Concept::DateUntil,
        Concept::NameStarter,
    ];
    let view = scene.view;
    // The stop behind an hour may be read as that of an ordinal.
    let ends = words(view, rest) == 0 || rest.of(view.text()).starts_with(". ");
    ends && (1..=LONGEST).contains(&words(view, lead))
        && lead.of(view.text()).starts_with(char::is_uppercase)
        && !lead.of(view.text()).trim_end().ends_with([',', ':', '('])
        && !titles::ends_open(view, lead)
        && !has_any(view, lead, &NO_NAME)
}

/// What a day and a colon or dash lead to at the beginning of a paragraph, where a sentence of its own says
/// it ("Saturday 9 March: spring cleaning. From 9:30 we …"). In rows of a list the hour may lead to it
/// ("Sat 9 March 9.30 Spring cleaning. Bring gloves.").
pub fn led_name(scene: &Scene, timed: &Timed, is_listed: bool) -> Option<Title> {
    let (view, text) = (scene.view, scene.view.text());
    let line = &scene.layout.lines[timed.line];
    let lead = Span::new(line.span.start.min(timed.span.start), timed.span.start);
    let rest = text.get(timed.span.end..line.span.end)?;
    let rest = rest.trim_start();
    let parted = rest.strip_prefix([':', '-', '–', '—']);
    let in_row = parted.is_none()
        && is_listed
        && timed.time.start.clock.is_some()
        && rest.starts_with(char::is_uppercase);
    let rest = parted.or(in_row.then_some(rest))?;
    let from = line.span.end - rest.len();
    let stop = rest.find(['.', '!', '?', '('])?;
    let mut name = title_text::trim_marks(text, Span::new(from, from + stop));
    // "Closing night in the barn, where we dance"
    let clause = name.of(text).find(", ").map(|at| name.start + at);
    if let Some(comma) = clause.filter(|comma| text[comma + 2..].starts_with(char::is_lowercase)) {
        let short = Span::new(name.start, comma);
        if in_row || has(view, short, Concept::EventNoun) {
            name = short;
        }
    }
    let fits = words(view, lead) == 0
        && timed.role == TimeRole::Event
        && (1..=LONGEST_LEAD).contains(&words(view, name))
        && times_in(scene.times, name).is_empty();
    fits.then(|| titles::title(view, scene.mentions, name, Place::Row))?
}

/// A name before a dash has at most so many words.
const LONGEST_LEAD: usize = 14;

/// The other event that words such as "in conjunction with" lead to and whose date this is, perhaps
/// on the line before ("held in conjunction with the Tenth Meeting on / Old Maps, 1-5 May").
pub fn company(scene: &Scene, timed: &Timed) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let line = &layout.lines[timed.line];
    let before = timed.line.checked_sub(1).map(|above| &layout.lines[above]);
    let before =
        before.filter(|above| above.block == line.block && titles::ends_open(view, above.span));
    let start = before.map_or(line.span.start, |above| above.span.start);
    let lead = Span::new(start.min(timed.span.start), timed.span.start);
    let cue = view
        .hits
        .within(&view.tokens, lead)
        .filter(|hit| hit.concept == Concept::CueAlongside)
        .max_by_key(|hit| hit.span.end)?;
    let name = title_text::trim_marks(view.text(), Span::new(cue.span.end, lead.end));
    let name = title_text::without_small_words(view, name);
    let fits = (2..=LONGEST_LEAD).contains(&words(view, name))
        && times_in(scene.times, lead).is_empty()
        && overlapping(mentions, name).is_empty()
        && name.of(view.text()).starts_with(char::is_uppercase);
    fits.then(|| titles::title(view, mentions, name, Place::Row))?
}

/// What stands right before a date in brackets, as in "sessions for beginners (March), (May)": the
/// words since the date or mark before it, or those before the bracket that it follows.
pub fn bracket(scene: &Scene, timed: &Timed) -> Option<Title> {
    let text = scene.view.text();
    let clause = &scene.layout.clauses[timed.clause];
    let start = clause.value(text).start;
    let mut end = timed.span.start;
    for _ in 0..6 {
        let open = text.get(start..end)?.trim_end().strip_suffix('(')?.len() + start;
        let from = times_in(scene.times, Span::new(start, open.max(start)))
            .last()
            .map_or(start, |other| other.span.end);
        let piece = title_text::trim_marks(text, Span::new(from, open));
        if has(scene.view, piece, Concept::DateHoliday) {
            return None;
        }
        if words(scene.view, piece) > 0 {
            let piece = without_verb(scene, piece);
            let short = words(scene.view, piece) <= 12;
            let piece = title_text::without_small_words(scene.view, piece);
            return if short {
                titles::title(scene.view, scene.mentions, piece, Place::Bracket)
            } else {
                None
            };
        }
        // Only marks stand between: the name before the other bracket serves for this one too.
        end = times_in(scene.times, Span::new(start, from.max(start)))
            .last()
            .filter(|other| other.span.end == from)?
            .span
            .start;
    }
    None
}

/// Without the words that say that it takes place ("a second round will follow").
fn without_verb(scene: &Scene, piece: Span) -> Span {
    let view = scene.view;
    let held = view
        .hits
        .within(&view.tokens, piece)
        .find(|hit| hit.concept == Concept::CueHeld && hit.span.end == piece.end);
    match held {
        Some(held) if held.span.start > piece.start => {
            title_text::trim_marks(view.text(), Span::new(piece.start, held.span.start))
        }
        _ => piece,
    }
}
