/** The open part of a report: codes and a province, nothing else (docs/formats.md section 7). */

import type { Draft } from "./draft";

/** Codes as the header carries them; absent single codes are left out. */
export interface OpenCodes {
  door: string;
  path: string;
  reporter?: string;
  harms: string[];
  danger: string[];
  wanted: string[];
  consent: string[];
  contact: string[];
  relation?: string;
  age?: string;
  gender?: string;
  area?: string;
  platforms: string[];
  modality: string[];
  ai: string[];
}

function reporterOf(draft: Draft): string {
  if (draft.door === "other") return draft.one("reporter") || "rep.unsaid";
  if (draft.door === "saw") return "rep.bystander";
  if (draft.one("me") === "rep.self.then_child") return "rep.self.then_child";
  if (draft.path === "path.18") return "rep.self.adult";
  return draft.path === "path.unsaid" ? "rep.unsaid" : "rep.self.child";
}

/** Age of the person affected: on the children's paths it follows from the path, and any doubt is a child. */
function ageOf(draft: Draft): string | undefined {
  if (draft.door === "me") {
    if (draft.one("me") === "rep.self.then_child") return "age.child";
    if (draft.path === "path.16_17") return "age.16_17";
    if (draft.path === "path.u13" || draft.path === "path.13_15") return "age.child";
  }
  return draft.one("age") || undefined;
}

/** Whether the one who reports may be the alleged person: then no permission is asked (care 1.6). */
export function implicated(draft: Draft, implicates: ReadonlyMap<string, string[]>): boolean {
  return draft.door === "other" && (implicates.get(draft.one("relation")) ?? []).includes(draft.one("reporter"));
}

/** Composes the open part of a draft. */
export function openCodes(draft: Draft, mayConsent: boolean): OpenCodes {
  const contact = [...new Set([...draft.many("contact"), ...draft.ways.map((way) => way.kind)])];
  return {
    door: draft.door,
    path: draft.path,
    reporter: reporterOf(draft),
    harms: draft.many("harms"),
    danger: draft.many("danger"),
    wanted: draft.many("wanted"),
    consent: mayConsent ? draft.many("consent") : [],
    contact: contact.length ? contact : ["cs.mailbox"],
    relation: draft.one("relation") || undefined,
    age: ageOf(draft),
    gender: draft.one("gender") || undefined,
    area: draft.one("area") || undefined,
    platforms: draft.many("platforms"),
    modality: [],
    ai: [],
  };
}
