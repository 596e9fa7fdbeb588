//! `trail365 worker`, and queries that workers share.

use std::fs;

use crate::program::{command, refused, start, text_of};

#[test]
fn workers_share_a_query_with_who_has_the_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let lake = path("lake");
    for part in 0..4 {
        let record = |user: u8| {
            format!(
                r#"{{"Id":"{part}{user}","RecordType":15,"Operation":"UserLoggedIn","CreationTime":"2026-03-02T08:00:00","UserId":"{user}@contoso.com"}}"#
            )
        };
        let file = path(&format!("{part}.jsonl"));
        fs::write(&file, (0..9).map(record).collect::<Vec<_>>().join("\n")).unwrap();
        assert!(command(&["import", "--lake", &lake, &file]).output().unwrap().status.success());
    }
    let secret = "a-secret-that-is-long-enough-for-workers";
    fs::write(path("secret"), secret).unwrap();
    fs::write(path("other"), "another-secret-that-is-long-enough-as-well").unwrap();
    let serving = [0; 2].map(|_| {
        start(&["worker", "--lake", &lake, "--listen", "127.0.0.1:0", "--secret-file", &path("secret")])
    });
    let addresses = format!(" {} , {},", serving[0].line, serving[1].line);
    let query = "select user_id, count(*) as n from events group by 1 order by 1";
    let asked = ["query", "--lake", &lake, "--format", "csv", query];
    let with = |secret: &str| {
        ["--workers", &addresses, "--workers-share", "1", "--workers-secret", secret].map(str::to_owned)
    };
    let alone = text_of(&command(&asked).output().unwrap());
    assert_eq!(alone.lines().count(), 10);
    let shared = command(&asked).args(with(&path("secret"))).output().unwrap();
    assert_eq!(String::from_utf8(shared.stdout).unwrap(), alone);
    // Neither secret is shown, nor one that is given in place of its file.
    for given in [path("other"), secret.to_owned()] {
        let refused = command(&asked).args(with(&given)).output().unwrap();
        let says = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{says}");
        assert!(says.contains("secret") && !says.contains("long-enough"), "{says}");
    }
}

#[test]
fn wrong_addresses_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let lake = folder.path().join("lake").to_string_lossy().into_owned();
    fs::write(folder.path().join("a.jsonl"), r#"{"Id":"1","RecordType":15,"Operation":"UserLoggedIn"}"#)
        .unwrap();
    let file = folder.path().join("a.jsonl").to_string_lossy().into_owned();
    assert!(command(&["import", "--lake", &lake, &file]).output().unwrap().status.success());
    let query = |workers: &str| refused(&["query", "--lake", &lake, "--workers", workers, "select 1"]);
    for (workers, says) in [
        ("nowhere", "no address of a worker: \"nowhere\""),
        ("me:hunter2@127.0.0.1:1", "no address of a worker: \"...\""),
        ("http://192.0.2.1:3655", "only TLS may be spoken"),
        ("192.0.2.1:3655", "--workers-ca"),
        ("127.0.0.1:1", "start one there by `trail365 worker --listen`"),
        ("127.0.0.1:1,127.0.0.1:1", "is named twice"),
    ] {
        let refusal = query(workers);
        assert!(refusal.contains(says) && !refusal.contains("hunter2"), "{workers}: {refusal}");
        assert_eq!(refusal.matches(says).count(), 1, "{refusal}");
    }
    let open = refused(&["worker", "--lake", &lake, "--listen", "0.0.0.0:0"]);
    assert!(open.contains("other machines reach 0.0.0.0:0") && open.contains("--secret-file"), "{open}");
    assert!(refused(&["worker", "--lake", "no/such/lake"]).contains("no/such/lake"));
}
