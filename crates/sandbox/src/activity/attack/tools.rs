//! The program by which the intruder uses the mailbox: webmail, or an application with a token.

use crate::activity::desk::{Way, webmail_info};
use crate::activity::entry::Entry;
use crate::activity::shape::exchange::{AppToken, Client};
use crate::activity::shape::sign_in::{EXCHANGE, GRAPH, OFFICE};
use crate::guid::Guid;
use crate::moment::Moment;

use super::{ENTERED, Story};

/// `ClientInfoString` of an application that reads mail by Microsoft Graph.
const GRAPH_INFO: &str = "Client=REST;;";

/// A program at a mailbox.
pub(super) struct MailTools {
    info: String,
    app_id: &'static str,
    client_app: String,
    /// Session, id and time of the token, where records tell them.
    token: Option<(Guid, String, Moment)>,
}

impl MailTools {
    pub(super) fn way(&self) -> Way<'_> {
        let client = Client { info: &self.info, app_id: self.app_id };
        let token = self.token.as_ref().map(|(session, id, issued)| AppToken {
            session: *session,
            id,
            issued: *issued,
        });
        Way { client_app: &self.client_app, token, ..Way::by(client) }
    }
}

impl Story<'_> {
    /// Returns the program that the intruder uses after this entry.
    pub(super) fn mail_tools(&self) -> MailTools {
        match self.entry {
            Entry::Aitm | Entry::Cookie | Entry::Spray => self.browser(),
            Entry::DeviceCode => self.office(),
            Entry::Consent => self.application_tools(),
        }
    }

    fn browser(&self) -> MailTools {
        let info = webmail_info(self.intruder().actor);
        MailTools { info, app_id: EXCHANGE, client_app: String::new(), token: None }
    }

    /// Returns Office with the token of the code that the victim typed in: it reads by Microsoft Graph.
    fn office(&self) -> MailTools {
        let id = self.script.dice(9).hex_digits(22);
        let token = Some((self.session(), id, Moment(self.at(ENTERED))));
        MailTools { info: GRAPH_INFO.to_owned(), app_id: GRAPH, client_app: OFFICE.to_owned(), token }
    }

    /// Returns the application that somebody consented to.
    pub(super) fn application_tools(&self) -> MailTools {
        MailTools {
            info: GRAPH_INFO.to_owned(),
            app_id: GRAPH,
            client_app: self.application_id(),
            token: None,
        }
    }
}
