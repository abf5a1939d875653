//! Lines that could name the whole document, and titles that run over several lines.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::anchors::ends_like_prose;
use super::groups::alike;
use super::roles::words;
use super::title_text::{clean, is_generic, is_small_word, trim_marks, without_small_words};
use super::titles::{Place, Title, ends_open, is_bare_noun, is_house, title};
use crate::layout::{Layout, Line, has, has_any};
use crate::weights;
use crate::{Found, Mention, View, overlapping};

/// The lines at the head of the document that could name its event, in order: marked headings,
/// lines of mail headers that give a subject, and the lines before the first running text.
pub fn heads(view: &View, layout: &Layout, mentions: &[Mention]) -> Vec<Title> {
    let mut out: Vec<Title> = Vec::new();
    let mut rank = 0.0;
    let mut next = 0;
    let mut prose = 0;
    let mut named = false;
    let mail = is_mail(view, layout);
    let banner = banner(layout);
    for index in 0..layout.lines.len().min(HEAD_LINES) {
        let line = &layout.lines[index];
        if index < next || line.navigation {
            continue;
        }
        let open = prose < HEAD_PROSE || !named;
        let found = match line.kind {
            BlockKind::Heading { level } => {
                title(view, mentions, joined(layout, index), Place::Heading(level))
            }
            BlockKind::KeyValue { key, value } if has(view, key, Concept::CueTitle) => {
                // The subject of a mail says what the mail is about, not always what the event is.
                let place = if mail { Place::Subject } else { Place::Label };
                title(view, mentions, value, place)
            }
            BlockKind::KeyValue { key, value }
                if index == 0 && is_kind(view, layout, key, value) =>
            {
                title(view, mentions, value, Place::Label)
            }
            BlockKind::Paragraph if index < banner => None,
            BlockKind::Paragraph if let Some(value) = labelled(view, layout, index) => {
                title(view, mentions, value, Place::Label)
            }
            BlockKind::Paragraph
                if open
                    && could_be_title(view, mentions, line)
                    && !(prose > 0 && is_field(view, layout, index)) =>
            {
                let (span, after) = full_title(view, layout, mentions, index);
                next = after;
                title(view, mentions, span, Place::FirstLine)
            }
            _ => {
                prose += usize::from(words(view, line.span) > 14);
                None
            }
        };
        let Some(mut found) = found else {
            continue;
        };
        if tells_who_or_until(view, layout, mentions, index) {
            rank = (rank + weights::TITLE_RANK).min(weights::TITLE_RANK_MOST);
            continue;
        }
        found.score -= rank;
        let subtitle =
            || is_subtitle(view, layout, index) || tells_kind(view, layout, mentions, index);
        if let Some(above) = out.last().filter(|_| subtitle()) {
            found.score = found.score.min(above.score - weights::TITLE_RANK);
        }
        if names_address(view, layout, mentions, index) {
            found.score += weights::TITLE_OVER_ADDRESS;
        }
        // A plain line below running text is rather an item of it.
        let told = has(view, found.span, Concept::EventNoun);
        if prose > 0 && !told && found.rule == "event.title.first-line" {
            found.score += weights::TITLE_BELOW_PROSE;
        }
        if !out.is_empty() && is_company(view, layout, index) {
            found.score += weights::TITLE_COMPANY;
        }
        rank = (rank + weights::TITLE_RANK).min(weights::TITLE_RANK_MOST);
        named |= has(view, found.span, Concept::EventNoun);
        out.push(found);
    }
    out
}

/// Whether the line only tells the kind of event and who or where, under one that begins its paragraph
/// and could name it: "Concert with the Linden Duo" under "Late Gold".
pub fn tells_kind(view: &View, layout: &Layout, mentions: &[Mention], index: usize) -> bool {
    const LONGEST: usize = 10;
    // A line with these tells a kind, a body or a place.
    const NO_TITLE: [Concept; 6] = [
        Concept::EventNoun,
        Concept::NameOrganisation,
        Concept::NameLegalForm,
        Concept::NameUnit,
        Concept::CueRoom,
        Concept::CueAlongside,
    ];
    let line = &layout.lines[index];
    let Some(over) = index.checked_sub(1).map(|over| &layout.lines[over]) else {
        return false;
    };
    let first = view.tokens.first_at(line.span.start);
    let article = view.hits.find(first, Concept::NameArticle).is_some();
    let noun = view
        .hits
        .find(first + usize::from(article), Concept::EventNoun);
    let is_kind =
        noun.is_some_and(|noun| noun.span.end < line.span.end && is_small_word(view, noun.end));
    is_kind
        && over.first
        && over.block == line.block
        && words(view, line.span) <= LONGEST
        && words(view, over.span) > 1
        && overlapping(mentions, over.span).is_empty()
        && !has_any(view, over.span, &NO_TITLE)
        && !is_house(view, over.span)
        && !over.span.of(view.text()).ends_with([',', ':', '.'])
        && !ends_open(view, over.span)
        && could_be_title(view, mentions, over)
}

/// Whether words on a line right above lead on to what the line names, as to what an event goes along
/// with: "in conjunction with the" over "Tenth Meeting on Old Maps", and a second one below that.
pub fn is_company(view: &View, layout: &Layout, index: usize) -> bool {
    const FURTHEST: usize = 4;
    let line = &layout.lines[index];
    let counted = |line: &Line| {
        let first = view.tokens.first_at(line.span.start);
        has(view, line.span, Concept::EventNoun)
            || view.hits.find(first, Concept::DateOrdinal).is_some()
            || view.tokens.number(first).is_some()
    };
    let mut next = line;
    for above in layout.lines[..index].iter().rev().take(FURTHEST) {
        if above.part != line.part {
            return false;
        }
        if ends_in_company(view, above.span) {
            return true;
        }
        let acronym = above.span.of(view.text()).ends_with(':');
        if above.block != next.block || !(acronym || counted(next) && counted(above)) {
            return false;
        }
        next = above;
    }
    false
}

/// Whether the line ends in words such as "in conjunction with", with an article behind them or not.
fn ends_in_company(view: &View, line: Span) -> bool {
    let mut hits = view.hits.within(&view.tokens, line);
    hits.any(|hit| {
        hit.concept == Concept::CueAlongside && {
            let rest = Span::new(hit.span.end, line.end);
            words(view, rest) == 0 || words(view, rest) == 1 && is_connecting(view, hit.end)
        }
    })
}

/// How many lines stand over the menu that a page begins with: the banner of its site.
fn banner(layout: &Layout) -> usize {
    const TALLEST: usize = 4;
    const SHORTEST_MENU: usize = 3;
    let over = layout.lines.iter().position(|line| line.navigation);
    let over = over.filter(|lines| *lines <= TALLEST).unwrap_or(0);
    let menu = layout.lines[over..]
        .iter()
        .take_while(|line| line.navigation)
        .count();
    if menu >= SHORTEST_MENU { over } else { 0 }
}

/// Whether the heading is the subtitle of the one right above it: no other heading is of its level,
/// and the upper one is more than the name of a site or an organisation.
pub fn is_subtitle(view: &View, layout: &Layout, index: usize) -> bool {
    const SHORTEST_TITLE: usize = 3;
    let level = |line: &Line| match line.kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    };
    let (Some(above), own) = (index.checked_sub(1), level(&layout.lines[index])) else {
        return false;
    };
    let upper = &layout.lines[above];
    let alone = || {
        layout
            .lines
            .iter()
            .filter(|line| line.first && level(line) == own)
            .nth(1)
            .is_none()
    };
    own.is_some()
        && level(upper) < own
        && level(upper).is_some()
        && upper.part == layout.lines[index].part
        && words(view, upper.span) >= SHORTEST_TITLE
        && !has(view, upper.span, Concept::NameOrganisation)
        && !has(view, upper.span, Concept::NameLegalForm)
        && alone()
}

/// The subtitle under the heading that the name stands in.
pub fn subtitle_of(view: &View, layout: &Layout, name: Span) -> Option<Span> {
    let next = layout.line_at(name.end.checked_sub(1)?)? + 1;
    (next < layout.lines.len() && is_subtitle(view, layout, next)).then(|| joined(layout, next))
}

/// Whether the document begins with the header of a mail.
fn is_mail(view: &View, layout: &Layout) -> bool {
    layout.lines.iter().take(12).any(|line| {
        matches!(line.kind, BlockKind::KeyValue { .. }) && line.span.of(view.text()).contains('@')
    })
}

/// The title that begins at the line, and the first line after it. Where a line holds no more
/// than a kind of event or the number of an edition ("16th edition", "Seminar"), the name goes
/// on in the next line, however far below.
fn full_title(view: &View, layout: &Layout, mentions: &[Mention], index: usize) -> (Span, usize) {
    let text = view.text();
    let (mut span, mut end) = title_run(view, layout, index);
    let is_kind = |span: Span| {
        let span = without_small_words(view, trim_marks(text, span));
        is_bare_noun(view, span) || is_kind_of_series(view, span) || is_kind_of_kind(view, span)
    };
    while words(view, span) <= 4 && is_kind(span) {
        let Some(next) = layout.lines.get(end) else {
            break;
        };
        let goes_on = next.part == layout.lines[index].part
            && words(view, next.span) <= 12
            && could_be_title(view, mentions, next)
            && !is_dated(mentions, next.span)
            && !is_body(view, next.span)
            && !alike(span.of(text), next.span.of(text));
        if !goes_on {
            break;
        }
        // "Talk" over "“The Quiet Bees”": the quotation marks say what all the name is.
        if is_bare_noun(view, trim_marks(text, span)) && is_quoted(next.span.of(text)) {
            return (next.span, end + 1);
        }
        let (more, after) = title_run(view, layout, end);
        span = span.cover(more);
        end = after;
    }
    (span, end)
}

/// Whether the words are a kind of event behind the short name of a larger one and its year: "ABC-27
/// Workshop", "XYZ '27 Tutorial".
fn is_kind_of_series(view: &View, span: Span) -> bool {
    let tokens = &view.tokens;
    let first = tokens.first_at(span.start);
    let mut tail = (first..tokens.first_at(span.end)).rev();
    let last = tail.find(|at| tokens.number(*at).is_some());
    let short = tokens.get(first).is_some_and(|token| {
        let word = &view.text()[token.start as usize..token.end as usize];
        word.chars().filter(|c| c.is_uppercase()).count() >= 2
    });
    last.is_some_and(|year| {
        let kind = Span::new(tokens[year].end as usize, span.end);
        short && words(view, kind) > 0 && is_bare_noun(view, kind)
    })
}

/// Whether the words are a kind of event of another ("Opening of the exhibition").
fn is_kind_of_kind(view: &View, span: Span) -> bool {
    let (first, end) = (
        view.tokens.first_at(span.start),
        view.tokens.first_at(span.end),
    );
    let kinds = || {
        let hits = view.hits.within(&view.tokens, span);
        hits.filter(|hit| hit.concept == Concept::EventNoun && !hit.compound)
    };
    let joins = |at: usize| {
        [Concept::NameArticle, Concept::NameConnector]
            .iter()
            .any(|concept| view.hits.find(at, *concept).is_some())
    };
    let outer = kinds().find(|hit| hit.first == first);
    let inner = kinds().find(|hit| hit.end == end && hit.first > first);
    outer.zip(inner).is_some_and(|(outer, inner)| {
        outer.end < inner.first && (outer.end..inner.first).all(joins)
    })
}

/// Whether quotation marks enclose the line.
fn is_quoted(line: &str) -> bool {
    line.starts_with(['"', '“', '„', '«', '»']) && line.ends_with(['"', '”', '“', '»', '«'])
}

/// Whether the line is the name of a body whose meeting the line above names: a word for one begins
/// or ends it, and none of what happens is in it ("Annual General Meeting" over "Moor Sailing Club").
fn is_body(view: &View, line: Span) -> bool {
    let mut hits = view.hits.within(&view.tokens, line);
    let ends = |span: Span| span.start == line.start || span.end == line.end;
    hits.any(|hit| match hit.concept {
        Concept::NameOrganisation => hit.value == 1 && ends(hit.span),
        Concept::NameLegalForm => hit.span.end == line.end,
        _ => false,
    }) && !has(view, line, Concept::EventNoun)
}

/// Whether the line is a field that names who takes part, when or where, or says until when something is to be done:
/// neither is a title.
fn tells_who_or_until(view: &View, layout: &Layout, mentions: &[Mention], index: usize) -> bool {
    let line = layout.lines[index].span;
    let clause = layout.clause_at(line.start).map(|at| &layout.clauses[at]);
    let label = clause.and_then(|clause| clause.label.filter(|label| label.start == line.start));
    let who = label.is_some_and(|label| {
        view.hits.within(&view.tokens, label).any(|hit| {
            matches!(
                hit.concept,
                Concept::RoleLabel | Concept::RoleContact | Concept::CueVenue | Concept::CueWhen
            ) && words(view, hit.span) * 2 >= words(view, label)
        })
    });
    let limit = [Concept::DeadlineWord, Concept::DeadlineCloses]
        .iter()
        .any(|concept| has(view, line, *concept));
    who || leads_in(view, layout, index)
        || limit && !has(view, line, Concept::EventNoun) && is_dated(mentions, line)
}

/// Whether the next line says nothing but that the one here presents or invites to what stands below
/// it, as posters do: "The Choral Society" over "presents".
fn leads_in(view: &View, layout: &Layout, index: usize) -> bool {
    const MOST_WORDS: usize = 5;
    let (Some(next), Some(below)) = (layout.lines.get(index + 1), layout.lines.get(index + 2))
    else {
        return false;
    };
    let part = layout.lines[index].part;
    let says = view
        .hits
        .within(&view.tokens, next.span)
        .any(|hit| hit.concept == Concept::RoleAfter && hit.span.start == next.span.start);
    says && words(view, next.span) <= MOST_WORDS
        && next.part == part
        && below.part == part
        && next.span.of(view.text()).starts_with(char::is_lowercase)
        && !next.span.of(view.text()).ends_with(['.', '!'])
        && !has(view, next.span, Concept::EventNoun)
}

/// What stands behind a label that names a title, at the beginning of the line.
fn labelled(view: &View, layout: &Layout, index: usize) -> Option<Span> {
    let line = &layout.lines[index];
    let clause = &layout.clauses[layout.clause_at(line.span.start)?];
    let label = clause.label.filter(|_| clause.line == index)?;
    let mut hits = view.hits.within(&view.tokens, label);
    let named = hits.any(|hit| hit.concept == Concept::CueTitle && hit.span == label);
    let value = clause.value(view.text());
    (named || index == 0 && is_kind(view, layout, label, value)).then_some(value)
}

/// Whether the line is a field that tells what comes with an event, rather than what it is called:
/// "Conductor: Mary Hill", "Admission: £5". Below running text such lines head nothing.
fn is_field(view: &View, layout: &Layout, index: usize) -> bool {
    const LONGEST: usize = 3;
    let clause = layout.clause_at(layout.lines[index].span.start);
    let clause = clause.map(|clause| &layout.clauses[clause]);
    let label = clause
        .filter(|clause| clause.line == index)
        .and_then(|clause| clause.label);
    label.is_some_and(|label| {
        let tells = [
            Concept::CuePrice,
            Concept::CueSpeaker,
            Concept::CueVenue,
            Concept::CueRegister,
            Concept::RoleLabel,
            Concept::RoleContact,
            Concept::PersonPost,
        ];
        view.words(label) <= LONGEST
            && !has(view, label, Concept::EventNoun)
            && tells.iter().any(|concept| has(view, label, *concept))
    })
}

/// Whether the first line of a document tells its event behind the kind: "Evening talk: Bees in
/// winter", above a field or a date.
fn is_kind(view: &View, layout: &Layout, label: Span, value: Span) -> bool {
    const LONGEST: usize = 3;
    let noun = view
        .hits
        .within(&view.tokens, label)
        .any(|hit| hit.concept == Concept::EventNoun && hit.span.end == label.end);
    let fielded = layout
        .clauses
        .get(1)
        .is_some_and(|next| next.label.is_some());
    noun && fielded
        && view.words(label) <= LONGEST
        && view.words(value) >= 2
        && !has(view, value, Concept::CueBuilding)
        && !value
            .of(view.text())
            .starts_with(|sign: char| sign.is_ascii_digit())
}

/// Whether the line is the first of an address: the street follows on one of the next two lines.
fn names_address(view: &View, layout: &Layout, mentions: &[Mention], index: usize) -> bool {
    let below = &layout.lines[index + 1..layout.lines.len().min(index + 3)];
    below.iter().any(|line| {
        overlapping(mentions, line.span).iter().any(|mention| {
            mention.rule.starts_with("address.")
                && view.words(Span::new(
                    line.span.start,
                    mention.span.start.max(line.span.start),
                )) == 0
        })
    })
}

/// Whether a time stands in the span.
fn is_dated(mentions: &[Mention], span: Span) -> bool {
    overlapping(mentions, span)
        .iter()
        .any(|mention| span.contains(mention.span) && matches!(mention.found, Found::Time(_)))
}

/// How many lines of a document may hold its title.
const HEAD_LINES: usize = 80;

/// How many lines of running text end the head of a document.
const HEAD_PROSE: usize = 4;

/// How many lines a title may run over.
const TITLE_LINES: usize = 8;

/// A title that is broken over lines: it goes on where a line breaks off at a small word or mark,
/// where the next begins with a small letter, and where both are set in capitals. Gives also the
/// first line after it.
fn title_run(view: &View, layout: &Layout, index: usize) -> (Span, usize) {
    let text = view.text();
    let mut span = layout.lines[index].span;
    let mut next = index + 1;
    while let Some(line) = layout
        .lines
        .get(next)
        .filter(|_| next < index + TITLE_LINES)
    {
        let before = layout.lines[next - 1].span;
        let same_block = line.block == layout.lines[next - 1].block;
        let gap = text.get(before.end..line.span.start).unwrap_or_default();
        let last = view.tokens.first_at(before.end).saturating_sub(1);
        let first = view.tokens.first_at(line.span.start);
        // Over an empty line only a word that must go on, or goes on, joins a title; over more of
        // them nothing does.
        let open = match same_block {
            true => ends_open(view, before) || before.of(text).ends_with([',', '&', ':', '/']),
            // "What's on" goes on nowhere.
            false => {
                ends_open(view, before) && is_connecting(view, last) && !is_generic(view, before)
            }
        };
        let capitals =
            same_block && is_capitals(before.of(text)) && is_capitals(line.span.of(text));
        let small = line
            .span
            .of(text)
            .chars()
            .next()
            .is_some_and(char::is_lowercase);
        let joins = small && (same_block || is_connecting(view, first));
        let apart = gap.matches('\n').count() > 2;
        if !(line.continues || open || capitals || joins)
            || apart
            || line.part != layout.lines[index].part
        {
            break;
        }
        span = span.cover(line.span);
        next += 1;
    }
    (span, next)
}

/// Whether the token is a small word that leads on from or to another.
fn is_connecting(view: &View, token: usize) -> bool {
    view.hits.at(token).iter().any(|hit| {
        matches!(
            hit.concept,
            Concept::CueAbout
                | Concept::CuePlacePreposition
                | Concept::CueTitleEnd
                | Concept::DateAnd
                | Concept::NameConnector
                | Concept::NameArticle
        )
    })
}

/// Whether all letters are capitals.
pub fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// The line with those that run on from it.
pub fn joined(layout: &Layout, index: usize) -> Span {
    let mut span = layout.lines[index].span;
    for line in &layout.lines[index + 1..] {
        if !line.continues {
            break;
        }
        span = span.cover(line.span);
    }
    span
}

/// Whether the line could be a title: short, with letters, no field and no list of links.
pub fn could_be_title(view: &View, mentions: &[Mention], line: &Line) -> bool {
    let text = view.text();
    let count = words(view, line.span);
    let body = line.span.of(text);
    if count == 0 || count > 22 || line.navigation || line.continues {
        return false;
    }
    if body.ends_with(':') && !(4..=6).contains(&count) {
        return false;
    }
    // "Visits: 412" counts something.
    let counts = body.split_once(": ").is_some_and(|(_, rest)| {
        !rest.contains(|c: char| !c.is_ascii_digit() && !" .,".contains(c))
            && !overlapping(mentions, line.span)
                .iter()
                .any(|mention| matches!(mention.found, Found::Time(_)))
    });
    if counts {
        return false;
    }
    // A line to write or call is a contact, no title; one in brackets behind it is a note.
    let end = line.span.start + body.find(" (").unwrap_or(body.len());
    let called = overlapping(mentions, line.span).iter().any(|mention| {
        line.span.contains(mention.span)
            && mention.span.start < end
            && matches!(mention.found, Found::Email(_) | Found::Phone(_))
    });
    if called {
        return false;
    }
    if matches!(line.kind, BlockKind::KeyValue { .. }) {
        return false;
    }
    if ends_like_prose(view, line.span) {
        return false;
    }
    clean(view, mentions, line.span).is_some()
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The name of the first event and its other names.
    fn names(text: &str) -> Vec<String> {
        let events = extract(&document(text), &Options::default()).events;
        let first = events.into_iter().next().into_iter();
        first
            .flat_map(|event| std::iter::once(event.name).chain(event.alternate_names))
            .collect()
    }

    #[test]
    fn who_presents_is_over_the_title() {
        let text = "Northfield Choral Society\n\npresents\n\nLanterns for Christmas\n\nFriday 11 December 2026, 7.30pm";
        assert_eq!(names(text), ["Lanterns for Christmas"]);
    }

    #[test]
    fn titles_are_broken_over_lines() {
        for (text, name) in [
            (
                "Third\n\nRegional Gathering\n\nof Mills and\nOld Bakeries\n\nThursday 11 June 2026",
                "Third Regional Gathering of Mills and Old Bakeries",
            ),
            (
                "Bread that lasts at home\n\nGathering of Mills\n\nThursday 11 June 2026",
                "Gathering of Mills",
            ),
            (
                "ANNUAL GENERAL MEETING\n\nMoor Sailing Club\n\nThursday 11 June 2026",
                "ANNUAL GENERAL MEETING",
            ),
            (
                "INVITATION\n\nto the\n\nSPRING SUPPER\n\nThursday 11 June 2026",
                "SPRING SUPPER",
            ),
            (
                "[choir] Summer rehearsal\n\nThursday 11 June 2026",
                "Summer rehearsal",
            ),
            (
                "Subject: the lecture \"Maps of the Shore\"\n\nCome to the lecture \"Maps of the Shore: what the tide draws\" on Thursday 11 June 2026.",
                "Maps of the Shore: what the tide draws",
            ),
            (
                "nous avons le plaisir de vous convier à\n\nl'inauguration\nde la\n\nHALLE\nAUX GRAINS\n\nle samedi 12 septembre 2026",
                "l'inauguration de la HALLE AUX GRAINS",
            ),
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
    }

    #[test]
    fn the_number_of_a_list_is_no_part_of_a_name() {
        let list = |first: &str, second: &str| {
            let text =
                format!("1. {first}\n4 March 2026, 19:30\n\n2. {second}\n11 March 2026, 19:30");
            let mut document = document(&text);
            for block in &mut document.blocks {
                block.kind = handbill_model::BlockKind::ListItem { depth: 0 };
            }
            let events = extract(&document, &Options::default()).events;
            events
                .into_iter()
                .map(|event| event.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            list("The Slow Kiln", "Glazes and Ash"),
            ["The Slow Kiln", "Glazes and Ash"]
        );
        assert_eq!(
            list("Bürgerforum Mitte", "Bürgerforum Nord"),
            ["1. Bürgerforum Mitte", "2. Bürgerforum Nord"]
        );
    }
}
