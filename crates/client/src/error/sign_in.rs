//! Codes of signing in that an application can meet with its own credentials; those of users are left out.

use super::codes::{Code, passes, stays};
use super::{ErrorKind as K, Fault as F};

const fn app(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    stays(name, K::SignIn, F::Configuration, meaning, remedy)
}

const fn tenant(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    stays(name, K::SignIn, F::Tenant, meaning, remedy)
}

const fn busy(name: &'static str, meaning: &'static str) -> Code {
    passes(name, K::SignIn, meaning, "try again after a pause")
}

const SECRET: &str = "create a client secret in the app registration and use its value, not its ID";
const CERTIFICATE: &str =
    "upload the public certificate to the app registration and sign in with its private key";
const RENEW: &str = "make a new certificate and upload its public part to the app registration";
const FEDERATION: &str =
    "allow workload identity federation in the policies of the tenant, or sign in another way";
const FEDERATED: &str =
    "make issuer, subject and audience of the federated credential those of the token, letter by letter";
const CONSENT: &str =
    "grant the app ActivityFeed.Read of the Office 365 Management APIs, with admin consent of this tenant";
const REGISTRATION: &str = "use the application (client) ID of an app of this tenant, or give the app of another tenant consent here";
const CLOUD: &str = "check the tenant ID, and the cloud: GCC High and DoD have a sign-in host of their own";
const OFFICE: &str = "check the cloud, and that the tenant has the Office 365 Management APIs among its enterprise applications";
const POLICY: &str = "exempt the app's workload identity from the policy, or sign in from an allowed place";
const CLOCK: &str = "set the clock of this machine right";
const SCOPE: &str = "let the resource be the root of the cloud's API";

pub(super) const SIGN_IN: &[Code] = &[
    // Secrets.
    app("AADSTS7000215", "the client secret is wrong", SECRET),
    app("AADSTS7000222", "the client secret has expired", SECRET),
    app("AADSTS70002", "the credential is wrong", SECRET),
    app("AADSTS7000218", "the app needs a secret or an assertion and sent none", SECRET),
    app("AADSTS7000216", "the app needs a secret or an assertion and sent none", SECRET),
    app(
        "AADSTS700025",
        "the app is a public client, which takes no credential",
        "register the app as a confidential client",
    ),
    // Certificates and assertions.
    app(
        "AADSTS700027",
        "the signature of the assertion is not of a certificate of the app, or that has expired",
        CERTIFICATE,
    ),
    app("AADSTS50012", "the signature of the assertion or the certificate is not valid", CERTIFICATE),
    app("AADSTS50003", "the app has no certificate", CERTIFICATE),
    app("AADSTS700030", "the subject of the certificate is not authorised", CERTIFICATE),
    app("AADSTS1000502", "the certificate is not within its dates", RENEW),
    app("AADSTS7000274", "the certificate is not within its dates", RENEW),
    app("AADSTS7000214", "the certificate was revoked", RENEW),
    app("AADSTS7000277", "the certificate was revoked", RENEW),
    app("AADSTS50032", "the key is too weak", "use an RSA key of 2048 bits or more"),
    app("AADSTS700024", "the assertion is not within its time", CLOCK),
    app("AADSTS700021", "the assertion is of another app than the request", REGISTRATION),
    app(
        "AADSTS700023",
        "the audience of the assertion is not this sign-in host, or the scope is not valid",
        CLOUD,
    ),
    app("AADSTS50013", "the assertion is not valid", CERTIFICATE),
    app("AADSTS50027", "the assertion is no token of the right form", CERTIFICATE),
    app("AADSTS50048", "subject and issuer of the assertion differ", REGISTRATION),
    app("AADSTS900384", "the signature of the assertion is not valid", CERTIFICATE),
    // Federated credentials.
    app("AADSTS70021", "no federated credential of the app fits the token", FEDERATED),
    app("AADSTS700211", "no federated credential of the app has the issuer of the token", FEDERATED),
    app("AADSTS700212", "no federated credential of the app has the audience of the token", FEDERATED),
    app("AADSTS700213", "no federated credential of the app has the subject of the token", FEDERATED),
    app("AADSTS700229", "the federated token is of a user, not of an app", FEDERATED),
    tenant("AADSTS700223", "federated credentials are disabled in the tenant", FEDERATION),
    tenant("AADSTS700238", "federated credentials are disabled in the tenant", FEDERATION),
    // The app and its permissions.
    app("AADSTS700016", "the tenant has no such app", REGISTRATION),
    app("AADSTS700011", "the tenant has no such app", REGISTRATION),
    app("AADSTS7000229", "the app has no service principal in the tenant", CONSENT),
    app("AADSTS65001", "nobody has consented to the app", CONSENT),
    app("AADSTS65005", "the app asks for what its registration does not list", CONSENT),
    app("AADSTS650056", "the app's registration lists no permission, or nobody has consented", CONSENT),
    app("AADSTS650057", "the app's registration does not list this API", CONSENT),
    app("AADSTS90094", "an administrator has to consent", CONSENT),
    tenant("AADSTS70001", "the app is disabled", "enable the app under enterprise applications"),
    tenant("AADSTS7000112", "the app is disabled", "enable the app under enterprise applications"),
    tenant(
        "AADSTS501051",
        "the app needs an assignment that it lacks",
        "assign the app, or turn off that assignment is required",
    ),
    // The tenant and the cloud.
    app("AADSTS90002", "there is no such tenant in this cloud", CLOUD),
    app("AADSTS900021", "the tenant ID is not valid", CLOUD),
    app("AADSTS900023", "the tenant ID is not valid", CLOUD),
    app("AADSTS50049", "there is no such sign-in host", CLOUD),
    app("AADSTS90019", "the request names no tenant", CLOUD),
    app("AADSTS90038", "the tenant belongs to another cloud", CLOUD),
    app("AADSTS900382", "the app cannot sign in to another cloud", CLOUD),
    app("AADSTS900432", "the app cannot sign in to another cloud", CLOUD),
    app("AADSTS900439", "the app of a government cloud asked at the public sign-in host", CLOUD),
    // The API.
    app("AADSTS500011", "the tenant does not know the API that the token is for", OFFICE),
    app("AADSTS50001", "the tenant does not know the API that the token is for", OFFICE),
    app("AADSTS650052", "the tenant has no subscription for the API", OFFICE),
    tenant(
        "AADSTS500014",
        "the API is disabled in the tenant",
        "enable the Office 365 Management APIs under enterprise applications",
    ),
    app("AADSTS70011", "the scope is not valid", SCOPE),
    app("AADSTS1002012", "the scope is not valid for an app", SCOPE),
    app("AADSTS901002", "the sign-in host does not take a resource", SCOPE),
    // Policies.
    tenant("AADSTS53003", "a conditional access policy blocks the app", POLICY),
    tenant("AADSTS530032", "a security policy of the tenant blocks the app", POLICY),
    tenant("AADSTS530035", "the security defaults of the tenant block the app", POLICY),
    tenant("AADSTS500021", "a proxy's tenant restrictions keep this tenant out", POLICY),
    tenant("AADSTS500022", "a proxy's tenant restrictions keep this tenant out", POLICY),
    // What a program sends wrong.
    stays("AADSTS900144", K::SignIn, F::Ours, "a parameter is missing", "report it, with the message"),
    stays("AADSTS90014", K::SignIn, F::Ours, "a parameter is missing", "report it, with the message"),
    stays("AADSTS9002313", K::SignIn, F::Ours, "the request is malformed", "report it, with the message"),
    stays(
        "AADSTS70003",
        K::SignIn,
        F::Ours,
        "the kind of grant is not supported",
        "report it, with the message",
    ),
    // What passes.
    busy("AADSTS50033", "a passing error of the sign-in host"),
    busy("AADSTS50196", "too many equal requests in a short time"),
    busy("AADSTS90006", "the sign-in host cannot be reached from within"),
    busy("AADSTS90012", "the sign-in host took too long"),
    busy("AADSTS90024", "a passing error of the sign-in host"),
    busy("AADSTS90033", "the directory is not available for now"),
    busy("AADSTS90055", "the tenant makes too many requests"),
    busy("AADSTS90090", "the directory is not available for now"),
];
