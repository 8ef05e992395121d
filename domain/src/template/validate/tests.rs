use serde_json::json;

use super::*;
use crate::template::ParameterFormat;

fn template(components: Value) -> Template {
    Template {
        name: "order_ready".to_owned(),
        language: "ru".to_owned(),
        category: TemplateCategory::Utility,
        parameter_format: ParameterFormat::Positional,
        components: Components::read(&components).unwrap(),
    }
}

fn found(template: &Template) -> Vec<String> {
    let show = |problem: Problem| format!("{} {}", problem.field, problem.code);
    validate(template, RuleSet::newest()).into_iter().map(show).collect()
}

fn body(text: &str) -> Template {
    let samples: Vec<_> = crate::template::variables(text)
        .iter()
        .map(|key| format!("образец {key}"))
        .collect();
    let example = if samples.is_empty() {
        json!({})
    } else {
        json!({"body_text": [samples]})
    };
    template(json!([{"type": "BODY", "text": text, "example": example}]))
}

fn with_buttons(buttons: Value) -> Template {
    template(json!([{"type": "BODY", "text": "Ваш заказ готов"}, {"type": "BUTTONS", "buttons": buttons}]))
}

#[test]
fn a_good_template_has_no_problem() {
    let good = template(json!([
        {"type": "HEADER", "format": "TEXT", "text": "Заказ {{1}}", "example": {"header_text": ["17"]}},
        {"type": "BODY", "text": "Здравствуйте, {{1}}! Ваш букет {{2}} уже готов к выдаче.", "example": {"body_text": [["Анна", "«Весна»"]]}},
        {"type": "FOOTER", "text": "Ответьте «стоп», чтобы отписаться"},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "Спасибо"}, {"type": "QUICK_REPLY", "text": "Позвоните мне"},
            {"type": "URL", "text": "Открыть", "url": "https://romashka.test/z/{{1}}", "example": ["https://romashka.test/z/17"]},
            {"type": "PHONE_NUMBER", "text": "Позвонить", "phone_number": "+74951234567"}]}
    ]));
    assert_eq!(found(&good), Vec::<String>::new());
}

#[test]
fn variables_of_the_body() {
    for (text, expected) in [
        ("Дорогая {{1}}, ваш заказ номер {{2}} уже готов", &[][..]),
        (
            "Дорогая {{1}}, ваш заказ номер {{3}} уже готов",
            &["body variable_gap", "body sample_missing"],
        ),
        ("{{1}}, ваш заказ готов", &["body variable_at_start"]),
        ("Ваш новый заказ: {{1}}", &["body variable_at_end"]),
        (
            "Это ваш заказ {{1}} {{2}} от нашего магазина",
            &["body variables_adjacent"],
        ),
        ("Заказ {{1}}, {{2}}, {{3}}.", &["body too_many_variables"]),
        ("Привет, {{1}}! Заказ {{2}} готов.", &[]),
        (
            "Это ваш заказ {{номер}} от магазина",
            &["body variable_invalid", "body sample_missing"],
        ),
        ("   ", &["body required"]),
    ] {
        assert_eq!(found(&body(text)), expected, "{text}");
    }
}

#[test]
fn lengths_count_code_points_at_the_boundary() {
    assert!(found(&body(&"ж".repeat(1024))).is_empty());
    assert_eq!(found(&body(&"ж".repeat(1025))), ["body too_long"]);
    let header = |length: usize| {
        template(json!([{"type": "HEADER", "text": "ж".repeat(length)}, {"type": "BODY", "text": "да"}]))
    };
    assert!(found(&header(60)).is_empty());
    assert_eq!(found(&header(61)), ["header too_long"]);
    let footer = |length: usize| {
        template(json!([{"type": "BODY", "text": "да"}, {"type": "FOOTER", "text": "ж".repeat(length)}]))
    };
    assert!(found(&footer(60)).is_empty());
    assert_eq!(found(&footer(61)), ["footer too_long"]);
    let button = |length: usize| with_buttons(json!([{"type": "QUICK_REPLY", "text": "ж".repeat(length)}]));
    assert!(found(&button(25)).is_empty());
    assert_eq!(found(&button(26)), ["buttons.0.text too_long"]);
}

#[test]
fn samples_are_required() {
    let without = template(
        json!([{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Ваш заказ номер {{1}} готов"}]),
    );
    assert_eq!(found(&without), ["header sample_missing", "body sample_missing"]);
}

#[test]
fn buttons_have_limits_groups_and_targets() {
    let reply = |text: &str| json!({"type": "QUICK_REPLY", "text": text});
    let url = |text: &str, url: &str| json!({"type": "URL", "text": text, "url": url});
    let ten: Vec<_> = (0..10).map(|number| reply(&format!("ответ {number}"))).collect();
    let eleven: Vec<_> = (0..11).map(|number| reply(&format!("ответ {number}"))).collect();
    for (buttons, expected) in [
        (json!(ten), &[][..]),
        (json!(eleven), &["buttons too_many", "buttons too_many"]),
        (
            json!([reply("а"), url("б", "https://a.test"), reply("в")]),
            &["buttons quick_replies_apart"],
        ),
        (
            json!([
                url("а", "https://a.test"),
                url("б", "https://b.test"),
                url("в", "https://c.test")
            ]),
            &["buttons too_many"],
        ),
        (json!([url("а", "a.test")]), &["buttons.0.url invalid"]),
        (
            json!([url("а", "https://a.test/{{1}}/x")]),
            &["buttons.0.url variable_not_at_end", "buttons.0.example sample_missing"],
        ),
        (json!([reply("да"), reply("да")]), &["buttons.1.text repeated"]),
        (json!([reply("")]), &["buttons.0.text required"]),
        (
            json!([{"type": "PHONE_NUMBER", "text": "а", "phone_number": "позвони"}]),
            &["buttons.0.phone_number invalid"],
        ),
    ] {
        assert_eq!(found(&with_buttons(buttons.clone())), expected, "{buttons}");
    }
}

#[test]
fn names_and_languages() {
    for (name, language, expected) in [
        ("order_1", "en_US", &[][..]),
        ("Order", "ru", &["name invalid_characters"]),
        ("заказ", "ru", &["name invalid_characters"]),
        ("", "ru", &["name required"]),
        ("a", "russian", &["language invalid"]),
        ("a", "en-US", &["language invalid"]),
    ] {
        let template = Template {
            name: name.to_owned(),
            language: language.to_owned(),
            ..body("Ваш заказ готов")
        };
        assert_eq!(found(&template), expected, "{name} {language}");
    }
    let long = Template {
        name: "a".repeat(513),
        ..body("Ваш заказ готов")
    };
    assert_eq!(found(&long), ["name too_long"]);
}

#[test]
fn a_one_time_code_has_metas_text_and_one_button() {
    let mut code = template(json!([
        {"type": "BODY", "add_security_recommendation": true},
        {"type": "FOOTER", "code_expiration_minutes": 5},
        {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}
    ]));
    code.category = TemplateCategory::Authentication;
    assert!(found(&code).is_empty());
    code.components.buttons.clear();
    code.components.header = Some(Header::Location);
    assert_eq!(
        found(&code),
        ["header not_in_authentication", "buttons authentication_needs_one"]
    );
}
