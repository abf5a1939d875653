//! The straight lines that a page draws: borders of tables, frames, rules; and the shapes that text
//! may be set on.

use hayro_font::kurbo::Point;

/// A line along the page or down it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rule {
    /// Its distance from the top, or from the left where it goes down.
    pub(crate) at: f32,
    pub(crate) from: f32,
    pub(crate) to: f32,
}

/// The lines of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rules {
    pub(crate) across: Vec<Rule>,
    pub(crate) down: Vec<Rule>,
}

/// The most lines of a page; what draws more is a picture.
const MOST: usize = 4000;

/// The widest filled shape that is a line, in points.
const THICKEST: f32 = 2.6;

/// How far a line may lean, in points.
const LEAN: f32 = 0.8;

impl Rules {
    fn add(&mut self, one: Point, other: Point) {
        if self.across.len() + self.down.len() >= MOST {
            return;
        }
        let (x0, y0, x1, y1) = (one.x as f32, one.y as f32, other.x as f32, other.y as f32);
        let rule = |at, from: f32, to: f32| Rule {
            at,
            from: from.min(to),
            to: from.max(to),
        };
        if (y0 - y1).abs() <= LEAN && (x0 - x1).abs() > LEAN {
            self.across.push(rule((y0 + y1) / 2.0, x0, x1));
        } else if (x0 - x1).abs() <= LEAN && (y0 - y1).abs() > LEAN {
            self.down.push(rule((x0 + x1) / 2.0, y0, y1));
        }
    }

    /// Whether the page draws so many lines that they are a picture.
    pub(crate) fn is_picture(&self) -> bool {
        self.across.len() + self.down.len() >= MOST
    }
}

/// A path that is being built.
#[derive(Debug, Default)]
pub(crate) struct Path {
    /// The corners of its parts.
    parts: Vec<Vec<Point>>,
    points: usize,
    /// Left, top, right, bottom of its shapes, curves included.
    shapes: Vec<[f32; 4]>,
}

impl Path {
    /// Shapes with more corners are no rules.
    const LONGEST: usize = 4000;

    pub(crate) fn begin(&mut self, point: Point) {
        if self.points < Self::LONGEST {
            let (x, y) = (point.x as f32, point.y as f32);
            self.shapes.push([x, y, x, y]);
        }
        self.part(point);
    }

    fn part(&mut self, point: Point) {
        if self.points < Self::LONGEST {
            self.points += 1;
            self.parts.push(vec![point]);
        }
    }

    fn reach(&mut self, point: Point) {
        if let Some([left, top, right, bottom]) = self.shapes.last_mut() {
            let (x, y) = (point.x as f32, point.y as f32);
            (*left, *right) = (left.min(x), right.max(x));
            (*top, *bottom) = (top.min(y), bottom.max(y));
        }
    }

    pub(crate) fn line(&mut self, point: Point) {
        self.reach(point);
        if self.points < Self::LONGEST
            && let Some(part) = self.parts.last_mut()
        {
            self.points += 1;
            part.push(point);
        }
    }

    /// A curve is no rule; what follows begins where it ends.
    pub(crate) fn curve(&mut self, end: Point) {
        self.reach(end);
        self.part(end);
    }

    pub(crate) fn close(&mut self) {
        if let Some(first) = self.parts.last().and_then(|part| part.first()).copied() {
            self.line(first);
        }
    }

    pub(crate) fn rectangle(&mut self, corners: [Point; 4]) {
        let [first, others @ ..] = corners;
        self.begin(first);
        for corner in others {
            self.line(corner);
        }
        self.close();
    }

    /// The shapes of the path. One of many is the outline of a letter or a part of a picture.
    pub(crate) fn shapes(&self) -> &[[f32; 4]] {
        const MOST: usize = 4;
        match self.shapes.len() {
            0..=MOST => &self.shapes,
            _ => &[],
        }
    }

    /// Ends the path, and keeps what of it is drawn as a line.
    pub(crate) fn paint(&mut self, rules: &mut Rules, fills: bool, strokes: bool) {
        for part in &self.parts {
            if strokes {
                for pair in part.windows(2) {
                    rules.add(pair[0], pair[1]);
                }
            } else if fills {
                fill(part, rules);
            }
        }
        self.clear();
    }

    pub(crate) fn clear(&mut self) {
        self.parts.clear();
        self.shapes.clear();
        self.points = 0;
    }
}

/// A filled shape that is thin is a line.
fn fill(part: &[Point], rules: &mut Rules) {
    if !(4..=6).contains(&part.len()) {
        return;
    }
    let edge = |pick: fn(&Point) -> f64| {
        part.iter()
            .map(pick)
            .fold((f64::MAX, f64::MIN), |(least, most), it| {
                (least.min(it), most.max(it))
            })
    };
    let ((left, right), (top, bottom)) = (edge(|it| it.x), edge(|it| it.y));
    let (width, height) = ((right - left) as f32, (bottom - top) as f32);
    let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
    if height <= THICKEST && width > height {
        rules.add(Point::new(left, y), Point::new(right, y));
    }
    if width <= THICKEST && height > width {
        rules.add(Point::new(x, top), Point::new(x, bottom));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thin_shapes_and_strokes_are_rules() {
        let mut rules = Rules::default();
        let mut path = Path::default();
        let corners = |width: f64, height: f64| {
            [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
                .map(|(x, y)| Point::new(x, y))
        };
        path.rectangle(corners(100.0, 0.5));
        path.paint(&mut rules, true, false);
        assert_eq!((rules.across.len(), rules.down.len()), (1, 0));
        path.rectangle(corners(100.0, 50.0));
        path.paint(&mut rules, true, false);
        assert_eq!((rules.across.len(), rules.down.len()), (1, 0));
        path.rectangle(corners(100.0, 50.0));
        path.paint(&mut rules, false, true);
        assert_eq!((rules.across.len(), rules.down.len()), (3, 2));
        path.rectangle(corners(100.0, 50.0));
        path.clear();
        path.paint(&mut rules, false, true);
        assert_eq!((rules.across.len(), rules.down.len()), (3, 2));
    }
}
