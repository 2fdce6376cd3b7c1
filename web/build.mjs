// Bundles the browser side into web/dist, which the binary embeds.
//
// Names are fixed; the server puts one hash of the whole folder into the path
// (/assets/<hash>/wutong.js), so that files find their siblings by relative address.
// Each text file also gets a brotli sibling (wutong.js.br).

import { readdir, readFile, rm, mkdir, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { build } from "esbuild";
import { iconSprite } from "./icons.mjs";
import { classesIn, purged } from "./purge.mjs";

const root = import.meta.dirname;
const dist = join(root, "dist");

/** Browsers of spring 2024 and later: what Tabler's light-dark() and MapLibre GL ask for. */
const target = ["chrome123", "edge123", "firefox121", "safari17.5"];

const modules = [
  { in: "src/wutong.ts", out: "wutong" },
  { in: "src/site.ts", out: "site" },
  { in: "src/chart.ts", out: "chart" },
  { in: "src/map.ts", out: "map" },
  { in: "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs", out: "map-worker" },
  { in: "styles/wutong.css", out: "wutong" },
  { in: "styles/site.css", out: "site" },
  { in: "node_modules/maplibre-gl/dist/maplibre-gl.css", out: "map" },
];

/** Runs before the first paint, so it cannot be a module: those wait for the whole page. */
const classics = [{ in: "src/boot.ts", out: "boot" }];

/** What the public pages are made of: their classes are kept in `site.css`. Of the shell, the part that they share. */
const publicSources = [
  "desks/portal/src/pages", "desks/portal/src/model/markdown", "platform/pages/src/components",
  "desks/landing/src/pages/public", "desks/landing/src/pages/plan", "platform/pages/src/finding/page.rs", "platform/pages/src/error.rs", "web/src/boot.ts", "web/src/site.ts",
  "web/src/type-size.ts", "web/src/type-size-store.ts",
];

async function siteStyles(css) {
  const sources = await Promise.all(publicSources.map((name) => sourcesAt(join(root, "..", name))));
  const page = await readFile(join(root, "../platform/pages/src/page.rs"), "utf8");
  const classes = classesIn([...sources.flat(), page.slice(page.indexOf("pub mod shell"))]);
  const text = css.toString("utf8");
  // Names that are put together from two words stand in no source.
  const composed = [...text.matchAll(/\.((?:pill|light)-[\w-]+)/g)].map(([, name]) => name);
  return Buffer.from(purged(text, new Set([...classes, ...composed, "public", "accessible"])));
}

/** The text of a file, or of the files in a folder; what lies deeper belongs to the staff. */
async function sourcesAt(path) {
  const found = await stat(path);
  if (!found.isDirectory()) return [await readFile(path, "utf8")];
  const names = (await readdir(path, { withFileTypes: true })).filter((one) => one.isFile()).map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readFile(join(path, name), "utf8")));
}

/** Bundles in memory: name and bytes. */
async function bundle(entryPoints, format) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: dist,
    write: false,
    bundle: true,
    minify: true,
    format,
    target,
    charset: "utf8",
    legalComments: "linked",
    logLevel: "warning",
  });
  return outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]);
}

/** Writes a file and its brotli sibling, but only when it changed: cargo then has nothing to rebuild. */
async function emit(name, plain) {
  const path = join(dist, name);
  const [before, packedBefore] = await Promise.all([read(path), read(`${path}.br`)]);
  if (packedBefore && before?.equals(plain)) return packedBefore.length;
  const packed = await promisify(brotliCompress)(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 10,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  await Promise.all([writeFile(path, plain), writeFile(`${path}.br`, packed)]);
  return packed.length;
}

async function removeStale(kept) {
  const stale = (await readdir(dist)).filter((name) => !kept.has(name.replace(/\.br$/, "")));
  await Promise.all(stale.map((name) => rm(join(dist, name), { recursive: true })));
}

function read(path) {
  return readFile(path).catch(() => undefined);
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(1).padStart(8)} KiB`;
}

const started = performance.now();
await mkdir(dist, { recursive: true });
const files = new Map([
  ...(await bundle(modules, "esm")),
  ...(await bundle(classics, "iife")),
  ["icons.svg", Buffer.from(await iconSprite())],
]);
files.set("site.css", await siteStyles(files.get("site.css")));
await removeStale(new Set(files.keys()));
for (const [name, plain] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const packed = await emit(name, plain);
  console.log(`${name.padEnd(28)} ${kib(plain.length)}  br ${kib(packed)}`);
}
console.log(`web/dist built in ${Math.round(performance.now() - started)} ms`);
