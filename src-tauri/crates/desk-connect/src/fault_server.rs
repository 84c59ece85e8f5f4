//! A server for tests that answers exactly as a test says, byte by byte: cut off, slow, endless, wrong. It records the
//! requests.
#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a client sent.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// `GET /path?query`, decoded.
    pub(crate) fn line(&self) -> String {
        let line = self.head.lines().next().unwrap_or_default();
        let line = line.rsplit_once(' ').map_or(line, |(line, _)| line).replace('+', " ");
        let mut decoded = Vec::new();
        let mut bytes = line.bytes();
        while let Some(byte) = bytes.next() {
            let hex = |byte: u8| char::from(byte).to_digit(16);
            match byte {
                b'%' => {
                    let (high, low) = (bytes.next().and_then(hex), bytes.next().and_then(hex));
                    decoded.push((high.unwrap() * 16 + low.unwrap()) as u8);
                }
                _ => decoded.push(byte),
            }
        }
        String::from_utf8(decoded).unwrap()
    }

    pub(crate) fn is(&self, start: &str) -> bool {
        self.line().starts_with(start)
    }

    pub(crate) fn has(&self, part: &str) -> bool {
        self.line().contains(part)
    }
}

/// What the server does with a request.
pub(crate) enum Reply {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Sends these bytes, then nothing more, and keeps the connection.
    Hang(Vec<u8>),
    /// Sends the first bytes, then the second for ever with a pause between.
    Endless(Vec<u8>, Vec<u8>, Duration),
}

impl Reply {
    pub(crate) fn json(body: &serde_json::Value) -> Self {
        Self::with(
            "200 OK",
            "Content-Type: application/json; charset=\"utf-8\"\r\n",
            body.to_string().as_bytes(),
        )
    }

    pub(crate) fn with(status: &str, headers: &str, body: &[u8]) -> Self {
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        Self::Bytes([head.as_bytes(), body].concat())
    }
}

pub(crate) struct FaultServer {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
    accepting: JoinHandle<()>,
}

impl FaultServer {
    pub(crate) async fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&seen), Arc::new(answer));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&log), Arc::clone(&answer)));
            }
        });
        Self {
            address,
            seen,
            accepting,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    log: Arc<Mutex<Vec<Request>>>,
    answer: Arc<impl Fn(&Request) -> Reply + Send + Sync + 'static>,
) {
    let Some(request) = receive(&mut stream).await else {
        return;
    };
    log.lock().unwrap().push(request.clone());
    // The client may have gone: that is its right.
    let _ = send(&mut stream, answer(&request)).await;
}

async fn receive(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            let head = String::from_utf8_lossy(&bytes).into_owned();
            return Some(Request { head, body: Vec::new() });
        }
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            // Not HTTP: a TLS greeting.
            if bytes.first().is_some_and(|byte| !byte.is_ascii_uppercase()) {
                return Some(Request {
                    head: String::from_utf8_lossy(&bytes).into_owned(),
                    body: Vec::new(),
                });
            }
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(0, |(_, value)| value.trim().parse().unwrap());
        let mut body = bytes.split_off(end + 4);
        while body.len() < length {
            if stream.read_buf(&mut body).await.ok()? == 0 {
                break;
            }
        }
        return Some(Request { head, body });
    }
}

async fn send(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Reply::Hang(bytes) => {
            stream.write_all(&bytes).await?;
            std::future::pending().await
        }
        Reply::Endless(head, piece, pause) => {
            stream.write_all(&head).await?;
            loop {
                stream.write_all(&piece).await?;
                tokio::time::sleep(pause).await;
            }
        }
    }
}
