/**
 * Lengths and areas on the ellipsoid, for what is drawn on the map by hand. Metres of a degree are taken at the middle
 * latitude: within the few kilometres of a zone that is good to a hundred-thousandth.
 */
export type Position = [number, number];

const radius_m = 6_378_137;
const eccentricity2 = 0.006_694_380_022_9;

function metres([lon, lat]: Position, [lon0, lat0]: Position, middle: number): Position {
  const sine = Math.sin((middle * Math.PI) / 180);
  const shrunk = 1 - eccentricity2 * sine * sine;
  const across = (radius_m / Math.sqrt(shrunk)) * Math.cos((middle * Math.PI) / 180);
  const along = (radius_m * (1 - eccentricity2)) / shrunk ** 1.5;
  return [((lon - lon0) * Math.PI * across) / 180, ((lat - lat0) * Math.PI * along) / 180];
}

/** Length of a line, m. */
export function length(points: Position[]): number {
  let sum = 0;
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from) sum += Math.hypot(...metres(to, from, (from[1] + to[1]) / 2));
  }
  return sum;
}

/** Area of the ring through these points, m². */
export function area(points: Position[]): number {
  const first = points[0];
  if (!first) return 0;
  const middle = points.reduce((sum, [, lat]) => sum + lat, 0) / points.length;
  const flat = points.map((point) => metres(point, first, middle));
  let doubled = 0;
  for (const [index, [x, y]] of flat.entries()) {
    const [nextX, nextY] = flat[(index + 1) % flat.length] ?? [x, y];
    doubled += x * nextY - nextX * y;
  }
  return Math.abs(doubled) / 2;
}
