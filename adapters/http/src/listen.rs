use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

/// Where to listen: `9464` is that port of this machine alone, `0.0.0.0:9464` is for everybody.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Listen(pub SocketAddr);

/// Not a place to listen at.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is neither a port nor an address with a port; write 9464 or 127.0.0.1:9464")]
pub struct ListenError(String);

impl FromStr for Listen {
    type Err = ListenError;
    fn from_str(text: &str) -> Result<Self, ListenError> {
        let port = text.parse().map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let address = port.ok().or_else(|| text.parse().ok());
        address.map(Self).ok_or_else(|| ListenError(text.to_owned()))
    }
}

impl TryFrom<String> for Listen {
    type Error = ListenError;
    fn try_from(text: String) -> Result<Self, ListenError> {
        text.parse()
    }
}

impl From<Listen> for String {
    fn from(listen: Listen) -> Self {
        listen.to_string()
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Listen;

    #[test]
    fn a_port_alone_is_for_this_machine() {
        let listen = |text: &str| text.parse::<Listen>().map(|listen| listen.to_string()).ok();
        assert_eq!(listen("9464").as_deref(), Some("127.0.0.1:9464"));
        assert_eq!(listen("0.0.0.0:80").as_deref(), Some("0.0.0.0:80"));
        assert_eq!(listen("[::1]:80").as_deref(), Some("[::1]:80"));
        for wrong in ["", ":80", "localhost:80", "127.0.0.1", "70000"] {
            assert_eq!(listen(wrong), None, "{wrong}");
        }
    }
}
