"""pywa: files go up and come back byte for byte.

A fault of pywa 4.5.0: `media.reupload()` knows addresses of Meta's own hosts alone, and fetches others without the token;
here a customer's file is sent again by its id.
"""

from base64 import b64encode

import httpx
import pytest
from pywa import types
from pywa.errors import WhatsAppError
from support import SAMPLES


@pytest.mark.parametrize("mime_type", SAMPLES)
def test_round_trip(bot, mime_type, tmp_path):
    content = SAMPLES[mime_type]
    uploaded = bot.wa.upload_media(content, mime_type=mime_type, filename="sample.bin")
    place = bot.wa.get_media_url(uploaded.id)
    assert (place.id, place.mime_type, int(place.file_size)) == (uploaded.id, mime_type, len(content))
    assert bot.wa.get_media_bytes(place.url) == content
    assert b"".join(bot.wa.stream_media(place.url, chunk_size=100)) == content
    saved = bot.wa.download_media(url=place.url, path=tmp_path, filename="sample.bin")
    assert saved.read_bytes() == content


def test_file_from_a_path_and_from_a_generator(bot, tmp_path):
    path = tmp_path / "price.pdf"
    path.write_bytes(SAMPLES["application/pdf"])
    by_path = bot.wa.upload_media(path)
    by_parts = bot.wa.upload_media(
        (part for part in (b"%PDF", SAMPLES["application/pdf"][4:])), mime_type="application/pdf", filename="price.pdf"
    )
    for uploaded in (by_path, by_parts):
        assert uploaded.get_bytes() == SAMPLES["application/pdf"]


def test_deleted_file_is_gone(bot):
    uploaded = bot.wa.upload_media(SAMPLES["text/plain"], mime_type="text/plain", filename="price.txt")
    assert bot.wa.delete_media(uploaded.id, phone_id=bot.company.phone_id).success
    with pytest.raises(WhatsAppError) as refusal:
        bot.wa.get_media_url(uploaded.id)
    assert refusal.value.code == 100


def test_url_needs_the_token(bot):
    uploaded = bot.wa.upload_media(SAMPLES["text/plain"], mime_type="text/plain", filename="price.txt")
    assert httpx.get(bot.wa.get_media_url(uploaded.id).url).status_code == 401


@pytest.mark.parametrize(
    ("kind", "mime_type"),
    [
        ("image", "image/png"),
        ("video", "video/mp4"),
        ("audio", "audio/ogg"),
        ("document", "application/pdf"),
        ("sticker", "image/webp"),
    ],
)
def test_file_of_a_customer(bot, customer, kind, mime_type, tmp_path):
    content = SAMPLES[mime_type]
    order = {"data_base64": b64encode(content).decode(), "mime_type": mime_type}
    if kind in ("image", "video", "document"):
        order["caption"] = "Подпись"
    if kind == "document":
        order["filename"] = "price.pdf"
    written = customer.writes(kind, order)
    message = bot.hears(types.Message, lambda update: update.id == written)
    assert message.type == kind
    assert message.media.mime_type.startswith(mime_type)
    assert message.caption == order.get("caption")
    # By the address in the webhook, and by asking for a new one.
    assert message.get_media_bytes() == content
    assert bot.wa.get_media_bytes(bot.wa.get_media_url(message.media.id).url) == content
    saved = message.download_media(filepath=str(tmp_path), filename="got")
    assert saved.read_bytes() == content
    again = bot.wa.upload_media(message.media.id, media_type=kind)
    assert again.get_bytes() == content
