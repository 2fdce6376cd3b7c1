// Runs every browser test: node web/tests/run.mjs [FILE...]
//
// Below `scripts/with-postgres`, those that use the house run once more on PostgreSQL.

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
/** Behaviours of scripts have nothing to do with a database. */
const onPostgres = process.env.WUTONG_TEST_POSTGRES ? files.filter((name) => !name.includes("behaviours")) : [];

/**
 * What failed, told once more at the very end, where one looks first. A file with a failure runs a second time: on a busy machine a
 * browser is sometimes late. What then passes is told as unsteady, to be looked at; what fails twice has failed.
 */
const [failed, unsteady] = [[], []];
for (const [database, some] of [["sqlite", files], ["postgres", onPostgres]]) {
  if (some.length === 0) continue;
  console.log(`on ${database}`);
  process.env.WUTONG_BROWSER_ON = database;
  const first = await failures(some);
  if (first.size === 0) continue;
  console.log(`once more: ${[...first.keys()].join(" ")}`);
  const again = await failures([...first.keys()]);
  for (const [file, told] of first) (again.has(file) ? failed : unsteady).push(...told.map((one) => `${database}: ${one}`));
}
if (unsteady.length > 0) console.log(`\nunsteady:\n${unsteady.join("\n")}`);
if (failed.length > 0) {
  console.log(`\nfailed:\n${failed.join("\n")}`);
  process.exitCode = 1;
}

/** What fails, by file. One file at a time: each starts a browser, and the machine may have two cores. */
function failures(some) {
  const found = new Map();
  return new Promise((resolve) => {
    const tests = run({ files: some, concurrency: 1, timeout: 15 * 60 * 1000 });
    tests.on("test:fail", ({ file, name, details }) => {
      const message = String(details.error?.cause?.message ?? details.error?.message).slice(0, 500);
      const known = found.get(file ?? some[0]) ?? [];
      found.set(file ?? some[0], [...known, `${name}: ${message}`]);
    });
    tests.compose(new spec()).on("end", () => resolve(found)).pipe(process.stdout, { end: false });
  });
}
