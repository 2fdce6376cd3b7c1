// Takes out of a stylesheet what the pages that it is for never use: whoever reads an article on a slow line does not wait
// for the styles of the staff's tables. Which classes there are, the sources of those pages say.

/** The classes that sources in Rust (maud) and TypeScript name: `.class` behind elements, and words in strings. */
export function classesIn(sources) {
  const names = new Set();
  for (const source of sources) {
    const code = source.replaceAll(/^\s*\/\/.*$/gm, "");
    for (const [, name] of code.matchAll(/\.([a-z][\w-]*)(?![\w-]*\()/g)) names.add(name);
    for (const [, text] of code.matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
      for (const name of text.split(/[\s{}]+/)) if (/^[a-z][\w-]*$/.test(name)) names.add(name);
    }
  }
  return names;
}

/** The stylesheet without rules whose classes are not among these, and without variables that nothing reads. */
export function purged(css, classes) {
  let kept = rules(css).map((rule) => filtered(rule, classes)).filter(Boolean);
  for (;;) {
    const text = kept.map(written).join("");
    const read = new Set([...text.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name));
    const fewer = kept.map((rule) => withoutVariables(rule, read)).filter(Boolean);
    if (fewer.map(written).join("") === text) return text;
    kept = fewer;
  }
}

/** Rules in order: `{ head, body }` with the text of a body, `{ head, rules }` for groups, `{ head }` for statements. */
function rules(css) {
  const found = [];
  let at = 0;
  while (at < css.length) {
    const end = nextOf(css, at, "{;}");
    if (end >= css.length) break;
    const head = css.slice(at, end).trim();
    if (css[end] !== "{") {
      if (head) found.push({ head });
      at = end + 1;
      continue;
    }
    const close = closing(css, end);
    const body = css.slice(end + 1, close);
    found.push(/^@(media|supports|layer|container)\b/.test(head) ? { head, rules: rules(body) } : { head, body });
    at = close + 1;
  }
  return found;
}

/** Where one of the characters stands next, outside of strings, comments and brackets. */
function nextOf(css, from, characters) {
  let depth = 0;
  for (let at = from; at < css.length; at += 1) {
    const character = css[at];
    if (character === "\\") at += 1;
    else if (character === '"' || character === "'") at = endOfString(css, at);
    else if (css.startsWith("/*", at)) at = css.indexOf("*/", at) + 1;
    else if (character === "(" || character === "[") depth += 1;
    else if (character === ")" || character === "]") depth -= 1;
    else if (depth === 0 && characters.includes(character)) return at;
  }
  return css.length;
}

function endOfString(css, from) {
  let at = from + 1;
  while (at < css.length && css[at] !== css[from]) at += css[at] === "\\" ? 2 : 1;
  return at;
}

function closing(css, from) {
  let depth = 0;
  for (let at = from; at < css.length; at = nextOf(css, at + 1, "{}")) {
    depth += css[at] === "{" ? 1 : -1;
    if (depth === 0) return at;
  }
  return css.length;
}

function filtered(rule, classes) {
  if (rule.rules) {
    const inside = rule.rules.map((one) => filtered(one, classes)).filter(Boolean);
    return inside.length > 0 ? { ...rule, rules: inside } : undefined;
  }
  if (rule.head.startsWith("@") || rule.body === undefined) return rule;
  const heads = parts(rule.head.replaceAll(/\/\*[^]*?\*\//g, ""), ",").filter((selector) => isUsed(selector, classes));
  return heads.length > 0 ? { ...rule, head: heads.join(",") } : undefined;
}

/** What a selector excludes need not be there. Of alternatives in brackets one is enough. */
function isUsed(selector, classes) {
  const plain = withoutBrackets(selector, ["not"]);
  const groups = [...plain.matchAll(/:(?:is|where)\(/g)].map(({ index }) => plain.slice(plain.indexOf("(", index) + 1, bracketEnd(plain, plain.indexOf("(", index))));
  if (!groups.every((group) => parts(group, ",").some((one) => isUsed(one, classes)))) return false;
  const outside = withoutBrackets(plain, ["is", "where"]);
  return [...outside.matchAll(/\.(-?[a-zA-Z_][\w-]*)/g)].every(([, name]) => classes.has(name));
}

function withoutBrackets(selector, names) {
  let text = selector;
  for (const name of names) {
    for (let at = text.indexOf(`:${name}(`); at >= 0; at = text.indexOf(`:${name}(`)) {
      text = text.slice(0, at) + text.slice(bracketEnd(text, at + name.length + 1) + 1);
    }
  }
  return text;
}

function bracketEnd(text, from) {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

function parts(text, mark) {
  const found = [];
  for (let at = 0; at <= text.length; ) {
    const end = nextOf(text, at, mark);
    found.push(text.slice(at, end));
    at = end + 1;
  }
  return found;
}

function withoutVariables(rule, read) {
  if (rule.rules) {
    const inside = rule.rules.map((one) => withoutVariables(one, read)).filter(Boolean);
    return inside.length > 0 ? { ...rule, rules: inside } : undefined;
  }
  if (rule.head.startsWith("@") || rule.body === undefined || rule.body.includes("{")) return rule;
  const isRead = (declaration) => {
    const name = /^\s*(--[\w-]+)\s*:/.exec(declaration)?.[1];
    return declaration.trim() !== "" && (name === undefined || read.has(name));
  };
  const kept = parts(rule.body, ";").filter(isRead);
  return kept.length > 0 ? { ...rule, body: kept.join(";") } : undefined;
}

function written(rule) {
  if (rule.rules) return `${rule.head}{${rule.rules.map(written).join("")}}`;
  return rule.body === undefined ? `${rule.head};` : `${rule.head}{${rule.body}}`;
}
