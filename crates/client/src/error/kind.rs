//! Kinds of failures, and the meaning of each unless a code of the service says more.

/// Kind of an [`Error`](crate::Error).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting cannot be used: an ID, an address, a certificate, a file. Nothing was sent. A missing file may be there the
    /// next time, so its error may be retried.
    Configuration,
    /// A URI leads to another host than the cloud's own. Nothing was sent.
    ForeignHost,
    /// A host's name has no address.
    Dns,
    /// The address does not answer, or the proxy refuses the connection.
    Connect,
    /// The host could not prove its identity.
    Tls,
    /// The call took longer than allowed.
    Timeout,
    /// The connection broke before there was an answer.
    Network,
    /// The answer ended before it was complete.
    CutBody,
    /// The answer arrived as announced, but its JSON does not end: it was cut before it was sent, or the content itself is
    /// broken. If a retry gives the same, the content is broken and there is no more of it.
    Unclosed,
    /// The answer is larger than allowed.
    TooLarge,
    /// The answer is not one of the API: no JSON, other JSON, or content at an address that no request can be made of.
    BadAnswer,
    /// Pages lead back to each other, do not end, or lead to an address that no request can be made of.
    PageLoop,
    /// Signing in failed.
    SignIn,
    /// The service refused the token, or the token lacks a permission.
    Unauthorized,
    /// There were too many requests; the service asks for a pause.
    Throttled,
    /// There is no subscription for this content.
    NoSubscription,
    /// An administrator has disabled the subscription.
    SubscriptionDisabled,
    /// The window is longer than a day, or starts more than seven days ago.
    Window,
    /// The seven days in which the content could be fetched are over.
    ContentExpired,
    /// There is no content with this ID.
    ContentMissing,
    /// The service refused the request for another reason, with a code.
    Refused,
    /// The request was refused without a code of the service: by a proxy, a gateway or a firewall in between, or by a
    /// service that is failing. Give nothing up for it.
    Intercepted,
    /// The service failed.
    Service,
}

/// Party at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// This library.
    Ours,
    /// The settings: IDs, credentials, permissions of the app.
    Configuration,
    /// The state of the tenant: auditing off, subscription missing or disabled, policies.
    Tenant,
    /// The service.
    Service,
    /// The network in between: name resolution, proxies, certificates, lines.
    Network,
    /// The caller, who asked for something that does not exist or is not allowed.
    Caller,
}

impl ErrorKind {
    /// Reports whether a failure of this kind may pass by itself.
    pub(super) fn is_passing(self) -> bool {
        use ErrorKind as K;
        let passing = [K::Dns, K::Connect, K::Tls, K::Timeout, K::Network, K::CutBody, K::Intercepted];
        passing.contains(&self)
            || [K::Unclosed, K::BadAnswer, K::PageLoop, K::Throttled, K::Service].contains(&self)
    }

    /// Reports whether it may pass within the pauses of one call. A certificate or a file may be right again later, but
    /// hardly that soon, and whoever has just set something up wants to know at the first failure.
    pub(crate) fn is_brief(self) -> bool {
        !matches!(self, ErrorKind::Tls | ErrorKind::Configuration)
    }

    /// Returns the party at fault unless a code says more.
    pub(super) fn default_fault(self) -> Fault {
        use ErrorKind as K;
        match self {
            K::Configuration | K::SignIn | K::Unauthorized => Fault::Configuration,
            K::Dns | K::Connect | K::Tls | K::Timeout | K::Network | K::CutBody | K::Intercepted => {
                Fault::Network
            }
            K::ForeignHost | K::Unclosed | K::BadAnswer | K::PageLoop | K::Service => Fault::Service,
            K::NoSubscription | K::SubscriptionDisabled => Fault::Tenant,
            K::TooLarge | K::Throttled | K::Window | K::ContentExpired | K::ContentMissing => Fault::Caller,
            K::Refused => Fault::Ours,
        }
    }

    /// Returns the remedy unless a code says more.
    pub(super) fn default_remedy(self) -> &'static str {
        use ErrorKind as K;
        match self {
            K::Configuration => "correct the setting that the message names",
            K::ForeignHost => {
                "do not follow it; list the content again and check whether the address is the same"
            }
            K::Dns => "check the name, the resolver and whether a proxy is needed",
            K::Connect => "check the network, the firewall and the proxy",
            K::Tls => "check the clock, and whether the certificate of a proxy that inspects TLS is trusted",
            K::Timeout | K::Network | K::CutBody => {
                "try again; if it persists, check the network and the proxy"
            }
            K::Unclosed => "try again; if it stays the same, use it as it is",
            K::TooLarge => "allow a larger answer, or read the content piece by piece",
            K::BadAnswer => {
                "try again; if it persists, check whether a proxy answers in place of the service"
            }
            K::PageLoop => "list the window again",
            K::SignIn => "check tenant, application and credential against the app registration",
            K::Unauthorized => {
                "grant the app ActivityFeed.Read of the Office 365 Management APIs, with admin consent"
            }
            K::Throttled => "wait, then continue more slowly",
            K::NoSubscription => "start the subscription",
            K::SubscriptionDisabled => "start the subscription, or ask the administrator who disabled it",
            K::Window => "ask for at most 24 hours that begin within the last seven days",
            K::ContentExpired | K::ContentMissing => "continue without it; it can no longer be fetched",
            K::Refused => "report it, with the message",
            K::Intercepted => {
                "try again; if it persists, find out which proxy, gateway or firewall answers in place of the service, and why"
            }
            K::Service => "try again after a pause; if it persists, see the service health page",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorKind as K;
    use super::Fault as F;
    use crate::error::{Error, Retry};

    const SOON: Retry = Retry::Soon;
    const NEVER: Retry = Retry::Never;

    /// Every kind in order, with fault and retry if there is no code.
    const KINDS: [(K, F, Retry); 23] = [
        (K::Configuration, F::Configuration, NEVER),
        (K::ForeignHost, F::Service, NEVER),
        (K::Dns, F::Network, SOON),
        (K::Connect, F::Network, SOON),
        (K::Tls, F::Network, SOON),
        (K::Timeout, F::Network, SOON),
        (K::Network, F::Network, SOON),
        (K::CutBody, F::Network, SOON),
        (K::Unclosed, F::Service, SOON),
        (K::TooLarge, F::Caller, NEVER),
        (K::BadAnswer, F::Service, SOON),
        (K::PageLoop, F::Service, SOON),
        (K::SignIn, F::Configuration, NEVER),
        (K::Unauthorized, F::Configuration, NEVER),
        (K::Throttled, F::Caller, SOON),
        (K::NoSubscription, F::Tenant, NEVER),
        (K::SubscriptionDisabled, F::Tenant, NEVER),
        (K::Window, F::Caller, NEVER),
        (K::ContentExpired, F::Caller, NEVER),
        (K::ContentMissing, F::Caller, NEVER),
        (K::Refused, F::Ours, NEVER),
        (K::Intercepted, F::Network, SOON),
        (K::Service, F::Service, SOON),
    ];

    #[test]
    fn every_kind_says_whose_fault_it_is_and_whether_it_passes() {
        assert_eq!(K::Service as usize + 1, KINDS.len());
        for (place, (kind, fault, retry)) in KINDS.into_iter().enumerate() {
            let error = Error::new(kind, "try");
            assert_eq!(kind as usize, place, "{kind:?}");
            assert_eq!((error.fault(), error.retry()), (fault, retry), "{kind:?}");
            assert!(error.remedy().len() > 10, "{kind:?}");
        }
    }
}
