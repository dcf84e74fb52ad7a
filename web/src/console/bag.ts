/**
 * The files that describe a package (BagIt 1.0, RFC 8493), for where there is no node that writes them: the page of a letter. The twin in
 * Rust is crates/desk/src/package/{bag,case}.rs; the vector in its tests holds both to the same bytes.
 */

import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";

import { hex, join, unhex, utf8 } from "../seal";
import type { Measured } from "./items";

/** Where the files lie. */
export const PAYLOAD = "data/payload/";
/** What is signed. */
export const MANIFEST = "tagmanifest-sha256.txt";
/** Where the signature lies. */
export const SIGNATURE = "signatures/tagmanifest.cose";

/** On which conditions it is handed over. */
export interface Conditions {
  purposes: string[];
  onward: boolean;
  until?: string;
  feedback: boolean;
}

/** What a package is made from (docs/formats.md 14). */
export interface Description {
  request: string;
  package: number;
  asking: string;
  asked: string;
  source: string;
  made_at: string;
  examiner: string;
  tools: { name: string; version: string }[];
  authorisation: string;
  conditions: Conditions;
  files: Measured[];
}

/** A file that describes the others. */
export interface TagFile {
  path: string;
  bytes: Uint8Array;
}

/** The name of a package: of its folder, and what it calls itself. */
export function identifierOf({ request, package: number }: Pick<Description, "request" | "package">): string {
  return `${request}-${number}`;
}

/** Conditions as they lie in a package. */
export function conditionsText({ purposes, onward, until, feedback }: Conditions): string {
  return `${JSON.stringify({ purposes, onward, ...(until ? { until } : {}), feedback }, null, 2)}\n`;
}

/** The tag files of a package that holds, in their order; the signature is made over the bytes of {@link MANIFEST}. */
export function tagFiles(description: Description): TagFile[] {
  const files: TagFile[] = [
    ["bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"],
    ["bag-info.txt", bagInfo(description)],
    ["manifest-sha256.txt", manifest(description, "sha256")],
    ["manifest-sha512.txt", manifest(description, "sha512")],
    ["metadata/case.jsonld", caseOf(description)],
    ["metadata/conditions.json", conditionsText(description.conditions)],
  ].map(([path = "", text = ""]) => ({ path, bytes: utf8(text) }));
  const tags = (hash: (bytes: Uint8Array) => Uint8Array) => {
    const lines = files.map(({ path, bytes }) => [path, `${hex(hash(bytes))}  ${path}\n`] as const);
    return utf8(lines.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line).join(""));
  };
  return [...files, { path: MANIFEST, bytes: tags(sha256) }, { path: "tagmanifest-sha512.txt", bytes: tags(sha512) }];
}

/** Texts in the order of their bytes in UTF-8: of two surrogate pairs and what lies above them, JavaScript's own order is another. */
function byBytes(one: string, other: string): number {
  const [a, b] = [utf8(one), utf8(other)];
  for (let n = 0; n < a.length && n < b.length; n++) {
    if (a[n] !== b[n]) return (a[n] ?? 0) - (b[n] ?? 0);
  }
  return a.length - b.length;
}

function manifest({ files }: Description, hash: "sha256" | "sha512"): string {
  const sorted = [...files].sort((one, other) => byBytes(one.path, other.path));
  return sorted.map((file) => `${file[hash]}  ${PAYLOAD}${file.path}\n`).join("");
}

function bagInfo(description: Description): string {
  const { asked, asking, conditions, examiner, files, made_at: madeAt, source } = description;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const onward = conditions.onward ? "onward transfer allowed" : "no onward transfer without written consent";
  const until = conditions.until ? `; until ${conditions.until} (UTC)` : "";
  const feedback = conditions.feedback ? "; use is reported back" : "";
  const limits = `only for ${conditions.purposes.join(", ")}; ${onward}${until}${feedback}; metadata/conditions.json is what binds`;
  return Object.entries({
    "Source-Organization": source,
    "Contact-Name": examiner,
    "External-Identifier": identifierOf(description),
    "External-Description": `Data handed over by ${asked} to ${asking}`,
    "Bagging-Date": new Date(madeAt).toISOString().slice(0, 10),
    "Payload-Oxum": `${bytes}.${files.length}`,
    "Use-Limitation": limits,
    "Signature-File": SIGNATURE,
  }).map(([label, value]) => `${label}: ${value}\n`).join("");
}

type Node = Record<string, unknown>;

const PREFIXES = {
  "case-investigation": "https://ontology.caseontology.org/case/investigation/",
  "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
  "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
  "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
  "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
  "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
  "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

/** The namespace of names that are addresses (RFC 9562, section 6.6). */
const URLS = unhex("6ba7b8119dad11d180b400c04fd430c8");

/** What CASE 1.5 (on UCO) says of a package, as JSON-LD. */
function caseOf(description: Description): string {
  const graph = new Graph(identifierOf(description));
  const people = graph.people(description);
  const tools = description.tools.map(({ name, version }, n) =>
    graph.add("uco-tool:Tool", ["tool", n], { "uco-core:name": name, "uco-tool:version": version }));
  const [files, records, actions]: [Node[], Node[], Node[]] = [[], [], []];
  description.files.forEach((file, n) => {
    const observed = graph.file(n, file);
    records.push(graph.record(n, file, observed));
    actions.push(...graph.custody(n, file, observed, people));
    files.push(observed);
  });
  actions.push(graph.add("case-investigation:InvestigativeAction", ["made"], {
    "uco-action:endTime": moment(description.made_at),
    "uco-action:object": files,
    "uco-action:performer": people.get(description.examiner),
    "uco-action:result": records,
    "uco-core:name": "The package was put together",
    ...(tools.length ? { "uco-action:instrument": tools } : {}),
  }));
  graph.investigation(description, [...records, ...actions]);
  return `${JSON.stringify(sorted({ "@context": PREFIXES, "@graph": graph.nodes }), null, 2)}\n`;
}

class Graph {
  readonly nodes: Node[] = [];

  constructor(private readonly name: string) {}

  /** A number that only this node of this package has, and has each time: a UUID by name (RFC 9562, section 5.5). */
  private id(of: (string | number)[]): string {
    const bytes = sha1(join(URLS, utf8(`khien:case/${this.name}/${of.join("/")}`))).slice(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const digits = hex(bytes);
    const cuts: [number, number][] = [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]];
    return `urn:uuid:${cuts.map(([from, to]) => digits.slice(from, to)).join("-")}`;
  }

  private within(type: string, of: (string | number)[], more: Node): Node {
    return { ...more, "@id": this.id(of), "@type": type };
  }

  /** A node of its own; gives the reference to it. */
  add(type: string, of: (string | number)[], more: Node): Node {
    const node = this.within(type, of, more);
    this.nodes.push(node);
    return { "@id": node["@id"] };
  }

  /** Everybody who is named, once each, by their name. */
  people({ files, examiner }: Description): Map<string, Node> {
    const people = new Map<string, Node>();
    for (const name of [...files.flatMap(({ custody }) => custody.map(({ who }) => who)), examiner]) {
      if (!people.has(name)) people.set(name, this.add("uco-identity:Identity", ["identity", name], { "uco-core:name": name }));
    }
    return people;
  }

  file(n: number, file: Measured): Node {
    const hash = (method: string, value: string) => this.within("uco-types:Hash", ["hash", n, method], {
      "uco-types:hashMethod": method, "uco-types:hashValue": { "@type": "xsd:hexBinary", "@value": value },
    });
    const size = { "@type": "xsd:integer", "@value": String(file.bytes) };
    const content = this.within("uco-observable:ContentDataFacet", ["content", n], {
      "uco-observable:hash": [hash("SHA256", file.sha256), hash("SHA512", file.sha512)],
      "uco-observable:sizeInBytes": size,
      ...(file.media_type ? { "uco-observable:mimeType": file.media_type } : {}),
    });
    const named = this.within("uco-observable:FileFacet", ["file-facet", n], {
      "uco-observable:fileName": file.path.split("/").pop(),
      "uco-observable:filePath": `${PAYLOAD}${file.path}`,
      "uco-observable:sizeInBytes": size,
    });
    return this.add("uco-observable:File", ["file", n], { "uco-core:hasFacet": [named, content] });
  }

  /** Which item a file answers, and of which time its data is. */
  record(n: number, file: Measured, observed: Node): Node {
    const from = file.from ? `; data from ${written(file.from)}` : "";
    const to = file.to ? `; data to ${written(file.to)}` : "";
    return this.add("case-investigation:ProvenanceRecord", ["record", n], {
      "case-investigation:exhibitNumber": `${this.name}-${n + 1}`,
      "uco-core:description": `Answers item ${file.item}${from}${to}`,
      "uco-core:object": [observed],
    });
  }

  /** The steps of a file's custody, each informed by the one before. */
  custody(n: number, file: Measured, observed: Node, people: Map<string, Node>): Node[] {
    const steps: Node[] = [];
    file.custody.forEach(({ who, what, at }, step) => {
      const before = steps[step - 1];
      steps.push(this.add("case-investigation:InvestigativeAction", ["custody", n, step], {
        "uco-action:endTime": moment(at),
        "uco-action:object": [observed],
        "uco-action:performer": people.get(who),
        "uco-core:description": what,
        ...(before ? { "case-investigation:wasInformedBy": before } : {}),
      }));
    });
    return steps;
  }

  investigation(description: Description, objects: Node[]): void {
    const authorization = this.add("case-investigation:Authorization", ["authorization"], {
      "case-investigation:authorizationIdentifier": description.request,
      "uco-core:description": description.authorisation,
    });
    const source = this.add("uco-identity:Organization", ["source"], { "uco-core:name": description.source });
    this.add("case-investigation:Investigation", ["investigation"], {
      "case-investigation:relevantAuthorization": [authorization],
      "uco-core:createdBy": source,
      "uco-core:name": this.name,
      "uco-core:object": objects,
      "uco-core:objectCreatedTime": moment(description.made_at),
    });
  }
}

/** A moment as it is written in a package: UTC, without zeros at its end. */
function written(at: string): string {
  return new Date(at).toISOString().replace(/\.?0*Z$/, "Z");
}

function moment(at: string): Node {
  return { "@type": "xsd:dateTime", "@value": written(at) };
}

/** The same value with its members in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, one]) => [name, sorted(one)]));
}
