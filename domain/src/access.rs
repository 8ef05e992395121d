//! Who may do things here, and through whom we reach WhatsApp.

use crate::named::named_enum;

named_enum! {
    /// What a person may do in a workspace.
    pub enum Role {
        /// Everything, also giving the workspace away.
        Owner = "owner",
        /// Everything but ownership.
        Admin = "admin",
        /// Conversations and contacts.
        Agent = "agent",
    }
}

named_enum! {
    /// The way a connection reaches WhatsApp.
    pub enum Provider {
        /// Meta's Cloud API.
        CloudApi = "cloud_api",
        /// 360dialog's proxy of it.
        Dialog360 = "dialog360",
        /// The built-in emulator.
        Sandbox = "sandbox",
    }
}

named_enum! {
    /// A thing that a member may be allowed to do. Every route of the API asks for one.
    pub enum Permission {
        /// Make another company in this installation.
        WorkspacesCreate = "workspaces.create",
        /// Change the company's settings.
        WorkspaceManage = "workspace.manage",
        /// See the team.
        TeamRead = "team.read",
        /// Invite, change roles, remove.
        TeamManage = "team.manage",
        /// See what scripts see: dead letters, outgoing webhooks and their log.
        DevelopersRead = "developers.read",
        /// Make and revoke keys and outgoing webhooks, replay dead letters.
        DevelopersManage = "developers.manage",
        /// See connections and numbers.
        NumbersRead = "numbers.read",
        /// Connect and change numbers.
        NumbersManage = "numbers.manage",
        /// See contacts, labels, fields and segments.
        ContactsRead = "contacts.read",
        /// Change them.
        ContactsManage = "contacts.manage",
        /// Delete contacts.
        ContactsDelete = "contacts.delete",
        /// Bring contacts in from a file.
        ContactsImport = "contacts.import",
        /// See templates.
        TemplatesRead = "templates.read",
        /// Write and submit templates.
        TemplatesManage = "templates.manage",
        /// See campaigns and their reports.
        CampaignsRead = "campaigns.read",
        /// Write campaigns.
        CampaignsManage = "campaigns.manage",
        /// Start, pause, resume and stop campaigns.
        CampaignsSend = "campaigns.send",
        /// Read conversations.
        InboxRead = "inbox.read",
        /// Answer in them.
        InboxReply = "inbox.reply",
        /// Write the quick replies that everybody uses; personal ones need none.
        QuickRepliesManage = "quick_replies.manage",
        /// See what is answered without people, and why.
        AutomationRead = "automation.read",
        /// Change it, and the company's hours.
        AutomationManage = "automation.manage",
        /// Steer the sandbox.
        SandboxUse = "sandbox.use",
    }
}

impl Role {
    /// Whether the role includes a permission. Who may touch an owner is checked where roles are changed.
    #[must_use]
    pub const fn allows(self, permission: Permission) -> bool {
        use Permission::{
            AutomationRead, CampaignsRead, ContactsManage, ContactsRead, InboxRead, InboxReply, NumbersRead,
            SandboxUse, TeamRead, TemplatesRead,
        };
        match self {
            Self::Owner | Self::Admin => true,
            Self::Agent => matches!(
                permission,
                InboxRead
                    | InboxReply
                    | ContactsRead
                    | ContactsManage
                    | TemplatesRead
                    | CampaignsRead
                    | NumbersRead
                    | SandboxUse
                    | TeamRead
                    | AutomationRead
            ),
        }
    }

    /// Everything the role includes.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(move |permission| self.allows(*permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_answers_but_does_not_send_campaigns_or_import() {
        assert!(Role::Agent.allows(Permission::InboxReply));
        for permission in [
            Permission::CampaignsSend,
            Permission::ContactsImport,
            Permission::ContactsDelete,
            Permission::DevelopersRead,
            Permission::TeamManage,
            Permission::AutomationManage,
        ] {
            assert!(!Role::Agent.allows(permission), "{permission}");
            assert!(Role::Admin.allows(permission), "{permission}");
        }
        assert_eq!(Role::Agent.permissions().count(), 10);
    }
}
