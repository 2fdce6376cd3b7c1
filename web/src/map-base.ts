/** What every map has: its plot, MapLibre's styles, zooming and a scale. Nothing is fetched from elsewhere. */
import * as maplibregl from "maplibre-gl";
import { element } from "./dom";
import { word } from "./words";

export type Bounds = [number, number, number, number];

export const title: NonNullable<maplibregl.SymbolLayerSpecification["layout"]> = { "text-field": ["get", "title"], "text-size": 13 };
export const halo = { "text-color": "#1d2a2f", "text-halo-color": "#ffffff", "text-halo-width": 1.5 };

/** A map in the host, its style loaded. `keeps`: what is drawn can be printed. */
export async function openMap(
  host: HTMLElement,
  style: maplibregl.StyleSpecification,
  bounds: Bounds,
  keeps = false,
): Promise<{ map: maplibregl.Map; plot: HTMLElement }> {
  maplibregl.setWorkerUrl(new URL("./map-worker.js", import.meta.url).href);
  await loadStyles();
  const plot = element("div", { class: "map-plot" });
  host.prepend(plot);
  const map = new maplibregl.Map({
    container: plot,
    style,
    attributionControl: false,
    cooperativeGestures: false,
    dragRotate: false,
    pitchWithRotate: false,
    canvasContextAttributes: { preserveDrawingBuffer: keeps },
    localIdeographFontFamily: getComputedStyle(host).fontFamily,
    locale: {
      "Map.Title": host.getAttribute("aria-label") ?? "",
      "NavigationControl.ZoomIn": word("zoom_in"),
      "NavigationControl.ZoomOut": word("zoom_out"),
      "Popup.Close": word("close"),
    },
    bounds,
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
  });
  map.scrollZoom.disable();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  await map.once("style.load");
  return { map, plot };
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
