//! Who speaks at an event: behind labels, in sentences, beside quoted titles, and on lines of their
//! own below a title.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind, fold};
use handbill_model::{Event, EventKind, Span};

use super::bylines::{byline, persons_in};
use super::event_kinds::kind_of;
use super::events::Scene;
use super::labelled_places::cell_under;
use super::roles::{TimeRole, times_in};
use super::speaker_lines::{is_talk, lines_of_names, quoting, tells_affiliation};
use crate::layout::{Clause, has};
use crate::names::{self, PersonMention, Words};

/// A name that stands where a speaker's may.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// The first token, of the titles where there are any.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// The name without titles.
    pub span: Span,
    /// The person, where the name is known to be one's; else it is only written like a name.
    pub person: Option<&'a PersonMention>,
}

/// The value of verbs that only persons do ("will speak").
const SPEAKING: i32 = 1;

/// Fills in the speakers of the event that the stretch tells of. Labels, sentences and quoted
/// titles tell them plainly; lines below the title are asked where those tell none. A row with
/// a day that is none of the event's own dates says who speaks at another event.
pub fn speakers(scene: &Scene, scope: Span, dates: &[Span], record: &mut Event) {
    let mut found: Vec<(Span, &'static str)> = Vec::new();
    let mut take = |names: Vec<Named>, rule| {
        found.extend(names.into_iter().map(|name| (name.span, rule)));
    };
    let clauses = &scene.layout.clauses;
    let first = clauses.partition_point(|clause| clause.span.start < scope.start);
    let inside = clauses[first..]
        .iter()
        .take_while(|clause| clause.span.start < scope.end);
    for clause in inside {
        match speaker_label(scene, clause) {
            true => take(labelled(scene, clause, scope), "event.speaker.label"),
            false => {
                let persons = byline(scene, clause.span).into_iter();
                let names = persons.map(|person| known(scene.words, person));
                let names = names.filter(|name| is_telling(scene, name));
                take(names.collect(), "event.speaker.byline");
            }
        }
    }
    let in_column = |cell: Span| {
        let persons = persons_in(scene, cell).into_iter();
        persons.map(|person| known(scene.words, person)).collect()
    };
    take(
        column(scene, scope).map(in_column).unwrap_or_default(),
        "event.speaker.column",
    );
    let words = scene.words;
    let (from, to) = words.tokens_of(scope);
    for token in from..to {
        if let Some(hit) = words.hit(token, Concept::CueSpeaks) {
            take(subjects(scene, hit), "event.speaker.sentence");
        }
        if talk_noun(words, token).is_some() {
            take(
                giver(scene, token).into_iter().collect(),
                "event.speaker.owner",
            );
        }
        if let Some(hit) = words.hit(token, Concept::CueSpeaker) {
            take(governed(scene, hit), "event.speaker.phrase");
        }
    }
    if found.is_empty() && is_talk(scene, scope, record) {
        let mut take = |names: Vec<Named>, rule| {
            found.extend(names.into_iter().map(|name| (name.span, rule)));
        };
        take(quoting(scene, from, to), "event.speaker.quoted");
        take(lines_of_names(scene, scope, record), "event.speaker.line");
    }
    found.retain(|(span, rule)| {
        let row = matches!(*rule, "event.speaker.byline" | "event.speaker.phrase");
        !row || dates.is_empty() || !is_of_other_day(scene, *span, dates)
    });
    found.sort_unstable();
    for (span, rule) in found {
        add(scene, span, rule, record);
    }
}

/// Whether the line of the name tells days of events, and none of them is among the dates.
fn is_of_other_day(scene: &Scene, name: Span, dates: &[Span]) -> bool {
    let Some(line) = scene.layout.line_at(name.start) else {
        return false;
    };
    let line = scene.layout.lines[line].span;
    let mut days = times_in(scene.times, line)
        .iter()
        .filter(|timed| timed.role == TimeRole::Event && timed.time.start.day.is_some())
        .peekable();
    days.peek().is_some() && days.all(|timed| !dates.contains(&timed.span))
}

/// The cell of the row that the stretch begins with whose head says that it names who speaks.
fn column(scene: &Scene, scope: Span) -> Option<Span> {
    const LONGEST_HEAD: usize = 3;
    let heads = |cell: Span| {
        scene.view.words(cell) <= LONGEST_HEAD && has(scene.view, cell, Concept::CueSpeaker)
    };
    let at = scene.layout.line_at(scope.start)?;
    cell_under(scene.view, scene.layout, at, heads)
}

/// Adds a speaker, unless the name or its last word stands for one that is there.
fn add(scene: &Scene, span: Span, rule: &str, record: &mut Event) {
    let name = names::one_line(span.of(scene.view.text()));
    let folded = fold(&name);
    let same = |other: &String| {
        let other = fold(other);
        other == folded || !folded.contains(' ') && other.ends_with(&format!(" {folded}"))
    };
    if record.speakers.iter().any(same) {
        return;
    }
    record.speakers.push(name);
    let evidence = record.evidence.entry("speakers".to_owned());
    evidence.or_default().push(scene.view.evidence(span, rule));
}

/// The name of a known person.
pub fn known<'a>(words: &Words, person: &'a PersonMention) -> Named<'a> {
    let start = person.honorific.unwrap_or(person.span);
    Named {
        first: words.tokens_of(start).0,
        end: words.tokens_of(person.span).1,
        span: person.span,
        person: Some(person),
    }
}

/// The name that begins at the token, and owns nothing ("Ann Lee's house").
pub fn named_at<'a>(scene: &Scene<'a>, token: usize) -> Option<Named<'a>> {
    name_at(scene, token).filter(|name| !owns(scene.words, name.end) && is_telling(scene, name))
}

/// Whether the name is more than a given name or a word behind a title.
fn is_telling(scene: &Scene, name: &Named) -> bool {
    let (words, (first, end)) = (scene.words, scene.words.tokens_of(name.span));
    end > first + 1 || names::is_only_a_name(words, first) && !words.is(first, Concept::PersonGiven)
}

/// Whether an ending of possession touches the name that ends at the token.
fn owns(words: &Words, token: usize) -> bool {
    words.is_mark(token, '\'') && words.gap(token) == Gap::None
}

fn name_at<'a>(scene: &Scene<'a>, token: usize) -> Option<Named<'a>> {
    let words = scene.words;
    let start = words.view.tokens.get(token)?.start as usize;
    let after = scene
        .persons
        .partition_point(|person| person.span.end <= start);
    let begins = |person: &&PersonMention| {
        person.span.start == start || person.honorific.is_some_and(|title| title.start == start)
    };
    if let Some(person) = scene.persons.get(after).filter(begins) {
        return Some(known(words, person));
    }
    let end = names::shape_end(words, token)?;
    Some(Named {
        first: token,
        end,
        span: words.span(token, end),
        person: None,
    })
}

/// Whether the clause has a label that names speakers.
fn speaker_label(scene: &Scene, clause: &Clause) -> bool {
    clause.label.is_some_and(|label| {
        has(scene.view, label, Concept::CueSpeaker) && scene.view.words(label) <= 3
    })
}

/// The names behind a label, or on the lines below it where nothing stands behind it.
fn labelled<'a>(scene: &Scene<'a>, clause: &Clause, scope: Span) -> Vec<Named<'a>> {
    const MOST_LINES: usize = 16;
    let value = clause.value(scene.view.text());
    if !value.is_empty() {
        return listed(scene, over_semicolons(scene, clause, value));
    }
    let lines = &scene.words.lines;
    let first = lines.partition_point(|line| line.span.start < value.end);
    let mut out = Vec::new();
    let mut without = 0;
    for line in lines[first..].iter().take(MOST_LINES) {
        let head = line_name(scene, line.first);
        let labelled = (line.first..line.end).any(|token| scene.words.is_mark(token, ':'));
        match head.filter(|head| head.end <= line.end && closes(scene, head.end, line.end)) {
            Some(head) if scope.contains(line.span) => {
                out.push(head);
                without = 0;
            }
            // What a speaker is, below the name.
            _ if without < 2 && !labelled && !out.is_empty() => without += 1,
            _ => break,
        }
    }
    out
}

/// The value with the clauses that only semicolons part from it.
fn over_semicolons(scene: &Scene, clause: &Clause, value: Span) -> Span {
    let clauses = &scene.layout.clauses;
    let next = clauses.partition_point(|other| other.span.start <= clause.span.start);
    let mut value = value;
    for other in &clauses[next..] {
        let between = Span::new(value.end, other.span.start.max(value.end)).of(scene.view.text());
        let parted = between.trim() == ";" || value.of(scene.view.text()).ends_with(';');
        if other.label.is_some() || !parted || between.contains('\n') {
            break;
        }
        value = value.cover(other.span);
    }
    value
}

/// The name that a line begins with, behind a bullet or a date perhaps.
pub fn line_name<'a>(scene: &Scene<'a>, first: usize) -> Option<Named<'a>> {
    const MOST: usize = 8;
    let words = scene.words;
    let before = (first..first + MOST)
        .take_while(|token| *token == first || words.gap(*token) < Gap::Line)
        .find(|token| words.is_word(*token))?;
    named_at(scene, before)
}

/// The names behind and below labels for speakers, in the whole document.
pub fn labelled_names(scene: &Scene) -> Vec<Span> {
    let clauses = scene.layout.clauses.iter();
    let whole = Span::new(0, scene.view.text().len());
    clauses
        .filter(|clause| speaker_label(scene, clause))
        .flat_map(|clause| labelled(scene, clause, whole))
        .map(|name| name.span)
        .collect()
}

/// The names of a list: the first, and those behind marks and words that part names, may be unknown
/// to be persons'; behind commas only those that are known, for an affiliation may follow.
pub fn listed<'a>(scene: &Scene<'a>, value: Span) -> Vec<Named<'a>> {
    let words = scene.words;
    let (mut at, end) = words.tokens_of(value);
    let mut out = Vec::new();
    let mut open = true;
    while at < end {
        let name = named_at(scene, at).filter(|name| {
            name.end <= end && (name.person.is_some() || open && closes(scene, name.end, end))
        });
        if let Some(name) = name {
            at = name.end;
            open = false;
            out.push(name);
            continue;
        }
        open = words.is_mark(at, ';')
            || words.is_mark(at, '&')
            || words.is_mark(at, '•')
            || words.is(at, Concept::NameAnd)
            || open && (!words.is_word(at) || words.is(at, Concept::PersonPost));
        at += 1;
    }
    out
}

/// Whether a name that ends at the token is whole: a mark, a line's end, an `and` or a small word
/// that leads to where the person is from follows.
fn closes(scene: &Scene, token: usize, end: usize) -> bool {
    let words = scene.words;
    token >= end
        || words.is_taken(token)
        || words.is_mark(token, '<')
        || words.gap(token) >= Gap::Line
        || words.begins_column(token)
        || names::is_separator(words, token)
        || words.is_mark(token, ':')
        || words.is(token, Concept::NameAnd)
        || leads_to_affiliation(words, token)
        || words.is(token, Concept::PersonSuffix)
}

/// Whether the token is a small word before where a person is from ("of", "at", "from").
fn leads_to_affiliation(words: &Words, token: usize) -> bool {
    !words.is_capital(token)
        && [
            Concept::NameConnector,
            Concept::AddressPreposition,
            Concept::DateRangeOpen,
        ]
        .iter()
        .any(|concept| words.is(token, *concept))
}

/// Who does what the verb says: the persons that the sentence begins with, each followed by no more
/// than what he or she is ("Ann Lee of Ghent University, and Bo Rask (Oslo), will speak").
fn subjects<'a>(scene: &Scene<'a>, verb: &Hit) -> Vec<Named<'a>> {
    const FARTHEST: usize = 40;
    let words = scene.words;
    let mut start = verb.first;
    while start > 0
        && verb.first - start < FARTHEST
        && words.gap(start) < Gap::Blank
        && !ends_sentence(words, start - 1)
    {
        start -= 1;
    }
    let mut out: Vec<Named> = Vec::new();
    let mut at = start;
    while at < verb.first {
        let name = named_at(scene, at).filter(|name| {
            let behind = Span::new(name.span.end, verb.span.start.max(name.span.end));
            let shown = match name.person {
                Some(_) => !is_governed(words, name.first),
                None => {
                    let speaks = verb.value == SPEAKING || gives_talk(scene, verb);
                    (at == start || !out.is_empty()) && (speaks || tells_affiliation(scene, behind))
                }
            };
            name.end <= verb.first && shown && leads_on(scene, name, verb.first)
        });
        match name {
            Some(name) => {
                at = name.end;
                out.push(name);
            }
            None => at += 1,
        }
    }
    // "Am Freitag liest Dr. Ann Lee": behind the verb a title is asked for.
    if out.is_empty() {
        let behind = named_at(scene, verb.end);
        let titled = |name: &Named| name.person.is_some_and(|person| person.honorific.is_some());
        out.extend(behind.filter(titled));
    }
    out
}

/// Whether what the verb is followed by is a talk ("will give his first lecture").
fn gives_talk(scene: &Scene, verb: &Hit) -> bool {
    const NEAR: usize = 4;
    let words = scene.words;
    (verb.end..verb.end + NEAR)
        .take_while(|token| words.is_word(*token))
        .any(|token| {
            talk_noun(words, token).is_some_and(|noun| !words.is(noun, Concept::CueSpeaker))
        })
}

/// One past the word for a talk at the token.
fn talk_noun(words: &Words, token: usize) -> Option<usize> {
    let mut hits = words.view.hits.at(token).iter();
    let noun = hits.find(|hit| {
        hit.concept == Concept::EventNoun && kind_of(hit.value) == Some(EventKind::Talk)
    });
    noun.map(|noun| noun.end)
}

/// The person whose talk is spoken of: "Ann Lee's talk", "Ann Lee talk today".
fn giver<'a>(scene: &Scene<'a>, noun: usize) -> Option<Named<'a>> {
    const NEAR: usize = 4;
    let words = scene.words;
    if !words.is_word(noun) || words.is_capital(noun) || words.gap(noun) > Gap::Space {
        return None;
    }
    (noun.saturating_sub(NEAR)..noun).find_map(|end| {
        let start = words.span(end, end + 1).end;
        let before = scene
            .persons
            .partition_point(|person| person.span.end <= start);
        let name = known(words, scene.persons.get(before.checked_sub(1)?)?);
        (name.end == end + 1 && (name.end == noun || owns(words, name.end))).then_some(name)
    })
}

pub fn ends_sentence(words: &Words, token: usize) -> bool {
    const SHORTEST: usize = 4;
    match words.view.tokens.get(token).map(|token| token.kind) {
        Some(TokenKind::Mark('!' | '?' | '•' | '|' | ':' | '*')) => true,
        Some(TokenKind::Mark('.')) => {
            let Some(before) = token.checked_sub(1) else {
                return false;
            };
            let whole = !words.is_word(before) || words.folded(before).chars().count() > SHORTEST;
            words.gap(token + 1) != Gap::None && whole
        }
        _ => false,
    }
}

/// Whether a small word before the name makes it part of another ("the team of Ann Lee").
fn is_governed(words: &Words, first: usize) -> bool {
    let Some(before) = first
        .checked_sub(1)
        .filter(|_| words.gap(first) <= Gap::Space)
    else {
        return false;
    };
    words.is_word(before)
        && !words.is_capital(before)
        && !words.is(before, Concept::NameAnd)
        && (words.is(before, Concept::NameConnector)
            || words.is(before, Concept::CueSpeaker)
            || words.is(before, Concept::AddressPreposition)
            || words.is(before, Concept::CueAbout))
}

/// Whether the verb follows the name, or a mark, bracket, `and` or small word that begins what the
/// person is.
fn leads_on(scene: &Scene, name: &Named, verb: usize) -> bool {
    let words = scene.words;
    name.end == verb && words.gap(verb) <= Gap::Line
        || closes(scene, name.end, verb) && !words.is_mark(name.end, ':')
}

/// The persons behind words that say who speaks, inside of a sentence or at a line's beginning ("a
/// talk by Ann Lee and Bo Rask"). Small words do so only behind a kind of event.
fn governed<'a>(scene: &Scene<'a>, cue: &Hit) -> Vec<Named<'a>> {
    const NEAR: usize = 2;
    let words = scene.words;
    let colon = usize::from(words.is_mark(cue.end, ':'));
    let small = cue.end == cue.first + 1
        && (words.is(cue.first, Concept::LanguageWord)
            || words.folded(cue.first).chars().count() <= NEAR);
    let begins = words.gap(cue.first) >= Gap::Line || cue.first == 0;
    let behind_noun = || {
        (cue.first.saturating_sub(NEAR + 1)..cue.first).any(|token| {
            let noun = words.hit(token, Concept::EventNoun);
            noun.is_some_and(|noun| noun.end + NEAR > cue.first && words.runs_on(cue.first))
        })
    };
    // "in collaboration with" speaks of something else.
    let other = (cue.first.saturating_sub(4)..cue.first).any(|token| {
        let longer = words.hit(token, Concept::RoleBefore);
        longer.is_some_and(|longer| longer.end == cue.end)
    });
    if other || small && !behind_noun() && !(begins && words.is_capital(cue.first)) {
        return Vec::new();
    }
    let mut out: Vec<Named> = Vec::new();
    let mut at = cue.end + colon;
    let mut joined = false;
    while let Some(name) = named_at(scene, at)
        .filter(|name| name.person.is_some() || joined && closes(scene, name.end, words.len()))
    {
        at = after_bracket(words, name.end);
        out.push(name);
        let comma = words.is_mark(at, ',') || words.is_mark(at, '&') || words.is_mark(at, ';');
        at += usize::from(comma);
        let and = words
            .hit(at, Concept::NameAnd)
            .filter(|_| words.gap(at) <= Gap::Line);
        joined = and.is_some();
        match and {
            Some(and) => at = and.end,
            None if comma => {}
            None => break,
        }
    }
    out
}

/// Behind a short remark in brackets ("Ann Lee (Ghent) and").
fn after_bracket(words: &Words, at: usize) -> usize {
    const LONGEST: usize = 6;
    if !words.is_mark(at, '(') {
        return at;
    }
    let mut inside = at + 1..at + 2 + LONGEST;
    inside
        .find(|token| words.is_mark(*token, ')'))
        .map_or(at, |close| close + 1)
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document_in;
    use crate::{Options, extract};

    /// The speakers of the first event.
    fn told(language: &str, text: &str) -> Vec<String> {
        let extraction = extract(&document_in(language, text), &Options::default());
        let first = extraction.events.into_iter().next();
        first.map(|event| event.speakers).unwrap_or_default()
    }

    #[test]
    fn who_speaks() {
        for (language, text, names) in [
            (
                "en",
                "Talk: How rivers remember\nFriday 12 March 2027, 7.30 pm\nSpeaker: Oleksa Hrynko, River Institute",
                &["Oleksa Hrynko"][..],
            ),
            (
                "en",
                "How rivers remember\n\nTalk on Friday 12 March 2027, 7.30 pm\n\nOleksa Hrynko of Marsh College and Dr Helen Dunn will speak about floods.",
                &["Oleksa Hrynko", "Helen Dunn"],
            ),
            (
                "en",
                "Seminar: How rivers remember\nFriday 12 March 2027, 7.30 pm\n\nHow rivers remember\n\nOleksa Hrynko\nDepartment of Geography\nMarsh College\n\nAbstract: Rivers remember.",
                &["Oleksa Hrynko"],
            ),
            (
                "de",
                "Baumpflege im Winter\nVortrag am Freitag, 12. März 2027, 19:30 Uhr\n\nEs spricht Dr. Ilse Marbach.",
                &["Ilse Marbach"],
            ),
            (
                "fr",
                "Conférence « Les haies », vendredi 12 mars 2027 à 20h\n\nMarie Lambrech, botaniste, présentera les haies du pays.",
                &["Marie Lambrech"],
            ),
            (
                "es",
                "Charla sobre setos\nViernes 12 de marzo de 2027, 20:00 h\nPonentes: Oleksa Hrynko; María Setién",
                &["Oleksa Hrynko", "María Setién"],
            ),
        ] {
            assert_eq!(told(language, text), names, "{text}");
        }
    }

    #[test]
    fn who_does_not_speak() {
        for text in [
            "Talk: How rivers remember\nFriday 12 March 2027, 7.30 pm\n\nContact: Helen Dunn, 01632 960 123",
            "Talk: How rivers remember\nFriday 12 March 2027, 7.30 pm\n\nThe works of Helen Dunn will be shown.",
            "Talk: How rivers remember\nFriday 12 March 2027, 7.30 pm\nSpeaker: To Be Announced",
            "Talk: How rivers remember\nFriday 12 March 2027, 7.30 pm\n\nBest wishes\nHelen Dunn\nRiver Institute",
        ] {
            assert_eq!(told("en", text), [""; 0], "{text}");
        }
    }
}
