/** What the map shows: places that the page brought along, and outlines that the server keeps as GeoJSON. */
import type { Feature, FeatureCollection, Position } from "geojson";

export const lights = ["green", "amber", "red", "unknown"] as const;
export type Light = (typeof lights)[number];

/** What the layers and the popup read of a feature. Without a light it is a plain place. */
export interface Place {
  title: string;
  light: Light | "none";
  href: string;
}

/** The places of `data-geojson`. */
export function readPlaces(host: HTMLElement): Feature[] {
  const text = host.dataset["geojson"];
  return text ? checked(JSON.parse(text) as FeatureCollection) : [];
}

/** The outlines at `data-outlines`; no address, no outlines. */
export async function fetchOutlines(host: HTMLElement): Promise<Feature[]> {
  const address = host.dataset["outlines"];
  if (!address) return [];
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return checked((await response.json()) as FeatureCollection);
}

export function placeOf(properties: Feature["properties"]): Place {
  return {
    title: String(properties?.["title"] ?? ""),
    light: lights.find((light) => light === properties?.["light"]) ?? "none",
    href: String(properties?.["href"] ?? ""),
  };
}

/** West, south, east, north of all features; undefined when there is none. */
export function boundsOf(features: Feature[]): [number, number, number, number] | undefined {
  const positions = features.flatMap(positionsOf);
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

/** Features whose every position is on the earth, with just the properties that are read. */
function checked({ features }: FeatureCollection): Feature[] {
  return features
    .filter((feature) => positionsOf(feature).every(isOnEarth))
    .map((feature) => ({ ...feature, properties: placeOf(feature.properties) }));
}

function positionsOf({ geometry }: Feature): Position[] {
  if (geometry === null || geometry.type === "GeometryCollection") return [];
  switch (geometry.type) {
    case "Point":
      return [geometry.coordinates];
    case "MultiPoint":
    case "LineString":
      return geometry.coordinates;
    case "MultiLineString":
    case "Polygon":
      return geometry.coordinates.flat();
    case "MultiPolygon":
      return geometry.coordinates.flat(2);
  }
}

function isOnEarth([lon, lat]: Position): boolean {
  return lon !== undefined && lat !== undefined && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}
