//! Pages of PDF without text are read by `tesseract`, a program of its own.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use handbill::{RecognisedPage, RecognisedWord};

/// The program, looked for in the folders of PATH.
const PROGRAM: &str = "tesseract";

/// The most pages of a document that are read so: each takes seconds.
const MOST_PAGES: usize = 50;

/// What the pages of the document that hold no text show. Nothing for what is no PDF.
pub fn recognise(bytes: &[u8], language: Option<&str>) -> anyhow::Result<Vec<RecognisedPage>> {
    // What cannot be read fails where it is read.
    let pages = handbill::pages_without_text(bytes).unwrap_or_default();
    let pages = pages.into_iter().take(MOST_PAGES);
    pages.map(|page| read_page(bytes, page, language)).collect()
}

#[cfg(not(feature = "ocr"))]
fn read_page(_: &[u8], page: u32, _: Option<&str>) -> anyhow::Result<RecognisedPage> {
    bail!(
        "page {page} holds no text, and this build cannot draw pages for --ocr: build it with \
         `cargo build --release --features ocr`"
    )
}

#[cfg(feature = "ocr")]
fn read_page(bytes: &[u8], page: u32, language: Option<&str>) -> anyhow::Result<RecognisedPage> {
    let scan = handbill::scan(bytes, page)?;
    let table = run(&scan.png, scan.scale, language)?;
    Ok(RecognisedPage {
        page,
        words: words(&table, scan.scale),
    })
}

/// Runs the program over an image and gives the table that it prints.
#[cfg_attr(not(feature = "ocr"), allow(dead_code))]
fn run(png: &[u8], scale: f32, language: Option<&str>) -> anyhow::Result<String> {
    let mut command = Command::new(PROGRAM);
    command.args(["stdin", "stdout"]);
    if let Some(language) = language.and_then(model) {
        command.args(["-l", language]);
    }
    command.args(["--dpi", &format!("{:.0}", scale * 72.0), "tsv"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "--ocr asks for the program {PROGRAM}, which is not installed: on Debian and Ubuntu \
             `apt install tesseract-ocr`, with a package for each language such as \
             tesseract-ocr-fra; on macOS `brew install tesseract tesseract-lang`"
        ),
        Err(error) => return Err(error).context(PROGRAM),
    };
    // It reads the whole image before it prints. One that gives up earlier says why.
    let written = child.stdin.take().map(|mut input| input.write_all(png));
    let output = child.wait_with_output().context(PROGRAM)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{PROGRAM}: {}", said.trim());
    }
    written.transpose().context(PROGRAM)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The program's name for the model of a language (BCP 47): the code of ISO 639-3. Without one it
/// takes the one that it is set up for.
#[cfg_attr(not(feature = "ocr"), allow(dead_code))]
fn model(tag: &str) -> Option<&'static str> {
    const MODELS: [(&str, &str); 37] = [
        ("be", "bel"),
        ("bg", "bul"),
        ("ca", "cat"),
        ("cs", "ces"),
        ("da", "dan"),
        ("de", "deu"),
        ("el", "ell"),
        ("en", "eng"),
        ("es", "spa"),
        ("et", "est"),
        ("fi", "fin"),
        ("fr", "fra"),
        ("ga", "gle"),
        ("he", "heb"),
        ("hr", "hrv"),
        ("hu", "hun"),
        ("is", "isl"),
        ("it", "ita"),
        ("lt", "lit"),
        ("lv", "lav"),
        ("mk", "mkd"),
        ("mt", "mlt"),
        ("nb", "nor"),
        ("nl", "nld"),
        ("nn", "nor"),
        ("no", "nor"),
        ("pl", "pol"),
        ("pt", "por"),
        ("ro", "ron"),
        ("ru", "rus"),
        ("sk", "slk"),
        ("sl", "slv"),
        ("sq", "sqi"),
        ("sr", "srp"),
        ("sv", "swe"),
        ("tr", "tur"),
        ("uk", "ukr"),
    ];
    let language = tag.split('-').next()?.to_ascii_lowercase();
    MODELS
        .iter()
        .find(|(code, _)| *code == language)
        .map(|(_, model)| *model)
}

/// The words of a table as the program prints it with `tsv`: level, page, block, paragraph, line,
/// word, left, top, width, height, confidence in per cent, text. Lines (level 4) stand before their
/// words (level 5); places are pixels.
#[cfg_attr(not(feature = "ocr"), allow(dead_code))]
fn words(table: &str, scale: f32) -> Vec<RecognisedWord> {
    let mut line = (0.0, 0.0);
    let mut words = Vec::new();
    for row in table.lines() {
        let fields: Vec<&str> = row.split('\t').collect();
        let [
            level,
            _,
            _,
            _,
            _,
            _,
            left,
            top,
            width,
            height,
            confidence,
            text,
        ] = fields[..]
        else {
            continue;
        };
        let points = |pixels: &str| pixels.parse::<f32>().ok().map(|pixels| pixels / scale);
        let (Some(left), Some(top), Some(width), Some(height)) =
            (points(left), points(top), points(width), points(height))
        else {
            continue;
        };
        match level {
            "4" => line = (top, top + height),
            "5" => words.push(RecognisedWord {
                text: text.to_owned(),
                bounds: [left, top, left + width, top + height],
                line,
                confidence: confidence.parse().unwrap_or(0.0_f32).clamp(0.0, 100.0) / 100.0,
            }),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_in_points() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            4\t1\t1\t1\t1\t0\t100\t200\t300\t40\t-1\t\n\
            5\t1\t1\t1\t1\t1\t100\t210\t80\t30\t96.5\tFair\n";
        let words = words(table, 2.0);
        assert_eq!(words.len(), 1);
        assert_eq!(words[0].text, "Fair");
        assert_eq!(words[0].bounds, [50.0, 105.0, 90.0, 120.0]);
        assert_eq!(words[0].line, (100.0, 120.0));
        assert_eq!(words[0].confidence, 0.965);
    }

    #[test]
    fn models_are_those_of_the_main_language() {
        assert_eq!(model("de-AT"), Some("deu"));
        assert_eq!(model("xx"), None);
    }
}
