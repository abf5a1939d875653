//! Deadlines from times with the role of one.

use handbill_model::{Boundary, Deadline, Span};

use super::places::one_line;
use super::roles::{TimeRole, Timed};
use super::titles::trim_marks;
use crate::layout::Layout;
use crate::{Found, LinkKind, Mention, Moment, View};

/// A deadline of the document before ids are given.
#[derive(Clone, Debug)]
pub struct DeadlineDraft {
    /// The record; `id`, `event` and `organisation` are still empty.
    pub record: Deadline,
    /// The moment, as found.
    pub moment: Moment,
    /// Where its date stands.
    pub span: Span,
}

/// All deadlines of the document, in order. Those without a certain day are left out.
pub fn deadlines(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    linked: &[Mention],
    times: &[Timed],
) -> Vec<DeadlineDraft> {
    times
        .iter()
        .filter(|timed| !timed.time.ambiguous)
        .filter_map(|timed| {
            let TimeRole::Deadline {
                kind,
                boundary,
                label,
            } = &timed.role
            else {
                return None;
            };
            // A period of submission closes on its last day.
            let moment = match boundary {
                Boundary::Closes => timed.time.end.unwrap_or(timed.time.start),
                Boundary::Opens => timed.time.start,
            };
            let date = moment.iso().filter(|_| moment.year.is_some())?;
            let text = view.text();
            let label = trim_marks(text, *label);
            let mut record = Deadline {
                id: String::new(),
                kind: *kind,
                boundary: *boundary,
                label: Some(one_line(label.of(text))).filter(|label| !label.is_empty()),
                date,
                time_zone: None,
                event: None,
                organisation: None,
                url: None,
                email: None,
                confidence: 0.9,
                evidence: Default::default(),
            };
            record.evidence.insert(
                "date".to_owned(),
                vec![view.evidence(timed.span, timed.rule)],
            );
            if record.label.is_some() {
                record.evidence.insert(
                    "label".to_owned(),
                    vec![view.evidence(label, "deadline.cue")],
                );
            }
            address(view, layout, mentions, timed, &mut record);
            if record.url.is_none() {
                address(view, layout, linked, timed, &mut record);
            }
            Some(DeadlineDraft {
                record,
                moment,
                span: timed.span,
            })
        })
        .collect()
}

/// The page or address in the deadline's own clause or the next.
fn address(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    timed: &Timed,
    record: &mut Deadline,
) {
    let part = layout.lines[timed.line].part;
    let end = layout
        .clauses
        .get(timed.clause + 2)
        .or(layout.clauses.last())
        .map_or(timed.span.end, |clause| clause.span.end);
    let from = mentions.partition_point(|mention| mention.span.start < timed.span.end);
    for mention in mentions[from..]
        .iter()
        .take_while(|mention| mention.span.start < end)
    {
        let same_part = layout
            .line_at(mention.span.start)
            .is_some_and(|line| layout.lines[line].part == part);
        match &mention.found {
            // The next date begins something else.
            Found::Time(_) => break,
            Found::Url { url, kind }
                if same_part
                    && record.url.is_none()
                    && !matches!(kind, LinkKind::Map | LinkKind::Profile) =>
            {
                record.url = Some(url.clone());
                record.evidence.insert(
                    "url".to_owned(),
                    vec![view.evidence(mention.span, mention.rule)],
                );
            }
            Found::Email(email) if same_part && record.email.is_none() => {
                record.email = Some(email.clone());
                record.evidence.insert(
                    "email".to_owned(),
                    vec![view.evidence(mention.span, mention.rule)],
                );
            }
            _ => {}
        }
    }
}
