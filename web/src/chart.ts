/**
 * The chart island: `<figure data-island="chart" data-chart='{"title":…}'>` with a table inside, which stays as the
 * way to the same figures without sight or without JavaScript. The data is platform/pages' `Chart`.
 */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { element } from "./dom";

use([
  BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer,
]);

/** As platform/pages/src/components/chart.rs writes it. */
export interface ChartData {
  title: string;
  unit: string;
  kind: "line" | "bar";
  labels: string[];
  /** A null is a gap: nothing is known there, which is not zero. */
  series: { name: string; values: (number | null)[] }[];
  target: number | null;
}

/** Told apart by lightness too, for grey paper and colour-blind eyes. */
const colours = ["#0f4c5c", "#b0711a", "#7a3b69", "#3f8f6b", "#5b7fa6", "#8a8f2a", "#4a4a4a"];
const targetColour = "#a3271f";

export function draw(host: HTMLElement): void {
  const data = JSON.parse(host.dataset["chart"] ?? "") as ChartData;
  const plot = element("div", { class: "chart-plot", role: "img", "aria-label": `${data.title} (${data.unit})` });
  const caption = host.querySelector("figcaption");
  if (caption) caption.after(plot);
  else host.prepend(plot);
  const { fontFamily, fontSize } = getComputedStyle(host);
  const chart = init(plot, null, { renderer: "svg" });
  chart.setOption(optionOf(data, { fontFamily, fontSize: parseFloat(fontSize) * 0.85, color: "#1d2a2f" }));
  new ResizeObserver(() => chart.resize()).observe(plot);
}

interface TextStyle {
  fontFamily: string;
  fontSize: number;
  color: string;
}

function optionOf(data: ChartData, text: TextStyle): EChartsCoreOption {
  const many = data.series.length > 1;
  const line = text.fontSize * 2;
  return {
    animation: false,
    color: colours,
    textStyle: text,
    // The plot carries its own name; the decals tell bars apart without colour.
    aria: { enabled: true, label: { enabled: false }, decal: { show: many } },
    grid: { left: 4, right: 24, top: line * 1.4, bottom: many ? line * 1.4 : 4, containLabel: true },
    legend: { show: many, bottom: 0, textStyle: text },
    tooltip: {
      trigger: "axis",
      confine: true,
      textStyle: text,
      valueFormatter: (value: unknown) => (typeof value === "number" ? `${value} ${data.unit}` : "–"),
    },
    xAxis: {
      type: "category",
      data: data.labels,
      axisLabel: text,
      axisLine: { lineStyle: { color: "#7d8b90" } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      name: data.unit,
      nameTextStyle: { ...text, align: "left" },
      axisLabel: text,
      splitLine: { lineStyle: { color: "#d7dedf" } },
    },
    series: data.series.map((series, index) => ({
      ...shapeOf(data.kind),
      name: series.name,
      data: series.values,
      ...(index === 0 && data.target !== null ? { markLine: levelAt(data.target, text) } : {}),
    })),
  };
}

function shapeOf(kind: ChartData["kind"]): EChartsCoreOption {
  return kind === "bar"
    ? { type: "bar", barMaxWidth: 36 }
    : { type: "line", symbolSize: 6, connectNulls: false, lineStyle: { width: 2 } };
}

/** The target: a dashed line across, with its figure at the end. */
function levelAt(target: number, text: TextStyle): EChartsCoreOption {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: targetColour, type: "dashed", width: 2 },
    label: { ...text, color: targetColour, position: "insideEndTop", formatter: String(target) },
    data: [{ yAxis: target }],
  };
}
