//! A sheet of shapes in pixels, and the one place that hands shapes to a drawing backend.
//!
//! Knows neither data nor axes.

use super::style::{DASH, FONT, HEIGHT, INK, LINE, MARGIN, PAPER, SOFT, SUBTITLE, TEXT, TITLE, WIDTH};
use crate::units::visible;
use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::prelude::{
    BitMapBackend, DrawingArea, DrawingAreaErrorKind, DrawingBackend, IntoDrawingArea, SVGBackend,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle, register_font};

/// Size of a title that needs two lines, and the least size of titles and subtitles.
const TWO_LINES: i32 = 24;
const LEAST: i32 = 15;

/// A point in pixels from the upper left.
pub(super) type Point = (i32, i32);

/// Which point of a text stands at its position: always its middle in height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Left,
    Middle,
    Right,
}

#[derive(Clone, Debug)]
enum Shape {
    Line { points: Vec<Point>, colour: RGBColor, width: u32 },
    Area { points: Vec<Point>, colour: RGBColor, opacity: f64 },
    Dot { at: Point, colour: RGBColor, radius: i32 },
    Text { text: String, at: Point, colour: RGBColor, size: i32, anchor: Anchor },
}

#[cfg(test)]
impl Shape {
    /// A text with its left, upper, right and lower end.
    fn text_box(&self) -> Option<(&str, [i32; 4])> {
        let Self::Text { text, at: (x, y), size, anchor, .. } = self else { return None };
        let width = text_width(text, *size);
        let left = match anchor {
            Anchor::Left => *x,
            Anchor::Middle => x - width / 2,
            Anchor::Right => x - width,
        };
        // From the top of a capital to the foot of a g.
        let half = size * 2 / 5;
        (!text.is_empty()).then_some((text.as_str(), [left, y - half, left + width, y + half]))
    }
}

/// Shapes in the order in which they are drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    shapes: Vec<Shape>,
}

impl Sheet {
    /// A sheet with a title that states the finding and a line that says what is shown.
    pub(super) fn new(title: &str, subtitle: &str) -> Self {
        register();
        let mut sheet = Self::default();
        let room = WIDTH - 2 * MARGIN;
        let size = shrunk(title, TITLE, TWO_LINES, room);
        if text_width(title, size) <= room {
            sheet.text(title, (MARGIN, 32), INK, size, Anchor::Left);
        } else {
            let (first, second) = halved(title);
            let size =
                [first, second].map(|line| shrunk(line, TWO_LINES, LEAST, room)).into_iter().min().unwrap_or(LEAST);
            for (line, y) in [(first, 18), (second, 18 + TWO_LINES)] {
                sheet.text(&fitted(line, size, room), (MARGIN, y), INK, size, Anchor::Left);
            }
        }
        let size = shrunk(subtitle, SUBTITLE, LEAST, room);
        sheet.text(&fitted(subtitle, size, room), (MARGIN, 68), SOFT, size, Anchor::Left);
        sheet
    }

    pub(super) fn line(&mut self, points: Vec<Point>, colour: RGBColor, width: u32) {
        match points.as_slice() {
            [] => {}
            [only] => self.dot(*only, colour, width.cast_signed() + 2),
            [..] => self.shapes.push(Shape::Line { points, colour, width }),
        }
    }

    /// A line with gaps.
    pub(super) fn dashes(&mut self, points: &[Point], colour: RGBColor, width: u32) {
        if points.len() < 2 {
            return self.line(points.to_vec(), colour, width);
        }
        for dash in dashes(points) {
            self.line(dash, colour, width);
        }
    }

    pub(super) fn area(&mut self, points: Vec<Point>, colour: RGBColor, opacity: f64) {
        self.shapes.push(Shape::Area { points, colour, opacity });
    }

    pub(super) fn dot(&mut self, at: Point, colour: RGBColor, radius: i32) {
        self.shapes.push(Shape::Dot { at, colour, radius });
    }

    pub(super) fn text(&mut self, text: &str, at: Point, colour: RGBColor, size: i32, anchor: Anchor) {
        // A picture is looked at anywhere: names in it may be anybody's.
        let text = visible(text).into_owned();
        self.shapes.push(Shape::Text { text, at, colour, size, anchor });
    }

    /// Small text on paper, in a colour or as dark a one of its hue as reading needs.
    pub(super) fn label(&mut self, text: &str, at: Point, colour: RGBColor, anchor: Anchor) {
        self.text(text, at, super::style::text(colour), TEXT, anchor);
    }

    pub(super) fn svg(&self) -> String {
        let mut svg = String::new();
        let size = (WIDTH.cast_unsigned(), HEIGHT.cast_unsigned());
        self.draw(&SVGBackend::with_string(&mut svg, size).into_drawing_area()).expect("memory takes every shape");
        svg
    }

    pub(super) fn png(&self) -> Vec<u8> {
        let (width, height) = (WIDTH.cast_unsigned(), HEIGHT.cast_unsigned());
        let mut pixels = vec![0; (width * height * 3) as usize];
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        self.draw(&area).expect("memory takes every shape");
        drop(area);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().expect("memory takes every image");
        writer.write_image_data(&pixels).expect("the buffer has the size of the image");
        writer.finish().expect("memory takes every image");
        bytes
    }

    /// Whether a text of the sheet has a part.
    #[cfg(test)]
    pub(super) fn says(&self, part: &str) -> bool {
        self.shapes.iter().filter_map(Shape::text_box).any(|(text, _)| text.contains(part))
    }

    /// Texts that leave the sheet or lie on each other.
    #[cfg(test)]
    pub(super) fn faults(&self) -> Vec<String> {
        let texts: Vec<(&str, [i32; 4])> = self.shapes.iter().filter_map(Shape::text_box).collect();
        let mut faults = Vec::new();
        for (n, (text, a)) in texts.iter().enumerate() {
            if a[0] < 0 || a[1] < 0 || a[2] > WIDTH || a[3] > HEIGHT {
                faults.push(format!("\"{text}\" leaves the sheet: {a:?}"));
            }
            for (other, b) in &texts[n + 1..] {
                if a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3] {
                    faults.push(format!("\"{text}\" {a:?} lies on \"{other}\" {b:?}"));
                }
            }
        }
        faults
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
        area.fill(&PAPER)?;
        for shape in &self.shapes {
            match shape {
                Shape::Line { points, colour, width } => {
                    area.draw(&PathElement::new(points.clone(), colour.stroke_width(*width)))?;
                }
                Shape::Area { points, colour, opacity } => {
                    area.draw(&Polygon::new(points.clone(), ShapeStyle::from(&colour.mix(*opacity)).filled()))?;
                }
                Shape::Dot { at, colour, radius } => area.draw(&Circle::new(*at, *radius, colour.filled()))?,
                Shape::Text { text, at, colour, size, anchor } => {
                    area.draw(&Text::new(text.as_str(), *at, style(*colour, *size, *anchor)))?;
                }
            }
        }
        area.present()
    }
}

/// How wide a text is, with room for viewers of the SVG that have a wider face.
pub(super) fn text_width(text: &str, size: i32) -> i32 {
    register();
    let (width, _) = (FONT, size).into_font().box_size(text).expect("the face is registered");
    (f64::from(width) * 1.12) as i32
}

/// The text, cut where it is wider than `room`.
pub(super) fn fitted(text: &str, size: i32, room: i32) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let mut shown = text.to_owned();
    while text_width(&shown, size) > room && letters.pop().is_some() {
        shown = letters.iter().collect::<String>().trim_end().to_owned() + "…";
    }
    shown
}

/// The greatest size in which a text fits into `room`, not below `least`.
fn shrunk(text: &str, size: i32, least: i32, room: i32) -> i32 {
    (least..=size).rev().find(|size| text_width(text, *size) <= room).unwrap_or(least)
}

/// A text in two lines, about as long as each other.
fn halved(text: &str) -> (&str, &str) {
    let middle = text.len() / 2;
    let gaps = text.match_indices(' ').map(|(at, _)| at);
    gaps.min_by_key(|at| at.abs_diff(middle)).map_or((text, ""), |at| (&text[..at], &text[at + 1..]))
}

fn style(colour: RGBColor, size: i32, anchor: Anchor) -> TextStyle<'static> {
    let h = match anchor {
        Anchor::Left => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::Right => HPos::Right,
    };
    let font = (FONT, size).into_font();
    let mut style = TextStyle::from(font).pos(Pos::new(h, VPos::Center));
    style.color = colour.to_backend_color();
    style
}

/// Registering again is harmless.
fn register() {
    let registered = register_font(FONT, FontStyle::Normal, epaint_default_fonts::UBUNTU_LIGHT);
    assert!(registered.is_ok(), "the built-in face is a font");
}

/// Cuts a line into dashes.
fn dashes(points: &[Point]) -> Vec<Vec<Point>> {
    let (mut all, mut current, mut left, mut drawing) = (Vec::new(), vec![points[0]], DASH.0, true);
    for pair in points.windows(2) {
        let [(x0, y0), (x1, y1)] = [pair[0], pair[1]].map(|(x, y)| (f64::from(x), f64::from(y)));
        let length = libm::hypot(x1 - x0, y1 - y0);
        let mut gone = 0.0;
        while length - gone > left {
            gone += left;
            let at = ((x0 + (x1 - x0) * gone / length) as i32, (y0 + (y1 - y0) * gone / length) as i32);
            if drawing {
                current.push(at);
                all.push(std::mem::take(&mut current));
            } else {
                current = vec![at];
            }
            drawing = !drawing;
            left = if drawing { DASH.0 } else { DASH.1 };
        }
        left -= length - gone;
        if drawing {
            current.push(pair[1]);
        }
    }
    if current.len() > 1 {
        all.push(current);
    }
    all
}

/// Heights for labels that want to stand at `wanted`, in order, none nearer than a line to the next, all in `range`.
pub(super) fn apart(wanted: &[i32], range: (i32, i32)) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&i| wanted[i]);
    let mut heights = vec![0; wanted.len()];
    let mut next = range.0;
    for &i in &order {
        heights[i] = wanted[i].max(next);
        next = heights[i] + LINE;
    }
    let mut last = range.1;
    for &i in order.iter().rev() {
        heights[i] = heights[i].min(last);
        last = heights[i] - LINE;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_apart_and_inside() {
        let heights = apart(&[100, 101, 99, 300], (90, 290));
        let mut sorted = heights.clone();
        sorted.sort_unstable();
        assert!(sorted.windows(2).all(|w| w[1] - w[0] >= LINE), "{heights:?}");
        assert!(heights.iter().all(|&h| (90..=290).contains(&h)));
        assert!(heights[2] < heights[0] && heights[0] < heights[1]);
    }

    #[test]
    fn dashes_leave_gaps() {
        let cut = dashes(&[(0, 0), (100, 0)]);
        assert_eq!(cut[0], [(0, 0), (9, 0)]);
        assert_eq!(cut[1][0], (15, 0));
        assert_eq!(cut.len(), 7);
    }
}
