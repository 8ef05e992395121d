//! Authentication templates: fixed texts around a code.
//!
//! Meta, "Authentication templates", 2026. The English texts are Meta's; how it words them elsewhere is not documented,
//! so the other languages here carry translations of our own, and the rest English.

use super::{Draft, kind_of, limits, missing};
use crate::errors::GraphError;
use crate::rules::review::length;
use serde_json::{Value, json};

/// How long a code may be said to hold.
const EXPIRY_MINUTES: std::ops::RangeInclusive<i64> = 1..=90;
const APPS_MAX: usize = 5;
const PACKAGE_MAX: usize = 224;
const SIGNATURE_LENGTH: usize = 11;

/// The fixed texts of one language; `#` stands for the minutes.
struct Words {
    language: &'static str,
    body: &'static str,
    advice: &'static str,
    footer: &'static str,
    copy: &'static str,
    autofill: &'static str,
}

/// The first is used where a language is not listed.
const WORDS: [Words; 6] = [
    Words {
        language: "en",
        body: "*{{1}}* is your verification code.",
        advice: "For your security, do not share this code.",
        footer: "This code expires in # minutes.",
        copy: "Copy code",
        autofill: "Autofill",
    },
    Words {
        language: "ru",
        body: "*{{1}}* — ваш код подтверждения.",
        advice: "Для вашей безопасности никому не сообщайте этот код.",
        footer: "Код действителен # мин.",
        copy: "Скопировать код",
        autofill: "Заполнить",
    },
    Words {
        language: "de",
        body: "*{{1}}* ist dein Bestätigungscode.",
        advice: "Teile diesen Code zu deiner Sicherheit mit niemandem.",
        footer: "Dieser Code läuft in # Minuten ab.",
        copy: "Code kopieren",
        autofill: "Automatisch ausfüllen",
    },
    Words {
        language: "es",
        body: "*{{1}}* es tu código de verificación.",
        advice: "Por tu seguridad, no lo compartas con nadie.",
        footer: "Este código caduca en # minutos.",
        copy: "Copiar código",
        autofill: "Autocompletar",
    },
    Words {
        language: "fr",
        body: "*{{1}}* est votre code de vérification.",
        advice: "Pour votre sécurité, ne partagez ce code avec personne.",
        footer: "Ce code expire dans # minutes.",
        copy: "Copier le code",
        autofill: "Remplir",
    },
    Words {
        language: "pt",
        body: "*{{1}}* é o seu código de verificação.",
        advice: "Para sua segurança, não compartilhe este código.",
        footer: "Este código expira em # minutos.",
        copy: "Copiar código",
        autofill: "Preencher",
    },
];

fn words(language: &str) -> &'static Words {
    let base = language.split('_').next().unwrap_or_default();
    WORDS.iter().find(|words| words.language == base).unwrap_or(&WORDS[0])
}

fn body(words: &Words, advised: bool) -> String {
    if advised {
        format!("{} {}", words.body, words.advice)
    } else {
        words.body.to_owned()
    }
}

fn footer(words: &Words, minutes: i64) -> String {
    words.footer.replace('#', &minutes.to_string())
}

impl Draft<'_> {
    pub(super) fn check_authentication(&self, mut stored: Vec<Value>) -> Result<Vec<Value>, GraphError> {
        let words = words(self.language);
        for component in &mut stored {
            match kind_of(component).as_str() {
                "BODY" => {
                    let advised = component["add_security_recommendation"].as_bool() == Some(true);
                    component["text"] = json!(body(words, advised));
                    component["example"] = json!({"body_text": [["123456"]]});
                }
                "FOOTER" => {
                    let minutes = &component["code_expiration_minutes"];
                    let minutes = minutes.as_i64().filter(|minutes| EXPIRY_MINUTES.contains(minutes));
                    let minutes = minutes.ok_or_else(|| {
                        limits("The footer of an authentication template has code_expiration_minutes, 1 to 90.")
                    })?;
                    component["text"] = json!(footer(words, minutes));
                }
                "BUTTONS" => self.check_password(component, words)?,
                kind => {
                    let text = format!("An authentication template has no component of type {kind}.");
                    return Err(limits(text));
                }
            }
        }
        for kind in ["BODY", "BUTTONS"] {
            if !stored.iter().any(|component| component["type"] == kind) {
                let text = format!("An authentication template needs a component of type {kind}.");
                return Err(missing(text));
            }
        }
        Ok(stored)
    }

    /// The one button, which is kept and returned as a URL button.
    fn check_password(&self, component: &mut Value, words: &Words) -> Result<(), GraphError> {
        let button = match component["buttons"].as_array().map(Vec::as_slice) {
            Some([button]) if kind_of(button) == "OTP" => button.clone(),
            Some([button]) if kind_of(button) == "URL" && button["url"].as_str().is_some_and(is_stored) => {
                return Ok(());
            }
            _ => return Err(limits("An authentication template has one button, of type OTP.")),
        };
        let kind = button["otp_type"].as_str().unwrap_or_default().to_ascii_uppercase();
        if !matches!(kind.as_str(), "COPY_CODE" | "ONE_TAP" | "ZERO_TAP") {
            return Err(GraphError::parameter(
                "Param otp_type must be one of {COPY_CODE, ONE_TAP, ZERO_TAP}",
            ));
        }
        if kind == "ZERO_TAP" && button["zero_tap_terms_accepted"].as_bool() != Some(true) {
            return Err(limits("Zero-tap needs zero_tap_terms_accepted."));
        }
        for name in ["text", "autofill_text"] {
            let text = button[name].as_str().unwrap_or_default();
            if length(text) > self.figures.button_text_max {
                let most = self.figures.button_text_max;
                return Err(limits(format!("{name} has at most {most} characters.")));
            }
        }
        let mut stored = json!({
            "type": "URL",
            "text": button["text"].as_str().unwrap_or(words.copy),
            "url": format!("{STORED_URL}{kind}&code=otp{{{{1}}}}"),
            "example": [format!("{STORED_URL}{kind}&code=otp123456")],
        });
        if kind != "COPY_CODE" {
            let text = button["autofill_text"].as_str().unwrap_or(words.autofill);
            stored["autofill_text"] = json!(text);
            stored["supported_apps"] = apps(&button)?;
        }
        component["buttons"] = json!([stored]);
        Ok(())
    }
}

const STORED_URL: &str = "https://www.whatsapp.com/otp/code/?otp_type=";

/// An edit may give back the button as it was read.
fn is_stored(url: &str) -> bool {
    url.starts_with(STORED_URL)
}

/// The Android apps that may take the code; older calls name one beside the button.
fn apps(button: &Value) -> Result<Value, GraphError> {
    let one = json!([{"package_name": button["package_name"], "signature_hash": button["signature_hash"]}]);
    let apps = match &button["supported_apps"] {
        Value::Null if button["package_name"].is_string() => one,
        apps => apps.clone(),
    };
    let list = apps.as_array().map_or(&[][..], Vec::as_slice);
    let good = |app: &Value| {
        let package = app["package_name"].as_str().unwrap_or_default();
        let signature = app["signature_hash"].as_str().unwrap_or_default();
        let named = package.contains('.') && package.len() <= PACKAGE_MAX;
        named && length(signature) == SIGNATURE_LENGTH
    };
    if (1..=APPS_MAX).contains(&list.len()) && list.iter().all(good) {
        return Ok(apps);
    }
    Err(limits(format!(
        "supported_apps has 1 to {APPS_MAX} apps, each with a package_name of up to {PACKAGE_MAX} characters and a signature_hash of {SIGNATURE_LENGTH}."
    )))
}

/// What an upsert may not say: the labels, which differ by language.
pub(crate) fn upsert_components(components: &[Value]) -> Result<(), GraphError> {
    let buttons = components
        .iter()
        .filter_map(|component| component["buttons"].as_array())
        .flatten();
    for button in buttons {
        for name in ["text", "autofill_text"] {
            if !button[name].is_null() {
                return Err(GraphError::parameter(format!(
                    "Param {name} can not be used when templates are made in several languages."
                )));
            }
        }
    }
    Ok(())
}

/// How an authentication template would read in some languages.
pub(crate) fn previews(languages: &[&str], advised: bool, minutes: Option<i64>, with_button: bool) -> Vec<Value> {
    languages
        .iter()
        .map(|language| {
            let words = words(language);
            let mut preview = json!({"body": body(words, advised).replace("*{{1}}*", "{{1}}"), "language": language});
            if let Some(minutes) = minutes {
                preview["footer"] = json!(footer(words, minutes));
            }
            if with_button {
                preview["buttons"] = json!([{"type": "OTP", "text": words.copy, "autofill_text": words.autofill}]);
            }
            preview
        })
        .collect()
}

/// Whether a code may be said to hold so long.
pub(crate) fn is_expiry(minutes: i64) -> bool {
    EXPIRY_MINUTES.contains(&minutes)
}
