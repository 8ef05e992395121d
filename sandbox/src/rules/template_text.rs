//! Variables in template text: `{{1}}`, `{{first_name}}`.

/// A piece of template text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Fixed(&'a str),
    Variable(&'a str),
}

/// Splits text into fixed pieces and variables; braces that are no variable stay text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Fixed(before));
        }
        pieces.push(Piece::Variable(name.trim()));
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Fixed(rest));
    }
    pieces
}

/// The names of the variables, each once, in the order in which they appear.
pub(crate) fn variables(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in pieces(text) {
        if let Piece::Variable(name) = piece
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// The text with its variables filled in; those without a value stay as they are written.
pub(crate) fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Fixed(fixed) => fixed.to_owned(),
            Piece::Variable(name) => value(name).map_or_else(|| format!("{{{{{name}}}}}"), str::to_owned),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_variable_once_in_order() {
        assert_eq!(
            variables("Hi {{first_name}}, {{ order }} and {{first_name}}"),
            ["first_name", "order"]
        );
        assert_eq!(variables("no {{ end, } either"), Vec::<&str>::new());
    }

    #[test]
    fn fills_in_what_it_knows() {
        assert_eq!(
            fill("{{1}}: {{2}}!", |name| (name == "1").then_some("Анна")),
            "Анна: {{2}}!"
        );
    }
}
