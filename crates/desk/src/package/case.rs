//! What CASE 1.5 (on UCO) says of a package, as JSON-LD: each file with its facets and hashes, whom it came through, who put the
//! package together with what, and who authorised it. `case_validate` holds it to the ontology (`cargo xtask clients`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};

use super::bag::{PAYLOAD, identifier};
use super::{Description, File, Report};

/// Prefixes of the ontology; nothing is fetched to read them.
const PREFIXES: [(&str, &str); 8] = [
    ("case-investigation", "https://ontology.caseontology.org/case/investigation/"),
    ("uco-action", "https://ontology.unifiedcyberontology.org/uco/action/"),
    ("uco-core", "https://ontology.unifiedcyberontology.org/uco/core/"),
    ("uco-identity", "https://ontology.unifiedcyberontology.org/uco/identity/"),
    ("uco-observable", "https://ontology.unifiedcyberontology.org/uco/observable/"),
    ("uco-tool", "https://ontology.unifiedcyberontology.org/uco/tool/"),
    ("uco-types", "https://ontology.unifiedcyberontology.org/uco/types/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The namespace of names that are addresses (RFC 9562, section 6.6).
const URLS: [u8; 16] = 0x6ba7_b811_9dad_11d1_80b4_00c0_4fd4_30c8_u128.to_be_bytes();

/// The document, with a line end after it.
pub fn document(description: &Description) -> String {
    let mut graph = Graph { package: identifier(&description.request, description.package), nodes: Vec::new() };
    let people = graph.people(description);
    let tools: Vec<Value> = (description.tools.iter().enumerate())
        .map(|(n, tool)| {
            let more = json!({"uco-core:name": tool.name, "uco-tool:version": tool.version});
            graph.add("uco-tool:Tool", &["tool", &n.to_string()], more)
        })
        .collect();
    let (mut files, mut records, mut actions) = (Vec::new(), Vec::new(), Vec::new());
    for (n, file) in description.files.iter().enumerate() {
        let observed = graph.file(n, file);
        let record = graph.record(n, file, &observed);
        actions.extend(graph.custody(n, file, &observed, &people));
        files.push(observed);
        records.push(record);
    }
    // Made with the package, out of none of its files.
    records.extend(description.report.as_ref().map(|report| graph.report(report)));
    let mut made = json!({
        "uco-action:endTime": moment(description.made_at),
        "uco-action:object": files,
        "uco-action:performer": people.get(&description.examiner),
        "uco-action:result": records,
        "uco-core:name": "The package was put together",
    });
    if !tools.is_empty() {
        made["uco-action:instrument"] = Value::Array(tools);
    }
    actions.push(graph.add("case-investigation:InvestigativeAction", &["made"], made));
    graph.investigation(description, [records, actions].concat());
    let context: Map<String, Value> = PREFIXES.iter().map(|(name, at)| ((*name).to_owned(), json!(at))).collect();
    let whole = sorted(json!({"@context": context, "@graph": graph.nodes}));
    format!("{whole:#}\n")
}

/// The nodes so far.
struct Graph {
    package: String,
    nodes: Vec<Value>,
}

impl Graph {
    /// A number that only this node of this package has, and has each time: a UUID by name (RFC 9562, section 5.5), of a version
    /// that validators of CASE know.
    fn id(&self, of: &[&str]) -> String {
        let name = format!("khien:case/{}/{}", self.package, of.join("/"));
        let hash = Sha1::new().chain_update(URLS).chain_update(name).finalize();
        let mut bytes: [u8; 16] = std::array::from_fn(|n| hash[n]);
        bytes[6] = bytes[6] & 0x0f | 0x50;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = hex::encode(bytes);
        format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// A node of its own; gives the reference to it.
    fn add(&mut self, of: &str, id: &[&str], more: Value) -> Value {
        let node = self.within(of, id, more);
        let reference = json!({"@id": node["@id"]});
        self.nodes.push(node);
        reference
    }

    /// A node that stands within another.
    fn within(&self, of: &str, id: &[&str], mut more: Value) -> Value {
        more["@id"] = json!(self.id(id));
        more["@type"] = json!(of);
        more
    }

    /// Everybody who is named, once each, by their name.
    fn people(&mut self, description: &Description) -> BTreeMap<String, Value> {
        let steps = description.files.iter().flat_map(|file| &file.custody);
        let mut people = BTreeMap::new();
        for name in steps.map(|step| &step.who).chain([&description.examiner]) {
            if !people.contains_key(name) {
                let reference = self.add("uco-identity:Identity", &["identity", name], json!({"uco-core:name": name}));
                people.insert(name.clone(), reference);
            }
        }
        people
    }

    fn file(&mut self, n: usize, file: &File) -> Value {
        let path = format!("{PAYLOAD}{}", file.path);
        let hashes = [file.sha256.as_str(), file.sha512.as_str()];
        self.observed(&n.to_string(), &path, file.bytes, hashes, file.media_type.as_deref())
    }

    /// The report, which is no exhibit.
    fn report(&mut self, report: &Report) -> Value {
        let hashes = [report.sha256.as_str(), report.sha512.as_str()];
        self.observed("report", &report.path, report.bytes, hashes, Some(report.media_type()))
    }

    /// A file, SHA-256 before SHA-512.
    fn observed(&mut self, n: &str, path: &str, bytes: u64, hashes: [&str; 2], of: Option<&str>) -> Value {
        let name = path.rsplit('/').next().unwrap_or(path);
        let hash = |method: &str, value: &str| {
            let value = json!({"@type": "xsd:hexBinary", "@value": value});
            let more = json!({"uco-types:hashMethod": method, "uco-types:hashValue": value});
            self.within("uco-types:Hash", &["hash", n, method], more)
        };
        let mut content = json!({
            "uco-observable:hash": [hash("SHA256", hashes[0]), hash("SHA512", hashes[1])],
            "uco-observable:sizeInBytes": whole(bytes),
        });
        if let Some(of) = of {
            content["uco-observable:mimeType"] = json!(of);
        }
        let content = self.within("uco-observable:ContentDataFacet", &["content", n], content);
        let named = json!({
            "uco-observable:fileName": name,
            "uco-observable:filePath": path,
            "uco-observable:sizeInBytes": whole(bytes),
        });
        let named = self.within("uco-observable:FileFacet", &["file-facet", n], named);
        self.add("uco-observable:File", &["file", n], json!({"uco-core:hasFacet": [named, content]}))
    }

    /// Which item a file answers, and of which time its data is.
    fn record(&mut self, n: usize, file: &File, observed: &Value) -> Value {
        let from = file.from.map(|at| format!("; data from {at}")).unwrap_or_default();
        let to = file.to.map(|at| format!("; data to {at}")).unwrap_or_default();
        let more = json!({
            "case-investigation:exhibitNumber": format!("{}-{}", self.package, n + 1),
            "uco-core:description": format!("Answers item {}{from}{to}", file.item),
            "uco-core:object": [observed],
        });
        self.add("case-investigation:ProvenanceRecord", &["record", &n.to_string()], more)
    }

    /// The steps of a file's custody, each informed by the one before.
    fn custody(&mut self, n: usize, file: &File, observed: &Value, people: &BTreeMap<String, Value>) -> Vec<Value> {
        let mut steps: Vec<Value> = Vec::new();
        for (step, custody) in file.custody.iter().enumerate() {
            let mut more = json!({
                "uco-action:endTime": moment(custody.at),
                "uco-action:object": [observed],
                "uco-action:performer": people.get(&custody.who),
                "uco-core:description": custody.what,
            });
            if let Some(before) = steps.last() {
                more["case-investigation:wasInformedBy"] = before.clone();
            }
            let id = ["custody", &n.to_string(), &step.to_string()];
            steps.push(self.add("case-investigation:InvestigativeAction", &id, more));
        }
        steps
    }

    fn investigation(&mut self, description: &Description, objects: Vec<Value>) {
        let more = json!({
            "case-investigation:authorizationIdentifier": description.request,
            "uco-core:description": description.authorisation,
        });
        let authorization = self.add("case-investigation:Authorization", &["authorization"], more);
        let more = json!({"uco-core:name": description.source});
        let source = self.add("uco-identity:Organization", &["source"], more);
        let more = json!({
            "case-investigation:relevantAuthorization": [authorization],
            "uco-core:createdBy": source,
            "uco-core:name": self.package,
            "uco-core:object": objects,
            "uco-core:objectCreatedTime": moment(description.made_at),
        });
        self.add("case-investigation:Investigation", &["investigation"], more);
    }
}

fn moment(at: Timestamp) -> Value {
    json!({"@type": "xsd:dateTime", "@value": at.to_string()})
}

fn whole(number: u64) -> Value {
    json!({"@type": "xsd:integer", "@value": number.to_string()})
}

/// The same value with its members in the order of their names, whatever the build makes of maps: the same bytes everywhere.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let map: BTreeMap<String, Value> = map.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(map.into_iter().collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(sorted).collect()),
        other => other,
    }
}
