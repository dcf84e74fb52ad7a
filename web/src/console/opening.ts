/** How a request begins, from its form: what both States may know of it without opening a word. */

/** What every message of a request says. */
export interface Base {
  thread: string;
  from: string;
  to: string;
  officer: string;
  kind: string;
  form: string;
  /** Fields that are read before conditions are accepted; none where all of the form is. */
  open?: string[];
}

/** A form: names and values. */
export type Form = Record<string, unknown>;

/** What opens the request, from its form. */
export function opening(base: Base, form: Form): Record<string, unknown> {
  const respondBy = Date.parse(String(form.respond_by ?? ""));
  const act: Record<string, unknown> = {
    type: "request",
    kind: base.kind,
    form: base.form,
    urgency: base.kind === "E1" ? "emergency" : String(form.urgency ?? "routine"),
    respond_by: respondBy * 1000,
  };
  if (base.kind === "P1") act.hold_days = Number(form.hold_days ?? 60);
  if (base.kind === "E1") act.follow_up_by = Date.parse(String(form.follow_up_by ?? "")) * 1000;
  // What supplements another request names it for both nodes.
  if (form.request_status === "supplement") act.about = form.status_ref;
  return act;
}
