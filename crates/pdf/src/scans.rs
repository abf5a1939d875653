//! Pages without text, drawn for a program that reads images.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_syntax::Pdf;

use crate::PdfError;

/// A page as an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// The page, from 1.
    pub page: u32,
    /// The image, as PNG.
    pub png: Vec<u8>,
    /// Pixels of the image to a point of the page.
    pub scale: f32,
}

/// Pixels to a point: 300 to an inch, which small type asks for.
const SCALE: f32 = 300.0 / 72.0;

/// The most pixels along an edge; larger pages are drawn smaller.
const LONGEST: f32 = 6000.0;

/// Draws the page, counted from 1.
///
/// # Errors
/// As of [`read`](crate::read), and [`PdfError::Damaged`] where there is no such page.
pub fn scan(bytes: &[u8], page: u32) -> Result<Scan, PdfError> {
    let pdf: Pdf = crate::open(bytes)?.0;
    let index = page.checked_sub(1).ok_or(PdfError::Damaged)? as usize;
    let drawn = pdf.pages().get(index).ok_or(PdfError::Damaged)?;
    let (width, height) = drawn.render_dimensions();
    let scale = SCALE.min(LONGEST / width.max(height).max(1.0));
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let pixels = hayro::render(
        drawn,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let png = pixels.into_png().map_err(|_| PdfError::Damaged)?;
    Ok(Scan { page, png, scale })
}
