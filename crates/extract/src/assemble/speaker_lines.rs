//! Speakers whose names stand beside quoted titles or on lines of their own, which tell of them only
//! where a talk is announced.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind, fold};
use handbill_model::{Event, EventKind, Span};

use super::event_kinds::kind_of;
use super::events::Scene;
use super::groups::alike;
use super::roles::{TimeRole, times_in};
use super::speakers::{Named, ends_sentence, known, line_name, listed, named_at};
use crate::names;
use crate::{Found, overlapping};

/// Whether the stretch announces something that speakers give: by its kind, or by its words where
/// the kind tells nothing else. Calls, and the long pages of conferences, name many persons and
/// seldom a speaker among them.
pub fn is_talk(scene: &Scene, scope: Span, record: &Event) -> bool {
    const LONG: usize = 500;
    let hits = || scene.view.hits.within(&scene.view.tokens, scope);
    let talk = |hit: &Hit| {
        hit.concept == Concept::EventNoun && kind_of(hit.value) == Some(EventKind::Talk)
    };
    let quiet = || !hits().any(|hit| hit.concept == Concept::CueCall);
    match record.kind {
        Some(EventKind::Talk | EventKind::Webinar) => true,
        Some(EventKind::Conference) => scene.view.words(scope) < LONG && quiet(),
        None | Some(EventKind::Training | EventKind::Other) => hits().any(talk) && quiet(),
        Some(_) => false,
    }
}

/// Names that a mark or nothing parts from a quoted title: `"On trees," Ann Lee, Ghent` and
/// `Ann Lee: "On trees"`.
pub fn quoting<'a>(scene: &Scene<'a>, from: usize, to: usize) -> Vec<Named<'a>> {
    let words = scene.words;
    let mut out = Vec::new();
    let mark = |token: usize| {
        let kind = words.view.tokens.get(token).map(|token| token.kind);
        matches!(kind, Some(TokenKind::Mark(',' | ':' | ';' | '.'))) || words.is_dash(token)
    };
    for quote in (from..to).filter(|token| words.is_mark(*token, '"')) {
        let closes = words.gap(quote) == Gap::None && words.gap(quote + 1) != Gap::None;
        let opens = words.gap(quote + 1) == Gap::None && words.gap(quote) != Gap::None;
        if closes || mark(quote + 1) {
            let name = named_at(scene, quote + 1 + usize::from(mark(quote + 1)));
            out.extend(name.filter(|name| {
                name.person.is_some() && words.gap(name.first) < Gap::Blank
                    || words.is_mark(name.end, ',') && words.gap(name.first) <= Gap::Space
            }));
        } else if opens && quote > from {
            out.extend(before_quote(scene, from, quote, mark(quote - 1)));
        }
    }
    out
}

/// The person before a quoted title, perhaps with an affiliation between: `Ann Lee, Ghent, "On
/// trees"`.
fn before_quote<'a>(
    scene: &Scene<'a>,
    from: usize,
    quote: usize,
    parted: bool,
) -> Option<Named<'a>> {
    const FARTHEST: usize = 20;
    let words = scene.words;
    let end = quote - usize::from(parted);
    let first = quote.saturating_sub(FARTHEST).max(from);
    let first = (first..quote)
        .rev()
        .find(|token| words.gap(*token) == Gap::Blank || ends_sentence(words, *token))
        .unwrap_or(first);
    let start = words.span(first, first + 1).start;
    let after = scene
        .persons
        .partition_point(|person| person.span.start < start);
    let persons = scene.persons[after..].iter();
    persons
        .map(|person| known(words, person))
        .take_while(|name| name.end <= end)
        .find(|name| {
            name.end == end && words.gap(quote) <= Gap::Space
                || words.is_mark(name.end, ',')
                    && parted
                    && tells_affiliation(
                        scene,
                        Span::new(name.span.end, words.span(quote, quote + 1).start),
                    )
        })
}

/// Names on lines of their own, perhaps with an affiliation behind. Those that are known to be
/// persons' fill their line or carry a title, or have what the person is behind them or below, or
/// the event's title beside them; of others both is asked for. They stand close together; long
/// lists of names are others'.
pub fn lines_of_names<'a>(scene: &Scene<'a>, scope: Span, record: &Event) -> Vec<Named<'a>> {
    const MOST: usize = 6;
    const REACH: usize = 10;
    let words = scene.words;
    let lines = &words.lines;
    let first = lines.partition_point(|line| line.span.start < scope.start);
    let mut out = Vec::new();
    let mut last = None;
    let mut index = first;
    while let Some(line) = lines.get(index).filter(|line| line.span.end <= scope.end) {
        index += 1;
        let menu = words.block(index - 1).is_some_and(|block| block.navigation);
        let Some(name) = line_name(scene, line.first).filter(|_| !menu) else {
            continue;
        };
        let list = listed(
            scene,
            Span::new(name.span.start, line.span.end.max(name.span.end)),
        );
        let end = list.last().map_or(name.end, |last| last.end);
        let separated = end >= line.end
            || names::is_separator(words, end)
            || words.begins_column(end)
            || words.is(end, Concept::PersonSuffix);
        if end > line.end
            || !separated
            || is_of_contact(scene, index - 1)
            || is_author(scene, index - 1)
        {
            continue;
        }
        let timed = names::is_separator(words, end) && words.is_taken(end + 1);
        let behind = Span::new(name.span.end, line.span.end.max(name.span.end));
        let below = || {
            let below = lines.get(index).filter(|below| below.span.end <= scope.end);
            below.is_some_and(|below| tells_affiliation(scene, below.span))
        };
        let above = (index - 1).checked_sub(1).and_then(|at| lines.get(at));
        let mut neighbours = above.into_iter().chain(lines.get(index));
        let beside = neighbours.any(|line| is_title(scene, line.span, record));
        let plain = name
            .person
            .is_some_and(|person| person.honorific.is_some() || end >= line.end || timed);
        let affiliated = tells_affiliation(scene, behind) || below();
        let titled = beside || is_in_title(scene, &name, record);
        let shown = match name.person {
            Some(_) => plain || affiliated || titled,
            // A part of the title or of a menu looks like a name too.
            None => affiliated && titled && !is_title(scene, line.span, record),
        };
        let near = last.is_none_or(|last| index - last <= REACH);
        let own_address = beside || !has_coordinates(scene, index - 1);
        if shown && near && own_address {
            last = Some(index);
            out.extend(list);
        }
    }
    if out.len() > MOST {
        out.clear();
    }
    out
}

/// Whether the day that a post was written on stands under the line, as it does under its author.
fn is_author(scene: &Scene, index: usize) -> bool {
    const BELOW: usize = 3;
    let lines = &scene.words.lines;
    let last = lines.len().min(index + 1 + BELOW) - 1;
    let near = Span::new(lines[index].span.start, lines[last].span.end);
    let mut times = times_in(scene.times, near).iter();
    times.any(|timed| timed.role == TimeRole::Published && timed.span.start > lines[index].span.end)
}

/// Whether the stretch of a line names an organisation, a part of one or a post.
pub fn tells_affiliation(scene: &Scene, span: Span) -> bool {
    const MOST_WORDS: usize = 14;
    let view = scene.view;
    let timed = overlapping(scene.mentions, span)
        .iter()
        .any(|mention| matches!(mention.found, Found::Time(_)));
    !timed
        && view.words(span) <= MOST_WORDS
        && view.hits.within(&view.tokens, span).any(|hit| {
            matches!(
                hit.concept,
                Concept::NameOrganisation
                    | Concept::NameUnit
                    | Concept::NameLegalForm
                    | Concept::PersonPost
                    | Concept::CueBody
            ) && scene.words.is_capital(hit.first)
        })
}

/// Whether the last word of the name stands in the event's name too.
fn is_in_title(scene: &Scene, name: &Named, record: &Event) -> bool {
    let last = fold(scene.words.folded(name.end - 1));
    let mut words = record.name.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| fold(word) == last)
}

/// Whether the line is the event's title, or a quoted one.
fn is_title(scene: &Scene, line: Span, record: &Event) -> bool {
    const MOST_WORDS: usize = 25;
    let text = line.of(scene.view.text()).trim();
    let quoted = text.starts_with(['"', '“', '„', '«', '‘'])
        && text.ends_with(['"', '”', '“', '»', '’', '.', ',']);
    let names = || std::iter::once(&record.name).chain(&record.alternate_names);
    scene.view.words(line) <= MOST_WORDS
        && (quoted
            || names().any(|name| {
                alike(name, text) || fold(name).contains(&fold(text)) && scene.view.words(line) >= 2
            }))
}

/// Whether a number to call or an address to write to stands on the line or below it.
fn has_coordinates(scene: &Scene, index: usize) -> bool {
    const BELOW: usize = 2;
    let lines = &scene.words.lines;
    let last = lines.len().min(index + 1 + BELOW) - 1;
    let near = lines[index].span.cover(lines[last].span);
    overlapping(scene.mentions, near)
        .iter()
        .any(|mention| matches!(mention.found, Found::Email(_) | Found::Phone(_)))
}

/// Whether the line tells whom to write to, or who signs: a word for contacts stands on it or above
/// it, or the end of a letter above it, or it closes the document.
fn is_of_contact(scene: &Scene, index: usize) -> bool {
    const CLOSING: usize = 3;
    const LEAD: usize = 5;
    let lines = &scene.words.lines;
    let above = lines[index.saturating_sub(2)].span.cover(lines[index].span);
    // Who signs stands at the very end, or below the last sentence of a letter.
    let ends = lines.len() - index <= CLOSING && lines.len() > 2 * CLOSING;
    let below_sentence = index.checked_sub(1).is_some_and(|above| {
        let line = lines[above].span;
        line.of(scene.view.text()).ends_with(['.', '!', '?']) && scene.view.words(line) > LEAD
    });
    let signs = ends || below_sentence;
    let said = || {
        let mut cues = scene.view.hits.within(&scene.view.tokens, above);
        cues.any(|hit| match hit.concept {
            Concept::CueSalutation => true,
            Concept::RoleContact => scene.words.line_at(hit.span.start).is_some_and(|line| {
                let line = lines[line].span;
                line == lines[index].span || scene.view.words(line) <= LEAD
            }),
            _ => false,
        })
    };
    signs || said()
}
