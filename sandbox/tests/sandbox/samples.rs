//! One good message of every kind, and templates of every make with values that fit them.

use serde_json::{Value, json};

/// A message of a kind, without its envelope.
fn message(kind: &str, content: Value) -> Value {
    let mut message = json!({ "type": kind });
    message[kind] = content;
    message
}

/// An interactive message.
pub(crate) fn interactive(kind: &str, action: Value) -> Value {
    message(
        "interactive",
        json!({"type": kind, "body": {"text": "Выберите"}, "action": action}),
    )
}

fn with(mut message: Value, key: &str, value: Value) -> Value {
    message["interactive"][key] = value;
    message
}

/// Everything but templates; `inbound` is a message of the chat.
pub(crate) fn free_form(inbound: &str) -> Vec<Value> {
    let link = |kind: &str| json!({"link": format!("https://example.test/file.{kind}")});
    let mut all = vec![
        json!({"text": {"body": "Без вида"}}),
        message("text", json!({"body": "https://example.test/", "preview_url": true})),
        message(
            "image",
            json!({"link": "https://example.test/a.jpg", "caption": "Букет"}),
        ),
        message("video", link("mp4")),
        message("audio", json!({"link": "https://example.test/a.ogg", "voice": true})),
        message(
            "document",
            json!({"link": "https://example.test/a.pdf", "filename": "a.pdf", "caption": "Счёт"}),
        ),
        message("sticker", link("webp")),
        message(
            "location",
            json!({"latitude": "55.75", "longitude": 37.61, "name": "Кремль", "address": "Москва"}),
        ),
        message("contacts", contacts()),
        json!({"type": "contacts", "contacts": contacts().to_string()}),
        message("reaction", json!({"message_id": inbound, "emoji": "👍"})),
        json!({"type": "text", "text": {"body": "Ответ"}, "context": {"message_id": inbound}, "biz_opaque_callback_data": "order=7"}),
    ];
    all.extend(interactives());
    all
}

fn contacts() -> Value {
    json!([{"name": {"formatted_name": "Ada Quill", "first_name": "Ada", "last_name": "Quill"},
        "phones": [{"phone": "+15559870001", "type": "WORK", "wa_id": "15559870001"}],
        "emails": [{"email": "ada@example.test", "type": "WORK"}], "urls": [{"url": "https://example.test", "type": "WORK"}],
        "addresses": [{"street": "1 Elm", "city": "Mill", "zip": "90000", "country": "United States", "country_code": "US", "type": "HOME"}],
        "org": {"company": "Quill Ltd", "title": "Lead"}, "birthday": "1990-05-17"}])
}

/// A reply button.
pub(crate) fn button(id: &str, title: &str) -> Value {
    json!({"type": "reply", "reply": {"id": id, "title": title}})
}

/// A card of a carousel whose button opens an address.
pub(crate) fn link_card(index: usize) -> Value {
    json!({"card_index": index, "type": "cta_url", "header": {"type": "image", "image": {"link": "https://example.test/1.jpg"}},
        "body": {"text": "*Fern*\n12.00"},
        "action": {"name": "cta_url", "parameters": {"display_text": "Buy", "url": "https://example.test/1"}}})
}

/// A card of a carousel with a quick reply.
pub(crate) fn reply_card(index: usize) -> Value {
    json!({"card_index": index, "type": "cta_url", "header": {"type": "video", "video": {"link": "https://example.test/1.mp4"}},
        "action": {"buttons": [{"type": "quick_reply", "quick_reply": {"id": format!("card-{index}"), "title": "Ещё"}}]}})
}

fn interactives() -> Vec<Value> {
    let named = |name: &str, parameters: Value| json!({"name": name, "parameters": parameters});
    let money = |value: u32| json!({"value": value, "offset": 100});
    let order = json!({"reference_id": "r-1", "type": "digital-goods", "currency": "INR", "total_amount": money(1_100),
        "payment_settings": [{"type": "payment_gateway", "payment_gateway": {"type": "razorpay", "configuration_name": "main"}}],
        "order": {"status": "pending", "subtotal": money(1_000), "tax": money(100),
            "items": [{"retailer_id": "sku-1", "name": "Tea", "amount": money(1_000), "quantity": 1}]}});
    let product_card = |index: usize| json!({"card_index": index, "type": "product", "action": {"catalog_id": "8001", "product_retailer_id": "sku-1"}});
    let list = json!({"button": "Меню", "sections": [
        {"title": "Горячее", "rows": [{"id": "r-1", "title": "Суп", "description": "Томатный"}, {"id": "r-2", "title": "Рагу"}]},
        {"title": "Холодное", "rows": [{"id": "r-3", "title": "Салат"}]}]});
    let products = json!({"catalog_id": "8001", "sections": [{"title": "Shoes", "product_items": [{"product_retailer_id": "sku-1"}]}]});
    let buttons = interactive("button", json!({"buttons": [button("yes", "Да"), button("no", "Нет")]}));
    vec![
        with(buttons.clone(), "header", json!({"type": "text", "text": "Доставка"})),
        with(
            buttons,
            "header",
            json!({"type": "document", "document": {"link": "https://example.test/a.pdf", "filename": "a.pdf"}}),
        ),
        with(interactive("list", list), "footer", json!({"text": "С налогом"})),
        interactive(
            "cta_url",
            named(
                "cta_url",
                json!({"display_text": "Карта", "url": "https://example.test/map"}),
            ),
        ),
        interactive("location_request_message", json!({"name": "send_location"})),
        interactive(
            "flow",
            named(
                "flow",
                json!({"flow_message_version": "3", "flow_id": "1520000000000001", "flow_cta": "Запись", "flow_token": "tok-77",
                    "mode": "published", "flow_action": "navigate", "flow_action_payload": {"screen": "START", "data": {"name": "Ada"}}}),
            ),
        ),
        interactive("product", json!({"catalog_id": "8001", "product_retailer_id": "sku-1"})),
        with(
            interactive("product_list", products),
            "header",
            json!({"type": "text", "text": "Для вас"}),
        ),
        interactive(
            "catalog_message",
            named("catalog_message", json!({"thumbnail_product_retailer_id": "sku-1"})),
        ),
        interactive("carousel", json!({"cards": [link_card(0), link_card(1)]})),
        interactive(
            "carousel",
            json!({"cards": [reply_card(0), reply_card(1), reply_card(2)]}),
        ),
        interactive("carousel", json!({"cards": [product_card(0), product_card(1)]})),
        interactive(
            "address_message",
            named(
                "address_message",
                json!({"country": "IN", "values": {"name": "Ravi", "in_pin_code": "400063"},
                    "saved_addresses": [{"id": "a1", "value": {"in_pin_code": "400063", "city": "Mumbai"}}]}),
            ),
        ),
        interactive("call_permission_request", json!({"name": "call_permission_request"})),
        interactive(
            "voice_call",
            named(
                "voice_call",
                json!({"display_text": "Звонок", "ttl_minutes": 1440, "payload": "ref-9"}),
            ),
        ),
        interactive("request_contact_info", json!({"name": "request_contact_info"})),
        interactive("order_details", named("review_and_pay", order)),
        interactive(
            "order_status",
            named(
                "review_order",
                json!({"reference_id": "r-1", "order": {"status": "shipped", "description": "В пути"}}),
            ),
        ),
    ]
}

/// A template, how it is made and how it is filled.
pub(crate) struct TemplateSample {
    pub(crate) name: &'static str,
    pub(crate) category: &'static str,
    pub(crate) definition: Value,
    pub(crate) components: Value,
}

const PICTURE: &str = "https://example.test/a.jpg";

fn picture() -> Value {
    json!({"type": "header", "parameters": [{"type": "image", "image": {"link": PICTURE}}]})
}

fn picture_header() -> Value {
    json!({"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW1hZ2U="]}})
}

/// A parameter that is text.
pub(crate) fn text(value: &str) -> Value {
    json!({"type": "text", "text": value})
}

/// The values of a body.
pub(crate) fn body(values: &[&str]) -> Value {
    json!({"type": "body", "parameters": values.iter().map(|value| text(value)).collect::<Vec<_>>()})
}

/// The parameter of a button.
pub(crate) fn press(sub_type: &str, index: usize, parameter: Value) -> Value {
    json!({"type": "button", "sub_type": sub_type, "index": index.to_string(), "parameters": [parameter]})
}

/// A filled card of the carousel template.
pub(crate) fn filled_card(index: usize) -> Value {
    json!({"card_index": index, "components": [picture(), body(&["Фикус"]),
        press("quick_reply", 0, json!({"type": "payload", "payload": format!("more-{index}")})), press("url", 1, text("1"))]})
}

/// Templates of every make.
pub(crate) fn templates() -> Vec<TemplateSample> {
    let sample = |name, category, definition, components| TemplateSample {
        name,
        category,
        definition,
        components,
    };
    let plain = |words: &str| json!({"type": "BODY", "text": words});
    let buttons = |list: Value| json!({"type": "BUTTONS", "buttons": list});
    let card = json!({"components": [picture_header(), {"type": "BODY", "text": "Растение {{1}} ждёт вас дома.", "example": {"body_text": [["Фикус"]]}},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Ещё"},
            {"type": "URL", "text": "Купить", "url": "https://example.test/p/{{1}}", "example": ["https://example.test/p/1"]}]}]});
    vec![
        sample(
            "parcel",
            "UTILITY",
            json!([picture_header(),
                {"type": "BODY", "text": "Здравствуйте, {{1}}, заказ {{2}} уже собран.", "example": {"body_text": [["Анна", "A-1"]]}},
                {"type": "FOOTER", "text": "Магазин цветов"},
                {"type": "BUTTONS", "buttons": [
                    {"type": "URL", "text": "Следить", "url": "https://example.test/t/{{1}}", "example": ["https://example.test/t/A-1"]},
                    {"type": "PHONE_NUMBER", "text": "Позвонить", "phone_number": "15550051310"},
                    {"type": "QUICK_REPLY", "text": "Стоп"}]}]),
            json!([
                picture(),
                body(&["Анна", "A-1001"]),
                press("url", 0, text("A-1001")),
                press("quick_reply", 2, json!({"type": "payload", "payload": "STOP"}))
            ]),
        ),
        sample(
            "money",
            "UTILITY",
            json!([{"type": "HEADER", "format": "TEXT", "text": "Счёт {{1}}", "example": {"header_text": ["7"]}},
                {"type": "BODY", "text": "К оплате {{1}} до дня {{2}} включительно.", "example": {"body_text": [["$5", "1 мая"]]}}]),
            json!([{"type": "header", "parameters": [text("7")]},
                {"type": "body", "parameters": [{"type": "currency", "currency": {"fallback_value": "$5", "code": "USD", "amount_1000": 5000}},
                    {"type": "date_time", "date_time": {"fallback_value": "1 мая"}}]}]),
        ),
        sample(
            "place",
            "UTILITY",
            json!([{"type": "HEADER", "format": "LOCATION"}, plain("Мы ждём вас в нашем магазине.")]),
            json!([{"type": "header", "parameters": [{"type": "location",
                "location": {"latitude": "55.75", "longitude": "37.61", "name": "Магазин", "address": "Москва"}}]}]),
        ),
        sample(
            "code",
            "AUTHENTICATION",
            json!([{"type": "BODY", "add_security_recommendation": true}, {"type": "FOOTER", "code_expiration_minutes": 5},
                {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}]}]),
            json!([body(&["482913"]), press("url", 0, text("482913"))]),
        ),
        sample(
            "offer",
            "MARKETING",
            json!([picture_header(), plain("Скидка на все букеты этой недели."),
                {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "До пятницы", "has_expiration": true}},
                buttons(json!([{"type": "COPY_CODE", "example": "SAVE10"},
                    {"type": "URL", "text": "Купить", "url": "https://example.test/o/{{1}}", "example": ["https://example.test/o/1"]}]))]),
            json!([picture(), {"type": "limited_time_offer", "parameters": [{"type": "limited_time_offer",
                    "limited_time_offer": {"expiration_time_ms": 1_893_456_000_000_i64}}]},
                press("copy_code", 0, json!({"type": "coupon_code", "coupon_code": "SAVE10"})), press("url", 1, text("1"))]),
        ),
        sample(
            "cards",
            "MARKETING",
            json!([plain("Новые растения этой недели."), {"type": "CAROUSEL", "cards": [card, card]}]),
            json!([{"type": "carousel", "cards": [filled_card(0), filled_card(1)]}]),
        ),
        sample(
            "form",
            "UTILITY",
            json!([
                plain("Запишитесь на удобное время."),
                buttons(json!([{"type": "FLOW", "text": "Запись",
                "flow_id": "1520000000000001", "flow_action": "navigate", "navigate_screen": "START"}]))
            ]),
            json!([press(
                "flow",
                0,
                json!({"type": "action", "action": {"flow_token": "tok", "flow_action_data": {"day": 1}}})
            )]),
        ),
        sample(
            "catalogue",
            "MARKETING",
            json!([
                plain("Весь наш каталог к вашим услугам."),
                buttons(json!([{"type": "CATALOG", "text": "View catalog"}]))
            ]),
            json!([press(
                "catalog",
                0,
                json!({"type": "action", "action": {"thumbnail_product_retailer_id": "sku-1"}})
            )]),
        ),
        sample(
            "products",
            "MARKETING",
            json!([
                plain("Подборка этой недели для вас."),
                buttons(json!([{"type": "MPM", "text": "View items"}]))
            ]),
            json!([press(
                "mpm",
                0,
                json!({"type": "action", "action": {"thumbnail_product_retailer_id": "sku-1",
                "sections": [{"title": "A", "product_items": [{"product_retailer_id": "sku-1"}]}]}})
            )]),
        ),
        sample(
            "order",
            "UTILITY",
            json!([plain("Новости о вашем заказе в магазине."), {"type": "ORDER_STATUS"}]),
            json!([{"type": "order_status", "parameters": [{"type": "order_status",
                "order_status": {"reference_id": "r-1", "order": {"status": "shipped", "description": "В пути"}}}]}]),
        ),
        sample(
            "product",
            "MARKETING",
            json!([{"type": "HEADER", "format": "PRODUCT"}, plain("Этот товар снова есть у нас."), buttons(json!([{"type": "SPM", "text": "View"}]))]),
            json!([{"type": "header", "parameters": [{"type": "product",
                "product": {"product_retailer_id": "sku-1", "catalog_id": "8001"}}]}]),
        ),
        sample(
            "call",
            "UTILITY",
            json!([
                plain("Позвоните нам, когда вам удобно."),
                buttons(json!([{"type": "VOICE_CALL", "text": "Позвонить"}]))
            ]),
            json!([{"type": "button", "sub_type": "voice_call", "index": 0,
                "parameters": [{"type": "ttl_minutes", "ttl_minutes": 1440}, {"type": "payload", "payload": "ref"}]}]),
        ),
    ]
}

/// The message that sends a template.
pub(crate) fn template(name: &str, components: &Value) -> Value {
    message(
        "template",
        json!({"name": name, "language": {"code": "ru", "policy": "deterministic"}, "components": components}),
    )
}
