//! Items of listings: those that fit, those that hardly do, and those that are none.

use trail365_client::{ContentInfo, ContentType, Notification, Open};

use crate::secrecy::Log;
use crate::server::{Server, reply};
use crate::{client, feed};

const KIND: ContentType = ContentType::DlpAll;

/// What a listing of these items gives: ID and last part of the address of each, and how many could not be read.
async fn listed(items: &str) -> (Vec<(String, String)>, u64) {
    let body = format!("\u{feff}[{items}]");
    let server = Server::tenant(move |_| reply(200, body.clone()));
    let page = client(&server).list_content(KIND, None).await.unwrap();
    let shown = |info: ContentInfo| {
        let uri = info.content_uri.replace(&format!("{}{}", server.address, feed("audit/")), "ours/");
        (info.content_id, uri)
    };
    (page.items.into_iter().map(shown).collect(), page.unreadable)
}

#[tokio::test]
async fn an_item_without_an_address_has_that_of_its_id() {
    for address in
        ["", r#","contentUri":null"#, r#","contentUri":7"#, r#","contentUri":" ""#, r#","contentUri":"/1""#]
    {
        let (items, unreadable) =
            listed(&format!(r#"{{"contentType":"DLP.All","contentId":"a$b c"{address}}}"#)).await;
        assert_eq!(items, [("a$b c".to_owned(), "ours/a$b%20c".to_owned())], "{address}");
        assert_eq!(unreadable, 0, "{address}");
    }
}

#[tokio::test]
async fn an_item_that_names_no_content_is_counted_and_takes_no_other_with_it() {
    let good = r#"{"contentType":"DLP.All","contentId":"1","contentUri":"https://x/1"}"#;
    for bad in [
        "null",
        "7",
        "[]",
        "{}",
        r#"{"contentId":null,"contentUri":null}"#,
        r#"{"contentId":" "}"#,
        r#"{"contentId":["2"]}"#,
        r#"{"contentUri":"https://x/2"}"#,
    ] {
        let (items, unreadable) = listed(&format!("{bad},{good},{bad},{good}")).await;
        assert_eq!(items, vec![("1".to_owned(), "https://x/1".to_owned()); 2], "{bad}");
        assert_eq!(unreadable, 2, "{bad}");
    }
}

#[tokio::test]
async fn what_else_is_odd_about_an_item_is_left_out() {
    const ODD: &str = r#"[{"contentId":"1","contentUri":"https://x/1","contentType":null,"contentCreated":{},
        "contentExpiration":0,"notificationSent":[],"notificationStatus":9,"more":{"deep":[[]]}}]"#;
    let server = Server::tenant(|_| reply(200, ODD));
    let client = client(&server);
    let page = client.list_notifications(KIND, None).await.unwrap();
    let Notification { content, sent, status, .. } = &page.items[0];
    assert_eq!((page.items.len(), page.unreadable, sent, status), (1, 0, &None, &None));
    assert_eq!(content.content_type, Open::Other(String::new()));
    assert_eq!((content.created, content.expiration), (None, None));
    assert_eq!(client.list_content(KIND, None).await.unwrap().items[0], *content);
}

#[tokio::test]
async fn what_could_not_be_read_is_told_in_the_log() {
    let log = Log::default();
    let _guard = log.listen();
    let server = Server::tenant(|_| reply(200, r#"[{"contentId":"1"},null,{"secret":"hidden"}]"#));
    client(&server).list_content(KIND, None).await.unwrap();
    let told = log.ours();
    let told: Vec<_> = told.iter().filter(|line| line.contains("WARN")).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    let says = "list content of DLP.All: the page has items that name no content readable=1 unreadable=2";
    assert!(told[0].contains(says) && !told[0].contains("hidden"), "{told:#?}");
}
