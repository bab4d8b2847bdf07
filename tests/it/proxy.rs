//! A TCP proxy that fails on command, to stand between the service and its database.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

/// What the proxy does with what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It passes everything on.
    Passing,
    /// It takes everything and passes nothing on, until it is in another mood.
    Stalled,
    /// It breaks all connections, and every new one at once.
    Cut,
    /// It is gone for good.
    Gone,
}

/// A proxy; it is gone when the test is.
pub struct Proxy {
    pub address: SocketAddr,
    control: Arc<Control>,
}

struct Control {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    mood: Mood,
    streams: Vec<TcpStream>,
}

impl Proxy {
    /// A proxy in front of an address: `HOST:PORT`, or the folder of PostgreSQL's socket as it stands in a URL.
    pub fn before(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Mutex::new(State { mood: Mood::Passing, streams: Vec::new() });
        let control = Arc::new(Control { state, changed: Condvar::new() });
        let (accepting, target) = (control.clone(), target.to_owned());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let mood = accepting.state().mood;
                match mood {
                    Mood::Gone => break,
                    Mood::Cut => drop(client),
                    Mood::Passing | Mood::Stalled => accepting.connect(client, &target),
                }
            }
        });
        Self { address, control }
    }

    /// Changes what it does, from now on.
    pub fn set(&self, mood: Mood) {
        let mut state = self.control.state();
        state.mood = mood;
        if matches!(mood, Mood::Cut | Mood::Gone) {
            state.streams.drain(..).for_each(|stream| drop(stream.shutdown(Shutdown::Both)));
        }
        self.control.changed.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.set(Mood::Gone);
        // Wakes the thread that accepts, so that it ends.
        let _ = TcpStream::connect(self.address);
    }
}

impl Control {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn connect(self: &Arc<Self>, client: TcpStream, target: &str) {
        let server = reach(target);
        let mut state = self.state();
        for (from, to) in [(&client, &server), (&server, &client)] {
            let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
            state.streams.push(from.try_clone().unwrap());
            let control = self.clone();
            std::thread::spawn(move || control.pump(from, to));
        }
    }

    fn pump(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            drop(self.changed.wait_while(self.state(), |state| state.mood == Mood::Stalled).unwrap());
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        for stream in [from, to] {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Connects; whatever kind of socket it is, what is done with it is the same.
fn reach(target: &str) -> TcpStream {
    if !target.starts_with("%2F") {
        return TcpStream::connect(target).unwrap();
    }
    let socket = UnixStream::connect(target.replace("%2F", "/") + "/.s.PGSQL.5432").unwrap();
    OwnedFd::from(socket).into()
}
