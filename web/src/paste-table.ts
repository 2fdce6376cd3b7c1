/** Tables of what was pasted, as Markdown has them: without merged cells. */

/** What is wider is no table that anybody reads. */
const columnsMax = 50;

/** The table in Markdown; nothing where it only puts things in their places. `wordsOf` tells what stands in a cell. */
export function markdownTable(
  table: HTMLTableElement,
  wordsOf: (cell: Element, isHead: boolean) => string,
): string | undefined {
  if (table.querySelector("table")) return undefined;
  const rows = grid(table, wordsOf).filter((row) => row.some((cell) => cell !== ""));
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (rows.length < 2 || columns < 2 || columns > columnsMax) return undefined;
  const lines = rows.map((row) => `| ${Array.from({ length: columns }, (_, at) => row[at] ?? "").join(" | ")} |`);
  lines.splice(1, 0, `|${"---|".repeat(columns)}`);
  return lines.join("\n");
}

/** The cells row by row; what a merged cell says stands in each of its rows, and in its first column. */
function grid(table: HTMLTableElement, wordsOf: (cell: Element, isHead: boolean) => string): string[][] {
  /** For each column, in how many rows more the cell above goes on, and what it says. */
  const above: { left: number; words: string }[] = [];
  return Array.from(table.rows).map((row, number) => {
    const cells: string[] = [];
    const goOn = () => {
      for (let known = above[cells.length]; known && known.left > 0; known = above[cells.length]) {
        known.left -= 1;
        cells.push(known.words);
      }
    };
    for (const cell of row.cells) {
      goOn();
      if (cells.length > columnsMax) break;
      const words = wordsOf(cell, number === 0);
      for (let column = 0; column < Math.min(cell.colSpan, columnsMax); column += 1) {
        above[cells.length] = { left: cell.rowSpan - 1, words: column === 0 ? words : "" };
        cells.push(column === 0 ? words : "");
      }
    }
    goOn();
    return cells;
  });
}
