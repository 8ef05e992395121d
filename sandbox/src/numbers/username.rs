//! A business's username.
//!
//! Meta, "Business-scoped user ids" (usernames), 2026: 3 to 35 characters of `a-z 0-9 . _`, at least one letter, no dot
//! at an end and no two together, no `www` in front, no ending like a domain's. 147001 for a taken one, 147002 for a
//! business that may not have one, 147005 when it must be moved from another number of the portfolio. Names linked to
//! Facebook and Instagram pages (147003, 147004) are not modelled: there are no such pages here.

use crate::errors::GraphError;
use crate::numbers::naming::NameStatus;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::json;

const LENGTH: (usize, usize) = (3, 35);
const DOMAINS: [&str; 8] = [".com", ".net", ".org", ".io", ".co", ".ru", ".html", ".app"];
const METAS: [&str; 4] = ["whatsapp", "facebook", "instagram", "meta"];
const SUGGESTIONS: usize = 3;

/// A name that a number has, or holds until its display name is approved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Username {
    pub(crate) name: String,
    pub(crate) approved: bool,
}

impl Username {
    /// Meta's word for where it stands.
    pub(crate) fn status(&self) -> &'static str {
        if self.approved { "approved" } else { "reserved" }
    }
}

impl World {
    /// Takes a username for a number.
    pub(crate) fn set_username(&mut self, number: u32, wanted: &str, force: bool) -> Result<&'static str, GraphError> {
        let name = wanted.to_lowercase();
        check(&name)?;
        let row = &self.accounts.numbers[number as usize];
        if !row.registered {
            return Err(GraphError::new(133_010));
        }
        let status = row.desk.naming.status;
        if matches!(status, NameStatus::PendingReview | NameStatus::Declined) {
            return Err(GraphError::new(147_002).details("The display name of this number is not approved."));
        }
        if METAS.contains(&name.as_str()) || self.customers.has_username(&name) {
            return Err(GraphError::new(147_001).details(format!("The username {name} is not available.")));
        }
        let holder = self.holder_of(&name).filter(|holder| *holder != number);
        if let Some(holder) = holder {
            let portfolio =
                |number: u32| self.accounts.wabas[self.accounts.numbers[number as usize].waba as usize].portfolio;
            if portfolio(holder) != portfolio(number) {
                return Err(GraphError::new(147_001).details(format!("The username {name} is not available.")));
            }
            if !force {
                return Err(GraphError::new(147_005).details("Another number of this business has the username."));
            }
            self.drop_username(holder);
        }
        let username = Username {
            name,
            approved: status == NameStatus::Approved,
        };
        self.accounts.numbers[number as usize].desk.username = Some(username.clone());
        self.tell_username(number, &username.name, username.status());
        Ok(username.status())
    }

    /// Gives a username up; false when there is none.
    pub(crate) fn drop_username(&mut self, number: u32) -> bool {
        let Some(username) = self.accounts.numbers[number as usize].desk.username.take() else {
            return false;
        };
        self.tell_username(number, &username.name, "deleted");
        true
    }

    /// A reserved username becomes the number's own when its display name is approved.
    pub(crate) fn confirm_username(&mut self, number: u32) {
        let desk = &mut self.accounts.numbers[number as usize].desk;
        let approved = desk.naming.is_approved();
        let Some(username) = desk.username.as_mut().filter(|username| approved && !username.approved) else {
            return;
        };
        username.approved = true;
        let name = username.name.clone();
        self.tell_username(number, &name, "approved");
    }

    /// Names that are free and look like the number's display name.
    pub(crate) fn suggest_usernames(&self, number: u32) -> Vec<String> {
        let row = &self.accounts.numbers[number as usize];
        let mut stem: String = row.verified_name.to_lowercase().chars().filter_map(latin).collect();
        stem.truncate(LENGTH.1 - 5);
        if check(&stem).is_err() {
            stem = format!("wa{}", row.digits);
        }
        let year = crate::clock::month(self.now_ms());
        let year = year.get(..4).unwrap_or_default();
        [
            stem.clone(),
            format!("{stem}_{year}"),
            format!("{stem}.hq"),
            format!("the_{stem}"),
        ]
        .into_iter()
        .filter(|name| check(name).is_ok() && self.holder_of(name).is_none() && !self.customers.has_username(name))
        .take(SUGGESTIONS)
        .collect()
    }

    fn holder_of(&self, name: &str) -> Option<u32> {
        let mut numbers = self.accounts.numbers.iter();
        let found = numbers.position(|row| row.desk.username.as_ref().is_some_and(|username| username.name == name));
        found.map(|index| index as u32)
    }

    fn tell_username(&mut self, number: u32, name: &str, status: &str) {
        self.tell_of_number(
            number,
            "business_username_update",
            json!({"username": name, "status": status}),
        );
    }
}

/// The form of a username, in lower case already.
fn check(name: &str) -> Result<(), GraphError> {
    let refuse = |why: &str| Err(GraphError::parameter(format!("Param username {why}.")));
    if name.len() < LENGTH.0 || name.len() > LENGTH.1 {
        return refuse("must have 3 to 35 characters");
    }
    let allowed =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || "._".contains(character);
    if !name.chars().all(allowed) {
        return refuse("may only have the letters a to z, digits, dots and underscores");
    }
    if !name.chars().any(|character| character.is_ascii_lowercase()) {
        return refuse("must have a letter");
    }
    if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        return refuse("may not begin or end with a dot or have two dots together");
    }
    if name.starts_with("www") || DOMAINS.iter().any(|domain| name.ends_with(domain)) {
        return refuse("may not look like a web address");
    }
    Ok(())
}

/// The letter for a username; Russian ones by their sound.
fn latin(letter: char) -> Option<char> {
    const SOUNDS: [(&str, char); 27] = [
        ("а", 'a'),
        ("б", 'b'),
        ("в", 'v'),
        ("г", 'g'),
        ("д", 'd'),
        ("еёэ", 'e'),
        ("ж", 'j'),
        ("з", 'z'),
        ("ий", 'i'),
        ("к", 'k'),
        ("л", 'l'),
        ("м", 'm'),
        ("н", 'n'),
        ("о", 'o'),
        ("п", 'p'),
        ("р", 'r'),
        ("с", 's'),
        ("т", 't'),
        ("у", 'u'),
        ("ф", 'f'),
        ("х", 'h'),
        ("ц", 'c'),
        ("чшщ", 's'),
        ("ы", 'y'),
        ("ю", 'u'),
        ("я", 'a'),
        (" -", '_'),
    ];
    if letter.is_ascii_alphanumeric() {
        return Some(letter);
    }
    SOUNDS
        .iter()
        .find(|(letters, _)| letters.contains(letter))
        .map(|(_, sound)| *sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_username_is_checked() {
        for (name, good) in [
            ("acme", true),
            ("a.c_m3", true),
            ("abc", true),
            ("ab", false),
            (&*"a".repeat(35), true),
            (&*"a".repeat(36), false),
            ("123", false),
            ("a cme", false),
            ("цветы", false),
            (".acme", false),
            ("acme.", false),
            ("ac..me", false),
            ("wwwacme", false),
            ("acme.com", false),
        ] {
            assert_eq!(check(name).is_ok(), good, "{name}");
        }
    }

    #[test]
    fn russian_letters_become_latin_ones() {
        assert_eq!(
            "цветы у дома".chars().filter_map(latin).collect::<String>(),
            "cvety_u_doma"
        );
    }
}
