/**
 * The map island: the zone's own outlines and places on plain ground, with nothing fetched from elsewhere.
 * `<figure data-island="map" data-geojson='{…}' data-outlines="ADDRESS">` with a list inside, which stays as the way to
 * the same records for keyboard and screen reader. Features may carry `title`, `href` and `light`
 * (green | amber | red | unknown). With `data-tiles` it is the map of land, see plan.ts.
 */
import * as maplibregl from "maplibre-gl";
import type { Feature } from "geojson";
import { element } from "./dom";
import { halo, openMap, title } from "./map-base";
import { boundsOf, fetchOutlines, lights, placeOf, readPlaces, type Place } from "./map-data";
import { drawPlan } from "./plan";
import { word } from "./words";

type Sign = Place["light"];

const colours: Record<Sign, string> = {
  green: "#187a34",
  amber: "#a86400",
  red: "#b3261e",
  unknown: "#5f6d73",
  none: "#0f4c5c",
};

/** Two device pixels per CSS pixel, so that the signs are crisp on any screen. */
const signSize = 36;

export async function draw(host: HTMLElement): Promise<void> {
  if (host.dataset["tiles"]) return drawPlan(host);
  const places = readPlaces(host);
  const outlines = await fetchOutlines(host);
  const bounds = boundsOf([...places, ...outlines]);
  if (!bounds) return;
  const { map, plot } = await openMap(host, styleOf(places, outlines), bounds);
  for (const name of [...lights, "none"] as const) map.addImage(name, sign(name), { pixelRatio: 2 });
  for (const layer of ["places", "outlines"]) openOn(map, layer);
  await map.once("idle");
  plot.dataset["ready"] = "";
}

function styleOf(places: Feature[], outlines: Feature[]): maplibregl.StyleSpecification {
  const colour: maplibregl.ExpressionSpecification = [
    "match",
    ["get", "light"],
    "green",
    colours.green,
    "amber",
    colours.amber,
    "red",
    colours.red,
    "unknown",
    colours.unknown,
    colours.none,
  ];
  return {
    version: 8,
    sources: {
      places: { type: "geojson", data: { type: "FeatureCollection", features: places } },
      outlines: { type: "geojson", data: { type: "FeatureCollection", features: outlines } },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#eef2ee" } },
      {
        id: "outlines",
        type: "fill",
        source: "outlines",
        filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": colour, "fill-opacity": 0.18 },
      },
      { id: "edges", type: "line", source: "outlines", paint: { "line-color": colour, "line-width": 2 } },
      {
        id: "places",
        type: "symbol",
        source: "places",
        layout: {
          ...title,
          "icon-image": ["get", "light"],
          "icon-allow-overlap": true,
          "text-optional": true,
          "text-variable-anchor": ["top", "bottom", "left", "right"],
          "text-radial-offset": 0.9,
        },
        paint: halo,
      },
      // Above the places, so that their titles make room for it.
      { id: "outline-titles", type: "symbol", source: "outlines", layout: title, paint: halo },
    ],
  };
}

/** A light's sign: the shape of styles/status.css (● ▲ ■ ◇), so that colour is never alone; a plain place is a small dot. */
function sign(light: Sign): ImageData {
  const canvas = new OffscreenCanvas(signSize, signSize);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  const [low, mid, high] = [5, signSize / 2, signSize - 5];
  const path = new Path2D();
  if (light === "green") path.arc(mid, mid, mid - 5, 0, 2 * Math.PI);
  if (light === "amber") polygon(path, [mid, low], [high, high], [low, high]);
  if (light === "red") path.rect(low + 1, low + 1, high - low - 2, high - low - 2);
  if (light === "unknown") polygon(path, [mid, low], [high, mid], [mid, high], [low, mid]);
  if (light === "none") path.arc(mid, mid, mid - 9, 0, 2 * Math.PI);
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
    new maplibregl.Popup().setLngLat(lngLat).setDOMContent(card(placeOf(feature.properties))).addTo(map);
  });
  map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
}

function card({ title, light, href }: Place): HTMLElement {
  const name = href ? element("a", { href }, title) : element("span", {}, title);
  if (light === "none") return name;
  return element("div", { class: "cluster" }, name, element("span", { class: `light light-${light}` }, word(`light_${light}`)));
}
