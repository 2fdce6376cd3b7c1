/**
 * The chart island. It draws the table inside it:
 *
 *   <figure class="chart" data-island="chart" data-kind="line">
 *     <figcaption>…</figcaption>
 *     <table class="list"><thead><tr><th>月份</th><th class="num" data-unit="亿元">完成</th>
 *       <th class="num" data-unit="亿元" data-role="target">目标</th></tr></thead>
 *       <tbody><tr><th>2020-01</th><td class="num" data-value="1.2">1.2</td><td …>…</td></tr> …
 *
 * data-kind: line | area | stack (areas) | bar | stacked-bar | rows (lying bars). The table moves into a
 * <details> under the drawing. A dashed series is one whose head says data-role="target".
 */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { readTable, type ChartTable, type Series } from "./chart-table";
import { element } from "./dom";
import { word } from "./words";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const kinds = ["line", "area", "stack", "bar", "stacked-bar", "rows"] as const;
type Kind = (typeof kinds)[number];

/** Told apart by lightness too, for grey paper and colour-blind eyes. */
const colours = ["#0f4c5c", "#b0711a", "#7a3b69", "#3f8f6b", "#a3271f", "#5b7fa6", "#8a8f2a", "#4a4a4a"];
const ink = "#1d2a2f";
const line = "#d7dedf";

export function draw(host: HTMLElement): void {
  const table = host.querySelector("table");
  if (!table) return;
  const data = readTable(table);
  const plot = element("div", {
    class: "chart-plot",
    role: "img",
    "aria-label": host.querySelector("figcaption")?.textContent?.trim() ?? "",
  });
  fold(host, table, plot);
  const font = getComputedStyle(host);
  const chart = init(plot, null, { renderer: "svg" });
  chart.setOption(optionOf(kindOf(host), data, font.fontFamily, parseFloat(font.fontSize) * 0.85));
  new ResizeObserver(() => chart.resize()).observe(plot);
}

/** The drawing takes the table's place; the table stays one key away. */
function fold(host: HTMLElement, table: HTMLTableElement, plot: HTMLElement): void {
  const whole = table.closest<HTMLElement>(".list-scroll") ?? table;
  const details = element("details", {}, element("summary", {}, word("chart_data")));
  whole.before(plot, details);
  const scroll = element("div", { class: "chart-data", tabindex: "0", role: "region", "aria-label": word("chart_data") });
  scroll.append(whole);
  details.append(scroll);
  host.append(details);
}

function kindOf(host: HTMLElement): Kind {
  return kinds.find((kind) => kind === host.dataset["kind"]) ?? "line";
}

function optionOf(kind: Kind, data: ChartTable, fontFamily: string, fontSize: number): EChartsCoreOption {
  const text = { fontFamily, fontSize, color: ink };
  const lying = kind === "rows";
  const categories = {
    type: "category",
    data: data.categories,
    inverse: lying,
    axisLabel: text,
    axisLine: { lineStyle: { color: "#7d8b90" } },
    axisTick: { show: false },
  };
  const units = [...new Set(data.series.map((series) => series.unit).filter(Boolean))];
  const values = {
    type: "value",
    name: units.join(" / "),
    nameTextStyle: { ...text, align: "left" },
    nameGap: fontSize,
    axisLabel: text,
    splitLine: { lineStyle: { color: line } },
  };
  return {
    animation: false,
    color: colours,
    textStyle: text,
    aria: { enabled: true, label: { enabled: false }, decal: { show: data.series.length > 1 } },
    grid: { left: 4, right: 16, top: units.length > 0 ? fontSize * 2.8 : 16, bottom: data.series.length > 1 ? fontSize * 3 : 8, containLabel: true },
    legend: { show: data.series.length > 1, bottom: 0, type: "plain", textStyle: text },
    tooltip: { trigger: "axis", confine: true, textStyle: text },
    xAxis: lying ? values : categories,
    yAxis: lying ? categories : values,
    series: data.series.map((series) => seriesOf(kind, series)),
  };
}

function seriesOf(kind: Kind, series: Series): EChartsCoreOption {
  const tooltip = { valueFormatter: (value: unknown) => (typeof value === "number" ? `${value} ${series.unit}` : "–") };
  const common = { name: series.name, data: series.values, tooltip };
  if (series.target) {
    return { ...common, type: "line", symbol: "none", color: "#a3271f", lineStyle: { type: "dashed", width: 2 } };
  }
  switch (kind) {
    case "bar":
    case "rows":
      return { ...common, type: "bar", barMaxWidth: 36 };
    case "stacked-bar":
      return { ...common, type: "bar", barMaxWidth: 36, stack: "all" };
    case "stack":
      return { ...common, type: "line", symbolSize: 6, areaStyle: { opacity: 0.6 }, stack: "all" };
    case "area":
      return { ...common, type: "line", symbolSize: 6, areaStyle: { opacity: 0.15 } };
    case "line":
      return { ...common, type: "line", symbolSize: 6, connectNulls: false, lineStyle: { width: 2 } };
  }
}
