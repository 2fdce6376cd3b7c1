/** What the reader chose as type size, and the class on <html> that carries it. */

export type TypeSize = "smaller" | "normal" | "larger";

const key = "wutong.type-size";

export function isTypeSize(text: string | null | undefined): text is TypeSize {
  return text === "smaller" || text === "normal" || text === "larger";
}

/** A browser that refuses storage (private windows) gets the normal size. */
export function rememberedTypeSize(): TypeSize {
  try {
    const stored = localStorage.getItem(key);
    return isTypeSize(stored) ? stored : "normal";
  } catch {
    return "normal";
  }
}

export function rememberTypeSize(size: TypeSize): void {
  try {
    localStorage.setItem(key, size);
  } catch {
    // The choice then lasts for this page only.
  }
}

export function applyTypeSize(size: TypeSize): void {
  const { classList } = document.documentElement;
  classList.toggle("type-larger", size === "larger");
  classList.toggle("type-smaller", size === "smaller");
}
