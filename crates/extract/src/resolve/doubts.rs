//! Warnings of dates that a careful editor would ask about.

use handbill_model::Warning;

use crate::View;
use crate::assemble::roles::{TimeRole, Timed};

/// What is doubtful in the dates that events and deadlines are made of.
pub fn doubts(view: &View, times: &[Timed]) -> Vec<Warning> {
    times
        .iter()
        .filter(|timed| matches!(timed.role, TimeRole::Event | TimeRole::Deadline { .. }))
        .filter_map(|timed| {
            let (code, message) = doubt(timed)?;
            Some(Warning {
                code: code.to_owned(),
                message: message.to_owned(),
                evidence: vec![view.evidence(timed.span, timed.rule)],
            })
        })
        .collect()
}

fn doubt(timed: &Timed) -> Option<(&'static str, &'static str)> {
    let time = timed.time;
    let start = time.start;
    if time.ambiguous {
        return Some((
            "ambiguous-date",
            "expected a sign of whether day or month comes first, found none; the date is left out",
        ));
    }
    if time.weekday_agrees == Some(false) {
        return Some((
            "weekday-contradicts-date",
            "expected the written day of the week, found another on this date; the date is kept as written",
        ));
    }
    if time.excepted {
        return Some((
            "recurrence-exceptions",
            "expected a rule for all occurrences, found exceptions from it, which the recurrence does not tell",
        ));
    }
    let open = start.year.is_none() && start.month.is_some() && start.day.is_some();
    open.then_some((
        "unresolved-year",
        "expected a year near the date or a reference date, found neither; the date is left out",
    ))
}
