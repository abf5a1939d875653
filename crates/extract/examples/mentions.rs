//! Mentions of texts given as JSON lines: until the command line can do it.
use handbill_extract::{Found, Options, View, find};
use handbill_model::{Block, BlockKind, Document, Span};
use std::io::{BufRead, Write};

fn main() {
    let stdin = std::io::stdin();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for line in stdin.lock().lines() {
        let case: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = case["text"].as_str().unwrap_or_default().to_owned();
        let mut document = Document {
            text: text.clone(),
            ..Document::default()
        };
        let mut start = 0;
        for chunk in text.split_inclusive("\n\n") {
            let span = Span::new(start, start + chunk.len()).trim(&text);
            if !span.is_empty() {
                document.blocks.push(Block::new(BlockKind::Paragraph, span));
            }
            start += chunk.len();
        }
        let options = Options {
            language: case["language"].as_str().map(str::to_owned),
            reference_date: case["reference_date"]
                .as_str()
                .and_then(|date| date.get(..10)?.parse().ok()),
        };
        let view = View::new(&document, &options);
        let mentions: Vec<_> = find::find(&view)
            .into_iter()
            .filter_map(|mention| {
                let Found::Time(time) = &mention.found else { return None };
                Some(serde_json::json!({
                    "type": "time", "start": time.start.iso(), "end": time.end.and_then(|end| end.iso()),
                    "text": mention.span.of(&text), "rule": mention.rule,
                    "span": [mention.span.start, mention.span.end],
                    "recurrence": time.recurrence, "bound": format!("{:?}", time.bound),
                    "ambiguous": time.ambiguous,
                    "agrees": time.weekday_agrees,
                    "raw": format!("{:?}-{:?}-{:?} {:?}", time.start.year, time.start.month, time.start.day, time.start.clock),
                }))
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({"id": case["id"], "mentions": mentions})).unwrap();
    }
}
