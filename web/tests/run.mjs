// Runs every browser test: node web/tests/run.mjs [FILE...]

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const folder = import.meta.dirname;
const named = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".test.mjs") && (named.length === 0 || named.some((part) => name.includes(part))))
  .sort()
  .map((name) => join(folder, name));

// One file at a time: each starts a browser, and the machine may have two cores.
run({ files, concurrency: 1, timeout: 15 * 60 * 1000 })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
