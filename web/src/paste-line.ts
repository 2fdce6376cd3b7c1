/** One line of pasted text: its words with what is bold and what leads somewhere, as Markdown. */

export interface Marks {
  bold: boolean;
  /** An address that the server takes; empty for none. */
  link: string;
}

interface Run extends Marks {
  text: string;
}

export class Line {
  private runs: Run[] = [];

  add(text: string, { bold, link }: Marks): void {
    // The server refuses control characters, and those that turn the direction of writing.
    const seen = text.replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}\ufff9-\uffff]/gu, "");
    const last = this.runs.at(-1);
    if (last?.bold === bold && last.link === link) last.text += seen;
    else this.runs.push({ text: seen, bold, link });
  }

  /** Whether there is more to it than its words. */
  get marked(): boolean {
    return this.runs.some(({ text, bold, link }) => text.trim() !== "" && (bold || link !== ""));
  }

  /** The line; where it is `plain`, a heading as a whole, nothing in it is bold. */
  markdown(plain: boolean): string {
    const isWhole = this.runs.filter(({ text }) => text.trim() !== "").length === 1;
    const written = this.runs.map((run) => inMarks(plain ? { ...run, bold: false } : run, isWhole)).join("");
    return written
      .replace(/ +/g, " ")
      .trim()
      .replace(/^[#>+=-]/, "\\$&")
      .replace(/^(\d{1,9})([.)])/, "$1\\$2");
  }
}

function inMarks({ text, bold, link }: Run, isWhole: boolean): string {
  if (text.trim() === "" || (!bold && !link)) return escaped(text);
  const words = text.trim();
  const inner = link ? `[${bold ? `**${escaped(words)}**` : escaped(words)}](${link})` : inBold(words, isWhole);
  return (text.startsWith(" ") ? " " : "") + inner + (text.endsWith(" ") ? " " : "");
}

/** Next to a letter, Markdown sees no end of bold words behind a punctuation mark: that stays outside. */
function inBold(words: string, isWhole: boolean): string {
  if (isWhole) return `**${escaped(words)}**`;
  const chars = Array.from(words);
  const isLetter = (char: string) => !/[\p{P}\p{S}\s]/u.test(char);
  const [first, end] = [chars.findIndex(isLetter), chars.findLastIndex(isLetter) + 1];
  if (end === 0) return escaped(words);
  const part = (from: number, to?: number) => escaped(chars.slice(from, to).join(""));
  return `${part(0, first)}**${part(first, end)}**${part(end)}`;
}

/** Characters that mean nothing but themselves. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<|~]|!$|&(?=#?\w+;)/g, "\\$&");
}

/** The marks of an element within others. */
export function marksOf(element: Element, style: string, outer: Marks): Marks {
  const weight = /font-weight:\s*(\w+)/i.exec(style)?.[1];
  const isNamed = element.localName === "b" || element.localName === "strong";
  const bold = weight ? /^(bold|bolder|[6-9]00)$/i.test(weight) : isNamed || outer.bold;
  const link = element.localName === "a" ? addressOf(element.getAttribute("href") ?? "") : outer.link;
  return { bold, link };
}

/** An address out of the house, or to a person; empty for every other, which stays text. */
function addressOf(href: string): string {
  const url = URL.canParse(href) ? new URL(href).href : "";
  if (!/^(https?:\/\/|mailto:|tel:)[^\s\\"<>]+$/.test(url)) return "";
  return url.replace(/\(/g, "%28").replace(/\)/g, "%29").replace(/&(?=#?\w+;)/g, "\\&");
}
