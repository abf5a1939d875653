//! The lines and clauses of a document: the small units that cues, times and names share.

use handbill_lexicon::{Concept, Gap, Token, TokenKind};
use handbill_model::{BlockKind, Span};

use crate::{Found, Mention, View, overlapping};

/// A line of the page: a line of a paragraph, a list item's line, or a whole row of a table.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its text, trimmed.
    pub span: Span,
    /// Index of its (first) block.
    pub block: usize,
    /// What the block is.
    pub kind: BlockKind,
    /// Whether it is the first line of its block.
    pub first: bool,
    /// Whether it runs on from the line before, as in a hard-wrapped paragraph.
    pub continues: bool,
    /// Number of the part of the document, as cut by separators.
    pub part: usize,
    /// Whether the block is navigation.
    pub navigation: bool,
    /// The cells of a row, for a row of a table.
    pub cells: Vec<Span>,
}

/// The smallest stretch of text that says one thing: a sentence, a field or a list item.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Its text, trimmed.
    pub span: Span,
    /// Index of the line that it begins on.
    pub line: usize,
    /// The label before its colon, if it has one.
    pub label: Option<Span>,
}

impl Clause {
    /// What stands after the label, or the whole clause.
    pub fn value(&self, text: &str) -> Span {
        match self.label {
            Some(label) => {
                let rest = Span::new(label.end, self.span.end);
                let skipped = rest.of(text).len()
                    - rest
                        .of(text)
                        .trim_start_matches([':', ' ', '\n', '\t', '*', '：'])
                        .len();
                Span::new(rest.start + skipped, rest.end)
            }
            None => self.span,
        }
    }
}

/// The lines and clauses of a document.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// All lines, in order.
    pub lines: Vec<Line>,
    /// All clauses, in order.
    pub clauses: Vec<Clause>,
    /// Number of parts.
    pub parts: usize,
    /// Whether the document is a run of posts: many short parts that begin with a sentence.
    pub posts: bool,
}

impl Layout {
    /// Cuts the document. Nothing is cut inside a mention.
    pub fn new(view: &View, mentions: &[Mention]) -> Layout {
        let lines = lines(view);
        let parts = lines.last().map_or(0, |line| line.part + 1);
        let clauses = clauses(view, mentions, &lines);
        let posts = are_posts(view.text(), &lines);
        Layout {
            lines,
            clauses,
            parts,
            posts,
        }
    }

    /// Index of the clause that holds the offset, or of the last one before it.
    pub fn clause_at(&self, offset: usize) -> Option<usize> {
        let after = self
            .clauses
            .partition_point(|clause| clause.span.start <= offset);
        after.checked_sub(1)
    }

    /// Index of the line that holds the offset, or of the last one before it.
    pub fn line_at(&self, offset: usize) -> Option<usize> {
        let after = self.lines.partition_point(|line| line.span.start <= offset);
        after.checked_sub(1)
    }

    /// The span of a part of the document.
    pub fn part_span(&self, part: usize) -> Span {
        let first = self.lines.partition_point(|line| line.part < part);
        let end = self.lines.partition_point(|line| line.part <= part);
        match (
            self.lines.get(first),
            end.checked_sub(1).and_then(|last| self.lines.get(last)),
        ) {
            (Some(first), Some(last)) if end > 0 => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }
}

/// Whether a line tells who wrote a post and when, parted by a mark.
fn is_byline(text: &str, line: &Line) -> bool {
    let told = line.span.of(text);
    told.contains([' ', '\u{a0}'])
        && told.contains(['·', '•', '|'])
        && told.contains(|c: char| c.is_ascii_digit())
}

fn are_posts(text: &str, lines: &[Line]) -> bool {
    const FEWEST: usize = 4;
    const LONGEST: usize = 700;
    const TITLE: usize = 45;
    let parts = || lines.chunk_by(|line, next| line.part == next.part);
    let short = parts().filter(|part| {
        let (first, last) = (&part[0], &part[part.len() - 1]);
        let titled = first.span.len() < TITLE && !is_byline(text, first);
        let headed = matches!(first.kind, BlockKind::Heading { .. }) || titled;
        last.span.end - first.span.start <= LONGEST && !headed
    });
    let count = parts().count();
    count >= FEWEST && short.count() * 4 >= count * 3
}

fn lines(view: &View) -> Vec<Line> {
    let text = view.text();
    let mut out: Vec<Line> = Vec::new();
    let mut part = 0;
    let mut row_of: Option<(u32, u32)> = None;
    for (block, content) in view.document.blocks.iter().enumerate() {
        match content.kind {
            BlockKind::Separator => {
                if out.last().is_some_and(|line| line.part == part) {
                    part += 1;
                }
                row_of = None;
            }
            BlockKind::Cell { table, row, .. } => {
                if row_of == Some((table, row)) {
                    if let Some(line) = out.last_mut() {
                        line.span = line.span.cover(content.span);
                        line.cells.push(content.span);
                    }
                    continue;
                }
                row_of = Some((table, row));
                out.push(Line {
                    span: content.span,
                    block,
                    kind: content.kind,
                    first: true,
                    continues: false,
                    part,
                    navigation: content.navigation,
                    cells: vec![content.span],
                });
            }
            kind => {
                row_of = None;
                let pieces = physical_lines(text, content.span);
                // The rows of a calendar fill no paragraph, whatever their length.
                let rows = pieces.iter().filter(|line| is_row_of_day(view, **line));
                let days = pieces
                    .iter()
                    .filter(|line| opening_day(view, **line).is_some());
                let wrapped = is_wrapped(text, &pieces)
                    .filter(|_| rows.count() < 2 && days.count() * MANY < pieces.len());
                for (index, span) in pieces.iter().enumerate() {
                    out.push(Line {
                        span: *span,
                        block,
                        kind,
                        first: index == 0,
                        continues: index > 0
                            && !((pieces.len() <= SHORT_BLOCK
                                && (opening_day(view, *span).is_some()
                                    || wrapped.is_none() && opens_with_speaker(view, *span)
                                    || pieces.len() == 2 && tells_of_title(view, &pieces))
                                || is_row_of_day(view, *span))
                                && !leads_on(view, pieces[index - 1]))
                            && !(begins_with_date(view, *span)
                                && (begins_with_date(view, pieces[index - 1])
                                    || index + 1 < pieces.len() && is_short(text, *span, wrapped)))
                            && (matches!(
                                kind,
                                BlockKind::Heading { .. } | BlockKind::KeyValue { .. }
                            ) || runs_on(text, pieces[index - 1], *span, wrapped)
                                || (matches!(kind, BlockKind::ListItem { .. })
                                    && runs_on(text, pieces[index - 1], *span, Some(ITEM_WIDTH))))
                            && !is_row_of_hours(view, &pieces, index),
                        part,
                        navigation: content.navigation,
                        cells: Vec::new(),
                    });
                }
            }
        }
    }
    out
}

fn physical_lines(text: &str, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    for piece in span.of(text).split('\n') {
        let line = Span::new(start, start + piece.len()).trim(text);
        if !line.is_empty() {
            out.push(line);
        }
        start += piece.len() + 1;
    }
    out
}

/// Whether the line begins with a number or a day of the week, as the rows of a calendar do.
fn begins_with_date(view: &View, line: Span) -> bool {
    let first = view.tokens.first_at(line.start);
    let number = |index: usize| {
        view.tokens
            .get(index)
            .is_some_and(|token| token.kind == TokenKind::Number)
    };
    let weekday = view.hits.at(first).iter().any(|hit| {
        matches!(
            hit.concept,
            Concept::DateWeekday | Concept::DateWeekdayShort
        ) && (number(hit.end) || (number(hit.end + 1) && !view.tokens.is_mark(hit.end, ':')))
    });
    weekday || number(first)
}

/// Whether the first of two lines is a title, a kind of event and no sentence, and the second tells its
/// place and day: "VI Congress of Bell Founders" over "Weir Hall, 3–5 May".
fn tells_of_title(view: &View, lines: &[Span]) -> bool {
    let (Some(title), Some(below)) = (lines.first(), lines.get(1)) else {
        return false;
    };
    let text = view.text();
    let sentence = [Concept::CueHeld, Concept::RoleAfter, Concept::CueVerb]
        .iter()
        .any(|concept| has(view, *title, *concept) || has(view, *below, *concept));
    has(view, *title, Concept::EventNoun)
        && has(view, *below, Concept::DateMonth)
        && below.of(text).starts_with(char::is_uppercase)
        && below.of(text).contains(", ")
        && !below.of(text).ends_with('.')
        && !title.of(text).contains([',', '.'])
        && !sentence
}

/// A block of so few lines is rather a title with what stands below it than a filled paragraph.
const SHORT_BLOCK: usize = 3;

/// Whether the line begins with a word for an hour and a number, and the one before or behind it does
/// too, or a day stands before it: "kl. 10 Mass" over "kl. 18 Choir".
fn is_row_of_hours(view: &View, pieces: &[Span], index: usize) -> bool {
    let begins_with_hour = |line: &Span| {
        let mut hits = view.hits.at(view.tokens.first_at(line.start)).iter();
        hits.any(|hit| {
            let leads = hit.concept == Concept::DateClockCue && hit.value == 1;
            leads && view.tokens.number(hit.end).is_some()
        })
    };
    begins_with_hour(&pieces[index])
        && (begins_with_date(view, pieces[index - 1])
            || begins_with_hour(&pieces[index - 1])
            || pieces.get(index + 1).is_some_and(begins_with_hour))
}

/// Where one of so many lines of a paragraph begins with a day, they are rows of a list.
const MANY: usize = 3;

/// Whether the line is a row of a calendar: a day, a dash or a colon, and words ("Tuesday 4th May 2027 -
/// Old Maps").
fn is_row_of_day(view: &View, line: Span) -> bool {
    let tokens = &view.tokens;
    let is_mark =
        |token: usize, marks: &[char]| marks.iter().any(|mark| tokens.is_mark(token, *mark));
    let Some(end) = opening_day(view, line) else {
        return false;
    };
    let mut end = end + usize::from(is_mark(end, &[',', '.']));
    end += usize::from(tokens.number(end).is_some_and(|number| number >= 1000));
    let named = end + 1 + usize::from(is_mark(end + 1, &['"']));
    is_mark(end, &['-', ':', '|'])
        && (tokens.get(named))
            .is_some_and(|name| name.kind == TokenKind::Word && (name.end as usize) < line.end)
        && ![Concept::DateMonth, Concept::DateWeekday]
            .iter()
            .any(|part| view.hits.find(named, *part).is_some())
}

/// One past the day and its month that begin the line, in either order, perhaps behind the day of the
/// week.
fn opening_day(view: &View, line: Span) -> Option<usize> {
    let mut first = view.tokens.first_at(line.start);
    let at = |token: usize, concepts: &[Concept]| {
        let mut hits = view.hits.at(token).iter();
        hits.find(|hit| concepts.contains(&hit.concept))
            .map(|hit| hit.end)
    };
    let skip = |token: usize| {
        token
            + usize::from(
                [',', '.']
                    .iter()
                    .any(|mark| view.tokens.is_mark(token, *mark)),
            )
    };
    if let Some(end) = at(first, &[Concept::DateWeekday, Concept::DateWeekdayShort]) {
        first = skip(end);
    }
    let number = |token: usize| {
        view.tokens
            .number(token)
            .is_some_and(|number| (1..=31).contains(&number))
    };
    let month = |token: usize| at(token, &[Concept::DateMonth, Concept::DateMonthShort]);
    match month(first) {
        Some(end) => number(skip(end)).then(|| skip(end) + 1),
        None => {
            let suffix = at(first + 1, &[Concept::DateOrdinalSuffix]);
            let end = month(skip(suffix.unwrap_or(first + 1)))?;
            number(first).then_some(end)
        }
    }
}

/// Whether the line begins with a word that leads to who speaks, and a name: "with the baker Ann Lee".
fn opens_with_speaker(view: &View, line: Span) -> bool {
    const FURTHEST: usize = 3;
    let text = view.text();
    let first = view.tokens.first_at(line.start);
    let Some(cue) = view.hits.find(first, Concept::CueSpeaker) else {
        return false;
    };
    let mut behind = (cue.end..cue.end + FURTHEST).filter_map(|at| view.tokens.get(at));
    let capital = |token: &Token| {
        let start = token.start as usize;
        start < line.end && text[start..].starts_with(char::is_uppercase)
    };
    line.of(text).starts_with(char::is_lowercase) && behind.any(capital)
}

/// Whether the line breaks off at a small word, a comma or a day of the week, which a date goes on
/// from.
fn leads_on(view: &View, line: Span) -> bool {
    let text = line.of(view.text());
    let word = text.rsplit(char::is_whitespace).next().unwrap_or(text);
    let last = view.tokens.first_at(line.end).saturating_sub(1);
    let small = word.chars().count() <= 4 && word.chars().all(char::is_lowercase);
    let weekday = view.hits.find(last, Concept::DateWeekday).is_some();
    small || weekday || text.ends_with([',', '(', '-', '–'])
}

/// The width that the lines of a list item are taken to be filled to, where too few of them tell.
const ITEM_WIDTH: usize = 68;

/// The column that a hard-wrapped paragraph is filled to, if the lines look like one.
fn is_wrapped(text: &str, lines: &[Span]) -> Option<usize> {
    let widths: Vec<usize> = lines
        .iter()
        .map(|line| line.of(text).chars().count())
        .collect();
    let longest = widths.iter().copied().max().unwrap_or(0);
    let full = widths.iter().filter(|width| **width + 10 > longest).count();
    (full >= 2 && (50..=140).contains(&longest)).then_some(longest)
}

/// Whether the line of a filled paragraph is far from full.
fn is_short(text: &str, line: Span, wrapped: Option<usize>) -> bool {
    wrapped.is_some_and(|width| line.of(text).chars().count() * 2 < width)
}

/// Whether the line looks like a field: a few words, a colon and a value.
fn is_labelled(line: &str) -> bool {
    line.split_once(':').is_some_and(|(label, value)| {
        label.split_whitespace().count() <= 7
            && label.chars().count() <= 60
            && value.starts_with([' ', '\t'])
    })
}

/// Whether a line carries on the sentence of the line before it.
fn runs_on(text: &str, before: Span, line: Span, wrapped: Option<usize>) -> bool {
    let previous = before.of(text);
    let current = line.of(text);
    let ended = previous.ends_with(['.', '!', '?', ':', ';', '"', '”', '»', '|']);
    let Some(first) = current.chars().next() else {
        return false;
    };
    // A bracket that is open goes on to where it closes.
    let open = previous.matches('(').count() > previous.matches(')').count();
    let closes = |close: usize| !current[..close].contains('(');
    if open && current.find(')').is_some_and(closes) {
        return true;
    }
    // So does a sentence that breaks off at a small word before a quotation.
    let word = previous
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or(previous);
    let small = word.chars().count() <= 3 && word.chars().all(char::is_lowercase);
    if small && current.starts_with(['"', '“', '„', '«']) {
        return true;
    }
    // Fields stand one to a line, however long the lines are.
    if is_labelled(previous) && is_labelled(current) {
        return false;
    }
    if first.is_lowercase()
        && !ended
        && previous.ends_with(|c: char| c.is_alphanumeric() || c == ',' || c == '-')
    {
        return true;
    }
    if previous.ends_with(',') && first.is_alphabetic() && !current.contains(':') {
        return previous.chars().count() > 30;
    }
    if has_field(previous) && has_field(current) {
        return false;
    }
    // In a filled paragraph a line that is full runs on, whatever the next one begins with.
    wrapped.is_some_and(|width| {
        let first_word = current
            .split_whitespace()
            .next()
            .map_or(0, |word| word.chars().count());
        previous.chars().count() + 1 + first_word > width.saturating_sub(8)
            && !current.starts_with(|c: char| !c.is_alphanumeric() && !"\"“«„'‘(".contains(c))
    })
}

/// Whether the line begins with a short label and its colon, as the lines of a list of fields do.
fn has_field(line: &str) -> bool {
    line.split_once(": ")
        .or(line.split_once(" :"))
        .is_some_and(|(label, _)| label.split_whitespace().count() <= 5)
}

fn clauses(view: &View, mentions: &[Mention], lines: &[Line]) -> Vec<Clause> {
    let mut out = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let mut last = index;
        while lines
            .get(last + 1)
            .is_some_and(|line| line.continues && line.block == lines[index].block)
        {
            last += 1;
        }
        let logical = Span::new(lines[index].span.start, lines[last].span.end);
        cut(view, mentions, lines, index, logical, &mut out);
        index = last + 1;
    }
    out
}

/// The longest clause, in bytes.
const LONGEST_CLAUSE: usize = 800;

/// Cuts a logical line at sentence ends, bullets, emoji and semicolons.
fn cut(
    view: &View,
    mentions: &[Mention],
    lines: &[Line],
    line: usize,
    logical: Span,
    out: &mut Vec<Clause>,
) {
    if let BlockKind::KeyValue { key, value } = lines[line].kind {
        let span = key.cover(value);
        out.push(Clause {
            span,
            line,
            label: Some(key),
        });
        return;
    }
    let text = view.text();
    let tokens = &view.tokens;
    let first = tokens.first_at(logical.start);
    let end = tokens.first_at(logical.end);
    let mut start = logical.start;
    let mut mention = mentions.partition_point(|mention| mention.span.end <= logical.start);
    let mut push = |from: usize, to: usize| {
        if from >= to {
            return;
        }
        let span = Span::new(from, to).trim(text);
        if !span.is_empty() {
            let at =
                line + lines[line..].partition_point(|other| other.span.start <= span.start) - 1;
            out.push(Clause {
                span,
                line: at,
                label: label(view, mentions, span),
            });
        }
    };
    for index in first..end {
        let token = tokens[index];
        let (token_start, token_end) = (token.start as usize, token.end as usize);
        while mentions
            .get(mention)
            .is_some_and(|found| found.span.end <= token_start)
        {
            mention += 1;
        }
        if mentions.get(mention).is_some_and(|found| {
            found.span.start < token_start.max(1) && token_start < found.span.end
        }) {
            continue;
        }
        // No sentence is that long: without a cut, all of it would be looked at for each date.
        if token_start - start > LONGEST_CLAUSE && token.gap != Gap::None {
            push(start, token_start);
            start = token_start;
        }
        let TokenKind::Mark(mark) = token.kind else {
            continue;
        };
        match mark {
            '.' | '!' | '?'
                if index + 1 < end
                    && (ends_sentence(view, index)
                        || ends_hour(view, mentions, mention, index, logical.start))
                    && !(ends_unit(view, index)
                        && is_only_time(view, mentions, Span::new(start, token_start))) =>
            {
                push(start, token_end);
                start = token_end;
            }
            ';' => {
                push(start, token_start);
                start = token_end;
            }
            '•' | '→' | '►' | '▶' | '■' | '◆' if token.gap != Gap::None || start == token_start =>
            {
                push(start, token_start);
                start = token_end;
            }
            // The picture stays with what it announces: it may be its label.
            _ if is_pictograph(mark) => {
                push(start, token_start);
                start = token_start;
            }
            _ => {}
        }
    }
    push(start, logical.end);
}

/// Whether a full stop behind an hour that stands inside of its sentence ends that ("… on Sunday at 15. The
/// ladies …"). `next` is the first mention behind the mark.
fn ends_hour(view: &View, mentions: &[Mention], next: usize, index: usize, start: usize) -> bool {
    let tokens = &view.tokens;
    let last = next.checked_sub(1).map(|last| &mentions[last]);
    let behind = tokens[index + 1];
    let is_hour = |found: &Found| match found {
        Found::Time(time) => time.start.clock.is_some(),
        _ => false,
    };
    behind.kind == TokenKind::Word
        && behind.gap > Gap::None
        && view.text()[behind.start as usize..].starts_with(char::is_uppercase)
        && last.is_some_and(|last| {
            last.span.end == tokens[index].start as usize
                && is_hour(&last.found)
                && tokens[index - 1].kind == TokenKind::Number
                && view.words(Span::new(start.min(last.span.start), last.span.start)) > 2
        })
}

/// Whether the mark at the token ends a sentence rather than an abbreviation or number.
fn ends_sentence(view: &View, index: usize) -> bool {
    let tokens = &view.tokens;
    let next = tokens[index + 1];
    if next.gap == Gap::None {
        return false;
    }
    let text = view.text();
    let next_character = text[next.start as usize..].chars().next();
    if next_character.is_some_and(char::is_lowercase) {
        return false;
    }
    if tokens[index].kind != TokenKind::Mark('.') {
        return true;
    }
    // Dots that lead from a day to what it is for: "30 June ..... Reply to the authors".
    const LEADER: usize = 4;
    if index + 1 >= LEADER && (index + 1 - LEADER..index).all(|at| tokens.is_mark(at, '.')) {
        return false;
    }
    let Some(before) = index.checked_sub(1).map(|before| tokens[before]) else {
        return false;
    };
    match before.kind {
        TokenKind::Number => next.kind == TokenKind::Word && before.end - before.start > 2,
        TokenKind::Word => {
            let word = &text[before.start as usize..before.end as usize];
            let letters = word.chars().count();
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            // "Dr.", "St.", "J." and "e.V." go on; "is.", "DH." end.
            let dotted =
                index >= 2 && tokens.is_mark(index - 2, '.') && tokens[index - 1].gap == Gap::None;
            !(letters == 1 && !ends_unit(view, index)
                || dotted
                || is_abbreviation(view, index)
                || (capital && letters <= 3 && word.chars().skip(1).all(char::is_lowercase)))
        }
        TokenKind::Mark(_) => true,
    }
}

/// Whether the full stop stands behind a number and its unit of one small letter ("at 18 h. Sign up").
fn ends_unit(view: &View, stop: usize) -> bool {
    let tokens = &view.tokens;
    let Some(unit) = stop.checked_sub(1).filter(|unit| *unit > 0) else {
        return false;
    };
    let word = &view.text()[tokens[unit].start as usize..tokens[unit].end as usize];
    tokens[unit - 1].kind == TokenKind::Number
        && word.chars().all(char::is_lowercase)
        && word.chars().count() == 1
}

/// Whether nothing but a time stands there, which what follows takes place at ("5 May, 18 h. Fair").
fn is_only_time(view: &View, mentions: &[Mention], span: Span) -> bool {
    let covered: usize = overlapping(mentions, span)
        .iter()
        .map(|mention| view.words(mention.span))
        .sum();
    view.words(span) <= covered + 1
}

/// Whether the full stop is part of a word that something follows: "im. Kallimacha", "godz. 18".
fn is_abbreviation(view: &View, stop: usize) -> bool {
    const LONGEST: usize = 3;
    (stop.saturating_sub(LONGEST)..stop).any(|first| {
        view.hits.at(first).iter().any(|hit| {
            hit.end == stop + 1
                && matches!(
                    hit.concept,
                    Concept::NameConnector
                        | Concept::PersonHonorific
                        | Concept::AddressStreet
                        | Concept::DateClockCue
                        | Concept::CueCutShort
                )
        })
    })
}

/// Whether the character is an emoji or another picture that posts use as a bullet.
pub fn is_pictograph(character: char) -> bool {
    matches!(character as u32,
        0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF | 0x2190..=0x21FF | 0x25A0..=0x25FF | 0x231A..=0x23FF)
}

/// The label that a clause begins with: at most six words before a colon, at least one of them a
/// word of the lexicon's cues, or the whole of a clause that ends in a colon.
fn label(view: &View, mentions: &[Mention], clause: Span) -> Option<Span> {
    let tokens = &view.tokens;
    let first = tokens.first_at(clause.start);
    let end = tokens.first_at(clause.end);
    let picture = view.hits.at(first).iter().find(|hit| {
        matches!(
            hit.concept,
            Concept::CueWhen | Concept::CueVenue | Concept::CueRegister
        ) && matches!(
            tokens.get(first).map(|token| token.kind),
            Some(TokenKind::Mark(_))
        )
    });
    if let Some(hit) = picture
        && hit.span.end < clause.end
    {
        return Some(hit.span);
    }
    let mut words = 0;
    for index in first..end {
        let token = tokens[index];
        if token.kind == TokenKind::Word {
            words += 1;
        }
        if words > 7 {
            return None;
        }
        if token.kind == TokenKind::Mark(':') {
            let inside = mentions
                .iter()
                .skip(mentions.partition_point(|mention| mention.span.end <= token.start as usize))
                .take_while(|mention| mention.span.start <= token.start as usize)
                .any(|mention| mention.span.contains_offset(token.start as usize));
            if inside || index == first || (words == 0) {
                return None;
            }
            return Some(Span::new(clause.start, token.start as usize).trim(view.text()));
        }
        if matches!(token.kind, TokenKind::Mark('.' | '!' | '?' | '|'))
            && tokens
                .get(index + 1)
                .is_some_and(|next| next.gap != Gap::None)
            && words > 2
        {
            return None;
        }
    }
    None
}

/// Whether a phrase of the concept lies in the span.
pub fn has(view: &View, span: Span, concept: Concept) -> bool {
    view.hits
        .within(&view.tokens, span)
        .any(|hit| hit.concept == concept)
}

/// Whether a word of one of the concepts stands in the span.
pub fn has_any(view: &View, span: Span, concepts: &[Concept]) -> bool {
    view.hits
        .within(&view.tokens, span)
        .any(|hit| concepts.contains(&hit.concept))
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{pairs, told};

    /// Rows of a programme and the lines that describe them, some as long as if they were wrapped.
    #[test]
    fn rows_of_a_programme_do_not_run_on() {
        assert_eq!(
            told(
                "Tuesday 21st October 2025 - \"THE MAN WHO DREW MAPS\"\n\
                 Arthur Pell, archivist, will tell us about a life with maps.\n\
                 Tuesday 18th November 2025 - \"THE OLD COTTAGE HOSPITAL\"\n\
                 Collector Dan Reed will show us items from his own house.\n\
                 Tuesday 20th January 2026 - The Pells\n\
                 Barry Holt will tell us about the craft of the valley.\n\
                 Tuesday 19th May 2026- ANNUAL GENERAL MEETING\n\
                 Followed by a talk by Pam Moss."
            ),
            pairs(&[
                ("2025-10-21", "THE MAN WHO DREW MAPS"),
                ("2025-11-18", "THE OLD COTTAGE HOSPITAL"),
                ("2026-01-20", "The Pells"),
                ("2026-05-19", "ANNUAL GENERAL MEETING"),
            ])
        );
    }

    #[test]
    fn a_day_in_a_filled_paragraph_begins_no_row() {
        assert_eq!(
            told(
                "The summer concert of the Harbour Choir takes place on\n\
                 21 June 2026 in the Corn Hall, and the doors are open from\n\
                 18 June 2026 - 20 June 2026 for all who wish to help with it."
            )
            .len(),
            1
        );
    }
}
