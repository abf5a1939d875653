//! What the interpreter hands to the layout: characters with their places, of whatever font.

use crate::boxes;
use crate::lines::Dot;
use crate::rules::Rules;
use crate::structure::Tag;

/// One drawn character, or the few of a ligature. Places are points of the page as it is seen,
/// from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    /// Where its characters stand in [`Drawn::characters`]; none where the font does not tell.
    pub(crate) start: u32,
    pub(crate) length: u32,
    /// The origin on the base line.
    pub(crate) x: f32,
    pub(crate) y: f32,
    /// Where the next glyph's origin would be without extra spacing.
    pub(crate) end_x: f32,
    pub(crate) end_y: f32,
    /// Direction of the base line in degrees, clockwise from left to right, 0 to 359.
    pub(crate) angle: u16,
    /// Height of an em.
    pub(crate) size: f32,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    /// Drawn neither filled nor stroked.
    pub(crate) invisible: bool,
    /// The block of the document's own structure.
    pub(crate) tag: Tag,
}

/// What one page draws.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    pub(crate) glyphs: Vec<Glyph>,
    /// Left, top, right, bottom of the images.
    pub(crate) images: Vec<[f32; 4]>,
    /// Straight lines, as those of tables.
    pub(crate) rules: Rules,
    /// Shapes and images that text may be set on.
    pub(crate) boxes: Vec<boxes::Box>,
    /// Shapes that may be bullets.
    pub(crate) dots: Vec<Dot>,
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// Glyphs whose font does not tell their characters.
    pub(crate) unknown: usize,
}

impl Drawn {
    /// Notes a shape that text may be set on, or that may be a bullet.
    pub(crate) fn add_shape(&mut self, bounds: boxes::Box) {
        const MOST: usize = 1000;
        let [left, top, right, bottom] = bounds;
        let (width, height) = (right - left, bottom - top);
        if (1.0..9.0).contains(&width) && (width - height).abs() < 0.25 * width {
            if self.dots.len() < MOST {
                self.dots.push([left, (top + bottom) / 2.0, width]);
            }
        } else {
            self.add_box(bounds);
        }
    }

    /// Notes a shape that text may be set on.
    pub(crate) fn add_box(&mut self, bounds: boxes::Box) {
        if self.boxes.len() < boxes::MOST && boxes::may_hold(bounds, (self.width, self.height)) {
            self.boxes.push(bounds);
        }
    }
}
