/**
 * Words that the browser side shows. The server writes them in the reader's language:
 * `<meta name="wutong-words" content='{"ok":"确定", ...}'>`; its test checks that every word below is there.
 */

export type Word =
  /** Goes ahead, in the question before a weighty change. */
  | "ok"
  | "cancel"
  | "zoom_in"
  | "zoom_out"
  | "close"
  /** A chart or map could not be drawn; its table or list stays. */
  | "island_failed"
  /** A partial update did not reach the server. */
  | "request_failed"
  /** The four lights, on the map. */
  | "light_green"
  | "light_amber"
  | "light_red"
  | "light_unknown";

let words: Partial<Record<Word, string>> | undefined;

/** The word in the page's language; its key where the page did not bring it. */
export function word(key: Word): string {
  words ??= read();
  return words[key] ?? key;
}

function read(): Partial<Record<Word, string>> {
  const content = document.querySelector<HTMLMetaElement>('meta[name="wutong-words"]')?.content;
  if (!content) return {};
  try {
    return JSON.parse(content) as Partial<Record<Word, string>>;
  } catch {
    return {};
  }
}
