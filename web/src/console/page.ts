/** Small helpers for building and finding parts of a page; text goes in as text, never as markup. */

/** An element with text and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: { text?: string; class?: string; attributes?: Record<string, string> } = {},
  children: Node[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (options.text !== undefined) element.textContent = options.text;
  if (options.class) element.className = options.class;
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The first element that fits. Throws when the page lacks it: the template and the script do not belong together. */
export function find<T extends Element>(selector: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** The value of a named field of a form. */
export function valueOf(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) {
    return field.value;
  }
  return "";
}

/** Reads JSON from a data attribute. */
export function dataOf<T>(element: HTMLElement, name: string): T {
  return JSON.parse(element.dataset[name] ?? "null") as T;
}

/** Shows what went wrong where a screen reader hears it, and moves the focus there. */
export function showError(within: ParentNode, message: string): void {
  const place = within.querySelector<HTMLElement>("[data-error]");
  if (!place) return;
  place.textContent = message;
  place.hidden = false;
  place.tabIndex = -1;
  place.focus();
}

/** Takes an error message away. */
export function hideError(within: ParentNode): void {
  const place = within.querySelector<HTMLElement>("[data-error]");
  if (place) place.hidden = true;
}

/** Says what goes on without moving the focus. */
export function showProgress(within: ParentNode, message: string): void {
  const place = within.querySelector<HTMLElement>("[data-progress]");
  if (!place) return;
  place.textContent = message;
  place.hidden = message === "";
}

/** Lets the page paint and hear its reader, within work that takes longer than a blink. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Runs what a form does, once at a time, with its button out of use meanwhile and errors shown in it. */
export function onSubmit(form: HTMLFormElement, act: () => Promise<void>): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void once(form, act);
  });
}

/** Runs what a button does, once at a time; errors are shown in `within`. */
export function onPress(button: HTMLElement, within: HTMLElement, act: () => Promise<void>): void {
  button.addEventListener("click", () => void once(within, act));
}

async function once(within: HTMLElement, act: () => Promise<void>): Promise<void> {
  if (within.dataset.busy) return;
  within.dataset.busy = "1";
  within.setAttribute("aria-busy", "true");
  hideError(within);
  try {
    await act();
  } catch (error) {
    showError(within, error instanceof Error ? error.message : String(error));
  } finally {
    delete within.dataset.busy;
    within.removeAttribute("aria-busy");
    showProgress(within, "");
  }
}
