//! `/site-map`, `/openapi/openapi.json`, `/openapi/`: the interface as it describes itself. The addresses come from the table that
//! the routes are made of; what stands behind each is written in `openapi.json`, and a test holds the two together.

use std::fmt::Write;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodFilter, any, on};
use serde_json::{Map, Value};

/// What is written of every operation.
const WRITTEN: &str = include_str!("openapi.json");

/// Routes, and what they are called.
pub struct Table<S> {
    router: Router<S>,
    rules: Vec<Rule>,
}

/// An address with the method that it answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    path: &'static str,
    /// As OpenAPI writes it; `any` for an address that says the same to all.
    method: &'static str,
}

impl<S: Clone + Send + Sync + 'static> Table<S> {
    /// A table without routes.
    pub fn new() -> Self {
        Self { router: Router::new(), rules: Vec::new() }
    }

    /// Reads.
    pub fn get<T: 'static>(self, path: &'static str, handler: impl Handler<T, S>) -> Self {
        self.with(path, "get", MethodFilter::GET, handler)
    }

    /// Adds or asks with a body.
    pub fn post<T: 'static>(self, path: &'static str, handler: impl Handler<T, S>) -> Self {
        self.with(path, "post", MethodFilter::POST, handler)
    }

    /// Changes.
    pub fn put<T: 'static>(self, path: &'static str, handler: impl Handler<T, S>) -> Self {
        self.with(path, "put", MethodFilter::PUT, handler)
    }

    /// Takes away.
    pub fn delete<T: 'static>(self, path: &'static str, handler: impl Handler<T, S>) -> Self {
        self.with(path, "delete", MethodFilter::DELETE, handler)
    }

    /// Says the same to every method.
    pub fn any<T: 'static>(mut self, path: &'static str, handler: impl Handler<T, S>) -> Self {
        self.rules.push(Rule { path, method: "any" });
        self.router = self.router.route(path, any(handler));
        self
    }

    /// Routes that take files, which have limits of their own in place of the framework's.
    pub fn files(mut self, files: Self) -> Self {
        self.rules.extend(files.rules);
        self.router = self.router.merge(files.router.layer(DefaultBodyLimit::disable()));
        self
    }

    fn with<T: 'static>(
        mut self,
        path: &'static str,
        method: &'static str,
        filter: MethodFilter,
        handler: impl Handler<T, S>,
    ) -> Self {
        self.rules.push(Rule { path, method });
        self.router = self.router.route(path, on(filter, handler));
        self
    }

    /// The routes.
    pub fn router(self) -> Router<S> {
        self.router
    }

    /// The addresses, sorted, in the spelling of Hasher-Matcher-Actioner.
    pub fn addresses(&self) -> Vec<String> {
        let mut addresses: Vec<String> =
            self.rules.iter().map(|rule| rule.path.replace('{', "<").replace('}', ">")).collect();
        addresses.sort();
        addresses.dedup();
        addresses
    }

    /// The document of these routes, OpenAPI 3.1. `fetches` says whether files are fetched from addresses here.
    ///
    /// # Errors
    /// When what is written is no document.
    pub fn document(&self, fetches: bool) -> Result<Value, serde_json::Error> {
        let mut document: Value = serde_json::from_str(WRITTEN)?;
        document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
        if let Some(paths) = document["paths"].as_object_mut() {
            paths.retain(|path, operations| {
                let Some(operations) = operations.as_object_mut() else { return false };
                operations.retain(|method, _| self.has(path, method));
                operations.values_mut().for_each(|operation| only_here(operation, fetches));
                !operations.is_empty()
            });
        }
        Ok(document)
    }

    fn has(&self, path: &str, method: &str) -> bool {
        self.rules.iter().any(|rule| rule.path == path && (rule.method == method || rule.method == "any"))
    }
}

/// Leaves out what is asked of a node alone.
fn only_here(operation: &mut Value, fetches: bool) {
    // Not by index, which would put in what is not there.
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { return };
    parameters.retain_mut(|parameter| {
        let node_only = parameter.as_object_mut().and_then(|parameter| parameter.remove("x-node-only"));
        fetches || node_only.is_none()
    });
}

/// The document as a page that needs neither script nor style.
pub fn page(document: &Value) -> String {
    let none = Map::new();
    let title = escaped(&document["info"]["title"]);
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title></head><body><main><h1>{title}</h1><p>{}</p>\
         <p><a href=\"openapi.json\">OpenAPI 3.1</a></p>",
        escaped(&document["info"]["description"])
    );
    for (path, operations) in document["paths"].as_object().unwrap_or(&none) {
        page.push_str("<h2><code>");
        page.push_str(&escaped(&Value::from(path.as_str())));
        page.push_str("</code></h2><ul>");
        for (method, operation) in operations.as_object().unwrap_or(&none) {
            line(&mut page, method, operation);
        }
        page.push_str("</ul>");
    }
    page.push_str("</main></body></html>\n");
    page
}

/// A method of an address: what it does, and what may be asked.
fn line(page: &mut String, method: &str, operation: &Value) {
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let names: Vec<String> =
        parameters.iter().map(|parameter| format!("<code>{}</code>", escaped(&parameter["name"]))).collect();
    let asked = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    // Writing to a text does not fail.
    let _ = write!(page, "<li><b>{}</b> {}{asked}</li>", method.to_uppercase(), escaped(&operation["summary"]));
}

fn escaped(text: &Value) -> String {
    let text = text.as_str().unwrap_or_default();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every operation that is written or answered, `any` as those that are written.
    fn written() -> BTreeSet<(String, String)> {
        let document: Value = serde_json::from_str(WRITTEN).expect("json");
        let paths = document["paths"].as_object().expect("paths");
        let of = |(path, operations): (&String, &Value)| {
            let methods: Vec<String> = operations.as_object().expect("operations").keys().cloned().collect();
            methods.into_iter().map(|method| (path.clone(), method)).collect::<Vec<_>>()
        };
        paths.iter().flat_map(of).collect()
    }

    fn unwritten<S: Clone + Send + Sync + 'static>(table: &Table<S>) -> Vec<String> {
        let written = written();
        let known = |rule: &&Rule| {
            let same = |(path, method): &(String, String)| {
                path == rule.path && (rule.method == "any" || method == rule.method)
            };
            written.iter().any(same)
        };
        let unknown = table.rules.iter().filter(|rule| !known(rule));
        unknown.map(|rule| format!("{} {}", rule.method, rule.path)).collect()
    }

    #[test]
    fn every_route_is_described_and_everything_described_is_a_route() {
        let (node, replica) = (crate::hma::table(), crate::replica::answer::table());
        assert_eq!(unwritten(&node), [""; 0], "routes of the node that are not described");
        assert_eq!(unwritten(&replica), [""; 0], "routes of the replica that are not described");
        for (path, method) in written() {
            assert!(node.has(&path, &method), "{method} {path} is described and is no route");
        }
    }

    #[test]
    fn a_replica_describes_no_more_than_it_answers() {
        let document = crate::replica::answer::table().document(false).expect("document");
        assert!(document["paths"]["/h/hash"]["post"].is_object());
        assert!(document["paths"]["/h/hash"]["get"].is_null(), "no file is fetched there");
        assert!(document["paths"]["/c/bank/{bank_name}"].is_null());
        assert!(
            !document.to_string().contains("\"url\",\"required\"") && !document.to_string().contains("x-node-only")
        );
        assert!(!document["paths"].to_string().contains(":null"), "what is not there is not in it");
        let asked = &document["paths"]["/m/lookup"]["get"]["parameters"];
        assert!(asked.as_array().expect("parameters").iter().all(|parameter| parameter["name"] != "url"), "{asked}");
        let whole = crate::hma::table().document(true).expect("document");
        assert!(whole["paths"]["/m/lookup"]["get"]["parameters"].to_string().contains("\"url\""));
        assert!(!whole.to_string().contains("x-node-only"));
    }

    #[test]
    fn the_page_names_every_address_and_needs_no_script() {
        let table = crate::hma::table();
        let page = page(&table.document(true).expect("document"));
        for rule in &table.rules {
            assert!(page.contains(&format!("<code>{}</code>", rule.path)), "{}", rule.path);
        }
        assert!(!page.contains("<script") && !page.contains("style"), "{page}");
    }
}
