//! Doing what was decided, in the transaction that moves the cursor: the message through the guard, the rest on the
//! chat, and the run that tells of it.

use galka_domain::automation::{Action, Deed, Mark, Skipped, Values, fill};
use galka_domain::desk::entry::entries_between;
use galka_domain::desk::{AuthorKind, EntryKind, Stage, StandingPatch};
use galka_domain::event::EventKind;
use galka_domain::guard::OnBehalfOf;
use galka_domain::ids::{LabelId, MessageId, RunId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::automations::chats::{KnownChat, set_mark};
use galka_store::automations::runs::{self, Run};
use galka_store::entries::{self, Author, NewEntry};
use galka_store::events::{self, NewEvent};
use galka_store::messages::MessageRow;
use galka_store::{Result as StoreResult, Tx, labels, members, standings};
use serde_json::{Value, json};

use super::House;
use crate::accept::{Accepted, Recipient, SendDraft, accept_within};
use crate::engine::Engine;

/// Whoever carries out what was decided about one message.
pub(super) struct Actor<'a> {
    pub(super) engine: &'a Engine,
    pub(super) workspace: &'a WorkspaceId,
    pub(super) house: &'a House,
    pub(super) message: &'a MessageRow,
    pub(super) known: &'a KnownChat,
    pub(super) now: Timestamp,
}

impl Actor<'_> {
    /// Notes why an automation did not speak. One that did something besides has a run already.
    pub(super) fn note_skipped(&self, tx: &mut Tx<'_>, skipped: &Skipped) -> StoreResult<()> {
        let run = Run {
            outcome: "skipped".to_owned(),
            reason: Some(skipped.why.as_str().to_owned()),
            ..self.run_of(&skipped.id, skipped.kind)
        };
        runs::claim(tx, self.workspace, &run)?;
        Ok(())
    }

    /// Speaks and acts; false when this automation has decided about this message before.
    pub(super) fn carry_out(&self, tx: &mut Tx<'_>, deed: &Deed) -> StoreResult<bool> {
        let mut run = self.run_of(&deed.id, deed.kind);
        if deed.speech.is_some() && !runs::claim(tx, self.workspace, &run)? {
            return Ok(false);
        }
        if let Some(speech) = &deed.speech {
            match self.say(tx, deed, speech)? {
                Ok(sent) => run.sent_message_id = Some(sent),
                Err((outcome, reason)) => {
                    run.outcome = outcome.to_owned();
                    run.reason = Some(reason);
                }
            }
        }
        let mut acts = Vec::new();
        for act in &deed.acts {
            if self.act(tx, deed, act)? {
                acts.push(word_of(act));
            }
        }
        if run.sent_message_id.is_none() && run.outcome == "sent" {
            run.outcome = "done".to_owned();
        }
        run.acts = json!(acts).to_string();
        if deed.speech.is_some() {
            runs::settle(tx, self.workspace, &run)?;
        } else if !runs::claim(tx, self.workspace, &run)? {
            // What was withheld is noted under the same key: what was done is added to it.
            runs::add_acts(tx, self.workspace, &run)?;
        }
        if run.sent_message_id.is_some() || !acts.is_empty() {
            let mark = Mark {
                at: self.message.at,
                period_at: deed.period_at,
            };
            set_mark(tx, self.workspace, &self.message.conversation_id, &deed.id, mark)?;
        }
        if !acts.is_empty() {
            self.tell_in_thread(tx, deed, &acts)?;
        }
        Ok(true)
    }

    /// Queues a message; or why it does not go.
    fn say(
        &self,
        tx: &mut Tx<'_>,
        deed: &Deed,
        speech: &Action,
    ) -> StoreResult<Result<MessageId, (&'static str, String)>> {
        let draft = SendDraft {
            workspace: self.workspace.clone(),
            from: None,
            to: Recipient::Conversation(self.message.conversation_id.clone()),
            content: content_of(speech, &self.values()),
            context_message_id: None,
            on_behalf_of: OnBehalfOf::Automation,
            seen_seq: None,
            claim: None,
            quick_reply: None,
        };
        let (message, thread) = (self.engine.new_id(), self.engine.new_id());
        let entries = std::array::from_fn(|_| self.engine.new_id());
        let sent_by = Some(format!("automation:{}:{}", deed.kind, deed.id));
        Ok(
            match accept_within(tx, &draft, sent_by, &message, &thread, &entries, self.now)? {
                Accepted::Queued(sent) => Ok(sent),
                Accepted::Refused(reason) => Err(("refused", reason.rule.as_str().to_owned())),
                Accepted::Invalid(invalid) => Err(("failed", format!("{}.{}", invalid.field, invalid.code))),
                Accepted::NotFound(what) => Err(("failed", format!("{what}.not_found"))),
                Accepted::Moved(_) | Accepted::TakenOver => Err(("failed", "moved".to_owned())),
            },
        )
    }

    /// Does something that sends nothing; false when there was nothing to do, or what it names is gone.
    fn act(&self, tx: &mut Tx<'_>, deed: &Deed, act: &Action) -> StoreResult<bool> {
        let contact = &self.known.chat.contact_id;
        match act {
            Action::AddLabel { label_id } => {
                let exists = labels::find_label(tx, self.workspace, label_id)?.is_some();
                let pair = [(contact.clone(), label_id.clone())];
                let changed = exists && labels::add_labels(tx, self.workspace, &pair)? == 1;
                self.tell_label(tx, deed, label_id, "added", changed)
            }
            Action::RemoveLabel { label_id } => {
                let pair = [(contact.clone(), label_id.clone())];
                let changed = labels::remove_labels(tx, self.workspace, &pair)? == 1;
                self.tell_label(tx, deed, label_id, "removed", changed)
            }
            Action::AssignPerson { user_id } => {
                if members::find_role(tx, self.workspace, user_id)?.is_none() {
                    return Ok(false);
                }
                self.stand(
                    tx,
                    deed,
                    StandingPatch {
                        assignee: Some(Some(user_id.clone())),
                        ..StandingPatch::default()
                    },
                )
            }
            Action::AssignTeam { team_id } => {
                if !standings::is_team(tx, self.workspace, team_id)? {
                    return Ok(false);
                }
                self.stand(
                    tx,
                    deed,
                    StandingPatch {
                        team: Some(Some(team_id.clone())),
                        ..StandingPatch::default()
                    },
                )
            }
            Action::Close => self.stand(
                tx,
                deed,
                StandingPatch {
                    stage: Some(Stage::Closed),
                    ..StandingPatch::default()
                },
            ),
            Action::SetBot { on } => self.stand(
                tx,
                deed,
                StandingPatch {
                    bot: Some(*on),
                    ..StandingPatch::default()
                },
            ),
            Action::SendText { .. } | Action::SendButtons { .. } | Action::SendTemplate { .. } => Ok(false),
        }
    }

    /// Changes where the chat stands, and notes it in the thread.
    fn stand(&self, tx: &mut Tx<'_>, deed: &Deed, patch: StandingPatch) -> StoreResult<bool> {
        let thread = &self.message.conversation_id;
        let Some((_, before)) = standings::load(tx, self.workspace, std::slice::from_ref(thread))?.pop() else {
            return Ok(false);
        };
        let Ok(after) = before.after_change(&patch, self.now) else {
            return Ok(false);
        };
        if before == after {
            return Ok(false);
        }
        standings::write(tx, self.workspace, &[(thread.clone(), after.clone())])?;
        let told: Vec<NewEntry> = entries_between(&before, &after)
            .into_iter()
            .map(|(kind, data)| self.entry(deed, kind, &data))
            .collect();
        entries::append(tx, self.workspace, &told, self.now)?;
        Ok(true)
    }

    fn tell_label(
        &self,
        tx: &mut Tx<'_>,
        deed: &Deed,
        label: &LabelId,
        how: &'static str,
        changed: bool,
    ) -> StoreResult<bool> {
        if changed {
            let entry = self.entry(deed, EntryKind::Labels, &json!({ how: [label] }));
            entries::append(tx, self.workspace, &[entry], self.now)?;
            let event = NewEvent::of(EventKind::ContactChanged, self.known.chat.contact_id.as_str());
            events::append(tx, self.workspace, &[event], self.now)?;
        }
        Ok(changed)
    }

    /// The entry that says which automation acted, and on what.
    fn tell_in_thread(&self, tx: &mut Tx<'_>, deed: &Deed, acts: &[&'static str]) -> StoreResult<()> {
        let data = json!({
            "automation_id": deed.id,
            "kind": deed.kind,
            "message_id": self.message.id,
            "acts": acts,
        });
        let entry = self.entry(deed, EntryKind::Automation, &data);
        entries::append(tx, self.workspace, &[entry], self.now)
    }

    fn entry(&self, deed: &Deed, kind: EntryKind, data: &Value) -> NewEntry {
        NewEntry {
            id: self.engine.new_id(),
            conversation_id: self.message.conversation_id.clone(),
            kind,
            author: Author {
                kind: AuthorKind::Automation,
                id: Some(format!("automation:{}:{}", deed.kind, deed.id)),
            },
            data: data.to_string(),
        }
    }

    fn run_of(&self, automation: &galka_domain::ids::AutomationId, kind: galka_domain::automation::Kind) -> Run {
        Run {
            id: self.engine.new_id::<RunId>(),
            automation_id: automation.clone(),
            kind,
            conversation_id: self.message.conversation_id.clone(),
            message_id: self.message.id.clone(),
            outcome: "sent".to_owned(),
            reason: None,
            acts: "[]".to_owned(),
            sent_message_id: None,
            at: self.now,
        }
    }

    fn values(&self) -> Values {
        values_of(self.known, &self.house.company_name)
    }
}

/// What stands for the variables of a text: name and company in both languages, and the company's own fields.
pub(super) fn values_of(known: &KnownChat, company_name: &str) -> Values {
    let fields: serde_json::Map<String, Value> = serde_json::from_str(&known.contact_fields).unwrap_or_default();
    let own = fields
        .into_iter()
        .filter_map(|(key, value)| value.as_str().map(|text| (key.to_lowercase(), text.to_owned())));
    let mut values: Values = own.collect();
    for (name, value) in [
        ("имя", known.contact_name.as_str()),
        ("name", known.contact_name.as_str()),
        ("компания", company_name),
        ("company", company_name),
    ] {
        values.insert(name.to_owned(), value.to_owned());
    }
    values
}

/// A message in the Cloud API's shape.
pub(super) fn content_of(speech: &Action, values: &Values) -> Value {
    match speech {
        Action::SendText { text } => json!({"type": "text", "text": {"body": fill(text, values)}}),
        Action::SendButtons { text, buttons } => {
            let buttons: Vec<Value> = buttons
                .iter()
                .map(|button| json!({"type": "reply", "reply": {"id": button.id, "title": button.title}}))
                .collect();
            json!({"type": "interactive", "interactive": {
                "type": "button",
                "body": {"text": fill(text, values)},
                "action": {"buttons": buttons},
            }})
        }
        Action::SendTemplate {
            name,
            language,
            values: texts,
        } => {
            let parameters: Vec<Value> = texts
                .iter()
                .map(|text| json!({"type": "text", "text": fill(text, values)}))
                .collect();
            let components = if parameters.is_empty() {
                json!([])
            } else {
                json!([{"type": "body", "parameters": parameters}])
            };
            json!({"type": "template", "template": {
                "name": name,
                "language": {"code": language},
                "components": components,
            }})
        }
        Action::AddLabel { .. }
        | Action::RemoveLabel { .. }
        | Action::AssignPerson { .. }
        | Action::AssignTeam { .. }
        | Action::Close
        | Action::SetBot { .. } => Value::Null,
    }
}

const fn word_of(act: &Action) -> &'static str {
    match act {
        Action::SendText { .. } => "send_text",
        Action::SendButtons { .. } => "send_buttons",
        Action::SendTemplate { .. } => "send_template",
        Action::AddLabel { .. } => "add_label",
        Action::RemoveLabel { .. } => "remove_label",
        Action::AssignPerson { .. } => "assign_person",
        Action::AssignTeam { .. } => "assign_team",
        Action::Close => "close",
        Action::SetBot { .. } => "set_bot",
    }
}
