/**
 * The map island: the zone's own shapes and points on plain ground, with nothing fetched from elsewhere.
 *
 *   <figure class="map" data-island="map" data-src="/…/parcels.geojson">
 *     <figcaption>…</figcaption>
 *     <ul><li data-lon="112.19" data-lat="35.69" data-light="green"><a href="…">名称</a></li> …</ul>
 *   </figure>
 *
 * Features of data-src may carry `name`, `light` (green | amber | red | unknown) and `href`. The list moves into a
 * <details> under the map and stays the way to the same records for keyboard and screen reader.
 */
import * as maplibregl from "maplibre-gl";
import type { Feature } from "geojson";
import { element } from "./dom";
import { boundsOf, fetchShapes, lights, placeOf, readList, type Light, type Place } from "./map-data";
import { word } from "./words";

const colours: Record<Light, string> = { green: "#187a34", amber: "#a86400", red: "#b3261e", unknown: "#5f6d73" };

/** Two device pixels per CSS pixel, so that the signs are crisp on any screen. */
const signSize = 36;

export async function draw(host: HTMLElement): Promise<void> {
  const points = readList(host);
  const shapes = await fetchShapes(host);
  const bounds = boundsOf([...points, ...shapes]);
  if (!bounds) return;
  maplibregl.setWorkerUrl(new URL("./map-worker.js", import.meta.url).href);
  await loadStyles();
  const plot = element("div", { class: "map-plot" });
  fold(host, plot);
  const map = new maplibregl.Map({
    container: plot,
    style: styleOf(points, shapes),
    attributionControl: false,
    cooperativeGestures: false,
    dragRotate: false,
    pitchWithRotate: false,
    localIdeographFontFamily: getComputedStyle(host).fontFamily,
    locale: { "Map.Title": word("map"), "NavigationControl.ZoomIn": word("zoom_in"), "NavigationControl.ZoomOut": word("zoom_out"), "Popup.Close": word("close") },
    bounds,
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
  });
  map.scrollZoom.disable();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  for (const light of lights) map.addImage(light, sign(light), { pixelRatio: 2 });
  for (const layer of ["points", "shapes"]) openOn(map, layer);
  await map.once("idle");
  plot.dataset["ready"] = "";
}

/** MapLibre's own styles, wanted only on pages with a map. */
async function loadStyles(): Promise<void> {
  const href = new URL("./map.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = element("link", { rel: "stylesheet", href });
  const loaded = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = reject;
  });
  document.head.append(link);
  await loaded;
}

function fold(host: HTMLElement, plot: HTMLElement): void {
  const list = host.querySelector("ul, ol, table");
  if (!list) return host.append(plot);
  const details = element("details", {}, element("summary", {}, word("map_list")));
  list.before(plot, details);
  details.append(list);
}

function styleOf(points: Feature[], shapes: Feature[]): maplibregl.StyleSpecification {
  const colour: maplibregl.ExpressionSpecification = [
    "match", ["get", "light"], "green", colours.green, "amber", colours.amber, "red", colours.red, colours.unknown,
  ];
  return {
    version: 8,
    sources: {
      points: { type: "geojson", data: { type: "FeatureCollection", features: points } },
      shapes: { type: "geojson", data: { type: "FeatureCollection", features: shapes } },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#eef2ee" } },
      { id: "shapes", type: "fill", source: "shapes", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.25 } },
      { id: "edges", type: "line", source: "shapes", paint: { "line-color": colour, "line-width": 2 } },
      { id: "shape-names", type: "symbol", source: "shapes", layout: { "text-field": ["get", "name"], "text-size": 13 }, paint: labels },
      {
        id: "points",
        type: "symbol",
        source: "points",
        layout: {
          "icon-image": ["get", "light"],
          "icon-allow-overlap": true,
          "text-field": ["get", "name"],
          "text-size": 13,
          "text-optional": true,
          "text-variable-anchor": ["top", "bottom", "left", "right"],
          "text-radial-offset": 0.9,
        },
        paint: labels,
      },
    ],
  };
}

const labels = { "text-color": "#1d2a2f", "text-halo-color": "#ffffff", "text-halo-width": 1.5 };

/** A light's sign: the shape of styles/status.css (● ▲ ■ ◇), so that colour is never alone. */
function sign(light: Light): ImageData {
  const canvas = new OffscreenCanvas(signSize, signSize);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  const [low, mid, high] = [5, signSize / 2, signSize - 5];
  const path = new Path2D();
  if (light === "green") path.arc(mid, mid, mid - 5, 0, 2 * Math.PI);
  if (light === "amber") polygon(path, [mid, low], [high, high], [low, high]);
  if (light === "red") path.rect(low + 1, low + 1, high - low - 2, high - low - 2);
  if (light === "unknown") polygon(path, [mid, low], [high, mid], [mid, high], [low, mid]);
  pen.fillStyle = light === "unknown" ? "#ffffff" : colours[light];
  pen.strokeStyle = light === "unknown" ? colours.unknown : "#ffffff";
  pen.lineWidth = 4;
  pen.fill(path);
  pen.stroke(path);
  return pen.getImageData(0, 0, signSize, signSize);
}

function polygon(path: Path2D, ...corners: [number, number][]): void {
  for (const [x, y] of corners) path.lineTo(x, y);
  path.closePath();
}

/** A click on a place says its name and light, and links to its record. */
function openOn(map: maplibregl.Map, layer: string): void {
  map.on("click", layer, ({ features, lngLat }) => {
    const feature = features?.[0];
    if (!feature) return;
    new maplibregl.Popup({ focusAfterOpen: true }).setLngLat(lngLat).setDOMContent(card(placeOf(feature.properties))).addTo(map);
  });
  map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
}

function card({ name, light, href }: Place): HTMLElement {
  const title = href ? element("a", { href }, name) : element("span", {}, name);
  const status = element("span", { class: `light light-${light}` }, word(`light_${light}`));
  return element("div", { class: "cluster" }, title, status);
}
