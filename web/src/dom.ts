/** Small words for walking the page. Listeners sit on the document, so swapped-in parts need no wiring. */

export function each(selector: string, root: ParentNode, act: (element: HTMLElement) => void): void {
  root.querySelectorAll<HTMLElement>(selector).forEach(act);
}

/** The element that matches `selector` at or above the event's target. */
export function closest(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
}

export function onClick(selector: string, act: (element: HTMLElement, event: MouseEvent) => void): void {
  document.addEventListener("click", (event) => {
    const element = closest(event, selector);
    if (element && !event.defaultPrevented) act(element, event);
  });
}

/** A click that asks for a new tab or a download is not ours to handle. */
export function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
