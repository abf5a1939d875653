use std::fmt::Write;

use handbill::{Found, Mention, TimeMention};

use super::Marked;
use super::json::{kind_name, resolved};

/// How much of a mention's text is shown, in characters.
const TEXT_WIDTH: usize = 60;

/// A text's mentions as a table under its name; times without a value are marked as unresolved.
pub fn render(marked: &Marked, colour: bool) -> String {
    let (bold, plain) = if colour {
        ("\x1b[1m", "\x1b[0m")
    } else {
        ("", "")
    };
    let name = match marked.id.as_str() {
        Some(name) => name.to_owned(),
        None => marked.id.to_string(),
    };
    let mut out = format!("{bold}{name}{plain}");
    for mention in &marked.mentions {
        let (kind, value) = kind_and_value(mention);
        let text = shortened(mention.span.of(&marked.document.text));
        let _ = write!(out, "\n  {kind:8} {value:41} {text}  ({})", mention.rule);
    }
    if marked.mentions.is_empty() {
        out.push_str("\n  nothing found");
    }
    out
}

fn kind_and_value(mention: &Mention) -> (&'static str, String) {
    match &mention.found {
        Found::Time(time) => ("time", time_value(time)),
        Found::Email(address) => ("email", address.clone()),
        Found::Phone(phone) => {
            let number = phone.e164.clone();
            (
                "phone",
                number.unwrap_or_else(|| "country unknown".to_owned()),
            )
        }
        Found::Url { url, kind } => ("url", format!("{url} ({})", kind_name(*kind))),
        Found::Handle(handle) => ("handle", format!("@{handle}")),
        Found::Hashtag(hashtag) => ("hashtag", format!("#{hashtag}")),
        Found::Address(mention) => {
            let address = &mention.address;
            let parts = [
                &address.street,
                &address.postcode,
                &address.locality,
                &address.region,
                &address.country,
            ];
            let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
            ("address", parts.join(", "))
        }
    }
}

fn time_value(time: &TimeMention) -> String {
    let mut parts = Vec::new();
    match resolved(time) {
        Some((Some(start), Some(end))) => parts.push(format!("{start} to {end}")),
        Some((Some(start), None)) => parts.push(start),
        _ if time.recurrence.is_some() => {}
        _ => parts.push("unresolved".to_owned()),
    }
    parts.extend(time.recurrence.clone());
    parts.join(" ")
}

/// The text on one line, cut where it is long.
fn shortened(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((offset, _)) = line.char_indices().nth(TEXT_WIDTH) {
        line.truncate(offset);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shortened(" 3\nmai  2026 "), "3 mai 2026");
        assert_eq!(shortened(&"é".repeat(61)), "é".repeat(60) + "…");
    }
}
