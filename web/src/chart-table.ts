/** Reads a chart's data from the table that it stands beside: what is drawn is what can be read. */

export interface Series {
  name: string;
  unit: string;
  /** Drawn as a dashed line: what was aimed at, not what was reached. */
  target: boolean;
  /** One per row; null where the cell is empty or holds no number: a gap, never a zero. */
  values: (number | null)[];
}

export interface ChartTable {
  /** First column: months, years, parks ... */
  categories: string[];
  series: Series[];
}

export function readTable(table: HTMLTableElement): ChartTable {
  const [, ...heads] = [...(table.tHead?.rows[0]?.cells ?? [])];
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  return {
    categories: rows.map((row) => textOf(row.cells[0])),
    series: heads.map((head, index) => ({
      name: head.dataset["name"] ?? textOf(head),
      unit: head.dataset["unit"] ?? "",
      target: head.dataset["role"] === "target",
      values: rows.map((row) => numberOf(row.cells[index + 1])),
    })),
  };
}

function textOf(cell: HTMLTableCellElement | undefined): string {
  return cell?.textContent?.trim().replace(/\s+/g, " ") ?? "";
}

/** `data-value` if given; else the text without thousands separators. */
function numberOf(cell: HTMLTableCellElement | undefined): number | null {
  const text = (cell?.dataset["value"] ?? textOf(cell)).replaceAll(/[,\s]/g, "");
  const number = Number(text.replace(/%$/, ""));
  return text === "" || !Number.isFinite(number) ? null : number;
}
