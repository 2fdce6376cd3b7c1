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

/** What failed, told once more at the very end, where one looks first. */
const failed = [];
for (const [database, some] of [["sqlite", files], ["postgres", onPostgres]]) {
  if (some.length === 0) continue;
  console.log(`on ${database}`);
  process.env.WUTONG_BROWSER_ON = database;
  await ended(some, (name) => failed.push(`${database}: ${name}`));
}
if (failed.length > 0) {
  console.log(`\nfailed:\n${failed.join("\n")}`);
  process.exitCode = 1;
}

/** One file at a time: each starts a browser, and the machine may have two cores. */
function ended(some, note) {
  return new Promise((resolve) => {
    const tests = run({ files: some, concurrency: 1, timeout: 15 * 60 * 1000 });
    tests.on("test:fail", ({ name, details }) => {
      note(`${name}: ${String(details.error?.cause?.message ?? details.error?.message).slice(0, 500)}`);
    });
    tests.compose(new spec()).on("end", resolve).pipe(process.stdout, { end: false });
  });
}
