//! The ways in which the node says who it is.

use crate::broker::{Broker, certify};
use crate::node::{INCIDENT, Place, ask, json};
use data_encoding::BASE64URL_NOPAD;
use nkeys::KeyPair;
use serde_json::{Value, json as value};

#[tokio::test]
async fn an_nkey_opens() {
    let key = KeyPair::new_user();
    let users = format!("authorization {{ users: [ {{ nkey: {} }} ] }}", key.public_key());
    let (broker, place) = (Broker::with(&users), Place::founded());
    let seed = place.file("seed", &key.seed().unwrap());
    place.configure(&format!("[nats]\nnkey_seed_file = '{}'\n", seed.display()));
    let node = place.serve_on(&broker);
    let client = async_nats::ConnectOptions::with_nkey(key.seed().unwrap());
    let client = client.connect(broker.url()).await.unwrap();
    let done = json(&ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await);
    assert_eq!(done["version"], 1);
    node.stop();
    // Another one does not.
    std::fs::write(&seed, KeyPair::new_user().seed().unwrap()).unwrap();
    let said = place.serve_fails(&["--nats", &broker.url()]);
    assert!(said.contains("authorization violation"), "{said}");
}

/// A token that `issuer` signs.
fn token(issuer: &KeyPair, subject: &KeyPair, about: &Value) -> String {
    let (issued_by, subject) = (issuer.public_key(), subject.public_key());
    let claims = value!({
        "jti": subject, "iat": 1, "iss": issued_by, "sub": subject, "name": subject, "nats": about,
    });
    let header = value!({ "typ": "JWT", "alg": "ed25519-nkey" });
    let encoded = |part: &Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
    let text = format!("{}.{}", encoded(&header), encoded(&claims));
    let signature = issuer.sign(text.as_bytes()).unwrap();
    format!("{text}.{}", BASE64URL_NOPAD.encode(&signature))
}

#[tokio::test]
async fn credentials_open() {
    let (operator, account) = (KeyPair::new_operator(), KeyPair::new_account());
    let user = KeyPair::new_user();
    let limits = |storage: i64| {
        value!({
            "subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "conn": -1,
            "leaf": -1, "wildcards": true, "streams": -1, "consumer": -1,
            "mem_storage": storage, "disk_storage": storage,
        })
    };
    let about = value!({ "type": "operator", "version": 2 });
    let operator_token = token(&operator, &operator, &about);
    let about = value!({ "type": "account", "version": 2, "limits": limits(-1) });
    let account_token = token(&operator, &account, &about);
    let system = KeyPair::new_account();
    let about = value!({ "type": "account", "version": 2, "limits": limits(0) });
    let system_token = token(&operator, &system, &about);
    let about = value!({ "type": "user", "version": 2, "subs": -1, "data": -1, "payload": -1 });
    let user_token = token(&account, &user, &about);
    let broker = Broker::with(&format!(
        "operator: {operator_token}\nresolver: MEMORY\nsystem_account: {system}\n\
         resolver_preload: {{ {account}: {account_token}, {system}: {system_token} }}",
        account = account.public_key(),
        system = system.public_key(),
    ));
    let credentials = format!(
        "-----BEGIN NATS USER JWT-----\n{user_token}\n------END NATS USER JWT------\n\n\
         -----BEGIN USER NKEY SEED-----\n{}\n------END USER NKEY SEED------\n",
        user.seed().unwrap(),
    );
    let place = Place::founded();
    let file = place.file("node.creds", &credentials);
    place.configure(&format!("[nats]\ncredentials_file = '{}'\n", file.display()));
    let node = place.serve_on(&broker);
    let client = async_nats::ConnectOptions::with_credentials(&credentials).unwrap();
    let client = client.connect(broker.url()).await.unwrap();
    let done = json(&ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await);
    assert_eq!(done["version"], 1);
    node.stop();
    std::fs::write(&file, "nonsense").unwrap();
    let said = place.serve_fails(&["--nats", &broker.url()]);
    assert!(said.contains("credentials_file") && !said.contains("nonsense"), "{said}");
}

#[test]
fn a_certificate_of_its_own_opens() {
    let dir = tempfile::tempdir().unwrap();
    certify(dir.path());
    let store = dir.path().join("store");
    let config = format!(
        "jetstream {{ store_dir: '{}' }}\n\
         tls {{ cert_file: server.pem, key_file: server-key.pem, ca_file: ca.pem, verify: true }}",
        store.display()
    );
    let broker = Broker::of(dir, &config);
    let file = |name: &str| broker.dir.path().join(name).display().to_string();
    let place = Place::founded();
    let tls = format!("[nats.tls]\nca_file = '{}'\n", file("ca.pem"));
    place.configure(&tls);
    let said = place.serve_fails(&["--nats", &broker.tls_url()]);
    assert!(said.contains("cannot connect"), "{said}");
    let (certificate, key) = (file("server.pem"), file("server-key.pem"));
    place.configure(&format!("{tls}certificate_file = '{certificate}'\nkey_file = '{key}'\n"));
    place.serve(&["--nats", &broker.tls_url()]).stop();
}
