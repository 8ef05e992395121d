//! Files: taken, given back whole or in part, and never run.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::house::{House, Reply};

async fn read(house: &House, path: &str, key: &str, range: Option<&str>) -> Reply {
    let mut request = Request::builder()
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {key}"));
    if let Some(range) = range {
        request = request.header(header::RANGE, range);
    }
    house.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_file_comes_back_as_an_attachment_in_a_sandbox() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let page = b"<script>alert(1)</script>";
    let made = house.upload("/api/v1/media", &key, "Прайс.html", page).await;
    assert_eq!(
        (made.status, made.json()["state"].as_str()),
        (StatusCode::CREATED, Some("ready")),
        "{:?}",
        made.json()
    );
    let url = made.json()["url"].as_str().unwrap().to_owned();
    let got = read(&house, &url, &key, None).await;
    assert_eq!((got.status, got.body.as_slice()), (StatusCode::OK, page.as_slice()));
    assert_eq!(got.headers[header::CONTENT_TYPE], "application/octet-stream");
    assert_eq!(got.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let policy = got.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.contains("sandbox") && policy.contains("default-src 'none'"),
        "{policy}"
    );
    let manner = got.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(manner.starts_with("attachment; filename*=UTF-8''"), "{manner}");

    let picture = house
        .upload("/api/v1/media", &key, "tulip.png", b"\x89PNG\r\n\x1a\n")
        .await
        .json();
    let url = picture["url"].as_str().unwrap();
    let shown = read(&house, url, &key, None).await;
    assert!(
        shown.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("inline")
    );
    assert_eq!(shown.headers[header::CONTENT_TYPE], "image/png");
    let saved = read(&house, &format!("{url}?download=true"), &key, None).await;
    assert!(
        saved.headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
}

#[tokio::test]
async fn a_part_of_a_file_is_given_and_another_company_has_none_of_it() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let (_, [stranger, ..]) = house.company("Кофе").await;
    let made = house.upload("/api/v1/media", &key, "a.mp4", b"0123456789").await.json();
    let url = made["url"].as_str().unwrap();
    for (range, status, body, content_range) in [
        (
            "bytes=2-4",
            StatusCode::PARTIAL_CONTENT,
            b"234".as_slice(),
            "bytes 2-4/10",
        ),
        ("bytes=-3", StatusCode::PARTIAL_CONTENT, b"789", "bytes 7-9/10"),
        ("bytes=8-", StatusCode::PARTIAL_CONTENT, b"89", "bytes 8-9/10"),
        ("bytes=10-", StatusCode::RANGE_NOT_SATISFIABLE, b"", "bytes */10"),
    ] {
        let got = read(&house, url, &key, Some(range)).await;
        assert_eq!((got.status, got.body.as_slice()), (status, body), "{range}");
        assert_eq!(got.headers[header::CONTENT_RANGE], content_range);
    }
    assert_eq!(read(&house, url, &stranger, None).await.status, StatusCode::NOT_FOUND);
    assert_eq!(read(&house, url, "", None).await.status, StatusCode::UNAUTHORIZED);
    let large = vec![0_u8; (10 << 20) + 1];
    let refused = house.upload("/api/v1/media", &key, "large.bin", &large).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{:?}", refused.json());
}

/// What the server says of a file that was uploaded under this name.
async fn uploaded(house: &House, key: &str, path: &str, name: &str, bytes: &[u8]) -> serde_json::Value {
    let made = house.upload(path, key, name, bytes).await;
    assert_eq!(made.status, StatusCode::CREATED, "{name}: {:?}", made.json());
    made.json()
}

#[tokio::test]
async fn hostile_files_are_only_ever_saved() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    for (name, bytes) in [
        (
            "a.svg",
            &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
        ),
        ("a.html", b"<script>alert(1)</script>"),
        (
            "a.xhtml",
            b"<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
        ),
        ("a.xml", b"<?xml-stylesheet href='javascript:alert(1)'?><a/>"),
        ("photo.png", b"<script>alert(1)</script>"),
        ("song.mp3", b"<script>alert(1)</script>"),
        ("film.mp4", b"<script>alert(1)</script>"),
        ("price.pdf", b"<script>alert(1)</script>"),
        ("page.html", b"%PDF-1.7\n<script>alert(1)</script>"),
        ("<img src=x onerror=alert(1)>.html", b"<script>alert(1)</script>"),
        ("\u{202e}gnp.exe", b"MZ"),
    ] {
        let file = uploaded(&house, &key, "/api/v1/media", name, bytes).await;
        let url = file["url"].as_str().unwrap();
        let got = read(&house, url, &key, None).await;
        let header = |header: header::HeaderName| got.headers[header].to_str().unwrap().to_owned();
        assert_eq!(got.body, bytes, "{name}");
        assert_eq!(header(header::CONTENT_TYPE), "application/octet-stream", "{name}");
        assert!(header(header::CONTENT_DISPOSITION).starts_with("attachment;"), "{name}");
        assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{name}");
        assert_eq!(
            header(header::CONTENT_SECURITY_POLICY),
            "default-src 'none'; sandbox",
            "{name}"
        );
    }
    // What only calls itself a PDF is not opened as one.
    let page = uploaded(&house, &key, "/api/v1/media", "price.pdf", b"<script>alert(1)</script>").await;
    let opened = read(
        &house,
        &format!("{}?view=true", page["url"].as_str().unwrap()),
        &key,
        None,
    )
    .await;
    assert_eq!(opened.headers[header::CONTENT_TYPE], "application/octet-stream");
    let real = uploaded(&house, &key, "/api/v1/media", "price.pdf", b"%PDF-1.7\n").await;
    let opened = read(
        &house,
        &format!("{}?view=true", real["url"].as_str().unwrap()),
        &key,
        None,
    )
    .await;
    assert_eq!(opened.headers[header::CONTENT_TYPE], "application/pdf");
    let placed = opened.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(placed.starts_with("inline;"), "{placed}");
    assert_eq!(opened.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
}

/// A WebM element with a length of four bytes.
fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let length = (0x1000_0000 | u32::try_from(content.len()).unwrap()).to_be_bytes();
    [id, &length, content].concat()
}

/// A recording as Chromium's recorder writes it, with packets of growing loudness.
fn recording() -> Vec<u8> {
    let head = b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0";
    let track = [
        element(&[0xd7], &[1]),
        element(&[0x86], b"A_OPUS"),
        element(&[0x63, 0xa2], head),
    ]
    .concat();
    let mut out = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    out.extend(b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff");
    out.extend(element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &track)));
    out.extend(b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff");
    for size in 1..=150_usize {
        let packet = [&[0x81, 0, 0, 0x80, 0b1111_1000][..], &vec![7; size]].concat();
        out.extend(element(&[0xa3], &packet));
    }
    out
}

#[tokio::test]
async fn a_recording_becomes_a_voice_message_with_its_length_and_waveform() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let voice = uploaded(&house, &key, "/api/v1/media?voice=true", "voice.webm", &recording()).await;
    assert_eq!(
        (&voice["voice"], &voice["mime_type"], &voice["duration_ms"]),
        (&true.into(), &"audio/ogg".into(), &2_993.into())
    );
    let peaks = voice["peaks"].as_array().unwrap();
    assert_eq!((peaks.len(), &peaks[0], &peaks[63]), (64, &0.into(), &100.into()));
    let got = read(&house, voice["url"].as_str().unwrap(), &key, None).await;
    assert!(got.body.starts_with(b"OggS"));
    assert_eq!(
        got.body.len(),
        usize::try_from(voice["bytes"].as_i64().unwrap()).unwrap()
    );
    assert_eq!(got.headers[header::CONTENT_TYPE], "audio/ogg");

    // Without being asked nothing is changed, and WhatsApp takes no WebM: it can only go as a document.
    let plain = uploaded(&house, &key, "/api/v1/media", "voice.webm", &recording()).await;
    assert_eq!(
        (&plain["voice"], &plain["mime_type"]),
        (&false.into(), &"video/webm".into())
    );
    let ready = include_bytes!("../../../sandbox/samples/voice.ogg");
    let same = uploaded(&house, &key, "/api/v1/media?voice=true", "voice.ogg", ready).await;
    assert_eq!((&same["voice"], &same["bytes"]), (&true.into(), &ready.len().into()));
    // Nothing can be made of this one: it stays as it came, to be sent as a sound.
    let other = b"\0\0\0\x18ftypM4A \0\0\0\0isomM4A ";
    let other = uploaded(&house, &key, "/api/v1/media?voice=true", "voice.m4a", other).await;
    assert_eq!(
        (&other["voice"], &other["mime_type"]),
        (&false.into(), &"audio/mp4".into())
    );
    let empty = house.upload("/api/v1/media", &key, "nothing.png", b"").await;
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn films_and_pictures_tell_their_size() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let film = include_bytes!("../../../sandbox/samples/video.mp4");
    let film = uploaded(&house, &key, "/api/v1/media", "film.mp4", film).await;
    assert_eq!(film["mime_type"], "video/mp4");
    assert!(
        film["width"].as_i64().unwrap() > 0 && film["duration_ms"].as_i64().unwrap() > 0,
        "{film}"
    );
    let photo = include_bytes!("../../../sandbox/samples/photo.jpg");
    let photo = uploaded(&house, &key, "/api/v1/media", "odd name.gif", photo).await;
    assert_eq!(photo["mime_type"], "image/jpeg");
    assert!(photo["width"].as_i64().unwrap() > 0, "{photo}");
}

/// A picture of one colour as a PNG.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([200, 30, 30]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_picture_has_a_small_one_beside_it_and_stays_as_it_was() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let (_, [stranger, ..]) = house.company("Кофе").await;
    let photo = picture(1_300, 900);
    let file = uploaded(&house, &key, "/api/v1/media", "tulip.png", &photo).await;
    let small = file["thumbnail_url"].as_str().unwrap();
    for _ in 0..2 {
        let got = read(&house, small, &key, None).await;
        let header = |header: header::HeaderName| got.headers[header].to_str().unwrap().to_owned();
        assert_eq!(
            (got.status, header(header::CONTENT_TYPE).as_str()),
            (StatusCode::OK, "image/jpeg")
        );
        assert_eq!(header(header::CONTENT_LENGTH), got.body.len().to_string());
        assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(header(header::CONTENT_SECURITY_POLICY), "default-src 'none'; sandbox");
        let shown = image::load_from_memory_with_format(&got.body, image::ImageFormat::Jpeg).unwrap();
        assert_eq!((shown.width(), shown.height()), (640, 443));
    }
    assert_eq!(read(&house, small, &stranger, None).await.status, StatusCode::NOT_FOUND);
    let whole = read(&house, file["url"].as_str().unwrap(), &key, None).await;
    assert_eq!(whole.body, photo);

    // Removed, nothing of it is left on disk.
    let id = galka_domain::ids::MediaId::parse(file["id"].as_str().unwrap()).unwrap();
    let folder = house.engine.files.path(&id).parent().unwrap().to_owned();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
    house.engine.files.remove(&id).await.unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[tokio::test]
async fn what_cannot_be_made_small_is_shown_as_it_is() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    // It says that it is 30,000 pixels wide and high: nobody unpacks it.
    let bomb = [
        &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
        &30_000_u32.to_be_bytes(),
        &30_000_u32.to_be_bytes(),
        b"\x08\x02\0\0\0\0\0\0\0",
    ]
    .concat();
    for (name, bytes) in [
        ("bomb.png", bomb.as_slice()),
        ("broken.jpg", b"\xff\xd8\xff\xe0 and no more"),
    ] {
        let file = uploaded(&house, &key, "/api/v1/media", name, bytes).await;
        for _ in 0..2 {
            let got = read(&house, file["thumbnail_url"].as_str().unwrap(), &key, None).await;
            assert_eq!((got.status, got.body.as_slice()), (StatusCode::OK, bytes), "{name}");
        }
    }
    for (name, bytes) in [
        ("a.pdf", &b"%PDF-1.7"[..]),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ] {
        let file = uploaded(&house, &key, "/api/v1/media", name, bytes).await;
        assert_eq!(file["thumbnail_url"], serde_json::Value::Null, "{name}");
        let asked = format!("{}?small=true", file["url"].as_str().unwrap());
        assert_eq!(read(&house, &asked, &key, None).await.body, bytes, "{name}");
    }
}
