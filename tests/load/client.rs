//! The least HTTP/1.1 client that can load a server without competing with it for the processor:
//! one connection, one request at a time, Content-Length only. No redirects, no chunks, no TLS, no timeouts of its
//! own after connecting: the caller sets one deadline for the whole run.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const LARGEST_REPLY: usize = 64 * 1024 * 1024;

/// A connection that is kept alive.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'connection> {
    /// The status code.
    pub status: u16,
    /// Whether the server hangs up after it.
    pub last: bool,
    /// The status line and the headers.
    pub head: &'connection [u8],
    /// The body.
    pub body: &'connection [u8],
}

impl Reply<'_> {
    /// A header of the reply.
    pub fn header(&self, name: &str) -> Result<String, Error> {
        let head = std::str::from_utf8(self.head).map_err(|_| malformed("the head is not text"))?;
        let mut headers = head.lines().filter_map(|line| line.split_once(": "));
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned()).ok_or_else(|| malformed("the reply lacks a header"))
    }
}

/// Where the parts of a reply are.
struct Head {
    status: u16,
    last: bool,
    body_at: usize,
    end: usize,
}

impl Connection {
    /// Connects, to this machine only.
    pub async fn open(address: SocketAddr) -> Result<Self, Error> {
        if !address.ip().is_loopback() {
            return Err(Error::new(ErrorKind::InvalidInput, "the load tools speak to loopback addresses only"));
        }
        let stream = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await??;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 4096] })
    }

    /// Sends bytes; for requests that are never finished.
    pub async fn send(&mut self, mut request: &[u8]) -> Result<(), Error> {
        while !request.is_empty() {
            let sent = std::future::poll_fn(|context| Pin::new(&mut self.stream).poll_write(context, request)).await?;
            if sent == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
            request = &request[sent..];
        }
        Ok(())
    }

    /// Sends a request and waits for the whole reply.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Reply<'_>, Error> {
        self.send(request).await?;
        let mut filled = 0;
        let mut head = None;
        loop {
            filled += self.read(filled).await?;
            if head.is_none() {
                head = Head::parse(&self.buffer[..filled])?;
            }
            match &head {
                Some(head) if filled > head.end => return Err(malformed("the server sent more than one reply")),
                Some(Head { status, last, body_at, end }) if filled == *end => {
                    let (head, body) = self.buffer[..*end].split_at(*body_at);
                    return Ok(Reply { status: *status, last: *last, head, body });
                }
                _ => {}
            }
        }
    }

    async fn read(&mut self, filled: usize) -> Result<usize, Error> {
        if filled == self.buffer.len() {
            if filled >= LARGEST_REPLY {
                return Err(malformed("the reply is too large"));
            }
            self.buffer.resize(filled * 2, 0);
        }
        // poll_read, unlike try_read, remembers that a short read emptied the socket, and saves a system call.
        let mut room = ReadBuf::new(&mut self.buffer[filled..]);
        std::future::poll_fn(|context| Pin::new(&mut self.stream).poll_read(context, &mut room)).await?;
        match room.filled().len() {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}

impl Head {
    /// Reads the head if all of it is here.
    fn parse(bytes: &[u8]) -> Result<Option<Self>, Error> {
        let Some(length) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
        let text = std::str::from_utf8(&bytes[..length]).map_err(|_| malformed("the head is not text"))?;
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok());
        let status = status.ok_or_else(|| malformed("the status line is not one of HTTP/1.1"))?;
        let (mut body, mut last) = (0, false);
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                body = value.parse().map_err(|_| malformed("Content-Length is not a number"))?;
            } else if name.eq_ignore_ascii_case("connection") {
                last = value.eq_ignore_ascii_case("close");
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                return Err(malformed("the reply is chunked"));
            }
        }
        let body_at = length + 4;
        Ok(Some(Self { status, last, body_at, end: body_at + body }))
    }
}

fn malformed(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
