/** The State's own entry in the directory: shown as it is, signed with the off-line root, which never leaves the browser. */

import { sign } from "../seal";
import { rootOfKit } from "./kit";
import { find, onSubmit } from "./page";
import { post } from "./server";

/** What is signed is what is shown: the text of the statement itself, set out in lines. */
export function wireSignEntry(form: HTMLFormElement): void {
  const { statement = "", root = "" } = form.dataset;
  const [, json = ""] = statement.split("\n");
  find<HTMLElement>("[data-shown]", form).textContent = JSON.stringify(JSON.parse(json), null, 2);
  onSubmit(form, async () => {
    await post("/console/desk/own", sign(statement, await rootOfKit(form, root)));
    location.assign("/console/desk/own");
  });
}
