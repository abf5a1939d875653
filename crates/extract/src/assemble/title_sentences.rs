//! What a sentence names: what it says to take place, to be called off, or to be invited to.

use handbill_lexicon::{Concept, Gap, Hit, TokenKind};
use handbill_model::Span;

use super::roles::words;
use super::title_heads::is_capitals;
use super::title_phrases::{MOST_NOUNS, ends_name, is_article};
use super::title_text::{is_small_word, trim_marks};
use super::titles::{Place, Title, ends_open, is_bare_noun, title};
use crate::layout::has;
use crate::weights;
use crate::{Found, Mention, View, overlapping};

/// What takes place, where the clause begins with it: "The annual meeting" before "will be held".
pub fn subject(view: &View, mentions: &[Mention], clause: Span) -> Option<Title> {
    let held = view.hits.within(&view.tokens, clause).find(|hit| {
        matches!(
            hit.concept,
            Concept::CueHeld | Concept::CueCancelled | Concept::CuePostponed | Concept::CueMoved
        )
    })?;
    let whole = Span::new(clause.start, held.span.start);
    let lead = match held.concept {
        Concept::CueHeld => whole,
        _ => before_date(view, mentions, whole, clause)?,
    };
    let count = words(view, lead);
    let plain = overlapping(mentions, lead).is_empty();
    // In languages whose articles are endings one word does ("Generalforsamlingen afholdes").
    let least = if view
        .hits
        .within(&view.tokens, lead)
        .any(|hit| hit.concept == Concept::EventNoun)
    {
        1
    } else {
        2
    };
    let nested = view
        .hits
        .within(&view.tokens, lead)
        .any(|hit| hit.concept == Concept::CueVerb && hit.first > view.tokens.first_at(lead.start));
    let broken = nested || whole.of(view.text()).contains([',', ':']);
    if !plain || broken || !(least..=10).contains(&count) {
        return None;
    }
    let mut first = view.tokens.first_at(clause.start);
    while is_article(view, first) || is_small_word(view, first) {
        first += 1;
    }
    let start = view.tokens.get(first)?.start as usize;
    let named = Span::new(start.min(lead.end), lead.end);
    // "The Society and the Town invite": who invites is not what takes place.
    if has(view, named, Concept::NameOrganisation) && !has(view, named, Concept::EventNoun) {
        return None;
    }
    if start >= lead.end {
        return None;
    }
    let mut found = title(view, mentions, Span::new(start, lead.end), Place::Phrase)?;
    // "Everybody welcome to join": who is bid to come is not what takes place, nor is who invites.
    let noun = has(view, found.span, Concept::EventNoun);
    if ends_open(view, found.span) && (!noun || ends_in_function(view, found.span))
        || !noun && invites(view, held)
    {
        return None;
    }
    // A kind of event is all the name there is, where the sentence tells its day.
    let sure = held.concept != Concept::CueHeld || tells_day(mentions, clause);
    if is_bare_noun(view, found.span) && sure {
        found.score = weights::TITLE_BARE_SUBJECT;
    }
    found.score += weights::TITLE_SUBJECT;
    Some(found)
}

/// Words of so many letters are rather things than parts of a sentence.
const LONG_WORD: usize = 4;

/// Whether the last word is an everyday one that tells no thing ("Meetings are").
fn ends_in_function(view: &View, span: Span) -> bool {
    let last = view.tokens.first_at(span.end).checked_sub(1);
    last.is_some_and(|last| {
        let short = view.tokens.folded(last).chars().count() < LONG_WORD;
        short
            || view.hits.at(last).iter().any(|hit| {
                matches!(
                    hit.concept,
                    Concept::LanguageWord
                        | Concept::CueVerb
                        | Concept::CuePlacePreposition
                        | Concept::CueTitleEnd
                        | Concept::CueAbout
                        | Concept::DateAnd
                )
            })
    })
}

/// Whether the verb begins an invitation to come ("zaprasza na", "lädt ein zum").
fn invites(view: &View, held: &Hit) -> bool {
    let mut hits = view.hits.at(held.first).iter();
    hits.any(|hit| hit.concept == Concept::CueInvite)
}

/// Whether the span holds a day with its weekday or hour.
fn tells_day(mentions: &[Mention], span: Span) -> bool {
    overlapping(mentions, span)
        .iter()
        .any(|mention| match &mention.found {
            Found::Time(time) => {
                time.start.day.is_some() && (time.weekday.is_some() || time.start.clock.is_some())
            }
            _ => false,
        })
}

/// The words before the first date of a clause that calls something off, and before the cue that ends
/// the span, without small ones that lead on ("The choir evening of", "Årsmøtet er").
fn before_date(view: &View, mentions: &[Mention], span: Span, clause: Span) -> Option<Span> {
    let date = overlapping(mentions, clause)
        .iter()
        .find(|mention| matches!(mention.found, Found::Time(_)))?;
    let tokens = &view.tokens;
    let (first, cut) = (tokens.first_at(span.start), span.end.min(date.span.start));
    let leads = |at: usize| {
        let mut hits = view.hits.at(at).iter();
        is_small_word(view, at) || hits.any(|hit| hit.concept == Concept::CueTitleEnd)
    };
    let last = (first..tokens.first_at(cut)).rfind(|at| !leads(*at))?;
    Some(Span::new(span.start, tokens[last].end as usize))
}

/// What a sentence says to take place on its day, where no word of the lexicon tells the kind: the
/// words between the verb and the place ("il y aura une soirée contes à la médiathèque", "odbędzie się
/// finał konkursu"), and those between an article and the day ("we have a repair café on 8 June"). They
/// are a name only for want of a better one.
pub fn beside_date(view: &View, mentions: &[Mention], clause: Span, date: Span) -> Vec<Title> {
    let tokens = &view.tokens;
    let (lower, upper) = (tokens.first_at(clause.start), tokens.first_at(clause.end));
    let named = |first: usize, end: usize| {
        let last = end.checked_sub(1).filter(|last| *last >= first)?;
        let span = Span::new(
            tokens.get(first)?.start as usize,
            tokens.get(last)?.end as usize,
        );
        let fits = (1..=LONGEST_TOLD).contains(&words(view, span))
            && !has(view, span, Concept::CueHeld)
            && !has(view, span, Concept::CueVerb);
        let mut found = title(view, mentions, span, Place::Phrase).filter(|_| fits)?;
        // "The trip of 6 December" is one that was told of before, "the AGM" tells what it is.
        let telling = is_capitals(found.span.of(view.text())) || words(view, found.span) > 1;
        if is_bare_noun(view, found.span) && telling {
            found.score -= weights::TITLE_BARE_NOUN;
        }
        found.score += match has(view, span, Concept::EventNoun) {
            true => weights::TITLE_TOLD_KIND,
            false => weights::TITLE_TOLD,
        };
        Some(found)
    };
    let mut out = Vec::new();
    let held = view.hits.within(tokens, clause);
    let held = held.filter(|hit| hit.concept == Concept::CueHeld);
    for held in held.take(MOST_NOUNS) {
        let Some(first) = (held.end..upper).find(|at| !leads_on(view, *at)) else {
            continue;
        };
        let end = (first..upper).find(|at| ends_told(view, mentions, *at));
        // Languages without articles show only by the kind that a noun follows.
        let before = first - 1;
        let placed = view
            .hits
            .find(before, Concept::CuePlacePreposition)
            .is_some();
        let led =
            first > held.end && !placed || view.hits.find(first, Concept::EventNoun).is_some();
        out.extend(led.then(|| named(first, end.unwrap_or(upper))).flatten());
    }
    let noun = |at: usize| view.hits.find(at, Concept::EventNoun).is_some();
    let end = (lower..tokens.first_at(date.start))
        .rfind(|at| !leads_on(view, *at) && (noun(*at) || !is_small_word(view, *at)));
    if let Some(last) = end {
        let begins = |at: &usize| {
            let before = at.checked_sub(1).filter(|before| *before >= lower);
            before.is_some_and(|before| is_article_word(view, before))
                && (noun(*at) || !is_small_word(view, *at))
        };
        let first = (lower.max(last.saturating_sub(LONGEST_TOLD))..=last)
            .rev()
            .take_while(|at| !ends_told(view, mentions, *at))
            .find(begins);
        out.extend(first.and_then(|first| named(first, last + 1)));
    }
    out
}

/// A phrase that a sentence tells has at most so many words.
const LONGEST_TOLD: usize = 6;

/// Whether the word only leads on to what is told: an article, a preposition or another small word.
fn leads_on(view: &View, at: usize) -> bool {
    is_article_word(view, at)
        || view.hits.at(at).iter().any(|hit| {
            hit.end == at + 1
                && matches!(
                    hit.concept,
                    Concept::DateConnector
                        | Concept::CueTitleEnd
                        | Concept::CuePlacePreposition
                        | Concept::CueAbout
                        | Concept::CueWhen
                )
        })
}

fn is_article_word(view: &View, at: usize) -> bool {
    view.hits.at(at).iter().any(|hit| {
        hit.end == at + 1
            && matches!(
                hit.concept,
                Concept::NameArticle | Concept::DateAmount | Concept::DateShift
            )
    })
}

/// Whether what is told ends before the token: at a mark, a mention, or a word that leads to the
/// place.
fn ends_told(view: &View, mentions: &[Mention], at: usize) -> bool {
    let token = view.tokens[at];
    let span = Span::new(token.start as usize, token.end as usize);
    matches!(token.kind, TokenKind::Mark(mark) if !"'-&\"".contains(mark))
        || token.gap == Gap::Blank
        || overlapping(mentions, span).iter().any(ends_name)
        || view.hits.at(at).iter().any(|hit| {
            matches!(
                hit.concept,
                Concept::CuePlacePreposition | Concept::CueTitleEnd | Concept::CueHeld
            )
        })
}

/// What a sentence invites to, behind its verb and those whom it invites: "The council invites all
/// citizens to the Summer Fair".
pub fn invited(view: &View, invite: &Hit, span: Span) -> Option<Span> {
    const LONGEST_HOST: usize = 8;
    const MOST_GUESTS: usize = 8;
    let tokens = &view.tokens;
    let end = tokens.first_at(span.end);
    let host = Span::new(span.start, invite.span.start);
    let single = invite.concept == Concept::CueInvite && invite.end == invite.first + 1;
    if !single || words(view, host) == 0 || words(view, host) > LONGEST_HOST {
        return None;
    }
    let is = |at: usize, concepts: &[Concept]| {
        let mut hits = view.hits.at(at).iter();
        hits.any(|hit| hit.end == at + 1 && concepts.contains(&hit.concept))
    };
    let leads = |at: usize| {
        is(
            at,
            &[
                Concept::CueAbout,
                Concept::CuePlacePreposition,
                Concept::CueTitleEnd,
            ],
        )
    };
    let article = |at: usize| leads(at) || is(at, &[Concept::NameArticle]);
    let is_upper =
        |at: usize| view.text()[tokens[at].start as usize..].starts_with(char::is_uppercase);
    let behind = |at: usize| (at + 1..end).find(|next| !article(*next));
    let noun = (invite.end..end).find(|at| is(*at, &[Concept::EventNoun]));
    let first = match noun {
        Some(noun) => (invite.end..noun).rfind(|at| leads(*at)).and_then(behind)?,
        None => (invite.end..end.min(invite.end + MOST_GUESTS))
            .filter(|at| leads(*at))
            .filter_map(behind)
            .find(|at| is_upper(*at))?,
    };
    let stop = |at: usize| ['.', '!', ','].iter().any(|mark| tokens.is_mark(at, *mark));
    let last = (first..end).rfind(|at| !stop(*at) && !is(*at, &[Concept::NameArticle]))?;
    Some(trim_marks(
        view.text(),
        Span::new(tokens[first].start as usize, tokens[last].end as usize),
    ))
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{document, pairs, told};
    use crate::{Options, extract};

    #[test]
    fn sentences_name_what_they_tell() {
        for (text, events) in [
            (
                "Il y aura également une soirée contes le vendredi 17 avril 2026 à 19h30 (sur inscription).",
                &[("2026-04-17T19:30:00", "soirée contes")][..],
            ),
            (
                "W sobotę 23 maja 2026 o godz. 18.00 w sali widowiskowej odbędzie się koncert laureatów konkursu piosenki. Bilety w kasie.",
                &[("2026-05-23T18:00:00", "koncert laureatów konkursu piosenki")],
            ),
            (
                "am Freitag, den 13. März 2026, um 19.30 Uhr findet im Gasthof Adler unsere diesjährige Jahreshauptversammlung statt.",
                &[("2026-03-13T19:30:00", "Jahreshauptversammlung")],
            ),
            (
                "Zasedání zastupitelstva obce se koná ve středu 14. října 2026 v 18 hod. v zasedací místnosti.",
                &[("2026-10-14T18:00:00", "Zasedání zastupitelstva obce")],
            ),
        ] {
            assert_eq!(told(text), pairs(events), "{text}");
        }
    }

    #[test]
    fn an_invitation_names_what_it_invites_to() {
        for (text, name) in [
            (
                "Obec Lhotka zve všechny občany na\n\nRozsvícení vánočního stromu\n\nv neděli 6. prosince 2026 od 16.30 hodin",
                "Rozsvícení vánočního stromu",
            ),
            (
                "A Junta de Freguesia convida toda a população para as Festas de São João\n\nDia 23 de junho de 2026, 21h30",
                "Festas de São João",
            ),
            (
                "The Parish Council invites all residents to the Harvest Supper\n\nSaturday 3 October 2026, 6 pm",
                "Harvest Supper",
            ),
        ] {
            assert_eq!(told(text)[0].1, name, "{text}");
        }
    }

    #[test]
    fn what_is_moved_takes_place_on_the_new_day() {
        for (text, start) in [
            (
                "Årsmøtet er flyttet fra 1. oktober 2026 til torsdag 8. oktober 2026 kl. 19 i grendehuset.",
                "2026-10-08T19:00:00",
            ),
            (
                "Årsmötet flyttas från 1 oktober 2026 till torsdag 8 oktober 2026 kl. 19.",
                "2026-10-08T19:00:00",
            ),
        ] {
            let events = extract(&document(text), &Options::default()).events;
            let found: Vec<&str> = events.iter().map(|event| event.start.as_str()).collect();
            assert_eq!(found, [start], "{text}");
            assert_ne!(
                events[0].status,
                Some(handbill_model::EventStatus::Postponed)
            );
        }
    }

    #[test]
    fn a_day_for_bad_weather_is_no_event() {
        for text in [
            "Sfilata dei carri allegorici: domenica 1 marzo 2026, ore 14.30, piazza Garibaldi.\n\nIn caso di maltempo la sfilata sarà rinviata a domenica 8 marzo 2026.",
            "Summer parade: Saturday 6 June 2026, 2 pm, High Street.\n\nIn case of rain the parade will be held on 13 June 2026.",
            "Summer parade: Saturday 6 June 2026, 2 pm, High Street.\n\nIf it rains, the parade of 6 June moves to 13 June 2026.",
            "Sommerumzug: Samstag, 6. Juni 2026, 14 Uhr, Hauptstraße.\n\nBei Regen findet der Umzug am 13. Juni 2026 statt.",
        ] {
            assert_eq!(told(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_row_that_is_a_sentence_is_called_by_its_subject() {
        for (text, name) in [
            (
                "Joulumyyjäiset järjestetään 28.11.2026 klo 10 torilla",
                "Joulumyyjäiset",
            ),
            (
                "Sommeravslutning torsdag 18. juni 2026 kl. 17 på Stranda",
                "Sommeravslutning",
            ),
        ] {
            assert_eq!(told(text)[0].1, name, "{text}");
        }
    }
}
