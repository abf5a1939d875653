//! What a PDF says beside its pages: metadata, layers, links.

use std::collections::HashSet;

use handbill_model::{Fact, Source};
use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::Pdf;
use hayro_syntax::object::{
    Array, DateTime, Dict, Name, Object, ObjectIdentifier, Rect, String as Bytes,
};
use hayro_syntax::page::Page;

use crate::budget::Budget;
use crate::strings;
use crate::structure::Structure;
use crate::write::Area;

/// The facts of the information dictionary and the catalogue.
pub(crate) fn facts(pdf: &Pdf) -> Vec<Fact> {
    let metadata = pdf.metadata();
    let mut facts = Vec::new();
    let mut add = |name: &str, value: String| {
        let value = value.trim();
        if !value.is_empty() {
            facts.push(Fact {
                name: name.to_owned(),
                value: value.to_owned(),
                span: None,
            });
        }
    };
    for (name, bytes) in [
        ("title", &metadata.title),
        ("author", &metadata.author),
        ("subject", &metadata.subject),
        ("keywords", &metadata.keywords),
        ("creator", &metadata.creator),
        ("producer", &metadata.producer),
    ] {
        if let Some(bytes) = bytes {
            add(name, strings::decode(bytes));
        }
    }
    for (name, stamp) in [
        ("created", metadata.creation_date),
        ("modified", metadata.modification_date),
    ] {
        if let Some(stamp) = stamp.filter(is_sane) {
            add(
                name,
                format!(
                    "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                    stamp.year, stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second
                ),
            );
        }
    }
    let catalogue: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    if let Some(catalogue) = catalogue {
        if let Some(language) = catalogue.get::<Bytes<'_>>("Lang") {
            add("language", strings::decode(language.as_bytes()));
        }
        for title in outline(pdf, &catalogue) {
            add("outline", title);
        }
        for name in embedded(&catalogue) {
            add(EMBEDDED, name);
        }
    }
    facts
}

/// What is said of pictures for those who do not see them.
pub(crate) fn alternatives(structure: &Structure) -> impl Iterator<Item = Fact> + '_ {
    structure.alternatives.iter().map(|text| Fact {
        name: "alternative-text".to_owned(),
        value: text.clone(),
        span: None,
    })
}

/// The name of the facts that name embedded files.
pub(crate) const EMBEDDED: &str = "embedded-file";

/// The most entries of an outline, and the most files, that are told of.
const MOST: usize = 500;

/// The titles of the outline in reading order.
fn outline(pdf: &Pdf, catalogue: &Dict<'_>) -> Vec<String> {
    let root = catalogue.get::<Dict<'_>>("Outlines");
    let mut open: Vec<ObjectIdentifier> = root
        .and_then(|root| root.get_ref("First"))
        .map(Into::into)
        .into_iter()
        .collect();
    let (mut titles, mut seen) = (Vec::new(), HashSet::new());
    while let Some(id) = open.pop() {
        if titles.len() >= MOST || !seen.insert(id) {
            continue;
        }
        let Some(entry) = pdf.xref().get::<Dict<'_>>(id) else {
            continue;
        };
        let title = entry.get::<Bytes<'_>>("Title");
        titles.extend(title.map(|title| strings::decode(title.as_bytes())));
        // Those inside of it stand before the next.
        let next = ["Next", "First"].map(|key| entry.get_ref(key));
        open.extend(next.into_iter().flatten().map(ObjectIdentifier::from));
    }
    titles
}

/// The names of the files that are embedded in the document.
fn embedded(catalogue: &Dict<'_>) -> Vec<String> {
    const DEEPEST: usize = 8;
    let mut open: Vec<(Dict<'_>, usize)> = catalogue
        .get::<Dict<'_>>("Names")
        .and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"))
        .map(|root| (root, 0))
        .into_iter()
        .collect();
    let (mut names, mut seen) = (Vec::new(), 0);
    while let Some((node, depth)) = open.pop() {
        seen += 1;
        if seen > MOST || names.len() >= MOST {
            break;
        }
        // Names and what they name, in turn.
        let files = node.get::<Array<'_>>("Names");
        for file in files.iter().flat_map(|files| files.iter::<Object<'_>>()) {
            let Object::Dict(file) = file else { continue };
            let name = file.get::<Bytes<'_>>("UF").or_else(|| file.get("F"));
            names.extend(name.map(|name| strings::decode(name.as_bytes())));
        }
        if depth < DEEPEST
            && let Some(kids) = node.get::<Array<'_>>("Kids")
        {
            let kids: Vec<Dict<'_>> = kids.iter::<Dict<'_>>().take(MOST).collect();
            open.extend(kids.into_iter().rev().map(|kid| (kid, depth + 1)));
        }
    }
    names
}

fn is_sane(stamp: &DateTime) -> bool {
    (1990..2200).contains(&stamp.year)
        && (1..=12).contains(&stamp.month)
        && (1..=31).contains(&stamp.day)
}

/// Fills in of the source what the facts state. The day that the file was made on is none of
/// publication, but dates without a year are seen from it.
pub(crate) fn describe(source: &mut Source, facts: &[Fact], text: &str) {
    let value = |name: &str| {
        facts
            .iter()
            .find(|fact| fact.name == name)
            .map(|fact| fact.value.as_str())
    };
    source.title = value("title")
        .filter(|title| !is_file_name(title) && is_shown(title, text))
        .map(str::to_owned);
    source.language = value("language")
        .filter(|code| is_language_tag(code))
        .map(str::to_owned);
    source.reference_date = value("created").map(|stamp| stamp[..10].to_owned());
}

/// Whether the text has half the words of the title: those of templates, of last year's issue and of
/// programs stay in files whose pages say something else.
fn is_shown(title: &str, text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|it: char| !it.is_alphanumeric());
        let words = words.filter(|word| word.chars().any(char::is_alphabetic));
        words.map(str::to_lowercase).collect()
    };
    let shown: HashSet<String> = words(text).into_iter().collect();
    let own = words(title);
    let known = own.iter().filter(|word| shown.contains(*word)).count();
    known > 0 && known * 2 >= own.len()
}

/// Producers put the name of the file that they printed where a title belongs.
fn is_file_name(title: &str) -> bool {
    let extension = title.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|it| {
        (2..=5).contains(&it.len()) && it.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }) || title.starts_with("Microsoft ")
}

/// Whether it looks like a tag of BCP 47.
fn is_language_tag(code: &str) -> bool {
    let main = code.split('-').next().unwrap_or(code);
    (2..=3).contains(&main.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The layers that are off when the document is opened.
pub(crate) fn layers_off(pdf: &Pdf) -> HashSet<ObjectIdentifier> {
    let mut off = HashSet::new();
    let catalogue: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    let Some(properties) = catalogue.and_then(|it| it.get::<Dict<'_>>("OCProperties")) else {
        return off;
    };
    let Some(usual) = properties.get::<Dict<'_>>("D") else {
        return off;
    };
    let ids = |array: Option<Array<'_>>| -> Vec<ObjectIdentifier> {
        let array = array.into_iter();
        array
            .flat_map(|it| {
                it.raw_iter()
                    .filter_map(|it| it.as_obj_ref())
                    .map(Into::into)
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    if usual
        .get::<Name<'_>>("BaseState")
        .is_some_and(|state| state.as_ref() == b"OFF")
    {
        off.extend(ids(properties.get("OCGs")));
        for on in ids(usual.get("ON")) {
            off.remove(&on);
        }
    }
    off.extend(ids(usual.get("OFF")));
    off
}

/// The links of a page that lead out of the document.
pub(crate) fn links(page: &Page<'_>, number: u32, budget: &mut Budget) -> Vec<Area> {
    const MOST: usize = 2000;
    let view = Affine::new(page.initial_transform(true).as_coeffs());
    let Some(list) = page.raw().get::<Array<'_>>("Annots") else {
        return Vec::new();
    };
    let area = |annotation: Dict<'_>| {
        if annotation.get::<Name<'_>>("Subtype")?.as_ref() != b"Link" {
            return None;
        }
        let address = annotation.get::<Dict<'_>>("A")?.get::<Bytes<'_>>("URI")?;
        let target = strings::decode(address.as_bytes()).trim().to_owned();
        let target = handbill_text::links::unwrap(&target).unwrap_or(target);
        (!target.is_empty()).then(|| Area {
            target,
            boxes: boxes(&annotation, view),
            page: number,
        })
    };
    list.iter::<Dict<'_>>()
        .take(MOST)
        .take_while(|_| budget.object())
        .filter_map(area)
        .collect()
}

/// The boxes of an annotation on the page as it is seen.
fn boxes(annotation: &Dict<'_>, view: Affine) -> Vec<[f32; 4]> {
    let around = |points: &[Point]| {
        let seen = points.iter().map(|point| view * *point);
        seen.fold(
            [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
            |[left, top, right, bottom], point| {
                let (x, y) = (point.x as f32, point.y as f32);
                [left.min(x), top.min(y), right.max(x), bottom.max(y)]
            },
        )
    };
    let corners: Vec<f64> = annotation
        .get::<Array<'_>>("QuadPoints")
        .map(|points| points.iter::<f64>().collect())
        .unwrap_or_default();
    let quads = corners.chunks_exact(8).map(|quad| {
        let points: Vec<Point> = quad
            .chunks_exact(2)
            .map(|it| Point::new(it[0], it[1]))
            .collect();
        around(&points)
    });
    let mut boxes: Vec<[f32; 4]> = quads.collect();
    if boxes.is_empty()
        && let Some(rect) = annotation.get::<Rect>("Rect")
    {
        boxes.push(around(&[
            Point::new(rect.x0, rect.y0),
            Point::new(rect.x1, rect.y1),
        ]));
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_no_titles() {
        assert!(is_file_name("flyer_v3.docx") && is_file_name("Microsoft Word - flyer"));
        assert!(!is_file_name("Summer fair 2026"));
    }

    #[test]
    fn titles_are_shown() {
        let text = "The Summer Fair\n4 July 2026";
        assert!(is_shown("Summer fair 2026", text));
        assert!(
            !is_shown("Winter ball", text)
                && !is_shown("2003", text)
                && !is_shown("PowerPoint", text)
        );
    }
}
