//! Deadlines from times with the role of one.

use handbill_lexicon::Concept;
use handbill_model::{Boundary, Deadline, DeadlineKind, Span};

use super::places::one_line;
use super::roles::{KINDS, TimeRole, Timed, times_in};
use super::title_text::trim_marks;
use crate::layout::{Layout, has};
use crate::{Found, LinkKind, Mention, Moment, View, overlapping};

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
    let hour = common_hour(view, layout, times);
    times
        .iter()
        .filter(|timed| !timed.time.ambiguous)
        .filter_map(|timed| match &timed.role {
            TimeRole::Deadline {
                kind,
                boundary,
                label,
            } => Some((timed, kind, *boundary, label)),
            _ => None,
        })
        .flat_map(|(timed, kind, boundary, label)| {
            boundaries(timed, *kind, boundary)
                .into_iter()
                .map(move |boundary| (timed, kind, boundary, label))
        })
        .filter_map(|(timed, kind, boundary, label)| {
            // A period of submission closes on its last day.
            let moment = match boundary {
                Boundary::Closes => timed.time.end.unwrap_or(timed.time.start),
                Boundary::Opens => timed.time.start,
            };
            let common = hour
                .filter(|_| boundary == Boundary::Closes && moment.clock.is_none())
                .filter(|_| moment.day.is_some());
            let moment = match common {
                Some(hour) => Moment {
                    clock: hour.time.start.clock,
                    zone: hour.time.start.zone,
                    ..moment
                },
                None => moment,
            };
            let date = moment.iso().filter(|_| moment.year.is_some())?;
            let text = view.text();
            let label = cue(view, mentions, *label, timed.time.end.is_some());
            let mut record = Deadline {
                id: String::new(),
                kind: *kind,
                boundary,
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
            let told = std::iter::once(timed).chain(common);
            record.evidence.insert(
                "date".to_owned(),
                told.map(|timed| view.evidence(timed.span, timed.rule))
                    .collect(),
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

/// The ends of a period that are told: of one to register or hand in within, both.
fn boundaries(timed: &Timed, kind: DeadlineKind, boundary: Boundary) -> Vec<Boundary> {
    let days = timed.time.start.day.is_some()
        && timed
            .time
            .end
            .is_some_and(|end| end.day.is_some() && end.date() > timed.time.start.date());
    let window = matches!(
        kind,
        DeadlineKind::Registration | DeadlineKind::Application | DeadlineKind::Submission
    );
    match days && window {
        true => vec![Boundary::Opens, Boundary::Closes],
        false => vec![boundary],
    }
}

/// The hour that one sentence gives for all deadlines ("All deadlines are 23:59 AoE"): a time of
/// day with its zone, and no day.
fn common_hour<'t>(view: &View, layout: &Layout, times: &'t [Timed<'t>]) -> Option<&'t Timed<'t>> {
    times.iter().find(|timed| {
        let clause = layout.clauses[timed.clause].span;
        timed.role == TimeRole::Clock
            && timed.time.start.zone.is_some()
            && timed.time.end.is_none()
            && has(view, clause, Concept::DeadlineWord)
            && times_in(times, clause).len() == 1
    })
}

/// The cue as written: without a conjunction that leads in to it, and without the struck-out date
/// or other things behind it, such as the word that a period begins with.
fn cue(view: &View, mentions: &[Mention], label: Span, period: bool) -> Span {
    let text = view.text();
    let mut label = trim_marks(text, label);
    let first = view.tokens.first_at(label.start);
    if let Some(and) = view.hits.find(first, Concept::DateAnd)
        && and.span.start == label.start
        && and.span.end < label.end
    {
        label = trim_marks(text, Span::new(and.span.end, label.end));
    }
    if let Some(mention) = overlapping(mentions, label)
        .iter()
        .find(|mention| mention.span.start > label.start)
    {
        label = trim_marks(text, Span::new(label.start, mention.span.start));
    }
    // "Registration: from": the word belongs to the period behind it.
    let from = view.hits.within(&view.tokens, label).find(|hit| {
        period
            && hit.concept == Concept::DateRangeOpen
            && hit.span.end == label.end
            && hit.span.start > label.start
    });
    from.map_or(label, |hit| {
        trim_marks(text, Span::new(label.start, hit.span.start))
    })
}

/// The page or address in the deadline's own clause; else in the next, unless that is about a
/// deadline of another kind.
fn address(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    timed: &Timed,
    record: &mut Deadline,
) {
    let part = layout.lines[timed.line].part;
    let own_end = layout.clauses[timed.clause].span.end;
    let end = layout
        .clauses
        .get(timed.clause + 2)
        .or(layout.clauses.last())
        .map_or(timed.span.end, |clause| clause.span.end);
    let from = mentions.partition_point(|mention| mention.span.start < timed.span.end);
    let in_clause = |mention: &&Mention| mention.span.start < own_end;
    let mut told_there = mentions[from..].iter().take_while(in_clause);
    if !told_there.any(|mention| matches!(mention.found, Found::Email(_) | Found::Url { .. })) {
        address_before(view, layout, mentions, timed, record);
    }
    for mention in mentions[from..]
        .iter()
        .take_while(|mention| mention.span.start < end)
    {
        let told = record.url.is_some() || record.email.is_some();
        let further = mention.span.start >= own_end;
        if further && (told || is_about_another(view, layout, mention.span, record.kind)) {
            break;
        }
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

/// The address that the deadline's clause tells before the day: "Write to … by 10 March".
fn address_before(
    view: &View,
    layout: &Layout,
    mentions: &[Mention],
    timed: &Timed,
    record: &mut Deadline,
) {
    let start = layout.clauses[timed.clause].span.start;
    let end = mentions.partition_point(|mention| mention.span.start < timed.span.start);
    let before = mentions[..end]
        .iter()
        .rev()
        .take_while(|mention| mention.span.start >= start)
        .take_while(|mention| !matches!(mention.found, Found::Time(_)));
    for mention in before {
        if let Found::Email(email) = &mention.found {
            record.email = Some(email.clone());
            let told = vec![view.evidence(mention.span, mention.rule)];
            record.evidence.insert("email".to_owned(), told);
            return;
        }
    }
}

/// Whether the clause at the span names what deadlines of another kind are for, and nothing of this.
fn is_about_another(view: &View, layout: &Layout, span: Span, kind: DeadlineKind) -> bool {
    let Some(clause) = layout.clause_at(span.start) else {
        return false;
    };
    let clause = layout.clauses[clause].span;
    let mut kinds = KINDS
        .iter()
        .filter(|(concept, _)| has(view, clause, *concept))
        .map(|(_, kind)| *kind)
        .peekable();
    // What is paid is often told with what it is paid for.
    let apart = |other: DeadlineKind| {
        other != kind && !matches!(other, DeadlineKind::Payment | DeadlineKind::Other)
    };
    kind != DeadlineKind::Other && kinds.peek().is_some() && kinds.all(apart)
}

#[cfg(test)]
mod tests {
    use crate::find::testing::document;
    use crate::{Options, extract};

    /// The deadlines of a text, each as date, kind and boundary.
    fn deadlines_of(text: &str) -> Vec<String> {
        let options = Options {
            reference_date: chrono::NaiveDate::from_ymd_opt(2026, 2, 10),
            ..Options::default()
        };
        extract(&document(text), &options)
            .deadlines
            .iter()
            .map(|found| {
                let kind = serde_json::to_value(found.kind).unwrap_or_default();
                let boundary = serde_json::to_value(found.boundary).unwrap_or_default();
                format!(
                    "{} {} {}",
                    found.date,
                    kind.as_str().unwrap_or_default(),
                    boundary.as_str().unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn cues_stand_before_or_after_the_date() {
        let one = [
            (
                "Submission deadline: 4 May 2026",
                "2026-05-04 submission closes",
            ),
            (
                "Anmeldeschluss: 4. Mai 2026",
                "2026-05-04 registration closes",
            ),
            (
                "Inscriptions avant le 4 mai 2026",
                "2026-05-04 registration closes",
            ),
            (
                "Comments received by 4 May 2026 will be read.",
                "2026-05-04 submission closes",
            ),
            (
                "Final regular paper submission: 4 May 2026",
                "2026-05-04 camera_ready closes",
            ),
            (
                "Copy for the spring issue by 4 May 2026 please.",
                "2026-05-04 submission closes",
            ),
            ("Redaktionsschluss: 4. Mai 2026", "2026-05-04 other closes"),
        ];
        for (text, expected) in one {
            assert_eq!(deadlines_of(text), [expected], "{text}");
        }
        let list = "Important dates\n\n4 May 2026\nPaper submission\n1 June 2026\nNotification of acceptance";
        assert_eq!(
            deadlines_of(list),
            [
                "2026-05-04 submission closes",
                "2026-06-01 notification closes"
            ]
        );
    }

    #[test]
    fn one_sentence_may_open_and_close() {
        assert_eq!(
            deadlines_of("Registration opens on 2 March 2026 and closes on 29 May 2026."),
            [
                "2026-03-02 registration opens",
                "2026-05-29 registration closes"
            ]
        );
    }

    #[test]
    fn a_period_to_register_in_opens_and_closes() {
        assert_eq!(
            deadlines_of("Inscripción: del 7 al 15 de mayo de 2026"),
            [
                "2026-05-07 registration opens",
                "2026-05-15 registration closes"
            ]
        );
        assert_eq!(
            deadlines_of(
                "Para el cartel de junio hay que enviar los textos antes del 23 de mayo de 2026."
            ),
            ["2026-05-23 submission closes"]
        );
    }

    #[test]
    fn what_is_no_deadline() {
        for text in [
            "Registration is open. The workshop takes place on 4 May 2026 in Ghent.",
            "Applications are open.",
            "The papers of the conference on 4 May 2026 were printed.",
            "Register one week before the event.",
        ] {
            assert_eq!(deadlines_of(text), Vec::<String>::new(), "{text}");
        }
    }
}
