//! Who is let in, and whom a worker trusts.

use std::path::PathBuf;

use trail365_cluster::{Authorities, BoundWorker, Secret, Trust, WorkerOptions, Workers};

use crate::setup::{Serving, alone, make_lake, options, session, shared};

/// A certificate for localhost with its key, and a secret, as files.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["own", "other"] {
            let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
            std::fs::write(folder.path().join(format!("{name}.pem")), pair.cert.pem()).unwrap();
            std::fs::write(folder.path().join(format!("{name}.key")), pair.signing_key.serialize_pem())
                .unwrap();
            std::fs::write(folder.path().join(format!("{name}.secret")), name.repeat(10)).unwrap();
        }
        Files { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn trust(&self, certificate: &str, secret: &str) -> Trust {
        Trust {
            authorities: Some(Authorities::read(&self.path(certificate)).unwrap()),
            secret: Some(Secret::read(&self.path(secret)).unwrap()),
        }
    }

    fn options(&self) -> WorkerOptions {
        let certificate = Some((self.path("own.pem"), self.path("own.key")));
        WorkerOptions { certificate, trust: self.trust("own.pem", "own.secret"), ..options() }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_with_tls_let_in_who_has_the_secret() {
    let ((_folder, lake), files) = (make_lake().await, Files::new());
    let lakes = std::slice::from_ref(&lake);
    let serving =
        [Serving::start(lakes, files.options()).await, Serving::start(lakes, files.options()).await];
    let addresses = serving.each_ref().map(|worker| worker.address.clone());
    let workers = Workers::connect(&addresses, files.trust("own.pem", "own.secret")).await.unwrap();
    let (workers, session) = (workers.with_bytes_per_thread(1), session(&lake).await);
    // Workers ask each other, too: groups are shuffled between them.
    let query = "select operation, count(*) as n from events group by operation";
    assert_eq!(shared(&workers, &session, query).await, Ok(alone(&session, query).await));

    let refusal = |trust| async { Workers::connect(&addresses[..1], trust).await.unwrap_err().to_string() };
    let name = &addresses[0];
    assert_eq!(
        refusal(files.trust("own.pem", "other.secret")).await,
        format!(
            "worker {name}: it wants the secret of the file that it was started with (--secret-file): whoever asks gives the same (--workers-secret)"
        )
    );
    let stranger = refusal(files.trust("other.pem", "own.secret")).await;
    assert!(stranger.starts_with(&format!("worker {name}: the connection failed")), "{stranger}");
    assert!(refusal(Trust::default()).await.contains("give the certificates"));
    let plain = format!("http://127.0.0.1:{}", name.to_string().rsplit(':').next().unwrap()).parse().unwrap();
    assert!(Workers::connect(&[plain], Trust::default()).await.is_err());
}

#[tokio::test]
async fn an_open_worker_is_refused() {
    let files = Files::new();
    let open = ([0, 0, 0, 0], 0).into();
    let without_secret = WorkerOptions { trust: Trust::default(), ..files.options() };
    let without_tls = WorkerOptions { certificate: None, ..files.options() };
    for options in [without_secret, without_tls, options()] {
        let refusal = BoundWorker::bind(&[], WorkerOptions { listen: open, ..options }).await.err().unwrap();
        assert!(refusal.to_string().contains("other machines reach 0.0.0.0:0"), "{refusal}");
    }
    assert!(BoundWorker::bind(&[], WorkerOptions { listen: open, ..files.options() }).await.is_ok());
    let taken = Serving::start(&[], options()).await;
    let port = taken.address.to_string().rsplit(':').next().unwrap().parse::<u16>().unwrap();
    let twice = WorkerOptions { listen: ([127, 0, 0, 1], port).into(), ..options() };
    let refusal = BoundWorker::bind(&[], twice).await.err().unwrap().to_string();
    assert!(refusal.contains("another program has the port"), "{refusal}");
}
