//! Who may enter.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use trail365_ui::Options;

use crate::world::{HOST, World, morning, request};

async fn locked() -> (World, String) {
    let world = World::with(&morning(), Options::default()).await;
    let token = world.site.url().split_once("?token=").unwrap().1.to_owned();
    (world, token)
}

#[tokio::test]
async fn the_token_is_exchanged_for_a_cookie() {
    let (world, token) = locked().await;
    let closed = world.get("/search").await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED);
    assert!(!closed.text.contains("lena.berg"));

    let entered = world.get(&format!("/search?user=lena&token={token}&v=1")).await;
    assert_eq!(
        (entered.status, &entered.headers["location"]),
        (StatusCode::SEE_OTHER, &"/search?user=lena&v=1".parse().unwrap())
    );
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("trail365-3650=") && !cookie.contains(&token), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");

    let mut with_cookie = request(Method::GET, "/search");
    let value = cookie.split(';').next().unwrap();
    with_cookie.headers_mut().insert("cookie", format!("other=1; {value}").parse().unwrap());
    assert_eq!(world.send(with_cookie).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_program_sends_the_token() {
    let (world, token) = locked().await;
    let status = async |value: &str| {
        let mut asked = request(Method::GET, "/api/v1/search");
        asked.headers_mut().insert("authorization", value.parse().unwrap());
        world.send(asked).await.status
    };
    assert_eq!(status(&format!("Bearer {token}")).await, StatusCode::OK);
    for wrong in ["Bearer ", "Bearer x", "", &format!("Basic {token}"), &format!("Bearer {}", &token[1..])] {
        assert_eq!(status(wrong).await, StatusCode::UNAUTHORIZED, "{wrong}");
    }
}

#[tokio::test]
async fn a_wrong_token_or_cookie_opens_nothing() {
    let (world, token) = locked().await;
    for path in ["/?token=", "/?token=x", &format!("/?token={token}x"), "/api/v1/search", "/sql", "/nothing"]
    {
        assert_eq!(world.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    for cookie in ["trail365-3650=", &format!("trail365-3650={token}"), "trail365-3651=x"] {
        let mut asked = request(Method::GET, "/");
        asked.headers_mut().insert("cookie", cookie.parse().unwrap());
        assert_eq!(world.send(asked).await.status, StatusCode::UNAUTHORIZED, "{cookie}");
    }
    assert_eq!(
        world.post("/sql", &[("sql", "select 1"), ("token", &token)]).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_way_back_leads_to_this_site() {
    let (world, token) = locked().await;
    let location = async |path: &str| {
        let entered = world.get(&path.replace("TOKEN", &token)).await;
        entered.headers["location"].to_str().unwrap().to_owned()
    };
    assert_eq!(location("//evil.example/?token=TOKEN").await, "/evil.example/");
    assert_eq!(location("/\\evil.example?token=TOKEN").await, "/evil.example");
    let world = World::of(&[]).await;
    for (back, expected) in [
        ("/search?q=a", "/search?q=a"),
        ("//evil.example", "/evil.example"),
        ("https://evil.example/x", "/x"),
    ] {
        for (path, choice) in [("/scheme", ("scheme", "dark")), ("/zone", ("zone", "Europe/Berlin"))] {
            let kept = world.post(path, &[choice, ("back", back)]).await;
            assert_eq!(kept.headers["location"], expected);
        }
    }
}

#[tokio::test]
async fn other_names_lead_nowhere() {
    let options = Options { token: false, hosts: vec!["audit.example.com".into()], ..Options::default() };
    let world = World::with(&morning(), options).await;
    let ask = |hosts: &[&str]| {
        let builder =
            hosts.iter().fold(Request::builder().uri("/"), |builder, host| builder.header("host", *host));
        builder.body(Body::empty()).unwrap()
    };
    for host in [HOST, "localhost:3650", "LOCALHOST:3650", "[::1]:3650", "audit.example.com"] {
        assert_eq!(world.send(ask(&[host])).await.status, StatusCode::OK, "{host}");
    }
    let wrong: [&[&str]; 7] = [
        &[],
        &["evil.example:3650"],
        &["127.0.0.1"],
        &["127.0.0.1:80"],
        &["localhost.evil.example:3650"],
        &["audit.example.com:3650"],
        &[HOST, "evil.example"],
    ];
    for hosts in wrong {
        let refused = world.send(ask(hosts)).await;
        assert_eq!(refused.status, StatusCode::MISDIRECTED_REQUEST, "{hosts:?}");
        assert!(!refused.text.contains("lena"));
    }
}

#[tokio::test]
async fn a_part_without_the_token_loads_the_whole_page() {
    let world = World::with(&morning(), Options::default()).await;
    let mut asked = request(Method::GET, "/search/facets");
    asked.headers_mut().insert("hx-request", "true".parse().unwrap());
    let refused = world.send(asked).await;
    assert_eq!(
        (refused.status, refused.headers["hx-refresh"].to_str().unwrap()),
        (StatusCode::UNAUTHORIZED, "true")
    );
    assert!(!refused.text.contains('<'), "{}", refused.text);
    // A failure of a part is the message alone.
    let world = World::of(&morning()).await;
    let mut asked = request(Method::GET, "/search/facets?since=x");
    asked.headers_mut().insert("hx-request", "true".parse().unwrap());
    let failed = world.send(asked).await;
    assert!(
        failed.text.starts_with("<section class=\"trouble\"") && !failed.text.contains("<h1"),
        "{}",
        failed.text
    );
}
