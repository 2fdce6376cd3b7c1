//! A road to a mail server on which the test decides what gets through.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering::SeqCst},
    },
};

use notices::MailSettings;
use testing::MailServer;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Everything gets through.
pub const OPEN: u8 = 0;
/// Whoever connects hears nothing.
pub const SILENT: u8 = 1;
/// Every mail is refused.
pub const REFUSES: u8 = 2;
/// Every mail arrives, and nobody says so.
pub const SWALLOWS: u8 = 3;
/// A mail to this address breaks the connection before it is handed over.
pub const CURSED: &str = "cursed@mail.example";

/// The road.
pub struct Road {
    /// How the house reaches it.
    pub settings: MailSettings,
    state: Arc<AtomicU8>,
    travelled: Arc<AtomicUsize>,
}

impl Road {
    /// Lies before a server; it ends with the test.
    pub async fn to(server: &MailServer, state: u8) -> Self {
        let (state, travelled) = (Arc::new(AtomicU8::new(state)), Arc::<AtomicUsize>::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let settings = MailSettings { port: listener.local_addr().unwrap().port(), ..server.settings() };
        let (seen, counted, port) = (state.clone(), travelled.clone(), server.settings().port);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, SeqCst);
                let state = seen.load(SeqCst);
                if state != SILENT {
                    tokio::spawn(pass(BufReader::new(stream), port, state));
                }
            }
        });
        Self { settings, state, travelled }
    }

    /// What gets through from now on.
    pub fn set(&self, state: u8) {
        self.state.store(state, SeqCst);
    }

    /// How often somebody connected since it was asked last.
    pub fn travelled(&self) -> usize {
        self.travelled.swap(0, SeqCst)
    }
}

/// Passes on the commands of one connection, and the answers to them.
async fn pass(mut client: BufReader<TcpStream>, port: u16, state: u8) -> io::Result<()> {
    let mut server = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await?);
    pass_line(&mut server, &mut client).await?;
    let mut is_cursed = false;
    loop {
        let line = read_line(&mut client).await?;
        if state == REFUSES && line.starts_with("MAIL") {
            client.write_all(b"554 not today, wang@mail.example\r\n").await?;
            continue;
        }
        is_cursed |= line.contains(CURSED);
        let is_data = line.starts_with("DATA");
        if is_data && is_cursed {
            return Ok(());
        }
        server.write_all(line.as_bytes()).await?;
        pass_line(&mut server, &mut client).await?;
        if is_data {
            while pass_line(&mut client, &mut server).await? != ".\r\n" {}
            let taken = read_line(&mut server).await?;
            if state == SWALLOWS {
                return Ok(());
            }
            client.write_all(taken.as_bytes()).await?;
        }
    }
}

async fn pass_line(from: &mut BufReader<TcpStream>, to: &mut BufReader<TcpStream>) -> io::Result<String> {
    let line = read_line(from).await?;
    to.write_all(line.as_bytes()).await?;
    Ok(line)
}

async fn read_line(from: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    match from.read_line(&mut line).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line),
    }
}
