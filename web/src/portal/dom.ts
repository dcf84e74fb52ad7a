/** Small helpers over the page's own markup: scripts fill templates that the server rendered, and build no HTML. */

/** The element that a selector finds. Throws when the page has none: then the plain form stays in charge. */
export function need<T extends HTMLElement>(selector: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** All elements that a selector finds. */
export function all<T extends HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return Array.from(within.querySelectorAll<T>(selector));
}

/** The JSON that the server left in a template. */
export function jsonIn<T>(selector: string, within: ParentNode = document): T {
  return JSON.parse(need<HTMLTemplateElement>(selector, within).content.textContent ?? "") as T;
}

/** The JSON that the server left on an element: attributes are read by no one, where text browsers print templates. */
export function beginOf<T>(selector: string): T {
  return JSON.parse(need(selector).dataset.begin ?? "") as T;
}

/** A copy of a template's content. */
export function copyOf(template: HTMLTemplateElement): DocumentFragment {
  return document.importNode(template.content, true);
}

/** Puts values into the places `{name}` of a text. */
export function fill(pattern: string, values: Record<string, string | number>): string {
  return pattern.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
}

/** Shows or hides, with a text when one is given. */
export function show(element: HTMLElement, visible: boolean, text?: string): void {
  element.hidden = !visible;
  if (text !== undefined) element.textContent = text;
}

/** Moves the reader to a heading that has come in, as a new page would. */
export function arriveAt(heading: HTMLElement): void {
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** A country's name in the reader's language; its code where the browser knows no names. */
export function countryName(code: string, lang: string): string {
  try {
    return new Intl.DisplayNames([lang], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
