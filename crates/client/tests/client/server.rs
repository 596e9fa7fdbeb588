//! A small HTTP server that says whatever a test wants, byte by byte, and remembers what it was asked.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use url::Url;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn url(&self) -> Url {
        Url::parse("http://server").unwrap().join(&self.target).unwrap()
    }

    pub fn path(&self) -> String {
        self.url().path().to_owned()
    }

    pub fn query(&self, name: &str) -> Option<String> {
        pair(self.url().query_pairs(), name)
    }

    pub fn form(&self, name: &str) -> Option<String> {
        pair(url::form_urlencoded::parse(self.body.as_bytes()), name)
    }

    pub fn is_sign_in(&self) -> bool {
        self.path().ends_with("/oauth2/v2.0/token")
    }
}

fn pair<'a>(
    pairs: impl Iterator<Item = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>)>,
    name: &str,
) -> Option<String> {
    pairs.into_iter().find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Announce the length of the body.
    length: bool,
    /// Send this many bytes of the body and hang up.
    cut: Option<usize>,
    /// Pause so long after each byte of the body.
    pause: Option<Duration>,
}

pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    Reply { status, headers: Vec::new(), body: body.into(), length: true, cut: None, pause: None }
}

impl Reply {
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Says nothing of the length: the end of the connection is the end of the body.
    pub fn unframed(mut self) -> Self {
        self.length = false;
        self
    }

    pub fn cut(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    /// Sends the body byte by byte.
    pub fn slowly(mut self, pause: Duration) -> Self {
        self.pause = Some(pause);
        self
    }

    fn send(&self, stream: &mut TcpStream) -> std::io::Result<bool> {
        let mut head = format!("HTTP/1.1 {} Status\r\n", self.status);
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if self.length {
            write!(head, "Content-Length: {}\r\n", self.body.len()).unwrap();
        } else {
            // The connection ends with this answer, and nobody may try to use it again.
            head += "Connection: close\r\n";
        }
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        let body = &self.body[..self.cut.unwrap_or(self.body.len())];
        for piece in body.chunks(if self.pause.is_some() { 1 } else { body.len().max(1) }) {
            stream.write_all(piece)?;
            self.pause.into_iter().for_each(thread::sleep);
        }
        Ok(self.length && self.cut.is_none())
    }
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

#[derive(Clone)]
pub struct Server {
    pub address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers everything by `handler`.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = Server { address, requests: Arc::default() };
        let (handler, requests): (Arc<Handler>, _) = (Arc::new(handler), Arc::clone(&server.requests));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (handler, requests) = (Arc::clone(&handler), Arc::clone(&requests));
                thread::spawn(move || serve(stream, &*handler, &requests));
            }
        });
        server
    }

    /// Gives out tokens `token-1`, `token-2` and so on, and answers the rest by `handler`.
    pub fn tenant(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let count = std::sync::atomic::AtomicU32::new(0);
        Server::start(move |request| {
            if !request.is_sign_in() {
                return handler(request);
            }
            let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            reply(
                200,
                format!(r#"{{"token_type":"Bearer","expires_in":3599,"access_token":"token-{number}"}}"#),
            )
        })
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Requests to the API, without those of signing in.
    pub fn calls(&self) -> Vec<Request> {
        self.requests().into_iter().filter(|r| !r.is_sign_in()).collect()
    }
}

fn serve(mut stream: TcpStream, handler: &Handler, requests: &Mutex<Vec<Request>>) {
    let Ok(copy) = stream.try_clone() else { return };
    let mut reader = BufReader::new(copy);
    while let Some(request) = read(&mut reader) {
        requests.lock().unwrap().push(request.clone());
        if !handler(&request).send(&mut stream).unwrap_or(false) {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut words = lines.first()?.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: Vec<_> = lines[1..].iter().filter_map(|l| l.split_once(": ")).collect();
    let headers: Vec<_> = headers.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let mut request = Request { method, target, headers, body: String::new() };
    let mut body = vec![0; request.header("content-length").map_or(0, |l| l.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).unwrap();
    Some(request)
}
