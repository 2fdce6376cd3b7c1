/**
 * HTML of a clipboard as the Markdown that articles are written in. The browser reads it into a template, in which no
 * script runs and nothing is loaded; only text, headings, lists, tables, bold words and safe links leave it.
 */
import { Line, type Marks, marksOf } from "./paste-line";
import { markdownTable } from "./paste-table";

/** Elements whose text is not for readers. */
const silent = new Set([
  "head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title", "xml",
]);
/** Elements that end the line before them. */
const blocks = new Set([
  "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
  "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
  "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
]);

/** Elements that nobody closes. */
const empty = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);

/** What a long plan from Word has, styles and all. */
const charsMax = 5_000_000;
/** Elements within elements: with a hundred thousand, a browser reads for minutes. */
const openMax = 1_000;

/** The Markdown; empty where the HTML says no more than its plain text, nothing where it is too large to be read. */
export function markdownOf(html: string): string | undefined {
  if (html.length > charsMax || isDeep(html)) return undefined;
  const reader = new Reader("text");
  const template = document.createElement("template");
  template.innerHTML = html;
  reader.read(template.content);
  return reader.marked ? reader.text() : "";
}

/** Whether more elements stand open at once than any document has. */
function isDeep(html: string): boolean {
  const open = new Map<string, number>();
  let total = 0;
  for (const [, closes, name = ""] of html.toLowerCase().matchAll(/<(\/?)([a-z][^\s/>]*)/g)) {
    const count = open.get(name) ?? 0;
    if (empty.has(name) || (closes && count === 0)) continue;
    const step = closes ? -1 : 1;
    open.set(name, count + step);
    total += step;
    if (total > openMax) return true;
  }
  return false;
}

function wordsOf(cell: Element, isHead: boolean): string {
  const reader = new Reader(isHead ? "head" : "cell");
  reader.read(cell);
  return reader.words();
}

class Reader {
  marked = false;
  private parts: { prefix: string; text: string }[] = [];
  private line = new Line();
  /** What makes the next line a heading or an item. */
  private prefix = "";
  private counted = new Map<Node, number>();

  /** In cells there are neither headings nor lists, and the head of a table is bold by itself. */
  constructor(private readonly kind: "text" | "head" | "cell") {}

  read(root: Node): void {
    this.walk(root, { bold: false, link: "" });
    this.endLine();
  }

  /** Items of a list stand close together, everything else apart. */
  text(): string {
    const isItem = (at: number) => /^[-\d]/.test(this.parts[at]?.prefix ?? "");
    const before = (at: number) => (at === 0 ? "" : isItem(at) && isItem(at - 1) ? "\n" : "\n\n");
    return this.parts.map(({ prefix, text }, at) => before(at) + prefix + text).join("");
  }

  /** The text of a cell, in one line. */
  words(): string {
    return this.parts.map(({ text }) => text).join(" ");
  }

  private walk(node: Node, marks: Marks): void {
    for (const child of node.childNodes) {
      if (child instanceof Text) this.line.add(child.data, marks);
      else if (child instanceof Element) this.element(child, marks);
    }
  }

  private element(element: Element, marks: Marks): void {
    const name = element.localName;
    const style = element.getAttribute("style") ?? "";
    if (silent.has(name) || /display:\s*none|mso-hide:\s*all/i.test(style)) return;
    if (/mso-list:\s*ignore/i.test(style)) return this.marker(element.textContent.trim(), marks);
    const inner = marksOf(element, style, marks);
    if (!blocks.has(name)) return this.walk(element, inner);
    if (name === "br" && this.prefix.startsWith("#")) return this.line.add(" ", marks);
    this.endLine();
    if (name === "table" && this.table(element as HTMLTableElement)) return;
    this.prefix = this.prefixOf(element) ?? this.prefix;
    this.walk(element, inner);
    this.endLine();
    if (name !== "br") this.prefix = "";
  }

  private prefixOf(element: Element): string | undefined {
    const [, level] = /^h([1-6])$/.exec(element.localName) ?? [];
    if (level) return this.mark("#".repeat(Number(level)) + " ");
    const list = element.parentNode;
    if (element.localName !== "li" || !list) return undefined;
    const number = (this.counted.get(list) ?? 0) + 1;
    this.counted.set(list, number);
    return this.mark(list instanceof HTMLOListElement ? `${number}. ` : "- ");
  }

  /** What Word writes before a paragraph to make it an item: a number, a sign out of a font of signs, or words such as （一）. */
  private marker(words: string, marks: Marks): void {
    const number = /^(\d{1,6})[.)．、]?$/.exec(words)?.[1];
    const isSign = words.length === 1 && !/\p{Script=Han}/u.test(words);
    const prefix = number ? `${number}. ` : isSign ? "- " : "";
    if (prefix && this.prefix === "" && this.kind === "text") this.prefix = this.mark(prefix);
    else this.line.add(/[\w.)]$/.test(words) ? `${words} ` : words, marks);
  }

  private mark(prefix: string): string {
    if (this.kind !== "text") return "";
    this.marked = true;
    return prefix;
  }

  /** Writes a table; false for one that is read as text. */
  private table(table: HTMLTableElement): boolean {
    const made = this.kind === "text" ? markdownTable(table, wordsOf) : undefined;
    if (made === undefined) return false;
    this.parts.push({ prefix: "", text: made });
    this.marked = true;
    return true;
  }

  private endLine(): void {
    const text = this.line.markdown(this.kind === "head" || this.prefix.startsWith("#"));
    const marked = this.line.marked;
    this.line = new Line();
    if (text === "") return;
    this.marked ||= marked;
    this.parts.push({ prefix: this.prefix, text });
    this.prefix = "";
  }
}
