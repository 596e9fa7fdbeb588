use crate::caller::{Caller, plan};

#[tokio::test]
async fn it_runs() {
    let caller = Caller::new(plan()).await;
    let (status, code, list) = caller.get("subscriptions/content?contentType=Audit.Exchange").await;
    assert_eq!(status, 200, "{code}");
    println!("{} blobs, {}", list.as_array().unwrap().len(), list[0]);
    let uri = list[0]["contentUri"].as_str().unwrap();
    let r = caller.raw(reqwest::Method::GET, uri, "").await;
    println!("{:?}", r.headers());
    println!("{}", r.text().await.unwrap());
    println!("{:?}", caller.sandbox.truth().count());
    println!("{:?}", caller.sandbox.requests());
}
