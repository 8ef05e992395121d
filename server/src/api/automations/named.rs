//! What a document names must be there when it is written: labels, contacts, numbers, colleagues and teams. What the
//! writing before it named is not asked for again: a label may have been deleted since.

use std::collections::BTreeSet;

use galka_domain::automation::Kind;
use galka_domain::ids::{AutomationId, ContactId, LabelId, NumberId, TeamId, UserId, WorkspaceId};
use galka_store::{Result as StoreResult, Tx, automations, contacts, labels, members, numbers, standings};
use serde_json::Value;

use crate::errors::{Answer, Problem};
use crate::state::AppState;

/// The writing before.
pub(super) enum Before {
    /// There is none.
    Nothing,
    /// That of the greeting or the away message.
    Single(Kind),
    /// That of this rule.
    Rule(AutomationId),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Label,
    Contact,
    Number,
    Person,
    Team,
}

/// Refuses a document that names what is not in this workspace.
///
/// # Errors
/// With the first name that means nothing here.
pub(super) async fn check_named(
    state: &AppState,
    workspace: &WorkspaceId,
    before: Before,
    document: &str,
) -> Answer<()> {
    let (home, named) = (workspace.clone(), names_in(document));
    let unknown = state
        .engine()
        .db
        .read(move |tx| {
            let before = match &before {
                Before::Nothing => None,
                Before::Single(kind) => automations::find_single(tx, &home, *kind)?,
                Before::Rule(id) => automations::find(tx, &home, id)?,
            };
            let known = before.map(|one| names_in(&one.document)).unwrap_or_default();
            for name in named.difference(&known) {
                if !is_here(tx, &home, name)? {
                    return Ok(Some(name.0));
                }
            }
            Ok(None)
        })
        .await?;
    match unknown {
        None => Ok(()),
        Some(sort) => {
            let (code, what) = match sort {
                Sort::Label => ("unknown_label", "label"),
                Sort::Contact => ("unknown_contact", "contact"),
                Sort::Number => ("unknown_number", "number"),
                Sort::Person => ("unknown_member", "member"),
                Sort::Team => ("unknown_team", "team"),
            };
            let detail = format!("There is no such {what} in this workspace.");
            Err(Problem::field("document", code, detail))
        }
    }
}

fn is_here(tx: &mut Tx<'_>, home: &WorkspaceId, (sort, id): &(Sort, String)) -> StoreResult<bool> {
    let id = id.clone();
    Ok(match sort {
        Sort::Label => labels::find_label(tx, home, &LabelId::from_stored(id))?.is_some(),
        Sort::Contact => contacts::find_contact(tx, home, &ContactId::from_stored(id))?.is_some(),
        Sort::Number => numbers::find(tx, home, &NumberId::from_stored(id))?.is_some(),
        Sort::Person => members::find_role(tx, home, &UserId::from_stored(id))?.is_some(),
        Sort::Team => standings::is_team(tx, home, &TeamId::from_stored(id))?,
    })
}

fn names_in(document: &str) -> BTreeSet<(Sort, String)> {
    let mut names = BTreeSet::new();
    collect(&serde_json::from_str(document).unwrap_or_default(), &mut names);
    names
}

fn collect(value: &Value, names: &mut BTreeSet<(Sort, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match sort_of(name) {
                    Some(sort) => {
                        let ids = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                        names.extend(ids.iter().filter_map(|id| Some((sort, id.as_str()?.to_owned()))));
                    }
                    None => collect(value, names),
                }
            }
        }
        _ => {}
    }
}

fn sort_of(field: &str) -> Option<Sort> {
    Some(match field {
        "label_id" | "label_ids" | "labels_any" | "labels_none" => Sort::Label,
        "contact_ids" => Sort::Contact,
        "number_ids" => Sort::Number,
        "user_id" => Sort::Person,
        "team_id" => Sort::Team,
        _ => return None,
    })
}
