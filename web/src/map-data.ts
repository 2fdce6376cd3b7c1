/** What the map shows: points from the list inside the island, shapes from the server's GeoJSON. */
import type { Feature, FeatureCollection, Position } from "geojson";

export const lights = ["green", "amber", "red", "unknown"] as const;
export type Light = (typeof lights)[number];

/** Properties that the layers and the popup read. All optional in what the server sends. */
export interface Place {
  name: string;
  light: Light;
  href: string;
}

/** List items with data-lon and data-lat (WGS 84, degrees) become points; the others stay in the list alone. */
export function readList(host: HTMLElement): Feature[] {
  return [...host.querySelectorAll<HTMLElement>("li[data-lon][data-lat]")].flatMap((item) => {
    const position = [Number(item.dataset["lon"]), Number(item.dataset["lat"])];
    if (!isOnEarth(position)) return [];
    const link = item.querySelector("a");
    const place: Place = {
      name: item.dataset["name"] ?? (link ?? item).textContent?.trim() ?? "",
      light: lightOf(item.dataset["light"]),
      href: link?.getAttribute("href") ?? "",
    };
    return [{ type: "Feature", geometry: { type: "Point", coordinates: position }, properties: place }];
  });
}

/** Fetches `data-src`; no address, no shapes. */
export async function fetchShapes(host: HTMLElement): Promise<Feature[]> {
  const address = host.dataset["src"];
  if (!address) return [];
  const response = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const { features } = (await response.json()) as FeatureCollection;
  return features.map((feature) => ({ ...feature, properties: placeOf(feature.properties) }));
}

export function placeOf(properties: Feature["properties"]): Place {
  return {
    name: String(properties?.["name"] ?? ""),
    light: lightOf(properties?.["light"]),
    href: String(properties?.["href"] ?? ""),
  };
}

/** West, south, east, north of all features; undefined when there is none. */
export function boundsOf(features: Feature[]): [number, number, number, number] | undefined {
  const positions = features.flatMap(positionsOf).filter(isOnEarth);
  if (positions.length === 0) return undefined;
  const bounds: [number, number, number, number] = [180, 90, -180, -90];
  for (const [lon = 0, lat = 0] of positions) {
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  }
  return bounds;
}

function positionsOf({ geometry }: Feature): Position[] {
  if (geometry === null || geometry.type === "GeometryCollection") return [];
  const depth = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }[geometry.type];
  return [geometry.coordinates].flat(depth) as Position[];
}

function isOnEarth([lon, lat]: Position): boolean {
  return lon !== undefined && lat !== undefined && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

function lightOf(text: unknown): Light {
  return lights.find((light) => light === text) ?? "unknown";
}
