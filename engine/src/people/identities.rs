//! Adding a name to a contact, taking one away, and choosing the number that is written to.

use galka_domain::identity::{Identity, IdentityKind};
use galka_domain::ids::{ContactId, WorkspaceId};
use galka_domain::phone::{Phone, identity_variants};
use galka_domain::time::Timestamp;
use galka_store::contacts::{self, ContactRow, IdentityRow};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::people::identities::index_contact;
use galka_store::{Result as StoreResult, Tx};

use crate::contacts::{ContactAnswer, ContactRefusal, announce, default_country, invalid_phone};
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

/// Adds a name; one that another contact has is refused with that contact, so that the two can be merged.
///
/// # Errors
/// When the storage cannot answer.
pub async fn add_identity(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
    kind: IdentityKind,
    value: &str,
) -> ContactAnswer {
    let names = match read_names(engine, workspace, kind, value).await? {
        Ok(names) => names,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let change = Change {
        engine,
        workspace,
        by,
        id,
    };
    change
        .run("identity.added", kind, move |tx, home, row| {
            let wanted: Vec<(&'static str, String)> = names.iter().map(|name| (kind.as_str(), name.clone())).collect();
            let owners = contacts::find_owners(tx, home, &wanted)?;
            if let Some((_, owner)) = owners.into_iter().find(|(_, owner)| *owner != row.id) {
                return Ok(Err(ContactRefusal::PhoneTaken(owner)));
            }
            let rows: Vec<IdentityRow> = names
                .iter()
                .map(|name| IdentityRow {
                    kind: kind.as_str(),
                    value: name.clone(),
                    contact_id: row.id.clone(),
                })
                .collect();
            contacts::insert_identities(tx, home, &rows)?;
            if kind == IdentityKind::Phone && row.phone.is_none() {
                set_phone(row, &names[0]);
            }
            if kind == IdentityKind::Username {
                row.username = names.first().cloned();
            }
            Ok(Ok(()))
        })
        .await
}

/// Takes a name away. The number that is written to stays until another is chosen.
///
/// # Errors
/// When the storage cannot answer.
pub async fn remove_identity(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
    kind: IdentityKind,
    value: &str,
) -> ContactAnswer {
    let names = match kind {
        IdentityKind::Phone => identity_variants(value),
        _ => vec![value.to_owned()],
    };
    let change = Change {
        engine,
        workspace,
        by,
        id,
    };
    change
        .run("identity.removed", kind, move |tx, home, row| {
            let is_primary =
                kind == IdentityKind::Phone && row.phone.as_ref().is_some_and(|phone| names.contains(phone));
            if is_primary {
                return Ok(Err(ContactRefusal::Invalid {
                    field: "value",
                    code: "is_primary",
                }));
            }
            for name in &names {
                contacts::delete_identity(tx, home, kind.as_str(), name, &row.id)?;
            }
            if kind == IdentityKind::Username && row.username.as_deref() == names.first().map(String::as_str) {
                row.username = None;
            }
            Ok(Ok(()))
        })
        .await
}

/// Chooses the number that is written to, among those the contact has.
///
/// # Errors
/// When the storage cannot answer.
pub async fn choose_phone(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
    value: &str,
) -> ContactAnswer {
    let wanted = value.to_owned();
    let change = Change {
        engine,
        workspace,
        by,
        id,
    };
    change
        .run("identity.primary", IdentityKind::Phone, move |tx, home, row| {
            let names = [(IdentityKind::Phone.as_str(), wanted.clone())];
            let owner = contacts::find_owners(tx, home, &names)?.into_iter().next();
            if owner.is_none_or(|(_, owner)| owner != row.id) {
                return Ok(Err(ContactRefusal::Invalid {
                    field: "value",
                    code: "unknown",
                }));
            }
            set_phone(row, &wanted);
            Ok(Ok(()))
        })
        .await
}

fn set_phone(row: &mut ContactRow, e164: &str) {
    row.phone = Some(e164.to_owned());
    row.country = Phone::of_wa_id(e164).country;
}

/// The forms of a name, the dialled one first.
async fn read_names(
    engine: &Engine,
    workspace: &WorkspaceId,
    kind: IdentityKind,
    value: &str,
) -> Result<Result<Vec<String>, ContactRefusal>, EngineError> {
    if kind == IdentityKind::Phone {
        let country = default_country(engine, workspace).await?;
        return Ok(match Phone::parse(value, country) {
            Ok(phone) => Ok(identity_variants(&phone.e164)),
            Err(error) => Err(invalid_phone(error)),
        });
    }
    Ok(match Identity::parse(kind, value) {
        Ok(identity) => Ok(vec![identity.value]),
        Err(_) => Err(ContactRefusal::Invalid {
            field: "value",
            code: "invalid",
        }),
    })
}

/// A change of a contact's names.
struct Change<'a> {
    engine: &'a Engine,
    workspace: &'a WorkspaceId,
    by: &'a str,
    id: &'a ContactId,
}

type Step = StoreResult<Result<(), ContactRefusal>>;

impl Change<'_> {
    async fn run(
        self,
        what: &'static str,
        kind: IdentityKind,
        step: impl Fn(&mut Tx<'_>, &WorkspaceId, &mut ContactRow) -> Step + Send + 'static,
    ) -> ContactAnswer {
        let (home, by, id) = (self.workspace.clone(), self.by.to_owned(), self.id.clone());
        let now = self.engine.business_now();
        let changed = self.engine.db.write(move |tx| {
            let Some(mut row) = contacts::find_contact(tx, &home, &id)? else {
                return Ok(Err(ContactRefusal::NotFound));
            };
            if let Err(refusal) = step(tx, &home, &mut row)? {
                return Ok(Err(refusal));
            }
            row.updated_at = now;
            galka_store::people::merge::update_names(tx, &home, &row)?;
            index_contact(tx, &home, &row)?;
            ledger::append(tx, &home, &[entry(what, kind, &by, &id, now)])?;
            announce(tx, &home, &id, now)?;
            Ok(Ok(id.clone()))
        });
        let changed = changed.await?;
        self.engine.hints.wake(Work::Live);
        Ok(changed)
    }
}

/// The ledger says which kind of name; the name itself would have to be taken out again when the person is erased.
fn entry(what: &str, kind: IdentityKind, by: &str, id: &ContactId, at: Timestamp) -> NewLedgerEntry {
    NewLedgerEntry {
        kind: what.to_owned(),
        actor: by.to_owned(),
        subject_id: id.as_str().to_owned(),
        details: serde_json::json!({ "identity": kind }).to_string(),
        at,
    }
}
