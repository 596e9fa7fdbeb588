//! `trail365 collect`.

use super::Service;

#[test]
fn what_is_there_is_collected_once() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    for _ in 0..2 {
        let run = service.run(&["collect", "--once"]);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    }
    let count = service.run(&[
        "query",
        "--lake",
        &lake,
        "--format",
        "csv",
        "select count(*), count(distinct id) from activity",
    ]);
    let counts: Vec<_> = count.out.lines().nth(1).unwrap_or_default().split(',').collect();
    assert!(counts.len() == 2 && counts[0] == counts[1] && counts[0] != "0", "{}{}", count.out, count.err);
    assert_eq!(service.run(&["lake", "--lake", &lake, "verify"]).code, 0);
}

#[test]
fn a_wrong_secret_ends_it_with_its_remedy() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    let run = service.run_with("wrong", &["collect", "--once"]);
    assert_eq!(run.code, 4, "{}{}", run.out, run.err);
    assert!(run.out.contains("stopped: "), "{}", run.out);
}
