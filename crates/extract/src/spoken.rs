//! Which languages a document and each of its blocks speak, told from the phrases in them.

use handbill_lexicon::{Concept, Hit, Hits, LANGUAGES, Languages, TokenKind, Tokens};
use handbill_model::{Document, Span};

/// What a phrase of one language alone counts for; one of several counts for each a share.
const OWN: u32 = 24;
/// Everyday words tell more of a language than phrases, which travel.
const EVERYDAY: u32 = 2;
/// Bytes of the shortest phrase that tells of a language; shorter ones mean much in many.
const SHORTEST: usize = 4;

type Votes = [u32; LANGUAGES.len()];

/// The languages that are spoken in a document.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    /// The language that the caller or the document names, else the one that stands out; empty
    /// where none does.
    pub main: Languages,
    /// The language that the words of the document plainly are of, whatever is named.
    pub evident: Option<&'static str>,
}

impl Spoken {
    /// Tells the languages from the phrases in the document, and leaves of the phrases those of
    /// the languages that are spoken around them.
    ///
    /// A name is written in the language of its bearer, so phrases of names stay, whatever their
    /// language. The full names of months and days stay too where a number stands by, no spoken
    /// language knows the word and all others mean the same by it: no wrong guess shall cost a
    /// date.
    pub fn settle(
        document: &Document,
        tokens: &Tokens,
        named: Languages,
        hits: &mut Hits,
    ) -> Spoken {
        let blocks = votes_of_blocks(document, tokens, hits);
        let mut all: Votes = [0; LANGUAGES.len()];
        for (_, votes) in &blocks {
            for (sum, vote) in all.iter_mut().zip(votes) {
                *sum += vote;
            }
        }
        let (best, own) = most(&all);
        let others = (0..all.len())
            .filter(|bit| *bit != best)
            .map(|bit| all[bit])
            .max()
            .unwrap_or(0);
        let stands_out = own >= 2 * OWN && own > others + others / 8;
        let plain = own >= 8 * OWN && own > others + others / 4;
        let spoken = Spoken {
            main: match named {
                Languages(0) if stands_out => Languages(1 << best),
                _ => named,
            },
            evident: plain.then(|| LANGUAGES[best]),
        };
        let around: Vec<(Span, Languages)> = blocks
            .into_iter()
            .map(|(span, votes)| (span, languages_of_block(&votes, spoken.main)))
            .collect();
        keep_spoken(tokens, &around, spoken.main, hits);
        spoken
    }
}

/// The votes of the phrases of each block that has words, in order.
fn votes_of_blocks(document: &Document, tokens: &Tokens, hits: &Hits) -> Vec<(Span, Votes)> {
    let all = Languages::of("mul");
    let mut blocks: Vec<(Span, Votes)> = document
        .blocks
        .iter()
        .map(|block| (block.span, [0; LANGUAGES.len()]))
        .collect();
    let mut index = 0;
    let telling = hits.iter().filter(|hit| {
        let known = match hit.concept {
            Concept::LanguageWord => is_word(document, tokens, hit),
            // Short names of months and days, and doubtful ones, are everyday words elsewhere.
            Concept::DateMonthShort | Concept::DateWeekdayShort | Concept::DateDoubtful => false,
            // Endings ("-jén") and beginnings ("mid-") tell nothing: what they are glued to may be
            // anything.
            _ => {
                hit.span.len() >= SHORTEST
                    && tokens[hit.first].kind == TokenKind::Word
                    && !tokens.is_mark(hit.end - 1, '-')
            }
        };
        known
            && !hit.concept.is_of_any_language()
            && !hit.languages.meets(all)
            && !is_in_address(&document.text, hit.span)
    });
    for hit in telling {
        while index < blocks.len() && blocks[index].0.end <= hit.span.start {
            index += 1;
        }
        let Some((_, votes)) = blocks.get_mut(index) else {
            break;
        };
        let mut rest = hit.languages.0;
        let worth = if hit.concept == Concept::LanguageWord {
            OWN * EVERYDAY
        } else {
            OWN
        };
        let share = worth / rest.count_ones().max(1);
        while rest != 0 {
            votes[rest.trailing_zeros() as usize] += share;
            rest &= rest - 1;
        }
    }
    blocks
}

/// Whether an everyday word is one: letters of "e-mail" and of "T H E  F A I R" are none.
fn is_word(document: &Document, tokens: &Tokens, hit: &Hit) -> bool {
    let letters = |token: usize| {
        tokens.get(token).map_or("", |token| {
            &document.text[token.start as usize..token.end as usize]
        })
    };
    let one = |token: usize| letters(token).chars().nth(1).is_none();
    letters(hit.end) != "-" && !(one(hit.first) && one(hit.end))
}

/// Whether the phrase is a piece of an address of the web or of mail, or of a path: those speak
/// the language of the service.
fn is_in_address(text: &str, span: Span) -> bool {
    let joins = |mark: Option<char>, beyond: Option<char>| match mark {
        Some('/' | '@' | '_' | '#') => true,
        Some('.') => beyond.is_some_and(char::is_alphanumeric),
        _ => false,
    };
    let mut before = text[..span.start].chars().rev();
    let mut after = text[span.end..].chars();
    joins(before.next(), before.next()) || joins(after.next(), after.next())
}

/// The bit with most votes, the first of equals, and its votes.
fn most(votes: &Votes) -> (usize, u32) {
    (0..votes.len())
        .map(|bit| (bit, votes[bit]))
        .max_by_key(|(bit, vote)| (*vote, std::cmp::Reverse(*bit)))
        .unwrap_or_default()
}

/// The languages that phrases of a block are read in: those with much of its votes, and the
/// document's own unless the block plainly speaks another. Empty where nothing tells.
fn languages_of_block(votes: &Votes, main: Languages) -> Languages {
    // So many votes are more than one word gives, whatever concepts it has.
    const PLAIN: u32 = 3 * OWN * EVERYDAY;
    let (_, best) = most(votes);
    let own = (0..votes.len())
        .filter(|bit| main.0 >> bit & 1 == 1)
        .map(|bit| votes[bit])
        .max()
        .unwrap_or(0);
    // Beside the document's own language another must be nearly as strong: one phrase of it may
    // be an everyday word of the first.
    let (share, of) = if own > 0 && own == best {
        (3, 4)
    } else {
        (1, 2)
    };
    let spoken = (0..votes.len())
        .filter(|bit| votes[*bit] > 0 && votes[*bit] * of >= best * share)
        .fold(0, |spoken, bit| spoken | 1 << bit);
    // No word is of one language alone: such as the document's own shares with others add none.
    if best < OWN && main != Languages::default() {
        return main;
    }
    if best < PLAIN || own * 4 >= best {
        return Languages(spoken | main.0);
    }
    Languages(spoken)
}

fn keep_spoken(tokens: &Tokens, around: &[(Span, Languages)], main: Languages, hits: &mut Hits) {
    let all = Languages::of("mul");
    let mut index = 0;
    hits.retain_at_tokens(|of_token| {
        let Some(first) = of_token.first() else {
            return;
        };
        while index < around.len() && around[index].0.end <= first.span.start {
            index += 1;
        }
        let languages = around.get(index).map_or(main, |(_, languages)| *languages);
        if languages == Languages::default() {
            of_token.retain(|hit| hit.concept != Concept::LanguageWord);
            return;
        }
        let is_spoken = |hit: &Hit| {
            hit.languages == Languages::default()
                || hit.languages.meets(Languages(languages.0 | all.0))
        };
        let dated = |hit: &Hit| matches!(hit.concept, Concept::DateMonth | Concept::DateWeekday);
        // "sali" is a Tuesday where no spoken language knows the word for something else.
        let foreign = of_token.iter().any(dated) && !of_token.iter().any(is_spoken);
        let agreed = |concept: Concept| {
            let mut values = of_token.iter().filter(|hit| hit.concept == concept);
            let first = values.next().map(|hit| hit.value);
            values.all(|hit| Some(hit.value) == first)
        };
        let months = foreign && agreed(Concept::DateMonth);
        let weekdays = foreign && agreed(Concept::DateWeekday);
        let shared = |hit: &Hit| match hit.concept {
            Concept::DateMonth => months && is_by_number(tokens, hit),
            Concept::DateWeekday => weekdays && is_by_number(tokens, hit),
            _ => false,
        };
        let everyday = of_token
            .iter()
            .find(|hit| hit.concept == Concept::LanguageWord && is_spoken(hit))
            .map(|hit| hit.end);
        // "Els amics": what is an everyday word here names nobody.
        let is_everyday = |hit: &Hit| {
            Some(hit.end) == everyday
                && !is_spoken(hit)
                && !hit.concept.holds_beside_everyday_words()
        };
        of_token.retain(|hit| {
            hit.concept != Concept::LanguageWord
                && !is_everyday(hit)
                && (is_spoken(hit) || hit.concept.is_of_any_language() || shared(hit))
        });
    });
}

/// Whether a number stands before or after the phrase, perhaps with one token between.
fn is_by_number(tokens: &Tokens, hit: &Hit) -> bool {
    let near = hit.first.saturating_sub(2)..(hit.end + 2).min(tokens.len());
    tokens[near]
        .iter()
        .any(|token| token.kind == TokenKind::Number)
}

#[cfg(test)]
mod tests {
    use crate::find::testing::{document, document_in};
    use crate::{Options, View};
    use handbill_lexicon::{Concept, Languages};
    use handbill_model::Document;

    /// The months that the hits of the document name.
    fn months(document: &Document) -> Vec<i32> {
        let options = Options::default();
        let view = View::new(document, &options);
        let months = view
            .hits
            .iter()
            .filter(|hit| hit.concept == Concept::DateMonth);
        months.map(|hit| hit.value).collect()
    }

    #[test]
    fn each_block_is_read_in_its_own_language() {
        let text = "We are glad to invite you to the talks of our society, which are open to all.\n\n\
                    Siamo lieti di invitarvi agli incontri della nostra società, con un brindisi il 3 marzo.";
        let document = document(text);
        let options = Options::default();
        let view = View::new(&document, &options);
        let italian = Languages::of("it");
        let march = view
            .hits
            .iter()
            .find(|hit| hit.concept == Concept::DateMonth);
        assert!(march.is_some_and(|hit| hit.languages.meets(italian)));
        let second = text.find("Siamo").unwrap_or_default();
        let foreign = view.hits.iter().filter(|hit| {
            hit.span.start >= second
                && !hit.concept.is_of_any_language()
                && !hit.languages.meets(italian)
        });
        assert_eq!(
            foreign.collect::<Vec<_>>(),
            Vec::<&handbill_lexicon::Hit>::new()
        );
    }

    #[test]
    fn a_wrong_guess_costs_no_date() {
        assert_eq!(
            months(&document_in("en", "The vernissage is on 12. prosince 2026")),
            [12]
        );
        // October in one language and November in another: nobody can tell.
        assert!(
            months(&document_in(
                "en",
                "The opening is on the 12 listopada 2026"
            ))
            .is_empty()
        );
        // January in one language, members in the one that is spoken.
        let text = "De leden van het bestuur zijn te bereiken via de secretaris";
        assert!(months(&document_in("nl", text)).is_empty());
    }

    #[test]
    fn the_language_that_stands_out_is_told() {
        let options = Options::default();
        let told = |text: &str| View::new(&document(text), &options).main_language();
        let polish = "Zapraszamy na spotkanie, które jest dla nas bardzo ważne, oraz na obiad.";
        assert_eq!(told(polish), Languages::of("pl"));
        assert_eq!(told("12 + 3 = 15"), Languages::default());
    }
}
