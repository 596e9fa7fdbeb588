//! Sign-in codes that an application can meet with its own credentials. Codes of users are left out.

use super::code::{Code, lasting_code, passing_code};
use super::kind::{ErrorKind as K, Fault as F};

const fn app_code(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    lasting_code(name, K::SignIn, F::Configuration, meaning, remedy)
}

const fn tenant_code(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    lasting_code(name, K::SignIn, F::Tenant, meaning, remedy)
}

const fn busy_code(name: &'static str, meaning: &'static str) -> Code {
    passing_code(name, K::SignIn, meaning, "try again after a pause")
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
    app_code("AADSTS7000215", "the client secret is wrong", SECRET),
    app_code("AADSTS7000222", "the client secret has expired", SECRET),
    app_code("AADSTS70002", "the credential is wrong", SECRET),
    app_code("AADSTS7000218", "the app needs a secret or an assertion and sent none", SECRET),
    app_code("AADSTS7000216", "the app needs a secret or an assertion and sent none", SECRET),
    app_code(
        "AADSTS700025",
        "the app is a public client, which takes no credential",
        "register the app as a confidential client",
    ),
    // Certificates and assertions.
    app_code(
        "AADSTS700027",
        "the signature of the assertion is not of a certificate of the app, or that has expired",
        CERTIFICATE,
    ),
    app_code("AADSTS50012", "the signature of the assertion or the certificate is not valid", CERTIFICATE),
    app_code("AADSTS50003", "the app has no certificate", CERTIFICATE),
    app_code("AADSTS700030", "the subject of the certificate is not authorised", CERTIFICATE),
    app_code("AADSTS1000502", "the certificate is not within its dates", RENEW),
    app_code("AADSTS7000274", "the certificate is not within its dates", RENEW),
    app_code("AADSTS7000214", "the certificate was revoked", RENEW),
    app_code("AADSTS7000277", "the certificate was revoked", RENEW),
    app_code("AADSTS50032", "the key is too weak", "use an RSA key of 2048 bits or more"),
    app_code("AADSTS700024", "the assertion is not within its time", CLOCK),
    app_code("AADSTS700021", "the assertion is of another app than the request", REGISTRATION),
    app_code(
        "AADSTS700023",
        "the audience of the assertion is not this sign-in host, or the scope is not valid",
        CLOUD,
    ),
    app_code("AADSTS50013", "the assertion is not valid", CERTIFICATE),
    app_code("AADSTS50027", "the assertion is no token of the right form", CERTIFICATE),
    app_code("AADSTS50048", "subject and issuer of the assertion differ", REGISTRATION),
    app_code("AADSTS900384", "the signature of the assertion is not valid", CERTIFICATE),
    // Federated credentials.
    app_code("AADSTS70021", "no federated credential of the app fits the token", FEDERATED),
    app_code("AADSTS700211", "no federated credential of the app has the issuer of the token", FEDERATED),
    app_code("AADSTS700212", "no federated credential of the app has the audience of the token", FEDERATED),
    app_code("AADSTS700213", "no federated credential of the app has the subject of the token", FEDERATED),
    app_code("AADSTS700229", "the federated token is of a user, not of an app", FEDERATED),
    tenant_code("AADSTS700223", "federated credentials are disabled in the tenant", FEDERATION),
    tenant_code("AADSTS700238", "federated credentials are disabled in the tenant", FEDERATION),
    // The app and its permissions.
    app_code("AADSTS700016", "the tenant has no such app", REGISTRATION),
    app_code("AADSTS700011", "the tenant has no such app", REGISTRATION),
    app_code("AADSTS7000229", "the app has no service principal in the tenant", CONSENT),
    app_code("AADSTS65001", "nobody has consented to the app", CONSENT),
    app_code("AADSTS65005", "the app asks for what its registration does not list", CONSENT),
    app_code("AADSTS650056", "the app's registration lists no permission, or nobody has consented", CONSENT),
    app_code("AADSTS650057", "the app's registration does not list this API", CONSENT),
    app_code("AADSTS90094", "an administrator has to consent", CONSENT),
    tenant_code("AADSTS70001", "the app is disabled", "enable the app under enterprise applications"),
    tenant_code("AADSTS7000112", "the app is disabled", "enable the app under enterprise applications"),
    tenant_code(
        "AADSTS501051",
        "the app needs an assignment that it lacks",
        "assign the app, or turn off that assignment is required",
    ),
    // The tenant and the cloud.
    app_code("AADSTS90002", "there is no such tenant in this cloud", CLOUD),
    app_code("AADSTS900021", "the tenant ID is not valid", CLOUD),
    app_code("AADSTS900023", "the tenant ID is not valid", CLOUD),
    app_code("AADSTS50049", "there is no such sign-in host", CLOUD),
    app_code("AADSTS90019", "the request names no tenant", CLOUD),
    app_code("AADSTS90038", "the tenant belongs to another cloud", CLOUD),
    app_code("AADSTS900382", "the app cannot sign in to another cloud", CLOUD),
    app_code("AADSTS900432", "the app cannot sign in to another cloud", CLOUD),
    app_code("AADSTS900439", "the app of a government cloud asked at the public sign-in host", CLOUD),
    // The API.
    app_code("AADSTS500011", "the tenant does not know the API that the token is for", OFFICE),
    app_code("AADSTS50001", "the tenant does not know the API that the token is for", OFFICE),
    app_code("AADSTS650052", "the tenant has no subscription for the API", OFFICE),
    tenant_code(
        "AADSTS500014",
        "the API is disabled in the tenant",
        "enable the Office 365 Management APIs under enterprise applications",
    ),
    app_code("AADSTS70011", "the scope is not valid", SCOPE),
    app_code("AADSTS1002012", "the scope is not valid for an app", SCOPE),
    app_code("AADSTS901002", "the sign-in host does not take a resource", SCOPE),
    // Policies.
    tenant_code("AADSTS53003", "a conditional access policy blocks the app", POLICY),
    tenant_code("AADSTS530032", "a security policy of the tenant blocks the app", POLICY),
    tenant_code("AADSTS530035", "the security defaults of the tenant block the app", POLICY),
    tenant_code("AADSTS500021", "a proxy's tenant restrictions keep this tenant out", POLICY),
    tenant_code("AADSTS500022", "a proxy's tenant restrictions keep this tenant out", POLICY),
    // What a program sends wrong.
    lasting_code("AADSTS900144", K::SignIn, F::Ours, "a parameter is missing", "report it, with the message"),
    lasting_code("AADSTS90014", K::SignIn, F::Ours, "a parameter is missing", "report it, with the message"),
    lasting_code(
        "AADSTS9002313",
        K::SignIn,
        F::Ours,
        "the request is malformed",
        "report it, with the message",
    ),
    lasting_code(
        "AADSTS70003",
        K::SignIn,
        F::Ours,
        "the kind of grant is not supported",
        "report it, with the message",
    ),
    // What passes.
    busy_code("AADSTS50033", "a passing error of the sign-in host"),
    busy_code("AADSTS50196", "too many equal requests in a short time"),
    busy_code("AADSTS90006", "the sign-in host cannot be reached from within"),
    busy_code("AADSTS90012", "the sign-in host took too long"),
    busy_code("AADSTS90024", "a passing error of the sign-in host"),
    busy_code("AADSTS90033", "the directory is not available for now"),
    busy_code("AADSTS90055", "the tenant makes too many requests"),
    busy_code("AADSTS90090", "the directory is not available for now"),
];
