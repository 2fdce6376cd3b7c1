/**
 * The map of land: parcels out of the house's own vector tiles, works and edges out of one file, layers that can be
 * switched, and a measure.
 * `<figure data-island="map" data-tiles="/zone/land/tiles/{z}/{x}/{y}" data-bounds="w,s,e,n" data-words='{…}'>`, with
 * `data-plan` (address of works and edges), `data-filter` (what the list is narrowed to), `data-focus` (the parcel it is
 * about) and `data-parcels` (where parcels' pages are). Colours come from the stylesheet (`--status-ready`), so that the
 * legend and the map cannot differ.
 */
import * as maplibregl from "maplibre-gl";
import type { Feature, FeatureCollection } from "geojson";
import { each, element } from "./dom";
import { halo, openMap, type Bounds } from "./map-base";
import { area, length, type Position } from "./measure";

type Words = Record<string, string>;
type Filter = { text?: string; status?: string | null; use?: string | null; park?: string | null };
type Expression = maplibregl.ExpressionSpecification;

const statuses = ["planned", "requisitioned", "banked", "levelled", "ready", "granted", "built", "idle", "recovered"];
const connections = [
  "road", "water", "rain_water", "sewage", "gas", "cable_duct", "street_light", "traffic", "greening", "levelling",
];
const dashes: Record<string, number[]> = { planned: [1, 2], under_construction: [4, 2], done: [1, 0] };
/** MapLibre enlarges the tiles of this zoom for all deeper ones: their units are 2 cm there. */
const tileZoomMax = 17;
const parcelLayers = ["parcels", "parcel-edges", "parcel-names"];
const workLayers = Object.keys(dashes).map((stage) => `works-${stage}`);

export async function drawPlan(host: HTMLElement): Promise<void> {
  const words = JSON.parse(host.dataset["words"] ?? "{}") as Words;
  const bounds = (host.dataset["bounds"] ?? "").split(",").map(Number) as Bounds;
  const plan = await fetchPlan(host.dataset["plan"]);
  const { map, plot } = await openMap(host, styleOf(host, plan, words), bounds, true);
  const filter = JSON.parse(host.dataset["filter"] ?? "{}") as Filter;
  const show = () => applyLayers(map, host, filter);
  show();
  keepView(map, host);
  host.addEventListener("change", show);
  host.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  document.addEventListener("click", (event) => locate(event, map, host));
  measuring(map, host, plot, words);
  const stop = (event: maplibregl.MapMouseEvent) => open(event, map, host, words);
  map.on("click", stop);
  map.on("error", () => say(host, words["none"] ?? ""));
  await map.once("idle");
  plot.dataset["ready"] = "";
}

async function fetchPlan(address: string | undefined): Promise<Feature[]> {
  if (!address) return [];
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return ((await response.json()) as FeatureCollection).features;
}

function styleOf(host: HTMLElement, plan: Feature[], words: Words): maplibregl.StyleSpecification {
  const css = getComputedStyle(host);
  const colour = (kind: string, key: string) => css.getPropertyValue(`--${kind}-${key.replace("_", "-")}`).trim() || "#5f6d73";
  const matched = (kind: string, property: string, keys: string[]): Expression =>
    ["match", ["get", property], ...keys.flatMap((key) => [key, colour(kind, key)]), "#5f6d73"] as unknown as Expression;
  const status = matched("status", "status", statuses);
  const said = ["match", ["get", "status"], ...statuses.flatMap((key) => [key, words[`status-${key}`] ?? key]), ""];
  const focus = ["==", ["get", "code"], host.dataset["focus"] ?? ""];
  const edge: maplibregl.FilterSpecification = ["==", ["get", "kind"], "edge"];
  const works = (stage: string): maplibregl.LineLayerSpecification => ({
    id: `works-${stage}`,
    type: "line",
    source: "plan",
    layout: { "line-cap": stage === "done" ? "round" : "butt" },
    paint: {
      "line-color": matched("connection", "connection", connections),
      "line-width": ["case", ["get", "overdue"], 4, 2.5],
      "line-dasharray": dashes[stage] ?? [1, 0],
    },
  });
  return {
    version: 8,
    sources: {
      parcels: { type: "vector", tiles: [location.origin + (host.dataset["tiles"] ?? "")], maxzoom: tileZoomMax },
      plan: { type: "geojson", data: { type: "FeatureCollection", features: plan } },
      measure: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#eef2ee" } },
      { id: "edges", type: "line", source: "plan", filter: edge, paint: { "line-color": "#516068", "line-width": ["case", ["get", "zone"], 2.5, 1.5], "line-dasharray": [6, 3] } },
      { id: "parcels", type: "fill", source: "parcels", "source-layer": "parcels", paint: { "fill-color": status, "fill-opacity": ["case", focus as Expression, 0.6, 0.3] } },
      { id: "parcel-edges", type: "line", source: "parcels", "source-layer": "parcels", paint: { "line-color": status, "line-width": ["case", focus as Expression, 4, 1.5] } },
      ...Object.keys(dashes).map(works),
      {
        id: "parcel-names",
        type: "symbol",
        source: "parcels",
        "source-layer": "parcels",
        minzoom: 13.5,
        layout: { "text-field": ["concat", ["get", "name"], "\n", said as unknown as string], "text-size": 12, "text-max-width": 12 },
        paint: halo,
      },
      { id: "edge-names", type: "symbol", source: "plan", filter: edge, layout: { "text-field": ["coalesce", ["get", "title"], ""], "text-size": 14, "symbol-placement": "line" }, paint: halo },
      { id: "measure-area", type: "fill", source: "measure", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#b45309", "fill-opacity": 0.2 } },
      { id: "measure-line", type: "line", source: "measure", paint: { "line-color": "#b45309", "line-width": 3 } },
      { id: "measure-points", type: "circle", source: "measure", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": "#ffffff", "circle-stroke-color": "#b45309", "circle-stroke-width": 2 } },
    ],
  };
}

/** Shows what the list is narrowed to, of that what the switches leave on. */
function applyLayers(map: maplibregl.Map, host: HTMLElement, wanted: Filter): void {
  const on = (layer: string, all: string[]) => {
    const switches = [...host.querySelectorAll<HTMLInputElement>(`input[data-layer="${layer}"]`)];
    return switches.length === 0 ? all : switches.filter((one) => one.checked).map((one) => one.value);
  };
  const tests: unknown[] = [["in", ["get", "status"], ["literal", on("status", statuses)]]];
  if (wanted.status) tests.push(["==", ["get", "status"], wanted.status]);
  if (wanted.use) tests.push(["==", ["get", "use"], wanted.use]);
  if (wanted.park) tests.push(["==", ["get", "park"], wanted.park]);
  if (wanted.text) tests.push(["in", wanted.text, ["downcase", ["concat", ["get", "name"], " ", ["get", "code"]]]]);
  for (const layer of parcelLayers) map.setFilter(layer, ["all", ...tests] as maplibregl.FilterSpecification);
  const laid = ["in", ["get", "connection"], ["literal", on("connection", connections)]];
  const stages = on("stage", Object.keys(dashes));
  for (const stage of Object.keys(dashes)) {
    const of = ["all", ["==", ["get", "kind"], "work"], ["==", ["get", "stage"], stage], laid];
    map.setFilter(`works-${stage}`, of as maplibregl.FilterSpecification);
    map.setLayoutProperty(`works-${stage}`, "visibility", stages.includes(stage) ? "visible" : "none");
  }
  const others = on("other", ["edges", "names"]);
  const visible = (layer: string, is: boolean) => map.setLayoutProperty(layer, "visibility", is ? "visible" : "none");
  visible("parcel-names", others.includes("names"));
  visible("edges", others.includes("edges"));
  visible("edge-names", others.includes("edges"));
}

/** Whoever narrows the list, or comes back from a parcel, finds the map where it was. */
function keepView(map: maplibregl.Map, host: HTMLElement): void {
  if (host.dataset["focus"] !== undefined) return;
  const key = `plan ${location.pathname}`;
  const kept = sessionStorage.getItem(key);
  if (kept) map.jumpTo(JSON.parse(kept) as maplibregl.JumpToOptions);
  map.on("moveend", () => sessionStorage.setItem(key, JSON.stringify({ center: map.getCenter(), zoom: map.getZoom() })));
}

/** `[data-locate="w,s,e,n"]` in the table shows the parcel on the map. */
function locate(event: Event, map: maplibregl.Map, host: HTMLElement): void {
  const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-locate]") : null;
  if (!target || !host.isConnected || host.dataset["focus"] !== undefined) return;
  const bounds = (target.dataset["locate"] ?? "").split(",").map(Number) as Bounds;
  host.scrollIntoView({ block: "start" });
  map.fitBounds(bounds, { padding: 80, maxZoom: 16, animate: false });
  map.getCanvas().focus({ preventScroll: true });
}

/** A click says what lies there, and links to its record. */
function open(event: maplibregl.MapMouseEvent, map: maplibregl.Map, host: HTMLElement, words: Words): void {
  if (host.dataset["measuring"] !== undefined) return;
  const near: [maplibregl.PointLike, maplibregl.PointLike] = [[event.point.x - 4, event.point.y - 4], [event.point.x + 4, event.point.y + 4]];
  const work = map.queryRenderedFeatures(near, { layers: workLayers })[0];
  const feature = work ?? map.queryRenderedFeatures(event.point, { layers: ["parcels"] })[0];
  if (!feature) return;
  const told = feature.properties;
  const parcel = !work;
  const href = parcel ? `${host.dataset["parcels"] ?? ""}${String(told["code"])}` : String(told["href"]);
  const lines = parcel
    ? [words[`status-${told["status"]}`], `${told["mu"]} ${words["mu"] ?? ""}`]
    : [words[`connection-${told["connection"]}`], words[`stage-${told["stage"]}`], told["overdue"] ? words["overdue"] : ""];
  const card = element("div", {}, element("a", { href }, String(parcel ? told["name"] : told["title"])),
    element("div", { class: "text-secondary" }, lines.filter(Boolean).join(" · ")));
  new maplibregl.Popup().setLngLat(event.lngLat).setDOMContent(card).addTo(map);
}

function say(host: HTMLElement, text: string): void {
  const output = host.querySelector("output");
  if (output) output.textContent = text;
}

/** `[data-measure="distance" | "area"]` measures what is then clicked, or reached with the keyboard. */
function measuring(map: maplibregl.Map, host: HTMLElement, plot: HTMLElement, words: Words): void {
  let points: Position[] = [];
  let kind: string | undefined;
  const source = () => map.getSource<maplibregl.GeoJSONSource>("measure");
  const redraw = () => {
    source()?.setData({ type: "FeatureCollection", features: drawn(points, kind === "area") });
    if (points.length > 0) say(host, result(points, kind === "area", words));
  };
  const stop = () => {
    kind = undefined;
    delete host.dataset["measuring"];
    plot.classList.remove("map-measuring");
    map.doubleClickZoom.enable();
    each("[data-measure]", host, (button) => button.setAttribute("aria-pressed", "false"));
  };
  const start = (button: HTMLElement) => {
    const again = kind === button.dataset["measure"];
    stop();
    points = [];
    if (again) return redraw();
    kind = button.dataset["measure"];
    host.dataset["measuring"] = "";
    plot.classList.add("map-measuring");
    map.doubleClickZoom.disable();
    button.setAttribute("aria-pressed", "true");
    say(host, words["hint"] ?? "");
    redraw();
    map.getCanvas().focus();
  };
  each("[data-measure]", host, (button) => button.addEventListener("click", () => start(button)));
  const add = ({ lng, lat }: maplibregl.LngLat) => {
    points.push([lng, lat]);
    redraw();
  };
  map.on("click", ({ lngLat }) => {
    if (kind) add(lngLat);
  });
  map.on("dblclick", () => {
    // The second click of the two has added its point again.
    if (kind && points.length > 1) points.pop();
    if (kind) redraw();
    stop();
  });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (!kind) return;
    if (event.key === "Enter") add(map.getCenter());
    else if (event.key === "Backspace") points.pop();
    else if (event.key === "Escape") stop();
    else return;
    event.preventDefault();
    redraw();
  });
}

function drawn(points: Position[], closed: boolean): Feature[] {
  const marks: Feature[] = points.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } }));
  const first = points[0];
  if (!first || points.length < 2) return marks;
  const ring = closed && points.length > 2;
  const geometry: Feature["geometry"] = ring
    ? { type: "Polygon", coordinates: [[...points, first]] }
    : { type: "LineString", coordinates: points };
  return [{ type: "Feature", properties: {}, geometry }, ...marks];
}

function result(points: Position[], closed: boolean, words: Words): string {
  const metres = (number: number) => `${number < 100 ? number.toFixed(1) : Math.round(number)} m`;
  if (!closed) return `${words["distance"] ?? ""} ${metres(length(points))}`;
  const first = points[0];
  const around = first ? length([...points, first]) : 0;
  const square = area(points);
  return `${words["area"] ?? ""} ${Math.round(square)} m² = ${((square * 15) / 10_000).toFixed(2)} ${words["mu"] ?? ""} · ${words["perimeter"] ?? ""} ${metres(around)}`;
}
