//! The known error codes as data: HTTP status, title, class and retry hint of each.
//!
//! Meta, "Error codes", 2026-05-15, with the Graph-level codes and subcodes that integrations meet.
//! Throttling codes stand with 400 as in Meta's table of December 2025; older copies of the table and some
//! providers show 429, so a client takes the code and not the status.

use Class::{Account, Final, Throttled, Unauthorised, Uncertain, Wait};
use Retry::{AfterSeconds, Backoff, Later, Never};

/// What an error means for whoever made the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// This request will never succeed as it is.
    Final,
    /// No request of this number or account will succeed until a person has acted.
    Account,
    /// This request may succeed after a time; it had no effect now.
    Wait,
    /// Too fast, within the scope named; the same request succeeds later.
    Throttled(Scope),
    /// The token or its permissions do not allow the call.
    Unauthorised,
    /// Meta's fault: a message sent by this call may have gone out all the same.
    Uncertain,
}

/// What a rate limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Calls of the app.
    App,
    /// Calls for one WhatsApp Business account.
    Waba,
    /// Messages of one business phone number.
    Number,
    /// Messages of one business phone number to one user.
    Pair,
}

impl Scope {
    /// The name used in logs and figures.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Waba => "waba",
            Self::Number => "number",
            Self::Pair => "pair",
        }
    }
}

/// When the same call may be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Not before something is changed.
    Never,
    /// Soon, with growing pauses.
    Backoff,
    /// After a time that the code does not tell.
    Later,
    /// After this time at the earliest.
    AfterSeconds(u64),
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownError {
    /// The code.
    pub code: i64,
    /// The HTTP status of an answer with this code; absent for codes of webhooks alone.
    pub http_status: Option<u16>,
    /// A short English title.
    pub title: &'static str,
    /// What it means for the caller.
    pub class: Class,
    /// When to try again.
    pub retry: Retry,
}

/// The row of a code; 200 to 299 share one.
pub fn find(code: i64) -> Option<&'static KnownError> {
    if (200..300).contains(&code) {
        return Some(&PERMISSION);
    }
    ALL.binary_search_by_key(&code, |known| known.code)
        .ok()
        .map(|position| &ALL[position])
}

/// Permission errors of the Graph API, 200 to 299.
pub static PERMISSION: KnownError = row(200, 403, "API permission missing", Unauthorised, Never);

/// Every other known code, in ascending order.
#[rustfmt::skip]
pub static ALL: &[KnownError] = &[
    row(0, 401, "Authentication failed", Unauthorised, Never),
    row(1, 400, "Unknown API error", Uncertain, Backoff),
    row(2, 503, "Service temporarily unavailable", Uncertain, Backoff),
    row(3, 500, "Capability or permission missing", Unauthorised, Never),
    row(4, 400, "Application call limit reached", Throttled(Scope::App), Backoff),
    row(10, 403, "Permission not granted or removed", Unauthorised, Never),
    row(33, 400, "Business phone number was deleted", Account, Never),
    row(100, 400, "Invalid parameter", Final, Never),
    row(104, 401, "Access token missing", Unauthorised, Never),
    row(190, 401, "Access token expired or invalid", Unauthorised, Never),
    row(368, 403, "Temporarily blocked for policy violations", Account, Later),
    row(613, 429, "Call rate limit reached", Throttled(Scope::App), Backoff),
    row(803, 404, "Requested alias does not exist", Final, Never),
    row(2500, 400, "Malformed Graph call", Final, Never),
    row(80_007, 400, "Business account call limit reached", Throttled(Scope::Waba), Backoff),
    row(130_403, 0, "The business has blocked this user", Final, Never),
    row(130_429, 400, "Throughput limit of the number reached", Throttled(Scope::Number), Backoff),
    row(130_472, 400, "User takes part in an experiment", Final, Never),
    row(130_497, 403, "Business may not message users in this country", Final, Never),
    row(130_501, 0, "Message type not supported in groups", Final, Never),
    row(131_000, 500, "Something went wrong", Uncertain, Backoff),
    row(131_005, 403, "Access denied", Unauthorised, Never),
    row(131_008, 400, "Required parameter is missing", Final, Never),
    row(131_009, 400, "Parameter value is not valid", Final, Never),
    row(131_016, 500, "Service unavailable", Uncertain, Backoff),
    row(131_020, 400, "Group is not valid for sending", Final, Never),
    row(131_021, 400, "Recipient cannot be the sender", Final, Never),
    row(131_026, 400, "Message undeliverable", Final, Never),
    row(131_030, 400, "Recipient is not in the allowed list", Final, Never),
    row(131_031, 403, "Account has been locked", Account, Never),
    row(131_035, 0, "Webhook was not delivered within the retention time", Final, Never),
    row(131_036, 0, "Retry receipt could not be honoured", Final, Never),
    row(131_037, 400, "Display name of the number is not approved", Account, Never),
    row(131_041, 400, "Unknown group", Final, Never),
    row(131_042, 400, "Payment problem of the business", Account, Never),
    row(131_044, 400, "Payment problem for calls", Account, Never),
    row(131_045, 500, "Number registration or certificate error", Account, Never),
    row(131_047, 400, "More than 24 hours since the last message of the user", Final, Never),
    row(131_048, 400, "Spam limit of the number reached", Wait, Later),
    row(131_049, 400, "Not delivered to keep the ecosystem healthy", Wait, AfterSeconds(86_400)),
    row(131_050, 400, "User stopped marketing messages of this business", Final, Never),
    row(131_051, 400, "Message type is not supported", Final, Never),
    row(131_052, 400, "Media could not be downloaded", Final, Never),
    row(131_053, 400, "Media could not be processed", Final, Never),
    row(131_055, 400, "Method is not allowed", Final, Never),
    row(131_056, 400, "Too many messages from this number to this user", Throttled(Scope::Pair), Backoff),
    row(131_057, 500, "Number is in maintenance", Throttled(Scope::Number), AfterSeconds(60)),
    row(131_059, 400, "Paging cursor is not valid", Final, Never),
    row(131_060, 0, "Message is unavailable", Final, Never),
    row(131_062, 400, "Recipient cannot be addressed by a business-scoped id", Final, Never),
    row(131_063, 400, "Marketing templates are disabled on this API", Account, Never),
    row(131_064, 400, "Messaging limit reached for wrongly categorised templates", Wait, Later),
    row(131_201, 206, "Group call succeeded in part", Final, Never),
    row(131_202, 400, "Duplicate participant", Final, Never),
    row(131_204, 400, "Too many participants", Final, Never),
    row(131_207, 403, "Group is suspended", Final, Never),
    row(131_208, 429, "Too many group operations", Throttled(Scope::Number), Backoff),
    row(131_209, 400, "Picture is not square", Final, Never),
    row(131_210, 400, "Picture is too small", Final, Never),
    row(131_211, 400, "Group creation limit reached", Final, Never),
    row(131_212, 400, "Not a participant of the group", Final, Never),
    row(131_213, 400, "Join request does not exist", Final, Never),
    row(131_214, 400, "Group creation is temporarily off", Final, Never),
    row(131_215, 400, "Number is not eligible for groups", Final, Never),
    row(132_000, 400, "Number of template parameters does not match", Final, Never),
    row(132_001, 404, "Template does not exist in this language or is not approved", Final, Never),
    row(132_005, 400, "Template text with its values is too long", Final, Never),
    row(132_007, 400, "Template content violates a policy", Final, Never),
    row(132_008, 400, "Template parameter value is not valid", Final, Never),
    row(132_012, 400, "Template parameter format does not match", Final, Never),
    row(132_015, 400, "Template is paused", Wait, Later),
    row(132_016, 400, "Template is disabled", Final, Never),
    row(132_018, 400, "Template parameters are not valid", Final, Never),
    row(132_068, 400, "Flow is blocked", Final, Never),
    row(132_069, 400, "Flow is throttled", Wait, AfterSeconds(3600)),
    row(133_000, 500, "Previous deregistration is incomplete", Account, Never),
    row(133_004, 503, "Registration server is unavailable", Uncertain, Backoff),
    row(133_005, 400, "Two-step PIN is wrong", Account, Never),
    row(133_006, 400, "Number must be verified first", Account, Never),
    row(133_008, 400, "Too many PIN guesses", Account, Later),
    row(133_009, 400, "PIN was entered too fast", Account, Later),
    row(133_010, 400, "Number is not registered", Account, Never),
    row(133_015, 400, "Number was deleted recently", Account, AfterSeconds(300)),
    row(133_016, 400, "Too many registrations in 72 hours", Account, AfterSeconds(259_200)),
    row(134_011, 400, "Payment terms are not accepted", Account, Never),
    row(134_100, 400, "Only marketing templates are accepted here", Final, Never),
    row(134_101, 400, "Template is still being synchronised", Wait, AfterSeconds(600)),
    row(134_102, 500, "Template is unavailable for marketing messages", Final, Never),
    row(134_103, 0, "Marketing messages error", Final, Never),
    row(135_000, 400, "Parameters of the request are not valid", Final, Never),
    row(136_024, 400, "Number is already verified", Final, Never),
    row(137_000, 0, "Identity of the recipient has changed", Final, Never),
    row(138_000, 401, "Calling is not enabled", Final, Never),
    row(138_001, 400, "Receiver cannot be called", Final, Never),
    row(138_002, 429, "Too many concurrent calls", Throttled(Scope::Number), Backoff),
    row(138_003, 400, "A call to this user is running", Final, Never),
    row(138_004, 500, "Call could not be connected", Final, Never),
    row(138_005, 429, "Call initiation rate reached", Throttled(Scope::Number), Backoff),
    row(138_006, 401, "No permission to call this user", Final, Never),
    row(138_007, 500, "Call description was not applied in time", Final, Never),
    row(138_009, 400, "Permission request limit reached", Final, Never),
    row(138_012, 400, "Daily call limit reached", Final, Never),
    row(138_013, 400, "Calls to users are unavailable for this number", Final, Never),
    row(138_014, 400, "Calling is temporarily off", Final, Never),
    row(138_015, 400, "Calling cannot be enabled at this limit", Final, Never),
    row(138_017, 400, "Permanent call permission exists", Final, Never),
    row(138_018, 400, "Calling prerequisites are missing", Final, Never),
    row(138_019, 0, "Call setup failed", Final, Never),
    row(138_020, 0, "Call relay failed", Final, Never),
    row(138_021, 0, "No call media received", Final, Never),
    row(138_022, 0, "No call media sent", Final, Never),
    row(138_023, 0, "Call accepted without media", Final, Never),
    row(139_000, 0, "Flow is blocked", Final, Never),
    row(139_001, 0, "Flow could not be updated", Final, Never),
    row(139_002, 0, "Flow could not be published", Final, Never),
    row(139_003, 0, "Flow could not be deprecated", Final, Never),
    row(139_004, 0, "Flow could not be deleted", Final, Never),
    row(139_100, 400, "Block list call failed in part", Final, Never),
    row(139_101, 400, "Block list is full", Final, Never),
    row(139_102, 400, "Block list is being changed", Wait, Backoff),
    row(139_103, 400, "Block list error", Uncertain, Backoff),
    row(141_006, 0, "Payment method error", Account, Never),
    row(147_001, 400, "Username is unavailable", Final, Never),
    row(147_002, 400, "Username is not eligible", Final, Never),
    row(147_003, 400, "Facebook page must be linked", Final, Never),
    row(147_004, 400, "Instagram account must be linked", Final, Never),
    row(147_005, 400, "Username must be transferred", Final, Never),
    row(200_005, 400, "Template insights are unavailable", Final, Never),
    row(200_006, 400, "Template insights cannot be switched off", Final, Never),
    row(200_007, 400, "Template insights are not enabled", Final, Never),
    row(1_752_041, 400, "Duplicate onboarding request", Final, Never),
    row(2_388_001, 400, "Number cannot be migrated", Final, Never),
    row(2_388_012, 400, "Number is already migrated", Final, Never),
    row(2_388_019, 400, "Template count limit reached", Final, Never),
    row(2_388_023, 400, "Template is being deleted in this language", Wait, AfterSeconds(2_592_000)),
    row(2_388_024, 400, "Template exists in this language", Final, Never),
    row(2_388_039, 400, "Template limit exceeded", Final, Never),
    row(2_388_040, 400, "Template field is too long", Final, Never),
    row(2_388_047, 400, "Template header format is wrong", Final, Never),
    row(2_388_072, 400, "Template body format is wrong", Final, Never),
    row(2_388_073, 400, "Template footer format is wrong", Final, Never),
    row(2_388_091, 400, "Number is not eligible for migration", Final, Never),
    row(2_388_093, 400, "Number migration is not ready", Final, Never),
    row(2_388_103, 400, "Number migration was refused", Final, Never),
    row(2_388_293, 400, "Template has too many variables for its length", Final, Never),
    row(2_388_299, 400, "Template text starts or ends with a variable", Final, Never),
    row(2_494_100, 503, "Number is in maintenance", Wait, Backoff),
    row(2_593_107, 400, "Synchronisation was already used", Final, Never),
    row(2_593_108, 400, "Synchronisation is outside its 24 hours", Final, Never),
    row(2_593_109, 400, "History sharing is off", Final, Never),
];

const fn row(code: i64, http_status: u16, title: &'static str, class: Class, retry: Retry) -> KnownError {
    let http_status = if http_status == 0 { None } else { Some(http_status) };
    KnownError {
        code,
        http_status,
        title,
        class,
        retry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_in_ascending_order_without_repeats() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn finds_the_classes_that_sending_depends_on() {
        let class = |code| find(code).map(|known| known.class);
        for code in [1, 2, 131_000, 131_016] {
            assert_eq!(class(code), Some(Uncertain), "{code}");
        }
        for code in [0, 3, 10, 190, 200, 250, 299, 131_005] {
            assert_eq!(class(code), Some(Unauthorised), "{code}");
        }
        assert_eq!(class(4), Some(Throttled(Scope::App)));
        assert_eq!(class(80_007), Some(Throttled(Scope::Waba)));
        assert_eq!(class(130_429), Some(Throttled(Scope::Number)));
        assert_eq!(class(131_056), Some(Throttled(Scope::Pair)));
        assert_eq!(class(131_047), Some(Final));
        assert_eq!(class(131_049), Some(Wait));
        assert_eq!(class(131_042), Some(Account));
        assert_eq!(class(-1), None);
        assert_eq!(class(300), None);
    }
}
