//! Hours without a half of the day.

use handbill_lexicon::{Concept, TWELVE_HOURS};
use handbill_model::BlockKind;

use crate::{Clock, Found, Mention, TimeMention, View};

/// Hours that announcements written in twelve hours mean as afternoon: nobody bids to come at
/// three in the morning without saying so.
const AFTERNOON: std::ops::RangeInclusive<u8> = 1..=6;

/// Moves bare early hours to the afternoon where the document counts hours to twelve, and the
/// end of a range past its start.
pub fn settle(view: &View, mentions: &mut [Mention]) {
    if !counts_to_twelve(view, mentions) {
        return;
    }
    for mention in mentions {
        let bare = is_bare(view, mention);
        if let Found::Time(time) = &mut mention.found
            && bare
        {
            settle_one(time);
        }
    }
}

fn settle_one(time: &mut TimeMention) {
    let later = |clock: &mut Clock| clock.hour += 12;
    if let Some(clock) = &mut time.start.clock
        && AFTERNOON.contains(&clock.hour)
    {
        later(clock);
    }
    let start = time.start.clock;
    let Some(end) = &mut time.end else {
        return;
    };
    if let (Some(start), Some(clock)) = (start, &mut end.clock)
        && clock.hour < 12
        && *clock <= start
    {
        later(clock);
        // A range that seemed to run past midnight ends on its own day.
        if end.day.is_some() && time.start.day.is_some() {
            (end.year, end.month, end.day) = (time.start.year, time.start.month, time.start.day);
        }
    }
}

/// Whether the mention's clock is written without "am" or "pm", without a leading zero and not
/// as a machine stamp.
fn is_bare(view: &View, mention: &Mention) -> bool {
    let text = mention.span.of(view.text());
    !has_half(view, mention) && !mention.rule.contains("stamp") && !has_leading_zero(text)
}

fn has_half(view: &View, mention: &Mention) -> bool {
    view.hits.within(&view.tokens, mention.span).any(|hit| {
        matches!(
            hit.concept,
            Concept::DateMeridiem | Concept::DateClockWord | Concept::DatePartOfDay
        )
    })
}

fn has_leading_zero(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(3).enumerate().any(|(at, window)| {
        window[0] == b'0'
            && window[1].is_ascii_digit()
            && window[2] == b':'
            && (at == 0 || !bytes[at - 1].is_ascii_digit())
    })
}

/// Whether the language counts hours to twelve and no bare time of the document says otherwise.
fn counts_to_twelve(view: &View, mentions: &[Mention]) -> bool {
    if !view.main_language().meets(TWELVE_HOURS) {
        return false;
    }
    // Headers of mails are stamped by machines and tell nothing of the writer's habit.
    let stamped = |mention: &Mention| {
        let blocks = &view.document.blocks;
        let after = blocks.partition_point(|block| block.span.start <= mention.span.start);
        after
            .checked_sub(1)
            .is_some_and(|index| matches!(blocks[index].kind, BlockKind::KeyValue { .. }))
    };
    !mentions
        .iter()
        .filter(|mention| !stamped(mention))
        .any(|mention| match &mention.found {
            Found::Time(time) => {
                let text = mention.span.of(view.text());
                let late = |clock: Option<Clock>| clock.is_some_and(|clock| clock.hour > 12);
                !has_half(view, mention)
                    && !mention.rule.contains("stamp")
                    && text.contains(':')
                    && !text.matches(':').count().gt(&2)
                    && (late(time.start.clock)
                        || late(time.end.and_then(|end| end.clock))
                        || has_leading_zero(text))
                    && time.start.zone.is_none_or(|zone| zone.offset.is_none())
            }
            _ => false,
        })
}
