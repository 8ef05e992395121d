//! What each way to WhatsApp can do, so that a screen offers nothing that its number cannot.
//!
//! The app on a phone is here for comparison only: a number that lives in it alone cannot be connected. A number in
//! the app and on the platform at once keeps what both have (Meta, 'Onboarding WhatsApp Business app users', 2026).

use crate::access::Provider;
use crate::named::named_enum;

named_enum! {
    /// A way to WhatsApp.
    pub enum Channel {
        /// The WhatsApp Business app on a phone.
        App = "app",
        /// Meta's Cloud API.
        CloudApi = "cloud_api",
        /// The app and the Cloud API on one number.
        Coexistence = "coexistence",
        /// 360dialog's proxy of the Cloud API.
        Dialog360 = "dialog360",
        /// The built-in emulator.
        Sandbox = "sandbox",
    }
}

named_enum! {
    /// A thing that some ways to WhatsApp have and others lack.
    pub enum Capability {
        /// Several people answer at one number, each in their own conversations.
        Team = "team",
        /// Other programs read and send: a shop, a customer system.
        Api = "api",
        /// Approved templates to thousands at once.
        Campaigns = "campaigns",
        /// Rules and bots; the app greets and says that nobody is there, no more.
        Automation = "automation",
        /// Messages with buttons, lists and a request for a place.
        Interactive = "interactive",
        /// Approved templates, outside the service window too.
        Templates = "templates",
        /// Pictures, voices, documents.
        Media = "media",
        /// Reactions to messages.
        Reactions = "reactions",
        /// Customers see that they were read.
        ReadReceipts = "read_receipts",
        /// Works without a phone that is switched on.
        NoPhone = "no_phone",
        /// Voice and video calls from the phone.
        Calls = "calls",
        /// Groups.
        Groups = "groups",
        /// Statuses that vanish after a day.
        Statuses = "statuses",
        /// Messages cost nothing.
        Free = "free",
    }
}

impl Channel {
    /// The way of a number: by its connection, and whether WhatsApp says that it is in the app as well.
    #[must_use]
    pub const fn of(provider: Provider, on_app: bool) -> Self {
        match provider {
            Provider::CloudApi | Provider::Sandbox if on_app => Self::Coexistence,
            Provider::CloudApi => Self::CloudApi,
            Provider::Dialog360 => Self::Dialog360,
            Provider::Sandbox => Self::Sandbox,
        }
    }

    /// What it can do, in the order of [`Capability::ALL`].
    pub fn capabilities(self) -> impl Iterator<Item = Capability> {
        Capability::ALL.iter().copied().filter(move |&thing| self.can(thing))
    }

    /// Whether it can do that.
    #[must_use]
    pub const fn can(self, thing: Capability) -> bool {
        use Capability::*;
        match thing {
            Media | Reactions | ReadReceipts => true,
            Team | Api | Campaigns | Automation | Interactive | Templates => !matches!(self, Self::App),
            Calls | Groups | Statuses => matches!(self, Self::App | Self::Coexistence),
            NoPhone => !matches!(self, Self::App | Self::Coexistence),
            Free => matches!(self, Self::App | Self::Sandbox),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_the_app_as_well_keeps_what_both_have_and_needs_its_phone() {
        let both = Channel::of(Provider::CloudApi, true);
        assert_eq!(both, Channel::Coexistence);
        for thing in Capability::ALL {
            let either = Channel::App.can(*thing) || Channel::CloudApi.can(*thing);
            let lost = matches!(thing, Capability::NoPhone | Capability::Free);
            assert_eq!(both.can(*thing), either && !lost, "{thing}");
        }
    }

    #[test]
    fn the_app_alone_has_no_campaigns_no_bots_no_buttons_and_no_links_to_other_programs() {
        use Capability::*;
        for thing in [Team, Api, Campaigns, Automation, Interactive, Templates] {
            assert!(!Channel::App.can(thing), "{thing}");
            assert!(Channel::of(Provider::Dialog360, false).can(thing), "{thing}");
        }
    }
}
