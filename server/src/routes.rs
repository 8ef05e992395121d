//! Every route of the REST API, in one list: where it is, who may use it, what it takes and answers, and what it is for.
//!
//! From this list come the router with its permission checks, the OpenAPI document, and the matrix that the tests walk.
//! The name of a handler is the operation's id.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use galka_domain::access::Permission::*;

use crate::access::Access::{self, Needs, Open, SignedIn};
use crate::access::{Gate, authorize};
use crate::api::automations::{rules, runs};
use crate::api::inbox::{assignment, bulk, export, list, saved_views, standing, teams};
use crate::api::webhooks::deliveries;
use crate::api::{alerts, colleagues, drafts, entries, presence, starred, user_settings, webhooks};
use crate::api::{
    api_keys, auth, automations, campaigns, channels, connections, contacts, contacts_bulk, conversations,
    dead_letters, diagnostics, events, fields, hours, imports, label_merge, labels, me, media, members, messages,
    numbers, people, plan, profiles, push, quick_replies, search, segments, system, templates, workspaces,
};
use crate::extract::JSON_BYTES_MAX;
use crate::idempotency::{Repeats, repeat};
use crate::state::AppState;

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Method.
    pub method: &'static str,
    /// Path below [`BASE`].
    pub path: &'static str,
    /// Operation id.
    pub operation: &'static str,
    /// Who may use it.
    pub access: Access,
    /// Parameters of the query, as `limit:int cursor`.
    pub query: &'static str,
    /// Schema of the body; `multipart` for files; empty for none.
    pub body: &'static str,
    /// Status and schema of the answer, as `200 page:Contact`.
    pub answer: &'static str,
    /// What it is for.
    pub summary: &'static str,
    handler: fn(MethodFilter) -> MethodRouter<AppState>,
}

macro_rules! routes {
    ($( $method:ident $path:literal $module:ident :: $operation:ident $access:expr, $query:literal $body:literal $answer:literal $summary:literal; )+) => {
        /// All routes.
        pub const ROUTES: &[Route] = &[ $( Route {
            method: stringify!($method),
            path: $path,
            operation: stringify!($operation),
            access: $access,
            query: $query,
            body: $body,
            answer: $answer,
            summary: $summary,
            handler: |filter| on(filter, $module::$operation),
        }, )+ ];
    };
}

routes! {
    POST "/auth/sign_in" auth::sign_in Open, "" "SignIn" "200 Me" "Sign in with e-mail and password; sets the session cookie.";
    POST "/auth/sign_out" auth::sign_out Open, "" "" "204" "End the session.";
    GET "/auth/links/{token}" auth::get_signin_link Open, "" "" "200 SigninLink" "What a one-time link is for.";
    POST "/auth/links/{token}" auth::use_signin_link Open, "" "UseSigninLink" "200 Me" "Create the account of a one-time link and sign in.";
    GET "/me" me::get_me SignedIn, "workspace" "" "200 Me" "Who am I, where, with which permissions.";
    PATCH "/me" me::update_me SignedIn, "" "MePatch" "200 Me" "Change own settings.";
    GET "/me/settings/{key}" user_settings::get_user_setting SignedIn, "" "" "200 UserSetting" "A setting of one's own.";
    PUT "/me/settings/{key}" user_settings::set_user_setting SignedIn, "" "SetUserSetting" "200 UserSetting" "Set it.";
    GET "/me/push" push::get_push SignedIn, "" "" "200 Push" "Whether browsers are told while no tab is open, and which of one's own.";
    POST "/me/push/subscriptions" push::create_push_subscription SignedIn, "" "NewPushSubscription" "201 Push" "Tell a browser of one's own.";
    DELETE "/me/push/subscriptions/{push_subscription_id}" push::delete_push_subscription SignedIn, "" "" "204" "Tell a browser nothing any more.";
    GET "/workspaces" workspaces::list_workspaces SignedIn, "" "" "200 list:Workspace" "Own workspaces.";
    POST "/workspaces" workspaces::create_workspace Needs(WorkspacesCreate), "" "NewWorkspace" "201 Workspace" "A new company, with a sandbox number of its own when asked.";
    PATCH "/workspace" workspaces::update_workspace Needs(WorkspaceManage), "" "WorkspacePatch" "200 Workspace" "Change the company's settings.";
    GET "/plan" plan::get_plan Needs(WorkspaceManage), "" "" "200 PlanView" "The plan that whoever hosts Galka attached to the company, and how far it is used.";
    GET "/members" members::list_members Needs(TeamRead), "" "" "200 list:Member" "The team.";
    PATCH "/members/{user_id}" members::update_member Needs(TeamManage), "" "MemberPatch" "200 Member" "Change a role, or how many conversations somebody has at once.";
    DELETE "/members/{user_id}" members::delete_member Needs(TeamManage), "" "" "204" "Remove a member.";
    POST "/invitations" members::create_invitation Needs(TeamManage), "" "NewInvitation" "201 Invitation" "A one-time link for a new member.";
    GET "/invitations" members::list_invitations Needs(TeamManage), "" "" "200 list:OpenInvitation" "Invitations that nobody has used.";
    DELETE "/invitations/{invitation_id}" members::delete_invitation Needs(TeamManage), "" "" "204" "Take an invitation back.";
    GET "/me/shift" assignment::get_my_shift Needs(InboxReply), "" "" "200 MyShift" "Whether I work now.";
    PUT "/me/shift" assignment::put_my_shift Needs(InboxReply), "" "MyShift" "200 MyShift" "Begin or end my work, or have a break.";
    GET "/teams" teams::list_teams Needs(TeamRead), "" "" "200 list:Team" "Teams.";
    POST "/teams" teams::create_team Needs(TeamManage), "" "NewTeam" "201 Team" "A new team.";
    PATCH "/teams/{team_id}" teams::update_team Needs(TeamManage), "" "TeamPatch" "200 Team" "Change a team.";
    DELETE "/teams/{team_id}" teams::delete_team Needs(TeamManage), "" "" "204" "Delete a team; its conversations are of no team then.";
    GET "/settings/assignment" assignment::get_assignment_settings Needs(InboxRead), "" "" "200 AssignmentSettings" "How conversations find their person.";
    PUT "/settings/assignment" assignment::put_assignment_settings Needs(TeamManage), "" "AssignmentSettings" "200 AssignmentSettings" "Change how conversations find their person.";
    GET "/views" saved_views::list_views Needs(InboxRead), "" "" "200 list:SavedView" "Own and shared views of the inbox.";
    GET "/views/counts" saved_views::count_views Needs(InboxRead), "" "" "200 list:SavedViewCount" "How many conversations each of these views finds.";
    POST "/views" saved_views::create_view Needs(InboxRead), "" "NewSavedView" "201 SavedView" "Save a view.";
    PATCH "/views/{view_id}" saved_views::update_view Needs(InboxRead), "" "SavedViewPatch" "200 SavedView" "Change a view.";
    DELETE "/views/{view_id}" saved_views::delete_view Needs(InboxRead), "" "" "204" "Delete a view.";
    GET "/api_keys" api_keys::list_api_keys Needs(DevelopersManage), "" "" "200 list:ApiKey" "Keys.";
    POST "/api_keys" api_keys::create_api_key Needs(DevelopersManage), "" "NewApiKey" "201 ApiKeySecret" "A new key, shown once.";
    DELETE "/api_keys/{api_key_id}" api_keys::delete_api_key Needs(DevelopersManage), "" "" "204" "Revoke a key.";
    GET "/clock" system::get_clock SignedIn, "" "" "200 ClockView" "Business time and real time.";
    GET "/diagnostics" diagnostics::get_diagnostics SignedIn, "" "" "200 Diagnostics" "What somebody who helps needs to know, without anybody's data.";
    GET "/channels" channels::list_channels SignedIn, "" "" "200 list:ChannelView" "The ways to WhatsApp, and what each can do.";
    GET "/pipe" system::get_pipe SignedIn, "" "" "200 Pipe" "Received, lost, waiting for a decision.";
    GET "/error_catalogue" system::list_error_catalogue SignedIn, "" "" "200 list:CatalogueEntry" "Every rule and error in both languages.";
    GET "/connections" connections::list_connections Needs(NumbersRead), "" "" "200 list:Connection" "Connections.";
    POST "/connections" connections::create_connection Needs(NumbersManage), "" "NewConnection" "201 Connection" "Connect: check, subscribe, fetch.";
    GET "/connections/{connection_id}" connections::get_connection Needs(NumbersRead), "" "" "200 Connection" "One connection.";
    PATCH "/connections/{connection_id}" connections::update_connection Needs(NumbersManage), "" "ConnectionPatch" "200 Connection" "Change a connection.";
    DELETE "/connections/{connection_id}" connections::delete_connection Needs(NumbersManage), "" "" "204" "Disconnect; history stays.";
    POST "/connections/{connection_id}/check" connections::check_connection Needs(NumbersManage), "" "" "200 Connection" "Check again and fetch numbers and templates.";
    GET "/numbers" numbers::list_numbers Needs(NumbersRead), "" "" "200 list:Number" "Numbers with quality and limit.";
    GET "/numbers/{number_id}" numbers::get_number Needs(NumbersRead), "" "" "200 Number" "One number.";
    PATCH "/numbers/{number_id}" numbers::update_number Needs(NumbersManage), "" "NumberPatch" "200 Number" "Change a number's settings.";
    GET "/numbers/{number_id}/profile" profiles::get_profile Needs(NumbersRead), "" "" "200 BusinessProfile" "What customers see of the company behind a number.";
    PATCH "/numbers/{number_id}/profile" profiles::update_profile Needs(NumbersManage), "" "BusinessProfilePatch" "200 BusinessProfile" "Change the profile, at WhatsApp too; 409 when it was changed meanwhile.";
    POST "/numbers/{number_id}/profile/refresh" profiles::refresh_profile Needs(NumbersManage), "" "" "200 BusinessProfile" "Read the profile from WhatsApp anew.";
    GET "/labels" labels::list_labels Needs(ContactsRead), "" "" "200 list:Label" "Labels.";
    POST "/labels" labels::create_label Needs(ContactsManage), "" "NewLabel" "201 Label" "A new label.";
    PATCH "/labels/{label_id}" labels::update_label Needs(ContactsManage), "" "LabelPatch" "200 Label" "Change a label.";
    DELETE "/labels/{label_id}" labels::delete_label Needs(ContactsManage), "" "" "204" "Delete a label.";
    POST "/labels/{label_id}/merge" label_merge::merge_label Needs(ContactsManage), "" "LabelMerge" "200 Label" "Make a label a part of another: what wears or names it follows.";
    POST "/labels/{label_id}/restore" labels::restore_label Needs(ContactsManage), "" "" "200 Label" "Put a deleted label back within 30 seconds.";
    GET "/fields" fields::list_fields Needs(ContactsRead), "" "" "200 list:Field" "Custom fields.";
    POST "/fields" fields::create_field Needs(ContactsManage), "" "NewField" "201 Field" "A new custom field.";
    POST "/fields/order" fields::order_fields Needs(ContactsManage), "" "FieldOrder" "200 list:Field" "Put the custom fields into this order.";
    PATCH "/fields/{field_key}" fields::update_field Needs(ContactsManage), "" "FieldPatch" "200 Field" "Rename a custom field.";
    DELETE "/fields/{field_key}" fields::delete_field Needs(ContactsManage), "" "" "204" "Delete a custom field; its values stay and come back with it.";
    POST "/fields/{field_key}/restore" fields::restore_field Needs(ContactsManage), "" "" "200 Field" "Bring a deleted custom field back with its values.";
    GET "/search" search::search_everything Needs(InboxRead), "q limit:int" "" "200 SearchResults" "Contacts, messages, templates and campaigns; filters as `from:oleg label:paid before:2026-03-01 after:… number:…`.";
    GET "/search/messages" search::search_messages Needs(InboxRead), "q limit:int cursor" "" "200 page:MessageHit" "Messages with these words and filters, newest first.";
    GET "/contacts" contacts::list_contacts Needs(ContactsRead), "q label_id segment_id consent limit:int cursor" "" "200 page:Contact" "Contacts, newest first; q searches name and phone.";
    POST "/contacts" contacts::create_contact Needs(ContactsManage), "" "NewContact" "201 Contact" "A new contact.";
    GET "/contacts/{contact_id}" contacts::get_contact Needs(ContactsRead), "" "" "200 Contact" "One contact.";
    PATCH "/contacts/{contact_id}" contacts::update_contact Needs(ContactsManage), "" "ContactPatch" "200 Contact" "Change a contact.";
    DELETE "/contacts/{contact_id}" contacts::delete_contact Needs(ContactsDelete), "" "" "204" "Delete a contact that has no conversation.";
    POST "/contacts/{contact_id}/consent" contacts::set_contact_consent Needs(ContactsManage), "" "SetConsent" "200 Contact" "Record a consent given or withdrawn.";
    POST "/contacts/bulk" contacts_bulk::change_contacts Needs(ContactsManage), "" "BulkContacts" "200 BulkChanged" "Label, unlabel or delete many contacts; answers those that changed.";
    GET "/contacts/export" contacts_bulk::export_contact_list Needs(ContactsImport), "ids label_id segment_id consent" "" "200 csv" "Contacts as a file that can be imported again.";
    GET "/contacts/{contact_id}/identities" people::list_contact_identities Needs(ContactsRead), "" "" "200 list:ContactIdentity" "What a contact is known by.";
    POST "/contacts/{contact_id}/identities" people::add_contact_identity Needs(ContactsManage), "" "NewIdentity" "200 list:ContactIdentity" "Add a number, user id or user name.";
    DELETE "/contacts/{contact_id}/identities/{identity_kind}/{identity_value}" people::delete_contact_identity Needs(ContactsManage), "" "" "200 list:ContactIdentity" "Take a name away.";
    POST "/contacts/{contact_id}/identities/primary" people::choose_contact_phone Needs(ContactsManage), "" "PrimaryPhone" "200 Contact" "Choose the number that is written to.";
    GET "/contacts/{contact_id}/duplicates" people::list_contact_duplicates Needs(ContactsRead), "" "" "200 list:Duplicate" "Contacts that may be the same person.";
    POST "/contacts/{contact_id}/merge" people::merge_contacts Needs(ContactsDelete), "" "MergeContacts" "200 Contact" "Give everything of another contact to this one; the other is gone.";
    GET "/contacts/{contact_id}/blocks" people::get_contact_blocks Needs(ContactsRead), "" "" "200 ContactBlocks" "The numbers on which WhatsApp keeps a contact from us.";
    POST "/contacts/{contact_id}/block" people::block_contact Needs(ContactsManage), "" "BlockContact" "200 BlockReport" "Block here, and at WhatsApp where the person wrote in the last 24 hours.";
    POST "/contacts/{contact_id}/unblock" people::unblock_contact Needs(ContactsManage), "" "" "200 BlockReport" "Unblock here and at WhatsApp.";
    GET "/contacts/{contact_id}/history" people::list_contact_history Needs(ContactsRead), "" "" "200 list:Happening" "What happened with a person, newest first.";
    GET "/contacts/{contact_id}/export" people::export_contact Needs(ContactsDelete), "" "" "200 binary" "Everything that is kept of a person, as one JSON document.";
    POST "/contacts/{contact_id}/erase" people::erase_contact Needs(ContactsDelete), "" "EraseContact" "200 Erasure" "Erase a person for good.";
    GET "/contacts/{contact_id}/erasure" people::get_contact_erasure Needs(ContactsDelete), "" "" "200 Erasure" "How far an erasure is.";
    GET "/imports" imports::list_imports Needs(ContactsImport), "limit:int cursor" "" "200 page:Import" "Imports.";
    POST "/imports" imports::create_import Needs(ContactsImport), "" "multipart" "201 Import" "Upload a file (CSV or XLSX) or pasted text.";
    GET "/imports/{import_id}" imports::get_import Needs(ContactsImport), "" "" "200 Import" "One import.";
    POST "/imports/{import_id}/check" imports::check_import Needs(ContactsImport), "" "ImportOptions" "200 Import" "Try the mapping; nothing is written.";
    POST "/imports/{import_id}/start" imports::start_import Needs(ContactsImport), "" "" "202 Import" "Run it in the background.";
    POST "/imports/{import_id}/undo" imports::undo_import Needs(ContactsImport), "" "" "200 Import" "Take it back within 24 hours.";
    GET "/imports/{import_id}/bad_rows" imports::download_bad_rows Needs(ContactsImport), "" "" "200 csv" "The bad rows with their reasons.";
    GET "/segments" segments::list_segments Needs(ContactsRead), "" "" "200 list:Segment" "Segments.";
    POST "/segments" segments::create_segment Needs(ContactsManage), "" "NewSegment" "201 Segment" "A new segment.";
    POST "/segments/preview" segments::preview_segment Needs(ContactsRead), "" "SegmentPreviewRequest" "200 SegmentPreview" "Count and sample of a filter.";
    GET "/segments/{segment_id}" segments::get_segment Needs(ContactsRead), "" "" "200 Segment" "One segment.";
    PATCH "/segments/{segment_id}" segments::update_segment Needs(ContactsManage), "" "SegmentPatch" "200 Segment" "Change a segment.";
    DELETE "/segments/{segment_id}" segments::delete_segment Needs(ContactsManage), "" "" "204" "Delete a segment.";
    GET "/templates" templates::list_templates Needs(TemplatesRead), "status q connection_id limit:int cursor" "" "200 page:Template" "Templates.";
    POST "/templates" templates::create_template Needs(TemplatesManage), "" "NewTemplate" "201 Template" "A new draft.";
    POST "/templates/check" templates::check_template Needs(TemplatesRead), "" "NewTemplate" "200 TemplateCheck" "Live checks of a draft.";
    GET "/templates/{template_id}" templates::get_template Needs(TemplatesRead), "" "" "200 Template" "One template.";
    PATCH "/templates/{template_id}" templates::update_template Needs(TemplatesManage), "" "TemplatePatch" "200 Template" "Change a draft or a rejected template.";
    DELETE "/templates/{template_id}" templates::delete_template Needs(TemplatesManage), "" "" "204" "Delete, at WhatsApp too.";
    POST "/templates/{template_id}/submit" templates::submit_template Needs(TemplatesManage), "" "" "200 Template" "Submit for review.";
    GET "/campaigns" campaigns::list_campaigns Needs(CampaignsRead), "state limit:int cursor" "" "200 page:Campaign" "Campaigns.";
    POST "/campaigns" campaigns::create_campaign Needs(CampaignsManage), "" "NewCampaign" "201 Campaign" "A new draft.";
    GET "/campaigns/{campaign_id}" campaigns::get_campaign Needs(CampaignsRead), "" "" "200 Campaign" "One campaign.";
    PATCH "/campaigns/{campaign_id}" campaigns::update_campaign Needs(CampaignsManage), "" "CampaignPatch" "200 Campaign" "Change a draft.";
    DELETE "/campaigns/{campaign_id}" campaigns::delete_campaign Needs(CampaignsManage), "" "" "204" "Delete a draft.";
    POST "/campaigns/{campaign_id}/forecast" campaigns::forecast_campaign Needs(CampaignsRead), "" "" "200 Forecast" "Who will get it, what it costs, what the limit says.";
    GET "/campaigns/{campaign_id}/preview" campaigns::preview_campaign Needs(CampaignsRead), "limit:int cursor" "" "200 page:PreviewRecipient" "Real recipients with their texts.";
    POST "/campaigns/{campaign_id}/start" campaigns::start_campaign Needs(CampaignsSend), "" "" "200 Campaign" "Freeze the recipients and start.";
    POST "/campaigns/{campaign_id}/pause" campaigns::pause_campaign Needs(CampaignsSend), "" "" "200 Campaign" "Pause.";
    POST "/campaigns/{campaign_id}/resume" campaigns::resume_campaign Needs(CampaignsSend), "" "" "200 Campaign" "Resume.";
    POST "/campaigns/{campaign_id}/stop" campaigns::stop_campaign Needs(CampaignsSend), "" "" "200 Campaign" "Stop for good.";
    GET "/campaigns/{campaign_id}/recipients" campaigns::list_recipients Needs(CampaignsRead), "state limit:int cursor" "" "200 page:Recipient" "Recipients by state.";
    GET "/campaigns/{campaign_id}/report" campaigns::get_campaign_report Needs(CampaignsRead), "" "" "200 CampaignReport" "The live report.";
    GET "/conversations" list::list_conversations Needs(InboxRead), "view saved_view_id q state unread:bool waiting:bool bot:bool label_id label_ids label_match number_id team_id assignee_id contact_id from to window sort limit:int cursor" "" "200 page:Conversation" "Conversations of a view (mine, unassigned, all, unread, mentions, window_closing, snoozed, closed, spam) or saved view; filters beside; label_ids with commas; sort: newest, waiting, window.";
    GET "/conversations/counts" list::get_conversation_counts Needs(InboxRead), "" "" "200 ConversationCounts" "Live counts of the views, teams, labels and numbers.";
    GET "/conversations/found" list::count_found Needs(InboxRead), "view saved_view_id state unread:bool waiting:bool bot:bool label_id label_ids label_match number_id team_id assignee_id contact_id from to window sort" "" "200 ConversationsFound" "How many conversations a view with its filters finds, up to the 10,000 that are changed at once.";
    GET "/conversations/export" export::export_conversation_list Needs(ContactsImport), "ids view saved_view_id state unread:bool waiting:bool bot:bool label_id label_ids label_match number_id team_id assignee_id contact_id from to window sort" "" "200 csv" "Conversations as a file: up to 200 by ids, or up to 10,000 of a view with its filters.";
    POST "/conversations/bulk" bulk::change_conversations Needs(InboxReply), "" "BulkRequest" "200 BulkAnswer" "Change many conversations at once.";
    POST "/conversations/bulk/{undo_id}/undo" bulk::undo_change Needs(InboxReply), "" "" "200 BulkAnswer" "Put back what was changed and is not touched since.";
    GET "/conversations/{conversation_id}" conversations::get_conversation Needs(InboxRead), "" "" "200 Conversation" "One conversation.";
    PATCH "/conversations/{conversation_id}" standing::update_conversation Needs(InboxReply), "" "ConversationPatch" "200 Conversation" "Open, snooze, close, give to somebody, take for spam.";
    POST "/conversations/{conversation_id}/read" conversations::read_conversation Needs(InboxReply), "" "" "200 Conversation" "Mark as read.";
    GET "/conversations/{conversation_id}/messages" messages::list_messages Needs(InboxRead), "limit:int cursor around after" "" "200 page:Message" "Newest first: from the newest or a cursor, around a message, or what came after one.";
    GET "/conversations/{conversation_id}/messages/found" messages::find_in_thread Needs(InboxRead), "q" "" "200 list:FoundMessage" "The newest 100 messages of a thread that have these words.";
    POST "/conversations/{conversation_id}/messages" messages::create_conversation_message Needs(InboxReply), "" "NewMessage" "201 Message" "Send in this conversation.";
    POST "/conversations/{conversation_id}/presence" presence::set_presence Needs(InboxRead), "" "SetPresence" "200 Presence" "Say that one views, types or left, for 10 seconds; answers who is there.";
    PUT "/conversations/{conversation_id}/draft" drafts::save_draft Needs(InboxReply), "" "SaveDraft" "200 Draft" "Save an unsent answer or note; an empty one is forgotten.";
    GET "/conversations/{conversation_id}/entries" entries::list_entries Needs(InboxRead), "since limit:int cursor" "" "200 page:Entry" "What stands beside messages, newest first: notes, and what was done.";
    POST "/conversations/{conversation_id}/notes" entries::create_note Needs(InboxReply), "" "NewNote" "201 Entry" "A note for colleagues; those who are named in it are told.";
    PATCH "/notes/{entry_id}" entries::update_note Needs(InboxReply), "" "NewNote" "200 Entry" "Change one's own note.";
    DELETE "/notes/{entry_id}" entries::delete_note Needs(InboxReply), "" "" "204" "Delete one's own note.";
    GET "/alerts" alerts::list_alerts Needs(InboxRead), "limit:int cursor" "" "200 page:Alert" "Own alerts of the last 30 days, newest first.";
    GET "/alerts/count" alerts::count_alerts Needs(InboxRead), "" "" "200 AlertCount" "How many were not seen.";
    POST "/alerts/read" alerts::read_alerts Needs(InboxRead), "" "ReadAlerts" "204" "Mark as seen: one, those of a conversation, or all.";
    GET "/colleagues" colleagues::list_colleagues Needs(InboxRead), "" "" "200 list:Colleague" "Those who work here: whom one can name or give a conversation to.";
    GET "/drafts" drafts::list_drafts Needs(InboxRead), "" "" "200 list:Draft" "Own unsent answers and notes.";
    POST "/messages" messages::create_message Needs(InboxReply), "" "NewMessage" "201 Message" "Send.";
    GET "/messages/{message_id}" messages::get_message Needs(InboxRead), "" "" "200 Message" "One message with its timeline.";
    PUT "/messages/{message_id}/star" starred::star_message Needs(InboxRead), "" "" "204" "Mark a message to find it again; for oneself.";
    DELETE "/messages/{message_id}/star" starred::unstar_message Needs(InboxRead), "" "" "204" "Take one's own mark away.";
    GET "/starred_messages" starred::list_starred_messages Needs(InboxRead), "conversation_id limit:int cursor" "" "200 page:MessageHit" "Messages that one marked, the newest first; of one conversation if it is named.";
    GET "/conversations/{conversation_id}/starred" starred::list_starred_ids Needs(InboxRead), "" "" "200 StarredIds" "Which messages of a conversation one marked.";
    POST "/messages/{message_id}/decide" messages::decide_message Needs(InboxReply), "" "DecideMessage" "200 Message" "Decide about an unknown outcome.";
    POST "/decisions" messages::create_decision Needs(InboxRead), "" "NewMessage" "200 Decision" "Would this send be allowed, and if not, by which rule.";
    POST "/media" media::create_media Needs(InboxReply), "voice:bool" "multipart" "201 MediaView" "Upload a file; `voice` makes a voice message of a recording where that is possible.";
    GET "/media/{media_id}" media::get_media Needs(InboxRead), "" "" "200 MediaView" "A file's state.";
    GET "/media/{media_id}/content" media::get_media_content Needs(InboxRead), "download:bool view:bool small:bool" "" "200 binary" "The file, as an attachment under a sandboxing policy; `view` opens a PDF in its tab, `small` is a small upright JPEG of a picture, where one can be made.";
    POST "/media/{media_id}/fetch" media::fetch_media Needs(InboxReply), "" "" "200 MediaView" "Try to fetch again.";
    GET "/quick_replies" quick_replies::list_quick_replies Needs(InboxRead), "" "" "200 list:QuickReply" "Quick replies: the shared ones and one's own.";
    POST "/quick_replies" quick_replies::create_quick_reply Needs(InboxReply), "" "NewQuickReply" "201 QuickReply" "A new quick reply; a shared one needs `quick_replies.manage`.";
    GET "/quick_replies/settings" quick_replies::get_quick_reply_settings Needs(InboxRead), "" "" "200 QuickReplySettings" "The limits of quick replies.";
    PATCH "/quick_replies/settings" quick_replies::update_quick_reply_settings Needs(QuickRepliesManage), "" "QuickReplySettingsPatch" "200 QuickReplySettings" "Take the limits of the WhatsApp Business app, or our wider ones.";
    GET "/quick_replies/export" quick_replies::export_quick_replies Needs(InboxRead), "" "" "200 csv" "The quick replies as a file, without their media.";
    POST "/quick_replies/import" quick_replies::import_quick_replies Needs(QuickRepliesManage), "duplicates" "multipart" "200 QuickReplyImport" "Quick replies from a file (CSV or XLSX) with the columns shortcut and text.";
    GET "/quick_replies/{quick_reply_id}" quick_replies::get_quick_reply Needs(InboxRead), "" "" "200 QuickReply" "One quick reply.";
    PATCH "/quick_replies/{quick_reply_id}" quick_replies::update_quick_reply Needs(InboxReply), "" "QuickReplyPatch" "200 QuickReply" "Change a quick reply; a shared one needs `quick_replies.manage`.";
    DELETE "/quick_replies/{quick_reply_id}" quick_replies::delete_quick_reply Needs(InboxReply), "" "" "204" "Delete a quick reply; for a day it can be brought back.";
    POST "/quick_replies/{quick_reply_id}/restore" quick_replies::restore_quick_reply Needs(InboxReply), "" "" "200 QuickReply" "Bring a deleted quick reply back.";
    GET "/dead_letters" dead_letters::list_dead_letters Needs(DevelopersRead), "state limit:int cursor" "" "200 page:DeadLetter" "What could not be read or placed.";
    GET "/dead_letters/{dead_letter_id}" dead_letters::get_dead_letter Needs(DevelopersRead), "" "" "200 DeadLetter" "One dead letter.";
    POST "/dead_letters/{dead_letter_id}/replay" dead_letters::replay_dead_letter Needs(DevelopersManage), "" "" "200 DeadLetter" "Try again.";
    POST "/dead_letters/{dead_letter_id}/discard" dead_letters::discard_dead_letter Needs(DevelopersManage), "" "" "200 DeadLetter" "Put aside.";
    GET "/webhooks" webhooks::list_webhooks Needs(DevelopersRead), "" "" "200 list:Webhook" "Outgoing webhooks.";
    POST "/webhooks" webhooks::create_webhook Needs(DevelopersManage), "" "NewWebhook" "201 WebhookSecret" "A new webhook; its secret is shown once.";
    GET "/webhooks/{webhook_id}" webhooks::get_webhook Needs(DevelopersRead), "" "" "200 Webhook" "One webhook.";
    PATCH "/webhooks/{webhook_id}" webhooks::update_webhook Needs(DevelopersManage), "" "WebhookPatch" "200 Webhook" "Change a webhook, switch it on or off.";
    DELETE "/webhooks/{webhook_id}" webhooks::delete_webhook Needs(DevelopersManage), "" "" "204" "Delete a webhook with its log.";
    POST "/webhooks/{webhook_id}/secret" webhooks::replace_webhook_secret Needs(DevelopersManage), "" "" "200 WebhookSecret" "A new secret, shown once; the one before it signs too for 24 hours.";
    POST "/webhooks/{webhook_id}/test" deliveries::try_webhook Needs(DevelopersManage), "" "" "202 WebhookDelivery" "Tell it something that did not happen.";
    GET "/webhooks/{webhook_id}/deliveries" deliveries::list_webhook_deliveries Needs(DevelopersRead), "state limit:int cursor" "" "200 page:WebhookDelivery" "What was told to it in the last 7 days, newest first.";
    GET "/webhooks/{webhook_id}/deliveries/{delivery_id}" deliveries::get_webhook_delivery Needs(DevelopersRead), "" "" "200 WebhookDelivery" "One of them, with its body.";
    POST "/webhooks/{webhook_id}/deliveries/{delivery_id}/replay" deliveries::replay_webhook_delivery Needs(DevelopersManage), "" "" "200 WebhookDelivery" "Tell it again, under the same id.";
    GET "/settings/hours" hours::get_hours SignedIn, "" "" "200 Hours" "Working hours and holidays.";
    PUT "/settings/hours" hours::set_hours Needs(AutomationManage), "" "NewHours" "200 Hours" "Set working hours and holidays.";
    GET "/automations/greeting" automations::get_greeting Needs(AutomationRead), "" "" "200 GreetingView" "The greeting.";
    PUT "/automations/greeting" automations::set_greeting Needs(AutomationManage), "" "NewGreeting" "200 GreetingView" "Write the greeting, switch it on or off; earlier versions are kept.";
    GET "/automations/away" automations::get_away Needs(AutomationRead), "" "" "200 AwayView" "The away message.";
    PUT "/automations/away" automations::set_away Needs(AutomationManage), "" "NewAway" "200 AwayView" "Write the away message, switch it on or off; earlier versions are kept.";
    GET "/automations/rules" rules::list_rules Needs(AutomationRead), "" "" "200 list:AutomationRule" "Keyword rules in their order: the first that holds wins.";
    POST "/automations/rules" rules::create_rule Needs(AutomationManage), "" "NewRule" "201 AutomationRule" "A new rule, last in the order.";
    PUT "/automations/rules/order" rules::reorder_rules Needs(AutomationManage), "" "RuleOrder" "200 list:AutomationRule" "Put the rules into another order.";
    POST "/automations/rules/dry_run" rules::dry_run_rule Needs(AutomationRead), "" "RuleTrial" "200 RuleDryRun" "What a rule would have done in the last 100 chats.";
    PATCH "/automations/rules/{automation_id}" rules::update_rule Needs(AutomationManage), "" "RulePatch" "200 AutomationRule" "Change a rule, switch it on or off.";
    DELETE "/automations/rules/{automation_id}" rules::delete_rule Needs(AutomationManage), "" "" "204" "Delete a rule.";
    POST "/automations/rules/{automation_id}/restore" rules::restore_rule Needs(AutomationManage), "" "" "200 AutomationRule" "Put a deleted rule back, switched off.";
    GET "/automations/{automation_id}/versions" automations::list_automation_versions Needs(AutomationRead), "" "" "200 list:AutomationVersion" "The writings of a document, newest first.";
    GET "/automations/runs" runs::list_automation_runs Needs(AutomationRead), "automation_id limit:int cursor" "" "200 page:AutomationRun" "What was decided about messages, and why; newest first.";
    GET "/events" events::stream_events Needs(InboxRead), "cursor" "" "200 sse" "Server-sent events: `id` is the event's number, data an Event; `gap` and `beat` beside.";
}

/// The method, path and access of every route.
pub fn all() -> impl Iterator<Item = (Method, String, Access)> {
    ROUTES
        .iter()
        .map(|route| (route.http_method(), format!("{BASE}{}", route.path), route.access))
}

/// The router of the API: before every handler stand the permission check and the idempotency keys.
pub fn router(state: &AppState) -> Router<AppState> {
    ROUTES.iter().fold(Router::new(), |router, route| {
        router.route(&format!("{BASE}{}", route.path), route.guarded(state))
    })
}

impl Route {
    /// The method as HTTP has it.
    #[must_use]
    pub fn http_method(&self) -> Method {
        self.method.parse().expect("the list names methods of HTTP")
    }

    /// Whether the answer holds a secret that is shown once.
    fn answers_secret(&self) -> bool {
        ["ApiKeySecret", "WebhookSecret", "Invitation"]
            .iter()
            .any(|secret| self.answer.contains(secret))
    }

    fn guarded(&self, state: &AppState) -> MethodRouter<AppState> {
        let filter = MethodFilter::try_from(self.http_method()).expect("the list names methods of HTTP");
        let repeats = Repeats {
            state: state.clone(),
            route: self.operation,
            secret: self.answers_secret(),
            sends: matches!(self.operation, "create_message" | "create_conversation_message"),
        };
        let gate = Gate {
            state: state.clone(),
            access: self.access,
        };
        let limit = match self.operation {
            "create_import" => DefaultBodyLimit::max(imports::FORM_BYTES_MAX),
            "create_media" => DefaultBodyLimit::disable(),
            _ => DefaultBodyLimit::max(JSON_BYTES_MAX),
        };
        (self.handler)(filter)
            .layer(limit)
            .layer(from_fn_with_state(repeats, repeat))
            .layer(from_fn_with_state(gate, authorize))
    }
}
