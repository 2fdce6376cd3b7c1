use std::sync::{Arc, Mutex, PoisonError};

use notices::{MailSecurity, MailSettings};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A mail server (SMTP) that takes everything and keeps it, on a free port of this machine.
#[derive(Clone)]
pub struct MailServer {
    port: u16,
    taken: Arc<Mutex<Vec<Mail>>>,
}

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Who gets it.
    pub to: String,
    /// Head and text as they came.
    pub content: String,
}

impl MailServer {
    /// Starts it; it ends with the test.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), taken: Arc::default() };
        let taken = server.taken.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, taken.clone()));
            }
        });
        server
    }

    /// How the house reaches it.
    pub fn settings(&self) -> MailSettings {
        MailSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: MailSecurity::None,
            from: "Wutong <wutong@example.org>".to_owned(),
            user: None,
            password: None,
        }
    }

    /// What it has taken so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One connection, as RFC 5321 has it, without extensions.
async fn serve(stream: TcpStream, taken: Arc<Mutex<Vec<Mail>>>) {
    let mut stream = BufReader::new(stream);
    let mut to = String::new();
    let mut line = String::new();
    stream.write_all(b"220 test\r\n").await.unwrap();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let upper = line.to_ascii_uppercase();
        let answer: &[u8] = if upper.starts_with("RCPT TO:") {
            line[8..].trim().trim_matches(['<', '>']).clone_into(&mut to);
            b"250 ok\r\n"
        } else if upper.starts_with("DATA") {
            stream.write_all(b"354 go on\r\n").await.unwrap();
            let content = read_content(&mut stream).await;
            taken.lock().unwrap_or_else(PoisonError::into_inner).push(Mail { to: to.clone(), content });
            b"250 taken\r\n"
        } else if upper.starts_with("QUIT") {
            let _ = stream.write_all(b"221 bye\r\n").await;
            return;
        } else {
            b"250 ok\r\n"
        };
        stream.write_all(answer).await.unwrap();
    }
}

/// Up to a line with a single dot.
async fn read_content(stream: &mut BufReader<TcpStream>) -> String {
    let mut content = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap() == 0 || line == ".\r\n" {
            return content;
        }
        content.push_str(&line);
    }
}
