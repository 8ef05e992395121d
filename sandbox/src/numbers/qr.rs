//! Drawing a QR code.

use crate::numbers::png;
use qrcode::render::svg;
use qrcode::{Color, QrCode};

/// Pixels of one square.
const SCALE: usize = 10;
/// Squares of white around it, as the standard wants.
const QUIET: usize = 4;

/// The form of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Svg,
    Png,
}

impl Form {
    /// As clients name it, in any case.
    pub(crate) fn read(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().as_str() {
            "SVG" => Some(Self::Svg),
            "PNG" => Some(Self::Png),
            _ => None,
        }
    }

    /// The ending of a file name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The content type.
    pub(crate) fn mime_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

/// The picture of a text; none for a text that is too long for a QR code.
pub(crate) fn draw(text: &str, form: Form) -> Option<Vec<u8>> {
    let code = QrCode::new(text).ok()?;
    match form {
        Form::Svg => {
            let side = ((code.width() + 2 * QUIET) * SCALE) as u32;
            let drawn = code.render::<svg::Color<'_>>().min_dimensions(side, side).build();
            Some(drawn.into_bytes())
        }
        Form::Png => {
            let (width, colors) = (code.width(), code.to_colors());
            let side = (width + 2 * QUIET) * SCALE;
            let dark = |x: usize, y: usize| {
                let (x, y) = ((x / SCALE).checked_sub(QUIET)?, (y / SCALE).checked_sub(QUIET)?);
                (x < width && y < width).then(|| colors[y * width + x] == Color::Dark)
            };
            Some(png::black_and_white(side, |x, y| dark(x, y).unwrap_or(false)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_both_forms() {
        let svg = String::from_utf8(draw("https://wa.me/message/K7Q2M9XW4ZB1TD", Form::Svg).unwrap()).unwrap();
        assert!(svg.contains("<svg") && svg.contains("<path"));
        let png = draw("https://wa.me/message/K7Q2M9XW4ZB1TD", Form::Png).unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    }
}
