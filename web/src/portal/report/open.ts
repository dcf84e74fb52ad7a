/** The open part of a report: codes and a province, nothing else (docs/formats.md section 7). */

import { withoutSafe } from "./danger";
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
  first_seen?: string;
  last_seen?: string;
  still_up?: string;
  posted_again?: string;
  told?: string[];
  pictured?: string[];
  support?: string[];
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

/** A deadline that stands in words counts as one that was ticked, and so does being with the alleged person now. */
function dangerOf(draft: Draft): string[] {
  const more: string[] = [];
  if (draft.one("deadline")) more.push("dan.deadline");
  if (draft.one("with_now") === "yn.yes") more.push("dan.lives_with");
  // "Safe for now" no longer holds beside them.
  return [...new Set(withoutSafe([...draft.many("danger"), ...more]))];
}

/** How contact is safe; a doubt about who sees the device is enough. */
function contactOf(draft: Draft): string[] {
  const contact = [...draft.many("contact"), ...draft.ways.map((way) => way.kind)];
  if (contact.length === 0) contact.push("cs.mailbox");
  if (["yn.yes", "yn.unsure"].includes(draft.one("sees_device"))) contact.push("cs.monitored");
  return [...new Set(contact)];
}

function some(codes: string[]): string[] | undefined {
  return codes.length ? codes : undefined;
}

/** Composes the open part of a draft. */
export function openCodes(draft: Draft, mayConsent: boolean): OpenCodes {
  return {
    door: draft.door,
    path: draft.path,
    reporter: reporterOf(draft),
    harms: draft.many("harms"),
    danger: dangerOf(draft),
    wanted: draft.many("wanted"),
    consent: mayConsent ? draft.many("consent") : [],
    contact: contactOf(draft),
    relation: draft.one("relation") || undefined,
    age: ageOf(draft),
    gender: draft.one("gender") || undefined,
    area: draft.one("area") || undefined,
    platforms: draft.many("platforms"),
    modality: [],
    ai: [],
    first_seen: draft.one("first_seen") || undefined,
    last_seen: draft.one("last_seen") || undefined,
    still_up: draft.one("still_up") || undefined,
    posted_again: draft.one("posted_again") || undefined,
    told: some(draft.many("told")),
    pictured: some(draft.many("pictured")),
    support: some(draft.many("support")),
  };
}
