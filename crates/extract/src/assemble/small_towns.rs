//! Names of towns that no gazetteer knows, where a place or a street leads to them: "Ropery, Smallham".

use handbill_lexicon::gazetteer::{self, PlaceKind};
use handbill_lexicon::{Concept, Gap, TokenKind};
use handbill_model::Span;

use crate::View;

/// Words of the longest name, small ones not counted.
const LONGEST: usize = 3;

/// The name at the token that may be a town's, as far as the offset reaches, and one past its last
/// token: one to three capitalised words, with the small words and hyphens inside that names of towns
/// have ("Saint-Véran-le-Vieux", "Vilassar de Dalt"), of which no word tells it to be another's.
pub fn small_town(view: &View, first: usize, end: usize) -> Option<(Span, usize)> {
    let (tokens, text) = (&view.tokens, view.text());
    let inside = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.end as usize <= end && (at == first || token.gap <= Gap::Space)
        })
    };
    let is_word = |at: usize| inside(at) && tokens[at].kind == TokenKind::Word;
    let capital = |at: usize| {
        is_word(at) && text[tokens[at].start as usize..].starts_with(char::is_uppercase)
    };
    let tied = |at: usize| inside(at) && tokens[at].gap == Gap::None;
    if !capital(first) {
        return None;
    }
    let (mut last, mut count) = (first + 1, 1);
    loop {
        let hyphen = tokens.is_mark(last, '-') || tokens.is_mark(last, '\'');
        if hyphen && tied(last) && tied(last + 1) && is_word(last + 1) {
            last += 2;
        } else if capital(last) {
            (last, count) = (last + 1, count + 1);
        } else if view.hits.find(last, Concept::AddressParticle).is_some() && capital(last + 1) {
            (last, count) = (last + 2, count + 1);
        } else {
            break;
        }
    }
    // "The" alone is none, "The Hague" one.
    if last == first + 1 && view.hits.find(first, Concept::NameArticle).is_some() {
        return None;
    }
    let span = Span::new(tokens[first].start as usize, tokens[last - 1].end as usize);
    let mut places = gazetteer::places_at(tokens, first)
        .into_iter()
        .filter(|hit| hit.end == last);
    let known = places.clone().any(|hit| hit.place.kind == PlaceKind::City);
    let other = view.hits.within(tokens, span).any(|hit| {
        // "Ostheim" ends as words for houses do.
        let named = hit.span.of(text).starts_with(char::is_uppercase);
        named
            && !(known && hit.compound)
            && matches!(
                hit.concept,
                Concept::EventNoun
                    | Concept::CueBuilding
                    | Concept::CueRoom
                    | Concept::CueBody
                    | Concept::CuePrice
                    | Concept::CueFree
                    | Concept::CueOnline
                    | Concept::CueHybrid
                    | Concept::CueRegister
                    | Concept::AddressUnit
                    | Concept::DateMonth
                    | Concept::DateWeekday
                    | Concept::NameOrganisation
                    | Concept::NamePlatform
                    | Concept::NameStarter
                    | Concept::PersonGiven
                    | Concept::PersonHonorific
            )
    });
    let area = places.any(|hit| hit.place.kind != PlaceKind::City);
    (count <= LONGEST && !other && !area).then_some((span, last))
}

/// Whether the token does not go on with the name of a town before it: nothing is left before the
/// offset, a line or field ends, or the county or country of the town follows.
pub fn ends_town(view: &View, token: usize, end: usize) -> bool {
    let tokens = &view.tokens;
    tokens.get(token).is_none_or(|next| {
        next.gap >= Gap::Line
            || next.start as usize >= end
            || matches!(next.kind, TokenKind::Mark('.' | ';' | ')'))
            || tokens.is_mark(token, ',') && is_larger_area(view, token + 1)
    })
}

/// Whether a county, region or country is named at the token.
fn is_larger_area(view: &View, token: usize) -> bool {
    let mut areas = gazetteer::places_at(&view.tokens, token).into_iter();
    view.hits.find(token, Concept::AddressCountyWord).is_some()
        || areas.any(|hit| hit.place.kind != PlaceKind::City)
}
