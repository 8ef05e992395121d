//! Short links that open a chat with a text in it, and their QR pictures.
//!
//! Meta, "QR codes and short links", 2026: 2,000 a number, 140 characters of text, a code of 14 capitals and digits.

use crate::numbers::qr::{self, Form};
use crate::random::Random;
use crate::world::World;
use serde::{Deserialize, Serialize};

/// Most links of one number.
pub(crate) const LINKS_MAX: usize = 2_000;
/// Most characters of a text.
pub(crate) const MESSAGE_MAX: usize = 140;

/// One short link.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Link {
    /// A link with a code of its own.
    pub(crate) fn new(message: &str, random: &mut Random) -> Self {
        Self {
            code: random.text(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 14),
            message: message.to_owned(),
        }
    }

    /// The address that opens the chat.
    pub(crate) fn deep_link(&self) -> String {
        format!("https://wa.me/message/{}", self.code)
    }

    /// Where its picture is.
    pub(crate) fn image_url(&self, public_url: &str, form: Form) -> String {
        format!("{public_url}/qr/{}.{}", self.code, form.extension())
    }
}

impl World {
    /// The picture of a link by its file name, such as `K7Q2M9XW4ZB1TD.svg`.
    pub(crate) fn qr_picture(&self, file: &str) -> Option<(&'static str, Vec<u8>)> {
        let (code, extension) = file.split_once('.')?;
        let form = [Form::Svg, Form::Png]
            .into_iter()
            .find(|form| form.extension() == extension)?;
        let mut links = self.accounts.numbers.iter().flat_map(|row| row.desk.links.iter());
        let link = links.find(|link| link.code == code)?;
        Some((form.mime_type(), qr::draw(&link.deep_link(), form)?))
    }
}
