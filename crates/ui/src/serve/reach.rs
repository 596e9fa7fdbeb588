//! Addresses that other machines reach: what is sent there could be read on the way, and whoever reaches them asks.

use trail365_listen::Error;

use super::options::Options;

/// Refuses an address that other machines reach, unless the way to it is encrypted and people sign in.
pub(crate) fn ensure_protected(options: &Options) -> Result<(), Error> {
    let address = options.listen;
    let refuse = |why: String| Err(Error::new(format!("cannot serve at {address}: {why}")));
    if address.ip().is_loopback() {
        return Ok(());
    }
    if options.tls.is_none() && !options.behind_proxy {
        let port = address.port();
        return refuse(format!(
            "other machines would reach the lake without encryption; listen on 127.0.0.1:{port} and reach it by \
             `ssh -L {port}:127.0.0.1:{port}`, or give --tls-cert and --tls-key, or --behind-proxy where a reverse proxy with TLS \
             stands in front"
        ));
    }
    if !options.token && options.trusted.is_none() {
        return refuse(
            "whoever reaches it could read the lake; leave out --no-token, or let a proxy sign people in by --trust-header"
                .to_owned(),
        );
    }
    if address.ip().is_unspecified() && options.hosts.is_empty() {
        return refuse(
            "no name leads there; --host names the one that browsers ask for, with its port".to_owned(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Options, ensure_protected};
    use crate::visitor::TrustedHeader;

    fn at(listen: &str) -> Options {
        Options { listen: listen.parse().unwrap(), ..Options::default() }
    }

    #[track_caller]
    fn refused(options: &Options, why: &str) {
        let error = ensure_protected(options).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn other_machines_are_kept_out() {
        for address in ["127.0.0.1:1", "127.8.0.1:1", "[::1]:1"] {
            assert!(ensure_protected(&Options { token: false, ..at(address) }).is_ok(), "{address}");
        }
        for address in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1"] {
            refused(&at(address), "ssh -L 1:127.0.0.1:1");
        }
    }

    #[test]
    fn behind_a_proxy_people_sign_in_and_a_name_leads_there() {
        let proxied = |listen| Options { behind_proxy: true, ..at(listen) };
        assert!(ensure_protected(&proxied("192.0.2.1:1")).is_ok());
        refused(&Options { token: false, ..proxied("192.0.2.1:1") }, "--trust-header");
        refused(&proxied("0.0.0.0:1"), "--host");
        let trusted = TrustedHeader::new("X-Forwarded-User", vec![[192, 0, 2, 9].into()]);
        let signed_in = Options { token: false, trusted, ..proxied("0.0.0.0:1") };
        refused(&signed_in, "--host");
        assert!(ensure_protected(&Options { hosts: vec!["audit.example.com".into()], ..signed_in }).is_ok());
    }
}
