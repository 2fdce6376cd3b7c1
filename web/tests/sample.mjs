// Serves web/dist and one page of samples under the strictest policy that the server sends, so that the browser
// side is tested without the server.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const root = join(import.meta.dirname, "..");

const policy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'", "worker-src 'self' blob:",
  "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join("; ");

const types = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** What the sample page asks of its server, beside files. */
const answers = {
  "/outlines.geojson": {
    type: "application/geo+json",
    body: JSON.stringify({
      type: "FeatureCollection",
      features: [{
        type: "Feature",
        properties: { title: "起步区 Zone 1" },
        geometry: {
          type: "Polygon",
          coordinates: [[[112.1, 35.6], [112.3, 35.6], [112.3, 35.75], [112.1, 35.75], [112.1, 35.6]]],
        },
      }],
    }),
  },
  "/panel": { type: "text/html", body: "<h2>量与证据</h2><p>63.2 %</p>" },
};

/** Starts on a free port; `requests` lists what was asked for, `close()` stops. */
export async function serveSample() {
  const requests = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { pathname } = new URL(request.url, "http://localhost");
    const found = answers[pathname] ?? (await file(pathname));
    response.writeHead(found ? 200 : 404, {
      "Content-Type": `${found?.type ?? "text/plain"}; charset=utf-8`,
      "Content-Security-Policy": policy,
    });
    response.end(found?.body ?? "not found");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    requests,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

async function file(pathname) {
  const path = pathname.startsWith("/assets/")
    ? join(root, "dist", pathname.slice("/assets/".length))
    : join(root, "tests", pathname === "/" ? "sample.html" : pathname.slice(1));
  const body = await readFile(path).catch(() => undefined);
  return body && { type: types[extname(path)] ?? "text/plain", body };
}
