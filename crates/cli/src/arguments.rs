use std::num::NonZeroUsize;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Read announcements and write what they announce as records: events, organisations, deadlines
/// and contacts.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "\
Examples:
  handbill extract flyer.txt                          the records of one document
  handbill extract inbox/ --out records/ --resume     those of a folder, one file each
  handbill extract inbox/ --format jsonl > all.jsonl  the same, one line each
  handbill text flyer.txt                             the text that offsets count in
  handbill mentions flyer.txt                         its dates, addresses, phones and links

Exit status: 0 all inputs were read, 1 some were not, 2 wrong usage."
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the records of documents as JSON
    Extract(ExtractArguments),
    /// Print the normalised text of documents, which all offsets count in
    Text(TextArguments),
    /// Print the dates, addresses, phones, links and e-mail addresses in documents or texts
    Mentions(MentionsArguments),
    /// Print the JSON Schema of what `extract` writes
    Schema,
}

#[derive(Debug, Args)]
#[group(id = "input", required = true, multiple = true, args = ["paths", "manifest"])]
#[command(after_help = "\
Folders are walked in the order of their names. Hidden files are left out, and so are files whose
extension no document has. A file that is named itself is always read. `-` is standard input.

A manifest gives one input a line, as JSON; all keys but \"path\" may be left out:
  {\"path\": \"a.txt\", \"reference_date\": \"2026-03-01\", \"language\": \"fr\",
   \"media_type\": \"text/plain; charset=windows-1252\", \"base_url\": \"https://example.org/\"}
A relative path is taken from the current folder, or, where nothing is there, from the
manifest's folder.

Examples:
  handbill extract flyer.txt
  handbill extract --manifest inbox.jsonl --format jsonl --out records.jsonl
  handbill extract inbox/ --out records/ --resume --jobs 8
  curl -s https://example.org/news.txt | handbill extract - --reference-date today")]
pub struct ExtractArguments {
    #[command(flatten)]
    pub inputs: InputArguments,
    /// Read the inputs that this file lists
    #[arg(long, value_name = "FILE.jsonl")]
    pub manifest: Option<PathBuf>,
    /// json: indented, an object for a single file and else a list; jsonl: one line a document
    #[arg(long, value_enum)]
    pub format: Option<RecordFormat>,
    /// Write to this file (where it ends in .json or .jsonl), or into this folder, one file a
    /// document
    #[arg(long, value_name = "FILE|FOLDER")]
    pub out: Option<PathBuf>,
    /// Leave out inputs that the folder of --out holds already, read from the same bytes with the
    /// same options by the same version
    #[arg(long, requires = "out")]
    pub resume: bool,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

#[derive(Debug, Args)]
#[group(id = "input", required = true, args = ["paths"])]
#[command(after_help = "\
Examples:
  handbill text flyer.txt
  handbill text - < flyer.txt")]
pub struct TextArguments {
    #[command(flatten)]
    pub inputs: InputArguments,
    /// Number of documents read at a time [default: one a processor]
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
With --input-format jsonl every line of the input is a text of its own:
  {\"id\": 7, \"text\": \"Fair on 3 May\", \"language\": \"en\", \"region\": \"GB\",
   \"reference_date\": \"2026-03-01\"}
All keys but \"text\" may be left out. A reference date with a time (2026-03-01T09:30) makes of the
text a remark said at that moment, in which \"in five minutes\" is a time too. Offsets count code points of the normalised text.

Examples:
  handbill mentions flyer.txt
  handbill mentions --input-format jsonl --format jsonl < texts.jsonl")]
pub struct MentionsArguments {
    #[command(flatten)]
    pub inputs: InputArguments,
    /// What the inputs are
    #[arg(long, value_enum, default_value_t = InputFormat::Text)]
    pub input_format: InputFormat,
    /// How to print [default: table on a terminal, else jsonl]
    #[arg(long, value_enum)]
    pub format: Option<MentionFormat>,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// What to read.
#[derive(Debug, Args)]
pub struct InputArguments {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Leave out what .gitignore files name when walking folders
    #[arg(long)]
    pub gitignore: bool,
    /// Have pages of PDF that hold images and no text read by the program `tesseract`
    #[arg(long)]
    pub ocr: bool,
}

/// How to read it.
#[derive(Debug, Args)]
pub struct ReadingArguments {
    /// The day that dates without a year and words like "tomorrow" are resolved against:
    /// YYYY-MM-DD, or `today` (UTC). With a time (YYYY-MM-DDTHH:MM) `mentions` reads the text as a
    /// remark of that moment
    #[arg(long, value_name = "DATE", value_parser = reference_date)]
    pub reference_date: Option<Reference>,
    /// Language of the documents (BCP 47, such as `fr` or `de-AT`)
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Number of documents read at a time [default: one a processor]
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RecordFormat {
    Json,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// Documents
    Text,
    /// One text a line
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MentionFormat {
    Jsonl,
    Json,
    Table,
}

/// The day that a text is of, and the time of day where one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    pub day: NaiveDate,
    pub time: Option<NaiveTime>,
}

impl Reference {
    /// Reads an ISO 8601 date or date with time; an offset from UTC is left out of account.
    pub fn read(written: &str) -> Option<Self> {
        let (date, rest) = written.split_at_checked(10)?;
        if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
            return None;
        }
        let clock = |range, format| NaiveTime::parse_from_str(rest.get(range)?, format).ok();
        let time = clock(1..9, "%H:%M:%S").or_else(|| clock(1..6, "%H:%M"));
        Some(Reference {
            day: NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?,
            time,
        })
    }
}

/// Reads a date of the command line.
fn reference_date(written: &str) -> Result<Reference, String> {
    if written == "today" {
        let now: DateTime<Utc> = std::time::SystemTime::now().into();
        return Ok(Reference {
            day: now.date_naive(),
            time: None,
        });
    }
    Reference::read(written)
        .ok_or_else(|| format!("expected YYYY-MM-DD or today, found {written:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn days_are_read_from_dates_and_times() {
        let reference =
            |time| NaiveDate::from_ymd_opt(2026, 3, 1).map(|day| Reference { day, time });
        let clock = |hour, minute, second| NaiveTime::from_hms_opt(hour, minute, second);
        assert_eq!(Reference::read("2026-03-01"), reference(None));
        assert_eq!(
            Reference::read("2026-03-01T12:30"),
            reference(clock(12, 30, 0))
        );
        assert_eq!(
            Reference::read("2026-03-01T12:30:05Z"),
            reference(clock(12, 30, 5))
        );
        for wrong in [
            "",
            "2026-3-1",
            "2026-02-30",
            "01.03.2026",
            "2026-03-011",
            "é026-03-01",
        ] {
            assert_eq!(Reference::read(wrong), None, "{wrong}");
        }
    }
}
