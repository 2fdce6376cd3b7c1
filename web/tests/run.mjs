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

for (const [database, some] of [["sqlite", files], ["postgres", onPostgres]]) {
  if (some.length === 0) continue;
  console.log(`on ${database}`);
  process.env.WUTONG_BROWSER_ON = database;
  await ended(some);
}

/** One file at a time: each starts a browser, and the machine may have two cores. */
function ended(some) {
  return new Promise((resolve) => {
    const tests = run({ files: some, concurrency: 1, timeout: 15 * 60 * 1000 });
    tests.on("test:fail", () => {
      process.exitCode = 1;
    });
    tests.compose(new spec()).on("end", resolve).pipe(process.stdout, { end: false });
  });
}
