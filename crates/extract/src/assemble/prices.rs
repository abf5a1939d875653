//! What an event costs, as it is written.

use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::{Event, Span};

use super::events::Scene;
use super::places::one_line;
use super::title_text::trim_marks;
use crate::layout::Clause;
use crate::{Found, View, overlapping};

/// The value of words that say by themselves that an event costs nothing.
const BY_ITSELF: i32 = 1;
/// The value of words for what is paid to come in or to take part.
const FOR_COMING: i32 = 1;
/// The fewest rows of a programme.
const ROWS: usize = 3;
/// The most words of a price as it is written.
const LONGEST: usize = 24;

/// Fills in the price of the event that the stretch tells of: what stands behind a label for it,
/// else an amount of money in a sentence that names it, else the words that say that it is free.
pub fn price(scene: &Scene, scope: Span, record: &mut Event) {
    let view = scene.view;
    let clauses = &scene.layout.clauses;
    let first = clauses.partition_point(|clause| clause.span.start < scope.start);
    let all = || {
        clauses[first..]
            .iter()
            .take_while(|clause| clause.span.start < scope.end)
            .filter(|clause| !scene.layout.lines[clause.line].navigation)
    };
    // Of a programme, a row tells what its own item costs.
    let opens_row =
        |clause: &&Clause| scene.layout.lines[clause.line].span.start == clause.span.start;
    let rows = all()
        .filter(opens_row)
        .filter(|clause| is_row(scene, clause))
        .count();
    let inside = || all().filter(|clause| rows < ROWS || !is_row(scene, clause));
    let found = inside()
        .find_map(|clause| Some((labelled(view, clause)?, "event.price.label")))
        .or_else(|| {
            let mut pairs = inside().zip(inside().skip(1));
            pairs
                .find_map(|(label, value)| Some((under(scene, label, value)?, "event.price.label")))
        })
        .or_else(|| inside().find_map(|clause| Some((told(scene, clause)?, "event.price.amount"))))
        .or_else(|| inside().find_map(|clause| Some((free(view, clause)?, "event.price.free"))));
    if let Some((span, rule)) = found {
        record.price = Some(one_line(span.of(view.text())));
        let evidence = vec![view.evidence(span, rule)];
        record.evidence.insert("price".to_owned(), evidence);
    }
}

/// Whether the line of the clause begins with an hour alone, as rows of a programme do.
fn is_row(scene: &Scene, clause: &Clause) -> bool {
    let line = scene.layout.lines[clause.line].span;
    overlapping(scene.mentions, line)
        .first()
        .is_some_and(|mention| {
            matches!(&mention.found, Found::Time(time)
            if time.start.clock.is_some() && time.start.day.is_none() && !time.relative)
                && mention.span.start == line.start
        })
}

/// "Admission: £5, children free".
fn labelled(view: &View, clause: &Clause) -> Option<Span> {
    const LONGEST_LABEL: usize = 4;
    let label = clause.label?;
    let named = view.words(label) <= LONGEST_LABEL && has_hit(view, label, Concept::CuePrice);
    let value = without_stop(view, before_limits(view, clause.value(view.text())));
    let costs = has_hit(view, value, Concept::CueFree) || !amounts(view, value).is_empty();
    (named && costs && view.words(value) <= LONGEST).then_some(value)
}

/// The value up to the comma before what tells how and until when to register: "£20, sign up by 5 May".
fn before_limits(view: &View, value: Span) -> Span {
    let last = |amounts: Vec<Span>| amounts.last().map(|amount| amount.end);
    let Some(from) = last(amounts(view, value)) else {
        return value;
    };
    let rest = Span::new(from, value.end);
    let registers = view.hits.within(&view.tokens, rest).find(|hit| {
        matches!(
            hit.concept,
            Concept::DeadlineRegistration | Concept::CueRegister
        )
    });
    let comma = registers.and_then(|hit| {
        let lead = Span::new(from, hit.span.start).of(view.text());
        let stop = lead.find(". ");
        lead.find([',', ';'])
            .into_iter()
            .chain(stop)
            .min()
            .map(|offset| from + offset)
    });
    comma.map_or(value, |comma| Span::new(value.start, comma))
}

/// What stands on the line under a line that is but a label: "Admission", "£5, children free".
fn under(scene: &Scene, label: &Clause, value: &Clause) -> Option<Span> {
    const LONGEST_LABEL: usize = 2;
    let view = scene.view;
    let line = |clause: &Clause| scene.layout.lines[clause.line].span;
    let heads = view.words(label.span) <= LONGEST_LABEL
        && label.span == line(label).trim(view.text())
        && label.line + 1 == value.line
        && has_hit(view, label.span, Concept::CuePrice);
    let value = without_stop(view, line(value).trim(view.text()));
    let costs = has_hit(view, value, Concept::CueFree) || !amounts(view, value).is_empty();
    (heads && costs && view.words(value) <= LONGEST).then_some(value)
}

/// "Tickets at the door are £5 and £3": from the first amount to the last, with what little follows
/// in the sentence.
fn told(scene: &Scene, clause: &Clause) -> Option<Span> {
    const LITTLE: usize = 4;
    const NEAR: usize = 4;
    const ALONE: usize = 4;
    let view = scene.view;
    let amounts = amounts(view, clause.span);
    let (first, last) = (*amounts.first()?, *amounts.last()?);
    let gap = |a: usize, b: usize| view.words(Span::new(a.min(b), b.max(a)));
    let mut hits = view.hits.within(&view.tokens, clause.span);
    let named = hits.any(|hit| {
        // "Price £5." is all that its sentence says.
        let alone = || hit.span.start == clause.span.start && view.words(clause.span) <= ALONE;
        hit.concept == Concept::CuePrice
            && (hit.value == FOR_COMING || alone())
            && (hit.span.end <= first.start && gap(hit.span.end, first.start) <= NEAR
                || hit.span.start >= last.end && gap(last.end, hit.span.start) < NEAR)
    });
    // "What does it cost: €4 a loan?" asks.
    if !named || clause.span.of(view.text()).ends_with('?') {
        return None;
    }
    // "Adult £9.50 · Child £5 · Family £25": a line of prices is told whole.
    let line = scene.layout.line_at(first.start)?;
    let line = scene.layout.lines[line].span;
    if self::amounts(view, line).len() > amounts.len() && view.words(line) <= LONGEST {
        return Some(trim_marks(view.text(), line));
    }
    let rest = Span::new(last.end, clause.span.end);
    let end = match view.words(rest) <= LITTLE {
        true => clause.span.end,
        false => last.end,
    };
    // A bracket closes what it opens: "£6 (£4 concessions)".
    let text = view.text();
    let opened = Span::new(first.start, end).of(text);
    let close = Span::new(end, clause.span.end).of(text).find(')');
    let end = match close.filter(|_| opened.contains('(') && !opened.contains(')')) {
        Some(close) => end + close + 1,
        None => end,
    };
    let span = without_stop(view, Span::new(first.start, end));
    (view.words(span) <= LONGEST).then_some(span)
}

/// "Admission is free".
fn free(view: &View, clause: &Clause) -> Option<Span> {
    let mut hits = view.hits.within(&view.tokens, clause.span);
    // A line that is nothing but the word says so, too.
    let whole = |span: Span| span == without_stop(view, clause.span);
    let hit = hits.find(|hit| {
        hit.concept == Concept::CueFree && (hit.value == BY_ITSELF || whole(hit.span))
    })?;
    Some(hit.span)
}

/// The stretch without the mark that ends its sentence; "kr." keeps its own.
fn without_stop(view: &View, span: Span) -> Span {
    let span = trim_marks(view.text(), span);
    let written = span.of(view.text());
    let stops = ['.', '!', ';', ','];
    let kept = match written.trim_end_matches(stops).strip_suffix(')') {
        Some(kept) if !kept.contains('(') => kept,
        _ => written.trim_end_matches(stops),
    };
    let end = span.start + kept.len();
    let cut_short = view.hits.within(&view.tokens, span).any(|hit| {
        hit.concept == Concept::CueCurrency && hit.span.end == span.end && hit.span.end > end
    });
    if cut_short {
        span
    } else {
        Span::new(span.start, end)
    }
}

fn has_hit(view: &View, span: Span, concept: Concept) -> bool {
    crate::layout::has(view, span, concept)
}

/// The amounts of money in the span: numbers with a unit right before or behind them.
fn amounts(view: &View, span: Span) -> Vec<Span> {
    let units = view.hits.within(&view.tokens, span);
    let units = units.filter(|hit| hit.concept == Concept::CueCurrency);
    let gap = |token: usize| view.tokens.get(token).map_or(Gap::Blank, |it| it.gap);
    let number = |token: usize| {
        let token = view.tokens.get(token);
        token.is_some_and(|token| token.kind == TokenKind::Number)
    };
    let mut out: Vec<Span> = units
        .filter_map(|unit| {
            let behind = number(unit.end) && gap(unit.end) <= Gap::Space;
            // "family of 4 £25": the number that touches the sign is its own.
            let before = unit.first > 0
                && number(unit.first - 1)
                && gap(unit.first) <= Gap::Space
                && !(behind && gap(unit.end) < gap(unit.first));
            let (from, to) = match (before, behind) {
                (true, _) => (first_of(view, unit.first - 1), unit.end),
                (false, true) => (unit.first, end_of(view, unit.end)),
                (false, false) => return None,
            };
            Some(Span::new(
                view.tokens[from].start as usize,
                view.tokens[to - 1].end as usize,
            ))
        })
        .filter(|amount| span.contains(*amount))
        .collect();
    out.sort_unstable();
    out
}

/// The first token of a number that is written with marks ("1.250,50").
fn first_of(view: &View, last: usize) -> usize {
    let mut first = last;
    // "15/10 €", "5–8 €" too are written with one sign.
    let glued = |token: usize| view.tokens[token].gap == Gap::None;
    let several = |mark: usize| {
        let parts = view.tokens.is_mark(mark, '/') || view.tokens.is_mark(mark, '-');
        parts && glued(mark) && glued(mark + 1)
    };
    while first >= 2
        && (is_joint(view, first - 1) || several(first - 1))
        && view.tokens[first - 2].kind == TokenKind::Number
    {
        first -= 2;
    }
    first
}

/// One past the last token of such a number.
fn end_of(view: &View, first: usize) -> usize {
    let mut end = first + 1;
    while is_joint(view, end)
        && view
            .tokens
            .get(end + 1)
            .is_some_and(|it| it.kind == TokenKind::Number)
    {
        end += 2;
    }
    end
}

fn is_joint(view: &View, mark: usize) -> bool {
    let glued = |token: usize| view.tokens.get(token).is_some_and(|it| it.gap == Gap::None);
    (view.tokens.is_mark(mark, '.') || view.tokens.is_mark(mark, ','))
        && glued(mark)
        && glued(mark + 1)
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document_in;
    use crate::{Options, extract};

    fn price(language: &str, text: &str) -> Option<String> {
        let extraction = extract(&document_in(language, text), &Options::default());
        extraction.events.into_iter().next()?.price
    }

    #[test]
    fn what_events_cost() {
        for (language, text, expected) in [
            (
                "en",
                "Admission: £5, children free",
                Some("£5, children free"),
            ),
            (
                "en",
                "Tickets at the door cost £9.50 per head.",
                Some("£9.50 per head"),
            ),
            (
                "en",
                "Admission is free, and so is the coffee.",
                Some("Admission is free"),
            ),
            (
                "de",
                "Eintritt: 12,50 €, ermäßigt 8 €",
                Some("12,50 €, ermäßigt 8 €"),
            ),
            (
                "de",
                "Der Eintritt ist frei, Spenden sind willkommen.",
                Some("Der Eintritt ist frei"),
            ),
            ("fr", "Tarif : 10 euros", Some("10 euros")),
            ("fr", "Tarif : 15/10 €", Some("15/10 €")),
            (
                "nl",
                "Kosten: € 20. Opgeven voor 1 juni bij de bar",
                Some("€ 20"),
            ),
            ("it", "Cena sociale (quota 10 euro).", Some("10 euro")),
            ("pl", "Wstęp wolny.", Some("Wstęp wolny")),
            ("en", "We walk 5 km, and parking is free.", None),
            ("en", "We raised £500 for the roof last year.", None),
        ] {
            let text = format!("Concert of the Weir Choir\n\n12.03.2027, 19:30\n\n{text}");
            assert_eq!(price(language, &text).as_deref(), expected, "{text}");
        }
    }
}
