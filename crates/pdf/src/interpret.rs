//! Runs the content streams of a page for its text.
//!
//! Shadings and images are passed over, but for the place of the images; of paths the straight lines
//! are kept, as they divide tables. Clipping is not
//! followed: real pages clip to the boxes that their text stands in, and where a clip hides text
//! it mostly is a slip of the producer's that other readers show as well.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Rect, Stream};
use hayro_syntax::page::{Page, Resources};

use crate::budget::{Budget, LIMITS};
use crate::fonts::{Characters, Font, Fonts};
use crate::glyph::{Drawn, Glyph};
use crate::rules::Path;
use crate::strings;
use crate::structure::{ARTIFACT, Structure, Tag};

/// Graphics and text state (ISO 32000-2, tables 51 and 103), as far as text depends on it.
#[derive(Clone)]
struct State<'a> {
    ctm: Affine,
    font: Option<Rc<Font<'a>>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    /// Horizontal scale; 1 for none.
    scale: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

impl State<'_> {
    /// The place on the page.
    fn at(&self, x: Number, y: Number) -> Point {
        self.ctm * Point::new(x.as_f64(), y.as_f64())
    }
}

/// A stretch of marked content that is open.
struct Marked {
    /// Whether it belongs to a layer that is off.
    hidden: bool,
    /// The text that stands for it, and where its glyphs begin.
    actual: Option<(String, usize)>,
    /// The block that what follows on it belongs to.
    outer: Tag,
}

/// Reads the pages of a document one after the other.
pub(crate) struct Interpreter<'a, 'b> {
    fonts: Fonts<'a>,
    pub(crate) characters: Characters,
    pub(crate) budget: &'b mut Budget,
    /// Layers that are off.
    off: HashSet<ObjectIdentifier>,
    structure: &'b Structure,
    /// The page or form whose marked content is read, and the block that it is of.
    owner: Option<ObjectIdentifier>,
    tag: Tag,
    drawn: Drawn,
    marked: Vec<Marked>,
    hidden: usize,
}

impl<'a, 'b> Interpreter<'a, 'b> {
    pub(crate) fn new(
        off: HashSet<ObjectIdentifier>,
        structure: &'b Structure,
        budget: &'b mut Budget,
    ) -> Self {
        Interpreter {
            fonts: Fonts::new(),
            characters: Characters::default(),
            budget,
            off,
            structure,
            owner: None,
            tag: 0,
            drawn: Drawn::default(),
            marked: Vec::new(),
            hidden: 0,
        }
    }

    /// What the page draws, its annotations included.
    pub(crate) fn page(&mut self, page: &Page<'a>) -> Drawn {
        let (width, height) = page.render_dimensions();
        self.drawn = Drawn {
            width,
            height,
            ..Drawn::default()
        };
        let state = State {
            ctm: Affine::new(page.initial_transform(true).as_coeffs()),
            font: None,
            size: 1.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        self.owner = page.raw().obj_id();
        self.tag = 0;
        let content = self.content(page.raw());
        self.stream(&content, page.resources(), state.clone(), 0);
        self.annotations(page, &state);
        std::mem::take(&mut self.drawn)
    }

    /// The content streams of a page, one behind the other.
    fn content(&mut self, page: &Dict<'a>) -> Vec<u8> {
        if let Some(stream) = page.get::<Stream<'a>>("Contents") {
            return self
                .budget
                .decode(&stream)
                .map_or(Vec::new(), Cow::into_owned);
        }
        let mut content = Vec::new();
        let streams = page.get::<Array<'a>>("Contents");
        for stream in streams
            .iter()
            .flat_map(|streams| streams.iter::<Stream<'a>>())
        {
            content.extend_from_slice(&self.budget.decode(&stream).unwrap_or_default());
            content.push(b'\n');
        }
        content
    }

    /// Annotations that show text of their own: fields of forms, free text, stamps.
    fn annotations(&mut self, page: &Page<'a>, state: &State<'a>) {
        const HIDDEN_OR_NO_VIEW: i32 = 1 << 1 | 1 << 5;
        let Some(list) = page.raw().get::<Array<'a>>("Annots") else {
            return;
        };
        for annotation in list.iter::<Dict<'a>>() {
            let kind = annotation.get::<Name<'_>>("Subtype");
            let shows_text = kind
                .is_some_and(|kind| matches!(kind.as_ref(), b"Widget" | b"FreeText" | b"Stamp"));
            let flags = annotation.get::<i32>("F").unwrap_or(0);
            // The stamp of a signature is the signing program's, not the document's.
            let field = annotation.get::<Dict<'a>>("Parent");
            let is_signature = [Some(&annotation), field.as_ref()]
                .into_iter()
                .flatten()
                .any(|it| {
                    it.get::<Name<'_>>("FT")
                        .is_some_and(|kind| kind.as_ref() == b"Sig")
                });
            if !shows_text || is_signature || flags & HIDDEN_OR_NO_VIEW != 0 {
                continue;
            }
            if !self.budget.object() {
                return;
            }
            let Some(form) = appearance(&annotation) else {
                continue;
            };
            let Some(rect) = annotation.get::<Rect>("Rect") else {
                continue;
            };
            let mut state = state.clone();
            state.ctm *= fit(&form, rect);
            self.form(&form, page.resources(), state, 0);
        }
    }

    fn form(
        &mut self,
        form: &Stream<'a>,
        outer: &Resources<'a>,
        mut state: State<'a>,
        depth: usize,
    ) {
        if depth >= LIMITS.depth {
            self.budget.reach("forms inside of forms");
            return;
        }
        let dict = form.dict();
        if self.is_off(dict, "OC") || !self.budget.object() {
            return;
        }
        let Some(content) = self.budget.decode(form) else {
            return;
        };
        let matrix = dict.get::<[f64; 6]>("Matrix");
        state.ctm *= Affine::new(matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let owner = self.owner;
        if self.structure.forms.contains(&form.obj_id()) {
            self.owner = Some(form.obj_id());
        }
        self.stream(&content, own.as_ref().unwrap_or(outer), state, depth + 1);
        self.owner = owner;
    }

    /// Runs a content stream.
    fn stream(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
        state: State<'a>,
        depth: usize,
    ) {
        const DEEPEST: usize = 512;
        let mut state = state;
        let mut saved: Vec<State<'a>> = Vec::new();
        let (mut matrix, mut line) = (Affine::IDENTITY, Affine::IDENTITY);
        let marks_outside = self.marked.len();
        let mut path = Path::default();
        let mut operators = TypedIter::new(content);
        while let Some(operator) = operators.next() {
            if !self.budget.step() {
                break;
            }
            match operator {
                Op::SaveState(_) if saved.len() < DEEPEST => saved.push(state.clone()),
                Op::RestoreState(_) => {
                    if let Some(restored) = saved.pop() {
                        state = restored;
                    }
                }
                Op::Transform(t) => state.ctm *= affine([t.0, t.1, t.2, t.3, t.4, t.5]),
                Op::BeginText(_) => (matrix, line) = (Affine::IDENTITY, Affine::IDENTITY),
                Op::SetTextMatrix(t) => {
                    line = affine([t.0, t.1, t.2, t.3, t.4, t.5]);
                    matrix = line;
                }
                Op::NextLine(by) => {
                    line *= Affine::translate((by.0.as_f64(), by.1.as_f64()));
                    matrix = line;
                }
                Op::NextLineAndSetLeading(by) => {
                    state.leading = -by.1.as_f64();
                    line *= Affine::translate((by.0.as_f64(), by.1.as_f64()));
                    matrix = line;
                }
                Op::NextLineUsingLeading(_) => {
                    line *= Affine::translate((0.0, -state.leading));
                    matrix = line;
                }
                Op::TextFont(font) => {
                    state.size = font.1.as_f64();
                    let dict = resources.get_font(font.0);
                    state.font = dict.and_then(|dict| self.fonts.load(&dict, self.budget));
                }
                Op::CharacterSpacing(by) => state.character_spacing = by.0.as_f64(),
                Op::WordSpacing(by) => state.word_spacing = by.0.as_f64(),
                Op::HorizontalScaling(by) => state.scale = by.0.as_f64() / 100.0,
                Op::TextLeading(by) => state.leading = by.0.as_f64(),
                Op::TextRise(by) => state.rise = by.0.as_f64(),
                Op::TextRenderingMode(mode) => state.mode = mode.0.as_i64(),
                Op::SetGraphicsState(name) => {
                    let dict = resources.get_ext_g_state(name.0);
                    let font = dict.and_then(|dict| dict.get::<Array<'a>>("Font"));
                    if let Some(font) = font {
                        let dict = font.iter::<Dict<'a>>().next();
                        state.font = dict.and_then(|dict| self.fonts.load(&dict, self.budget));
                        let size = font.iter::<Object<'a>>().nth(1);
                        state.size = size
                            .and_then(Object::into_number)
                            .map_or(state.size, |size| size.as_f64());
                    }
                }
                Op::ShowText(text) => self.show(&state, &mut matrix, text.0.as_bytes()),
                Op::NextLineAndShowText(text) => {
                    line *= Affine::translate((0.0, -state.leading));
                    matrix = line;
                    self.show(&state, &mut matrix, text.0.as_bytes());
                }
                Op::ShowTextWithParameters(text) => {
                    state.word_spacing = text.0.as_f64();
                    state.character_spacing = text.1.as_f64();
                    line *= Affine::translate((0.0, -state.leading));
                    matrix = line;
                    self.show(&state, &mut matrix, text.2.as_bytes());
                }
                Op::ShowTexts(pieces) => {
                    for piece in pieces.0.iter::<Object<'_>>() {
                        match piece {
                            Object::Number(number) => {
                                let by = -number.as_f64() / 1000.0 * state.size;
                                let along = match &state.font {
                                    Some(font) if !font.is_horizontal => (0.0, by),
                                    _ => (by * state.scale, 0.0),
                                };
                                matrix *= Affine::translate(along);
                            }
                            Object::String(text) => self.show(&state, &mut matrix, text.as_bytes()),
                            _ => {}
                        }
                    }
                }
                Op::XObject(name) => self.object(name.0, resources, &state, depth),
                Op::InlineImage(_) => self.image(state.ctm),
                Op::MoveTo(to) => path.begin(state.at(to.0, to.1)),
                Op::LineTo(to) => path.line(state.at(to.0, to.1)),
                Op::CubicTo(to) => path.curve(state.at(to.4, to.5)),
                Op::CubicStartTo(to) => path.curve(state.at(to.2, to.3)),
                Op::CubicEndTo(to) => path.curve(state.at(to.2, to.3)),
                Op::ClosePath(_) => path.close(),
                Op::RectPath(rect) => {
                    let [x, y, width, height] =
                        [rect.0, rect.1, rect.2, rect.3].map(|number| number.as_f64());
                    let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
                    path.rectangle(corners.map(|(by, up)| state.ctm * Point::new(x + by, y + up)));
                }
                Op::EndPath(_) => path.clear(),
                Op::StrokePath(_) => self.paint(&mut path, false, true),
                Op::CloseAndStrokePath(_) => {
                    path.close();
                    self.paint(&mut path, false, true);
                }
                Op::FillPathNonZero(_)
                | Op::FillPathNonZeroCompatibility(_)
                | Op::FillPathEvenOdd(_) => self.paint(&mut path, true, false),
                Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => {
                    self.paint(&mut path, true, true);
                }
                Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                    path.close();
                    self.paint(&mut path, true, true);
                }
                Op::BeginMarkedContent(mark) => self.open(mark.0, None, resources),
                Op::BeginMarkedContentWithProperties(mark) => {
                    self.open(mark.0, Some(mark.1), resources);
                }
                Op::EndMarkedContent(_) if self.marked.len() > marks_outside => self.close(),
                _ => {}
            }
        }
        while self.marked.len() > marks_outside {
            self.close();
        }
    }

    fn object(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'a>,
        state: &State<'a>,
        depth: usize,
    ) {
        let Some(stream) = resources.get_x_object(name) else {
            return;
        };
        let kind = stream.dict().get::<Name<'_>>("Subtype");
        match kind.as_ref().map(AsRef::as_ref) {
            Some(b"Form") => self.form(&stream, resources, state.clone(), depth),
            Some(b"Image") => self.image(state.ctm),
            _ => {}
        }
    }

    /// Notes the straight lines of a path, and its shapes.
    fn paint(&mut self, path: &mut Path, fills: bool, strokes: bool) {
        if self.hidden == 0 {
            for bounds in path.shapes() {
                self.drawn.add_shape(*bounds);
            }
            path.paint(&mut self.drawn.rules, fills, strokes);
        } else {
            path.clear();
        }
    }

    /// Notes where an image is drawn: on the unit square.
    fn image(&mut self, ctm: Affine) {
        const MOST: usize = 2000;
        if self.hidden == 0 && self.drawn.images.len() < MOST {
            let bounds = ctm.transform_rect_bbox(hayro_font::kurbo::Rect::new(0.0, 0.0, 1.0, 1.0));
            let bounds = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].map(|edge| edge as f32);
            self.drawn.images.push(bounds);
            self.drawn.add_box(bounds);
        }
    }

    /// Opens marked content.
    fn open(&mut self, tag: &Name<'_>, properties: Option<&Object<'_>>, resources: &Resources<'a>) {
        let mut opened = Marked {
            hidden: false,
            actual: None,
            outer: self.tag,
        };
        let mut actual = None;
        if tag.as_ref() == b"Artifact" {
            self.tag = ARTIFACT;
        }
        let mut heed = |dict: &Dict<'_>| {
            let text = dict.get::<hayro_syntax::object::String<'_>>("ActualText");
            actual = text.map(|text| strings::decode(text.as_bytes()));
            if !self.structure.is_empty()
                && let Some(number) = dict.get::<i32>("MCID")
            {
                match self.structure.tag(self.owner, number) {
                    0 => {}
                    tag => self.tag = tag,
                }
                let text = self.structure.text(self.owner, number);
                actual = actual.take().or_else(|| text.map(str::to_owned));
            }
        };
        match properties {
            Some(Object::Dict(dict)) => heed(dict),
            Some(Object::Name(name)) if tag.as_ref() == b"OC" => {
                opened.hidden = self.is_off(&resources.properties, name.as_ref());
            }
            Some(Object::Name(name)) => {
                if let Some(dict) = resources.properties.get::<Dict<'_>>(name) {
                    heed(&dict);
                }
            }
            _ => {}
        }
        opened.actual = actual.map(|text| (text, self.drawn.glyphs.len()));
        self.hidden += usize::from(opened.hidden);
        self.marked.push(opened);
    }

    fn close(&mut self) {
        let Some(closed) = self.marked.pop() else {
            return;
        };
        self.hidden -= usize::from(closed.hidden);
        self.tag = closed.outer;
        if let Some((text, first)) = closed.actual {
            self.replace(&text, first);
        }
    }

    /// Whether the entry of the dictionary names a layer that is off, or a membership of which all
    /// layers are.
    fn is_off(&self, dict: &Dict<'a>, key: impl AsRef<[u8]> + Copy) -> bool {
        if self.off.is_empty() {
            return false;
        }
        let is_off = |id: ObjectIdentifier| self.off.contains(&id);
        if dict.get_ref(key).is_some_and(|id| is_off(id.into())) {
            return true;
        }
        let Some(member) = dict.get::<Dict<'a>>(key) else {
            return false;
        };
        if let Some(id) = member.get_ref("OCGs")
            && member.get::<Array<'_>>("OCGs").is_none()
        {
            return is_off(id.into());
        }
        let Some(groups) = member.get::<Array<'a>>("OCGs") else {
            return false;
        };
        let mut ids = groups
            .raw_iter()
            .filter_map(|it| it.as_obj_ref())
            .map(Into::into)
            .peekable();
        ids.peek().is_some() && ids.all(is_off)
    }

    /// Puts the text in the place of the glyphs from `first` on, where these are on one line.
    fn replace(&mut self, text: &str, first: usize) {
        let Some(replaced) = self.drawn.glyphs.get(first..) else {
            return;
        };
        let (Some(&begin), Some(&end)) = (replaced.first(), replaced.last()) else {
            return;
        };
        let is_one_line = replaced.iter().all(|glyph| {
            glyph.angle == begin.angle
                && (glyph.x - begin.x).hypot(glyph.y - begin.y)
                    <= (end.end_x - begin.x).hypot(end.end_y - begin.y) + begin.size * 0.5
        });
        if !is_one_line {
            return;
        }
        self.drawn.unknown -= replaced.iter().filter(|glyph| glyph.length == 0).count();
        self.drawn.glyphs.truncate(first);
        let count = text.chars().count().max(1) as f32;
        let at = |share: f32| {
            (
                begin.x + (end.end_x - begin.x) * share,
                begin.y + (end.end_y - begin.y) * share,
            )
        };
        for (index, character) in text.chars().enumerate() {
            let (start, length) = self.characters.add(character.encode_utf8(&mut [0; 4]));
            let (x, y) = at(index as f32 / count);
            let (end_x, end_y) = at((index + 1) as f32 / count);
            self.drawn.glyphs.push(Glyph {
                start,
                length,
                x,
                y,
                end_x,
                end_y,
                ..begin
            });
        }
    }

    /// Shows a string.
    fn show(&mut self, state: &State<'a>, matrix: &mut Affine, bytes: &[u8]) {
        const FAR: f64 = 1e5;
        let Some(font) = state.font.clone() else {
            return;
        };
        let mut at = 0;
        while at < bytes.len() {
            let (code, length) = font.read(bytes, at);
            at += length;
            if self.drawn.glyphs.len() >= LIMITS.glyphs {
                self.budget.reach("glyphs of a page");
                return;
            }
            if !self.budget.step() {
                return;
            }
            let known = self.fonts.code(&font, code, length, &mut self.characters);
            let whole = state.ctm
                * *matrix
                * Affine::new([
                    state.size * state.scale,
                    0.0,
                    0.0,
                    state.size,
                    0.0,
                    state.rise,
                ]);
            let along = |by: f64| {
                if font.is_horizontal {
                    Point::new(by, 0.0)
                } else {
                    Point::new(0.0, by)
                }
            };
            let begin = whole * Point::ZERO;
            let end = whole * along(known.advance);
            let coefficients = whole.as_coeffs();
            let up = if font.is_horizontal { 2 } else { 0 };
            let size = coefficients[up].hypot(coefficients[up + 1]) * font.em;
            let towards = whole * along(if font.is_horizontal { 1.0 } else { -1.0 }) - begin;
            let is_near = |point: Point| point.x.abs() < FAR && point.y.abs() < FAR;
            if self.hidden == 0 && is_near(begin) && is_near(end) && size > 0.0 && size < FAR {
                let (start, count) = known.characters;
                self.drawn.unknown += usize::from(count == 0);
                self.drawn.glyphs.push(Glyph {
                    start,
                    length: count,
                    x: begin.x as f32,
                    y: begin.y as f32,
                    end_x: end.x as f32,
                    end_y: end.y as f32,
                    angle: degrees(towards.x, towards.y),
                    size: size as f32,
                    bold: font.bold || state.mode == 2,
                    italic: font.italic,
                    invisible: state.mode == 3 || state.mode == 7,
                    tag: self.tag,
                });
            }
            let mut spacing = state.character_spacing;
            if code == 32 && length == 1 {
                spacing += state.word_spacing;
            }
            let by = known.advance * state.size + spacing;
            *matrix *= Affine::translate(if font.is_horizontal {
                (by * state.scale, 0.0)
            } else {
                (0.0, by)
            });
        }
    }
}

/// The direction in whole degrees; nearly straight is straight.
fn degrees(x: f64, y: f64) -> u16 {
    if y.abs() < 0.03 * x.abs() {
        return if x > 0.0 { 0 } else { 180 };
    }
    if x.abs() < 0.03 * y.abs() {
        return if y > 0.0 { 90 } else { 270 };
    }
    (y.atan2(x).to_degrees().round() as i32).rem_euclid(360) as u16
}

fn affine(numbers: [Number; 6]) -> Affine {
    Affine::new(numbers.map(|number| number.as_f64()))
}

/// The stream that shows an annotation in its present state.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    let appearances = annotation.get::<Dict<'a>>("AP")?;
    if let Some(stream) = appearances.get::<Stream<'a>>("N") {
        return Some(stream);
    }
    let state = annotation.get::<Name<'_>>("AS")?;
    appearances.get::<Dict<'a>>("N")?.get::<Stream<'a>>(state)
}

/// Moves the box of an appearance to the rectangle of its annotation (ISO 32000-2, 12.5.5).
fn fit(form: &Stream<'_>, rect: Rect) -> Affine {
    let bounds = form.dict().get::<Rect>("BBox").unwrap_or(rect);
    let matrix = form.dict().get::<[f64; 6]>("Matrix");
    let matrix = Affine::new(matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
    let bounds = matrix.transform_rect_bbox(hayro_font::kurbo::Rect::new(
        bounds.x0, bounds.y0, bounds.x1, bounds.y1,
    ));
    let scale = |to: f64, from: f64| if from > 0.0 { to / from } else { 1.0 };
    let (x, y) = (
        scale(rect.width(), bounds.width()),
        scale(rect.height(), bounds.height()),
    );
    Affine::new([
        x,
        0.0,
        0.0,
        y,
        rect.x0 - bounds.x0 * x,
        rect.y0 - bounds.y0 * y,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_whole_degrees() {
        assert_eq!(degrees(1.0, 0.01), 0);
        assert_eq!(degrees(0.0, -1.0), 270);
        assert_eq!(degrees(1.0, 1.0), 45);
    }
}
