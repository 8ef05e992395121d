//! Variables in texts: `{{имя}}`, `{{name}}`, and the company's own fields by their key.

use std::collections::BTreeMap;

/// What stands for each variable, by its name in lower case.
pub type Values = BTreeMap<String, String>;

/// The text with its variables filled. One that is empty or unknown goes with the comma and the space before it, so
/// that «Здравствуйте, {{имя}}!» greets somebody without a name as «Здравствуйте!».
#[must_use]
pub fn fill(text: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else {
            break;
        };
        filled.push_str(before);
        let name = name.trim().to_lowercase();
        match values
            .get(&name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
        {
            Some(value) => filled.push_str(value),
            None => {
                let kept = filled.trim_end_matches(' ').trim_end_matches(',').len();
                filled.truncate(kept);
            }
        }
        rest = tail;
    }
    filled.push_str(rest);
    if filled.trim().is_empty() {
        return text.to_owned();
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fills_names_and_passes_over_what_is_not_known() {
        let values = Values::from([
            ("имя".to_owned(), "Анна".to_owned()),
            ("заказ".to_owned(), String::new()),
        ]);
        for (text, filled) in [
            ("Здравствуйте, {{имя}}!", "Здравствуйте, Анна!"),
            ("Здравствуйте, {{ Имя }}!", "Здравствуйте, Анна!"),
            ("Здравствуйте, {{заказ}}!", "Здравствуйте!"),
            ("Заказ {{заказ}} готов", "Заказ готов"),
            ("{{нет}} {{имя}}", " Анна"),
            ("{{имя", "{{имя"),
            ("a }} b {{имя}}", "a }} b Анна"),
            ("{{нет}}", "{{нет}}"),
        ] {
            assert_eq!(fill(text, &values), filled, "{text}");
        }
    }

    #[test]
    fn a_value_is_not_read_again() {
        let values = Values::from([("name".to_owned(), "{{company}}".to_owned())]);
        assert_eq!(fill("Hi {{name}}", &values), "Hi {{company}}");
    }

    proptest! {
        #[test]
        fn a_text_without_variables_stays(text in "[a-zа-я ,.!}]{0,40}") {
            prop_assert_eq!(fill(&text, &Values::new()), text);
        }
    }
}
