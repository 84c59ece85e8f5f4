//! The real Request Tracker of the run, asked through its REST interface.

use serde_json::{Value, json};

/// The server's address, from `scripts/rt-up`.
pub(crate) struct Rt {
    pub(crate) url: String,
    pub(crate) queue: String,
    pub(crate) token: String,
    admin: String,
    http: reqwest::Client,
}

impl Rt {
    pub(crate) fn here() -> Self {
        let path = std::env::var_os("DUTYDESK_TEST_RT").expect("DUTYDESK_TEST_RT: run scripts/test window");
        let told: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let token = |who: &str| std::fs::read_to_string(text(&told[who]["token_file"])).unwrap();
        Self {
            url: text(&told["url"]),
            queue: text(&told["queue"]),
            token: token("agent"),
            admin: token("admin"),
            http: reqwest::Client::new(),
        }
    }

    async fn ask(&self, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/REST/2.0/{path}", self.url);
        let request = match &body {
            Some(body) => self.http.post(url).json(body),
            None => self.http.get(url),
        };
        let answer = request
            .header("Authorization", format!("token {}", self.admin))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    /// A tenant raises a ticket; its number.
    pub(crate) async fn raise(&self, subject: &str, text: &str) -> String {
        let ticket = json!({
            "Queue": self.queue, "Subject": subject, "Requestor": "ama@passports.example",
            "Content": text, "ContentType": "text/plain",
        });
        self.ask("ticket", Some(ticket)).await["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The value of the priority field.
    pub(crate) async fn priority(&self, ticket: &str) -> String {
        match &self.ask(&format!("ticket/{ticket}"), None).await["Priority"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// The words of internal notes, oldest first.
    pub(crate) async fn notes(&self, ticket: &str) -> Vec<String> {
        let history = self
            .ask(&format!("ticket/{ticket}/history?fields=Type&per_page=100"), None)
            .await;
        let mut notes = Vec::new();
        for act in history["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|act| act["Type"] == "Comment")
        {
            let id = act["id"].as_str().unwrap();
            let parts = self
                .ask(
                    &format!("transaction/{id}/attachments?fields=Content,ContentType"),
                    None,
                )
                .await;
            for part in parts["items"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|part| part["ContentType"] == "text/plain")
            {
                notes.push(part["Content"].as_str().unwrap_or_default().to_owned());
            }
        }
        notes
    }
}
