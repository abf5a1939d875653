//! Where the name of a date's event stands: in its row, above it, over its section, in its
//! sentence.

use handbill_lexicon::Concept;
use handbill_model::{BlockKind, Span};

use super::anchors::{ends_like_prose, is_called_off, uncovered};
use super::bylines::{byline, persons_in};
use super::events::Scene;
use super::neighbours;
use super::roles::{TimeRole, Timed, is_dated, times_in, words};
use super::schedule_rows::is_record;
use super::title_heads;
use super::title_phrases;
use super::title_sentences;
use super::title_text;
use super::titles::{self, Place, Title};
use crate::layout::{Layout, Line, has};
use crate::weights;
use crate::{View, overlapping};

/// The names near a time, best first. `read_down` says that it is of a list whose names stand below
/// their dates.
pub fn names(scene: &Scene, index: usize, heads: &[Title], read_down: bool) -> Vec<Title> {
    let mut out = match read_down {
        true => under(scene, index),
        false => candidates(scene, index, heads),
    };
    out.retain(|title| !is_person(scene, title.span));
    for title in &mut out {
        let row = matches!(title.rule, "event.title.row" | "event.title.phrase")
            && follows_event(scene, index);
        let told = row || heads_item(scene, title.span);
        if !told && !byline(scene, title.span).is_empty() {
            title.score += weights::TITLE_BARE_NOUN;
        }
    }
    best(out)
}

/// Whether the words fill a heading with none right above: what an item of a page is called, be it by
/// who comes ("An evening with Ann Lee").
fn heads_item(scene: &Scene, span: Span) -> bool {
    let lines = &scene.layout.lines;
    let is_heading = |line: usize| matches!(lines[line].kind, BlockKind::Heading { .. });
    let line = scene.layout.line_at(span.start);
    line.is_some_and(|line| {
        is_heading(line)
            && lines[line].span.start == span.start
            && line.checked_sub(1).is_some_and(|above| !is_heading(above))
    })
}

/// Whether a line before that of the time tells the day of an event: a row that says who speaks then
/// is no byline of a title above it.
fn follows_event(scene: &Scene, index: usize) -> bool {
    const NEAR: usize = 8;
    let line = scene.times[index].line;
    let mut before = scene.times[..index].iter().rev().take(NEAR);
    before.any(|timed| {
        timed.line < line && timed.role == TimeRole::Event && timed.time.start.day.is_some()
    })
}

/// Whether the words are the names of persons and nothing more.
fn is_person(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let at = scene
        .persons
        .partition_point(|person| person.span.end <= span.start);
    let mut start = span.start;
    for person in scene.persons[at..]
        .iter()
        .take_while(|person| person.span.start < span.end)
    {
        let between = Span::new(start, person.span.start.max(start));
        if words(view, between) > usize::from(has(view, between, Concept::DateAnd)) {
            return false;
        }
        start = person.span.end;
    }
    start > span.start && words(view, Span::new(start.min(span.end), span.end)) == 0
}

/// The name in the line below a date of a list that reads so.
fn under(scene: &Scene, index: usize) -> Vec<Title> {
    let found = below(scene, &scene.times[index]);
    let named = found.and_then(|found| {
        let (view, mentions) = (scene.view, scene.mentions);
        let mut title = titles::title(view, mentions, found.span, Place::Above)?;
        let line = scene.layout.line_at(found.span.start)?;
        if matches!(scene.layout.lines[line].kind, BlockKind::Heading { .. }) {
            title.score = title.score.max(weights::TITLE_ENOUGH);
        }
        Some(title)
    });
    named.into_iter().collect()
}

fn candidates(scene: &Scene, index: usize, heads: &[Title]) -> Vec<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let timed = &scene.times[index];
    let line = &layout.lines[timed.line];
    let clause = &layout.clauses[timed.clause];
    let mut out: Vec<Title> = Vec::new();
    let row = row_rest(scene, timed).filter(|_| !is_headed_sentence(scene, timed));
    let longest = if layout.posts {
        LONGEST_ROW_OF_POST
    } else {
        LONGEST_ROW
    };
    let prose = words(view, title_heads::joined(layout, timed.line)) > longest
        || ends_like_prose(view, title_heads::joined(layout, timed.line))
        || line.continues;
    let is_listed = is_of_rows(scene, index);
    if line.cells.len() > 1
        && let Some(titled) = titled_cell(scene, timed)
    {
        return vec![titled];
    }
    if let Some(row) = row
        && !prose
    {
        let place = if matches!(line.kind, BlockKind::Heading { .. }) {
            Place::Section
        } else {
            Place::Row
        };
        out.extend(titles::title(view, mentions, row, place).map(|mut title| {
            if timed.line == 0 {
                title.score += weights::TITLE_TOP_ROW;
            }
            title.score += step(scene, timed, &title, heads);
            if is_listed && titles::is_bare_noun(view, title.span) {
                title.score -= weights::TITLE_BARE_NOUN;
            }
            if is_headed_cell(scene, timed, title.span) {
                title.score += weights::TITLE_HEADED_CELL;
            }
            if titles::is_bare_noun(view, title.span) && neighbours::is_of_list(scene, timed) {
                title.score -= weights::TITLE_BARE_NOUN;
            }
            title
        }));
    }
    if let Some(title) = out.first().filter(|title| names_speaker(scene, title.span))
        && let Some(below) = below(scene, timed)
    {
        let score = title.score.max(weights::TITLE_ROW);
        out = vec![Title { score, ..below }];
    }
    out.extend(holiday_label(scene, timed));
    out.extend(company(scene, timed));
    let leading = lead_name(scene, timed)
        .or_else(|| led_name(scene, timed, is_listed))
        .filter(|_| prose);
    let parted = leading.is_some();
    out.extend(leading);
    if prose && !parted {
        out.extend(headed(scene, timed));
        out.extend(
            label_name(scene, timed)
                .and_then(|label| titles::title(view, mentions, label, Place::Row))
                .map(|mut title| {
                    title.score += step(scene, timed, &title, heads);
                    title
                }),
        );
    }
    out.extend(bracket(scene, timed));
    // A line over the date in its own paragraph leaves what stands before that to others.
    let mut apart = false;
    let weak = out.iter().all(|title| is_weak_row(scene, timed, title))
        && line.cells.len() < 2
        && (out.is_empty() || !is_listed);
    if weak && !prose {
        let above = above(scene, timed, heads);
        apart = above
            .as_ref()
            .is_some_and(|above| view.document.blocks[line.block].span.contains(above.span));
        let around: Vec<Title> = above
            .into_iter()
            .chain(below(scene, timed))
            .chain(headed_below(scene, timed))
            .collect();
        if !around.is_empty() {
            out.iter_mut()
                .for_each(|row| row.score += weights::TITLE_WEAK_ROW);
        }
        out.extend(around);
    }
    // A row of several that tells its name behind a dash needs no heading.
    let named = is_listed
        && out.iter().any(|title| {
            title.score >= weights::TITLE_ENOUGH && is_set_off(scene, timed, title.span)
        });
    if out.is_empty() || line.cells.len() < 2 && !parted && !named {
        out.extend(section(scene, timed.line, heads, apart));
    }
    if line.cells.len() > 1 && !out.is_empty() {
        // A row says what its cells say; its words do not run on from cell to cell.
        return best(out);
    }
    out.extend(clause_names(scene, timed, clause.span, 0.0));
    // A sentence that calls something off says itself what.
    let called_off = is_called_off(scene, timed, clause.span);
    let leads = |clause: Span, date: &Timed| {
        words(
            view,
            Span::new(clause.start.min(date.span.start), date.span.start),
        ) <= 1
    };
    let mut reached = timed.clause;
    for step in 1..=3 {
        let Some(previous) = reached.checked_sub(1) else {
            break;
        };
        reached = previous;
        let before = &layout.clauses[previous];
        if apart && layout.lines[before.line].block != line.block
            || neighbours::is_of_other_day(scene, before.line, timed)
        {
            break;
        }
        let timed_there = times_in(scene.times, before.span).iter().any(|other| {
            is_dated(other.time)
                && before.span.contains(other.span)
                && other.role == TimeRole::Event
        });
        let same_line =
            layout.lines[before.line].part == line.part && before.line + 2 >= clause.line;
        // The heads of a table name its columns.
        let is_row = before.line != clause.line && layout.lines[before.line].cells.len() > 1;
        // Sentences of a paragraph that begin with their dates speak each of its own.
        let parallel = || {
            let first = times_in(scene.times, before.span).first();
            let first_line = &layout.lines[before.line];
            first_line.block == line.block
                && before.span.of(view.text()).ends_with(['.', '!', '?'])
                && leads(clause.span, timed)
                && first.is_some_and(|first| leads(before.span, first))
        };
        if !same_line || is_row || timed_there && (step > 1 || called_off || parallel()) {
            break;
        }
        out.extend(clause_names(scene, timed, before.span, -0.25 * step as f32));
    }
    best(out)
}

/// The best of the candidates, each once.
fn best(mut out: Vec<Title>) -> Vec<Title> {
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    out.dedup_by(|a, b| a.span == b.span);
    out.truncate(6);
    out
}

/// Whether the words are a person, with where he or she comes from: who speaks of what the line below
/// names.
fn names_speaker(scene: &Scene, span: Span) -> bool {
    let view = scene.view;
    let persons = persons_in(scene, span);
    let Some(person) = persons.first() else {
        return false;
    };
    let start = person.honorific.map_or(person.span.start, |it| it.start);
    let rest = Span::new(person.span.end, span.end).of(view.text()).trim();
    words(view, Span::new(span.start, start.max(span.start))) == 0
        && (rest.starts_with('(') && rest.ends_with(')') || rest.starts_with(','))
}

/// What a name gains where a kind of event is all that labels the date, and all the name there is:
/// a meeting, talk or ceremony on the way of something larger ("Award ceremony: 3 May"). What a
/// title at the head of the document speaks of is that event itself.
fn step(scene: &Scene, timed: &Timed, title: &Title, heads: &[Title]) -> f32 {
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

/// Meetings, talks and ceremonies, as the values of `event.noun`.
const STEPS: [i32; 3] = [5, 6, 7];

/// Whether the time leads a line as others do near by, each with words of its own: such rows name
/// their events themselves, be it by a word.
fn is_of_rows(scene: &Scene, index: usize) -> bool {
    /// Lines between such rows: headings, details.
    const FURTHEST: usize = 3;
    let rest = |timed: &Timed| {
        let line = &scene.layout.lines[timed.line];
        let leads = words(scene.view, Span::new(line.span.start, timed.span.start)) == 0;
        let rest = Span::new(timed.span.end, line.span.end.max(timed.span.end));
        let said = leads && is_dated(timed.time) && words(scene.view, rest) > 0;
        said.then(|| rest.of(scene.view.text()))
    };
    // A line over each row in its paragraph is its name.
    let headed = |timed: &Timed| {
        let lines = &scene.layout.lines;
        let above = timed.line.checked_sub(1).map(|above| &lines[above]);
        above.is_some_and(|above| {
            above.block == lines[timed.line].block
                && !ends_like_prose(scene.view, above.span)
                && !title_text::is_month(scene.view, above.span.trim(scene.view.text()))
                && !times_in(scene.times, above.span)
                    .iter()
                    .any(|other| is_dated(other.time))
        })
    };
    let times = scene.times;
    let own = &times[index];
    let Some(said) = rest(own) else {
        return false;
    };
    let others = |timed: &&Timed| timed.line != own.line && timed.role == own.role;
    let before = times[..index].iter().rev().find(others);
    let after = times[index..].iter().find(others);
    before.into_iter().chain(after).any(|other| {
        other.line.abs_diff(own.line) <= FURTHEST
            && rest(other).is_some_and(|rest| rest != said)
            && !(headed(own) && headed(other))
    })
}

/// Whether the rest of a row is too little to name an event: a word or two that no dash or colon
/// parts from the date, or what only a comma joins to it.
fn is_weak_row(scene: &Scene, timed: &Timed, title: &Title) -> bool {
    let text = scene.view.text();
    // "Sunday 6 December – 2nd Advent" over rows of hours only names their day.
    let below = timed.line + 1;
    let over_hours = below < scene.layout.lines.len() && neighbours::is_row_of_day(scene, below);
    let parted =
        is_set_off(scene, timed, title.span) && !(over_hours && title.span.start >= timed.span.end);
    let listed =
        title.span.start >= timed.span.end && text[timed.span.end..title.span.start].trim() == ",";
    let view = scene.view;
    let place = [Concept::CueBuilding, Concept::CueRoom]
        .iter()
        .any(|concept| has(view, title.span, *concept))
        && !has(view, title.span, Concept::EventNoun)
        && title.span.start >= timed.span.end
        && !titles::is_in_quotes(view, title.span);
    (words(view, title.span) <= 2 && !parted) || listed || place
}

/// Whether a dash or colon stands between the date and the name.
fn is_set_off(scene: &Scene, timed: &Timed, name: Span) -> bool {
    let (first, last) = match name.end <= timed.span.start {
        true => (name, timed.span),
        false => (timed.span, name),
    };
    let between = &scene.view.text()[first.end..last.start.max(first.end)];
    between.contains(['-', '–', '—', ':', '|'])
}

/// The name of a day before its own date ("Dodenherdenking: zondag 4 mei om 19.45 uur"): what is held
/// then is called after it.
fn holiday_label(scene: &Scene, timed: &Timed) -> Option<Title> {
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

/// The other event that words such as "in conjunction with" lead to and whose date this is, perhaps
/// on the line before ("held in conjunction with the Tenth Meeting on / Old Maps, 1-5 May").
fn company(scene: &Scene, timed: &Timed) -> Option<Title> {
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

/// What a dash parts from the date at the beginning of a paragraph ("Open day - Friday 5 May, 5 pm
/// to 8 pm. Children …").
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
    let before = lead.of(view.text());
    // "mit-13": no dash, but a hyphen that ties a small word to the day.
    let tied = before.strip_suffix('-');
    let tied = tied.is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let parted = before.trim_end().ends_with(['-', '–', '—', '|']) && !tied;
    let fits = clause.start == line.start
        && parted
        && (1..=LONGEST_LEAD).contains(&words(view, lead))
        && times_in(scene.times, lead).is_empty();
    fits.then(|| titles::title(view, mentions, lead, Place::Row))?
}

/// What a day and a colon or dash lead to at the beginning of a paragraph, where a sentence of its own says
/// it ("Saturday 9 March: spring cleaning. From 9:30 we …"). In rows of a list the hour may lead to it
/// ("Sat 9 March 9.30 Spring cleaning. Bring gloves.").
fn led_name(scene: &Scene, timed: &Timed, is_listed: bool) -> Option<Title> {
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

/// A line of more words is running text; in posts, which have no full stops at times, of fewer.
const LONGEST_ROW: usize = 24;
const LONGEST_ROW_OF_POST: usize = 12;

/// A name before a dash has at most so many words.
const LONGEST_LEAD: usize = 14;

/// The short first line of a paragraph whose next line begins the sentence of the date.
fn headed(scene: &Scene, timed: &Timed) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    if let Some(above) = timed.line.checked_sub(1).map(|above| &layout.lines[above])
        && layout.lines[timed.line].continues
        && words(view, above.span) <= 6
        && title_heads::could_be_title(view, mentions, above)
    {
        return titles::title(view, mentions, above.span, Place::Above);
    }
    let mut index = timed.line;
    while layout.lines[index].continues {
        index = index.checked_sub(1)?;
    }
    let above = layout.lines.get(index.checked_sub(1)?)?;
    let same_block = above.block == layout.lines[index].block && above.first;
    let plain = !above.span.of(view.text()).ends_with(['.', ',', ';']);
    let short = words(view, above.span) <= 8;
    let fits = same_block
        && plain
        && short
        && title_heads::could_be_title(view, mentions, above)
        && !is_field(scene, index - 1);
    if fits {
        titles::title(view, mentions, above.span, Place::Section)
    } else {
        None
    }
}

/// Whether a short line stands over the date in its paragraph, and the date is a sentence for
/// itself: what follows describes what the line names.
fn is_headed_sentence(scene: &Scene, timed: &Timed) -> bool {
    let Scene { view, layout, .. } = *scene;
    let line = &layout.lines[timed.line];
    let headed = timed.line.checked_sub(1).is_some_and(|above| {
        let above = &layout.lines[above];
        above.first && above.block == line.block && words(view, above.span) <= 8
    });
    let alone = view.text()[timed.span.end..].starts_with(". ");
    headed && alone && timed.span.start == line.span.start && timed.span.end < line.span.end
}

/// What a row says besides its date: a cell without a date, or the rest of the line.
fn row_rest(scene: &Scene, timed: &Timed) -> Option<Span> {
    let Scene { view, layout, .. } = *scene;
    let line = &layout.lines[timed.line];
    if matches!(line.kind, BlockKind::KeyValue { .. }) {
        return None;
    }
    if line.cells.len() > 1 {
        return cell_name(scene, timed);
    }
    let clause = &layout.clauses[timed.clause];
    if clause
        .label
        .is_some_and(|label| label.end <= timed.span.start)
    {
        let label = clause.label?;
        let cue = view.hits.within(&view.tokens, label).any(|hit| {
            matches!(
                hit.concept,
                Concept::CueWhen
                    | Concept::CueVenue
                    | Concept::CueRegister
                    | Concept::CueAgenda
                    | Concept::CuePublished
                    | Concept::CueSpeaker
            )
        });
        // "Workshop: 18 May 2010" names its event; "When: 18 May" does not.
        return if cue { None } else { Some(label) };
    }
    column_name(scene, timed).or(Some(line.span))
}

/// The first column that could be a name, of a row whose columns are set apart by spaces.
fn column_name(scene: &Scene, timed: &Timed) -> Option<Span> {
    let text = scene.view.text();
    let line = scene.layout.lines[timed.line].span;
    if !line.of(text).contains(COLUMN_GAP) {
        return None;
    }
    let mut start = line.start;
    let mut columns = Vec::new();
    for piece in line.of(text).split(COLUMN_GAP) {
        columns.push(Span::new(start, start + piece.len()).trim(text));
        start += piece.len() + COLUMN_GAP.len();
    }
    columns
        .into_iter()
        .filter(|column| !column.is_empty() && !column.overlaps(timed.span))
        .find(|column| titles::title(scene.view, scene.mentions, *column, Place::Row).is_some())
}

/// So many spaces part the columns of a row.
const COLUMN_GAP: &str = "   ";

/// The top cell of the column.
fn header(scene: &Scene, timed: &Timed, column: usize) -> Option<Span> {
    header_line(scene, timed)?.cells.get(column).copied()
}

/// The first row of the table that the time stands in.
fn header_line<'a>(scene: &Scene<'a>, timed: &Timed) -> Option<&'a Line> {
    let above = scene.layout.lines[..timed.line].iter().rev();
    above.take_while(|other| other.cells.len() > 1).last()
}

/// What the date's row has in the one column whose head says that it holds titles: that names the
/// event, whatever it speaks of.
fn titled_cell(scene: &Scene, timed: &Timed) -> Option<Title> {
    const LONGEST_HEAD: usize = 3;
    const LONGEST: usize = 24;
    let view = scene.view;
    let text = view.text();
    let row = &scene.layout.lines[timed.line].cells;
    let mut titled = header_line(scene, timed)?
        .cells
        .iter()
        .zip(row)
        .filter(|(head, _)| {
            words(view, **head) <= LONGEST_HEAD
                && has(view, **head, Concept::CueTitle)
                && times_in(scene.times, **head).is_empty()
        });
    let (_, cell) = titled.next().filter(|_| titled.next().is_none())?;
    let first = cell.of(text).split('\n').next().unwrap_or_default();
    let cell = Span::new(cell.start, cell.start + first.len());
    let name = title_text::trim_marks(text, title_text::without_status(view, cell));
    let fits = !cell.overlaps(timed.span)
        && (1..=LONGEST).contains(&words(view, name))
        && !is_record(view, name)
        && !has(view, name, Concept::CueUntold);
    fits.then_some(Title {
        span: name,
        score: weights::TITLE_ROW + weights::TITLE_LABEL,
        rule: "event.title.row",
    })
}

/// Whether the name is that of a cell of the date's row under a header that says so: there few words
/// are name enough.
fn is_headed_cell(scene: &Scene, timed: &Timed, name: Span) -> bool {
    let cells = scene.layout.lines[timed.line].cells.iter();
    let column = cells.clone().position(|cell| cell.contains(name));
    let header = column.and_then(|column| header(scene, timed, column));
    header.is_some_and(|header| {
        times_in(scene.times, header).is_empty()
            && (has(scene.view, header, Concept::CueTitle)
                || has(scene.view, header, Concept::EventNoun))
    })
}

/// The cell of the date's row that names the event: the one under a header that says so, else the
/// first that could be a name.
fn cell_name(scene: &Scene, timed: &Timed) -> Option<Span> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let line = &layout.lines[timed.line];
    let heads = header_line(scene, timed);
    let header = |column: usize| heads?.cells.get(column).copied();
    let mut best: Option<Title> = None;
    let own = |cell: &Span| cell.overlaps(timed.span);
    let parts = line.cells.iter().enumerate().flat_map(|(column, cell)| {
        let parts = match own(cell) {
            true => lines_below(scene, *cell, timed),
            false => vec![title_text::without_notes(view.text(), *cell)],
        };
        parts.into_iter().map(move |part| (column, part))
    });
    for (column, cell) in parts {
        let Some(mut found) = titles::title(view, mentions, cell, Place::Row) else {
            continue;
        };
        // A record of the meeting is its name only where the row has none.
        if is_record(view, cell) {
            found.score += weights::TITLE_BEHIND_FIELD;
        }
        if let Some(header) = header(column) {
            if has(view, header, Concept::CueTitle) || has(view, header, Concept::EventNoun) {
                found.score += weights::TITLE_LABEL;
            } else if has(view, header, Concept::CueVenue)
                || has(view, header, Concept::CueRegister)
                || has(view, header, Concept::CueSpeaker)
            {
                found.score += weights::TITLE_BEHIND_FIELD;
            }
        }
        found.score -= weights::TITLE_RANK * column as f32;
        if best.as_ref().is_none_or(|best| found.score > best.score) {
            best = Some(found);
        }
    }
    best.map(|title| title.span)
}

/// The lines of a cell under the one date that it begins with.
fn lines_below(scene: &Scene, cell: Span, timed: &Timed) -> Vec<Span> {
    let text = scene.view.text();
    let days = times_in(scene.times, cell).iter();
    let days = days.filter(|timed| is_dated(timed.time) && timed.role != TimeRole::Published);
    if days.count() != 1 || timed.span.start != cell.trim(text).start {
        return Vec::new();
    }
    let mut start = timed.span.end;
    let mut out = Vec::new();
    for line in Span::new(start, cell.end.max(start)).of(text).split('\n') {
        let span = Span::new(start, start + line.len()).trim(text);
        start += line.len() + 1;
        let dated = times_in(scene.times, span)
            .iter()
            .any(|timed| span.contains(timed.span));
        let begins = text[..span.start].trim_end_matches(' ').ends_with('\n');
        if begins && !dated && !span.is_empty() {
            out.push(span);
        }
    }
    out
}

/// Whether a heading that could name the event stands right over the line, which then says more of it.
fn is_described(scene: &Scene, index: usize) -> bool {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let Some(over) = index.checked_sub(1).map(|over| &layout.lines[over]) else {
        return false;
    };
    matches!(over.kind, BlockKind::Heading { .. })
        && over.part == layout.lines[index].part
        && times_in(scene.times, over.span).is_empty()
        && titles::title(view, mentions, over.span, Place::Section).is_some()
}

/// The line over one that only says that somebody meets, where that names who does ("Planning
/// Board / Regular Meeting").
fn who_meets(scene: &Scene, index: usize, found: &Option<Title>) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    found
        .as_ref()
        .filter(|title| titles::is_plain_meeting(view, title.span))?;
    let over = &layout.lines[index.checked_sub(1)?];
    let names_body =
        has(view, over.span, Concept::NameUnit) || has(view, over.span, Concept::NameOrganisation);
    let fits = over.part == layout.lines[index].part
        && names_body
        && title_heads::could_be_title(view, mentions, over)
        && times_in(scene.times, over.span).is_empty();
    titles::title(view, mentions, over.span, Place::Above)
        .filter(|title| fits && !titles::is_plain_meeting(view, title.span))
}

/// Title-like lines above a date that stands alone.
pub fn above(scene: &Scene, timed: &Timed, heads: &[Title]) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let part = layout.lines[timed.line].part;
    let mut index = timed.line;
    for _ in 0..3 {
        index = index.checked_sub(1)?;
        let line = &layout.lines[index];
        if line.part != part || matches!(line.kind, BlockKind::Heading { .. }) {
            return None;
        }
        if line.continues {
            continue;
        }
        let dated = times_in(scene.times, line.span).iter().any(|other| {
            is_dated(other.time)
                && line.span.contains(other.span)
                && other.time.start.month.is_some()
                && other.role != TimeRole::Published
        });
        if dated
            || neighbours::is_row_of_day(scene, index)
            || line.block != layout.lines[timed.line].block
                && neighbours::is_of_other_day(scene, index, timed)
        {
            return None;
        }
        if title_heads::could_be_title(view, mentions, line) && !is_field(scene, index) {
            let index = over_sentence(scene, index).unwrap_or(index);
            let line = &layout.lines[index];
            let whole = whole_title(layout, heads, index);
            let found = titles::title(view, mentions, whole, Place::Above);
            let found = who_meets(scene, index, &found).or(found);
            let parted = line.block != layout.lines[timed.line].block;
            let described = is_described(scene, index);
            return found.map(|mut title| {
                title.score += if parted { weights::TITLE_PARTED } else { 0.0 };
                title.score += if described {
                    weights::TITLE_DESCRIBES
                } else {
                    0.0
                };
                title
            });
        }
    }
    None
}

/// The short line that heads a paragraph over the sentence at the line, which then describes what it
/// names: "Night of Tales" over "A sleepover in the library.".
fn over_sentence(scene: &Scene, index: usize) -> Option<usize> {
    const LONGEST: usize = 8;
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let over = index.checked_sub(1)?;
    let (line, above) = (&layout.lines[index], &layout.lines[over]);
    let heads = above.first
        && above.block == line.block
        && line.span.of(view.text()).ends_with('.')
        && words(view, above.span) <= LONGEST
        && !above.span.of(view.text()).ends_with(['.', ',', ';', ':'])
        && times_in(scene.times, above.span).is_empty()
        && title_heads::could_be_title(view, mentions, above)
        && !is_field(scene, over);
    heads.then_some(over)
}

/// Whether the line is a field: it has a label of the lexicon.
fn is_field(scene: &Scene, line: usize) -> bool {
    let layout = scene.layout;
    let first = layout.clauses.partition_point(|clause| clause.line < line);
    layout.clauses[first..]
        .iter()
        .take_while(|clause| clause.line == line)
        .any(|clause| {
            clause
                .label
                .filter(|label| !is_numbered(scene, *label))
                .is_some_and(|label| {
                    scene
                        .view
                        .hits
                        .within(&scene.view.tokens, label)
                        .any(|hit| {
                            // "Songs with a choir: ..." is no field of the choir.
                            let leads =
                                hit.span.start == label.start || words(scene.view, label) <= 3;
                            leads
                                && matches!(
                                    hit.concept,
                                    Concept::CueWhen
                                        | Concept::CueVenue
                                        | Concept::CueRegister
                                        | Concept::CueMore
                                        | Concept::CueSpeaker
                                        | Concept::CueAgenda
                                        | Concept::CuePrice
                                        | Concept::CueGenericHeading
                                )
                        })
                })
        })
}

/// Whether the label counts what its line names: "Session #2", "Atelier 3".
fn is_numbered(scene: &Scene, label: Span) -> bool {
    let tokens = &scene.view.tokens;
    let last = tokens.first_at(label.end).checked_sub(1);
    last.is_some_and(|last| tokens.number(last).is_some())
        && (1..=2).contains(&scene.view.words(label))
        && has(scene.view, label, Concept::EventNoun)
}

/// A title-like line right below a date that stands alone.
pub fn below(scene: &Scene, timed: &Timed) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let line = &layout.lines[timed.line];
    let next = layout.lines.get(timed.line + 1)?;
    if let Some(row) = neighbours::hour_below(scene, timed) {
        return titles::title(view, mentions, row, Place::Row);
    }
    // What is below "Agenda: 4 May" are its items.
    let fits = next.part == line.part
        && !has(view, line.span, Concept::CueAgenda)
        && times_in(scene.times, before_note(view, next.span)).is_empty()
        && title_heads::could_be_title(view, mentions, next)
        && !is_field(scene, timed.line + 1);
    if !fits {
        return None;
    }
    let place = if next.block == line.block || matches!(next.kind, BlockKind::Heading { .. }) {
        Place::Above
    } else {
        Place::Below
    };
    let whole = title_heads::joined(layout, timed.line + 1);
    let name = match times_in(scene.times, next.span).is_empty() {
        true => whole,
        false => before_note(view, whole),
    };
    titles::title(view, mentions, name, place)
}

/// The words before a bracket that closes the line ("Outing to Millbrook (booking by 3 May)").
fn before_note(view: &View, line: Span) -> Span {
    let text = line.trim(view.text()).of(view.text());
    let note = text.find(" (").filter(|_| text.ends_with(')'));
    Span::new(line.start, note.map_or(line.end, |at| line.start + at))
}

/// The nearest heading over the line, if it is specific and does not head the whole document. Over
/// a paragraph that stands apart, with a title of its own, an unmarked one is right above it.
fn section(scene: &Scene, line: usize, heads: &[Title], apart: bool) -> Option<Title> {
    let Scene {
        view,
        layout,
        mentions,
        ..
    } = *scene;
    let part = layout.lines[line].part;
    let own = heading_level(layout, line);
    // Whether only headings stand between.
    let mut adjoins = true;
    for index in (0..line).rev().take(60) {
        let above = &layout.lines[index];
        if above.part != part {
            return None;
        }
        let marked = matches!(above.kind, BlockKind::Heading { .. });
        adjoins &= marked;
        // What a heading closes is no section of its date.
        let closed = |own| {
            heading_level(layout, index) > Some(own)
                || !adjoins && heading_level(layout, index) == Some(own)
        };
        if marked && own.is_some_and(closed) {
            continue;
        }
        let standing = above.first
            && matches!(above.kind, BlockKind::Paragraph)
            && layout.lines.get(index + 1).is_some_and(|next| {
                next.block != above.block || above.span.of(view.text()).ends_with(':')
            })
            && words(view, above.span) <= 14
            && (!apart || above.block + 1 == layout.lines[line].block);
        if !marked && !standing || title_heads::is_subtitle(view, layout, index) {
            continue;
        }
        if marked && is_second_of_pair(layout, index) {
            continue;
        }
        if title_text::is_generic(view, above.span) {
            if marked { return None } else { continue }
        }
        if !marked
            && (!title_heads::could_be_title(view, mentions, above)
                || is_described(scene, index)
                || tells_day(scene, above.span)
                || leads_to_day_of_writing(scene, above.span.start))
        {
            continue;
        }
        let found = titles::title(
            view,
            mentions,
            whole_title(layout, heads, index),
            Place::Section,
        )?;
        // "Bible Club / will be running from 3 May": the heading is what the sentence speaks of.
        let block = layout.lines[line].block;
        let goes_on = marked
            && layout.lines[index + 1].block == block
            && view.document.blocks[block]
                .span
                .of(view.text())
                .starts_with(char::is_lowercase);
        if goes_on {
            return Some(Title {
                score: found.score.max(weights::TITLE_ENOUGH) + weights::TITLE_EVENT_NOUN,
                ..found
            });
        }
        let is_head = heads.first().is_some_and(|head| head.span == found.span);
        return (!is_head).then_some(Title {
            score: if marked {
                found.score
            } else if above.span.of(view.text()).ends_with('?') {
                // What a paragraph asks its readers.
                found.score - 1.4
            } else {
                found.score - 0.6
            },
            ..found
        });
    }
    None
}

/// Whether the few words from the offset on lead, on their line, to the day of writing ("Lindby, 3
/// May 2027").
pub fn leads_to_day_of_writing(scene: &Scene, start: usize) -> bool {
    const LONGEST: usize = 4;
    let text = scene.view.text();
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let behind = times_in(scene.times, Span::new(start, line_end)).first();
    behind.is_some_and(|timed| {
        let lead = Span::new(start.min(timed.span.start), timed.span.start);
        timed.span.end <= line_end
            && timed.role == TimeRole::Published
            && (1..=LONGEST).contains(&words(scene.view, lead))
            && !has(scene.view, lead, Concept::EventNoun)
            && !has(scene.view, lead, Concept::CuePublished)
    })
}

/// Whether the line tells a day, or that something takes place again and again.
fn tells_day(scene: &Scene, line: Span) -> bool {
    times_in(scene.times, line).iter().any(|other| {
        let day = other.time.start.day.is_some() || other.time.recurrence.is_some();
        line.contains(other.span) && other.role == TimeRole::Event && day
    })
}

/// Whether the heading stands right under one of a higher rank, and the ones before or behind them
/// are such a pair, too: each item of the page has a title and a subtitle.
fn is_second_of_pair(layout: &Layout, index: usize) -> bool {
    const FURTHEST: usize = 60;
    let level = |line: usize| {
        let line = layout.lines.get(line)?;
        match line.kind {
            BlockKind::Heading { level } => Some(level),
            _ => None,
        }
    };
    let pair = |first: usize| level(first).zip(level(first + 1));
    let Some(own) = index.checked_sub(1).and_then(pair) else {
        return false;
    };
    let next =
        || (index + 1..layout.lines.len().min(index + FURTHEST)).find(|at| level(*at).is_some());
    let before = || (index.saturating_sub(FURTHEST)..index - 1).rfind(|at| level(*at).is_some());
    own.0 < own.1
        && (next().and_then(pair) == Some(own)
            || before().and_then(|at| pair(at.checked_sub(1)?)) == Some(own))
}

fn heading_level(layout: &Layout, line: usize) -> Option<u8> {
    match layout.lines[line].kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    }
}

/// The heading under one that holds the date, of its rank or a higher one, with nothing but short
/// lines between: hours, and how to register.
fn headed_below(scene: &Scene, timed: &Timed) -> Option<Title> {
    const FURTHEST: usize = 4;
    const SHORT: usize = 8;
    let Scene { view, layout, .. } = *scene;
    let part = layout.lines[timed.line].part;
    let own = heading_level(layout, timed.line)
        .filter(|_| !has(view, layout.lines[timed.line].span, Concept::CueAgenda))?;
    let below = timed.line + 1..layout.lines.len().min(timed.line + 1 + FURTHEST);
    for index in below {
        let line = &layout.lines[index];
        if line.part != part || words(view, line.span) > SHORT {
            return None;
        }
        let dated = times_in(scene.times, line.span)
            .iter()
            .any(|other| is_dated(other.time));
        match heading_level(layout, index) {
            Some(level) if level <= own && !dated && !is_field(scene, index) => {
                let whole = title_heads::joined(layout, index);
                return titles::title(view, scene.mentions, whole, Place::Section);
            }
            _ if dated => return None,
            _ => {}
        }
    }
    None
}

/// The title that holds the line, where it is one of the heads, else the line with those that run
/// on from it.
fn whole_title(layout: &Layout, heads: &[Title], line: usize) -> Span {
    let span = layout.lines[line].span;
    heads
        .iter()
        .map(|head| head.span)
        .find(|head| head.start < span.start && head.contains(span) || head.start == span.start)
        .unwrap_or_else(|| title_heads::joined(layout, line))
}

/// What stands right before a date in brackets, as in "sessions for beginners (March), (May)": the
/// words since the date or mark before it, or those before the bracket that it follows.
fn bracket(scene: &Scene, timed: &Timed) -> Option<Title> {
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

/// Whether a phrase tells several years, and not that of the date: what took place in these.
fn tells_other_years(scene: &Scene, timed: &Timed, span: Span) -> bool {
    let tokens = &scene.view.tokens;
    let years = || {
        let range = tokens.first_at(span.start)..tokens.first_at(span.end);
        let numbers = range.filter_map(|token| tokens.number(token));
        numbers.filter(|number| (1900..2100).contains(number))
    };
    let own = timed.time.start.year;
    years().count() > 1 && years().all(|year| own.is_none_or(|own| own as u32 != year))
}

/// Leaves out the names that belong to other dates of the sentence. Where a date begins it, each name is of
/// the date before it ("on 3 May we hold the fair and on 5 May the ball"), else of the one behind it ("the
/// fair is on 3 May, the ball on 5 May"). Dates that but a word or two part are of one event.
fn without_others(scene: &Scene, timed: &Timed, clause: Span, found: &mut Vec<Title>) {
    const MOST: usize = 24;
    const APART: usize = 2;
    let mut groups: Vec<Span> = Vec::new();
    let days = times_in(scene.times, clause)
        .iter()
        .filter(|other| other.role == TimeRole::Event && other.time.start.day.is_some());
    for day in days.take(MOST) {
        match groups.last_mut() {
            Some(last)
                if scene
                    .view
                    .words(Span::new(last.end, day.span.start.max(last.end)))
                    <= APART =>
            {
                *last = last.cover(day.span);
            }
            _ => groups.push(day.span),
        }
    }
    let [first, _, ..] = groups.as_slice() else {
        return;
    };
    let named_first = found.iter().any(|name| name.span.end <= first.start);
    found.retain(|name| {
        let behind = groups.iter().find(|group| group.start >= name.span.end);
        let before = groups
            .iter()
            .rev()
            .find(|group| group.end <= name.span.start);
        let owner = if named_first {
            behind.or(before)
        } else {
            before
        };
        owner.is_none_or(|owner| owner.contains(timed.span))
    });
}

/// Names in a clause, those right before the date first.
fn clause_names(scene: &Scene, timed: &Timed, clause: Span, shift: f32) -> Vec<Title> {
    let text = scene.view.text();
    let pictured = scene.layout.clauses[timed.clause]
        .label
        .is_some_and(|label| label.end <= timed.span.start);
    let from = timed.span.end.max(clause.start);
    let behind = title_phrases::behind_colon(scene.view, scene.mentions, clause, from)
        .filter(|_| clause.contains(timed.span) && pictured);
    let own = clause.contains(timed.span).then_some(timed.span);
    let beside =
        own.map(|date| title_sentences::beside_date(scene.view, scene.mentions, clause, date));
    let mut found = title_phrases::phrases(scene.view, scene.mentions, clause);
    found.extend(behind);
    found.extend(beside.into_iter().flatten());
    if own.is_some() && clause.of(text).ends_with(['.', '!', '?']) {
        without_others(scene, timed, clause, &mut found);
    }
    found
        .into_iter()
        .filter(|title| !tells_other_years(scene, timed, title.span))
        .map(|mut title| {
            title.score += shift;
            if text[..clause.end].trim_end().ends_with(':') && clause.end <= timed.span.start {
                title.score += weights::TITLE_LEADING_IN;
            }
            if title.span.start >= timed.span.end && pictured {
                title.score += weights::TITLE_BEHIND_FIELD;
            }
            if title.span.end <= timed.span.start {
                let between = &text[title.span.end..timed.span.start];
                // "World Congress (Barcelona, 4–6 Nov)": the bracket belongs to the name before it.
                if between.trim_start().starts_with('(') && !between.contains(')') {
                    title.score += 1.2;
                }
            }
            title
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{pairs, told};

    #[test]
    fn who_speaks_stands_before_the_title() {
        let series = "Geology Seminars, Spring 2027\n\nJan 19   Dr. Helen Marsh (Northbridge University)\n         What lake sediments remember\nFeb 2    Prof. Omar Haddad (Coastal Institute)\n         Tides and tipping points\nWed Feb 17, 15:00   Annual Hutton Lecture in the large hall of the house\n         The rock that would not date";
        let found = told(series);
        let talks = pairs(&[
            ("2027-01-19", "What lake sediments remember"),
            ("2027-02-02", "Tides and tipping points"),
        ]);
        assert!(talks.iter().all(|talk| found.contains(talk)), "{found:?}");
    }

    #[test]
    fn how_to_register_is_no_part_of_a_name() {
        let text = "Sejlklubben Havørnen\n\n11. april 2026: Arbejdsdag på pladsen\n5. september 2026: Klubmesterskab, tilmelding senest 28. august\n7. oktober 2026: Saisonafslutning";
        let found = told(text);
        let own = pairs(&[("2026-09-05", "Klubmesterskab")]);
        assert!(found.contains(&own[0]), "{found:?}");
    }
}
