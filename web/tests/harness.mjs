// The house itself, for tests in the browser: a fresh database with the demo zone, a free port, people signed in.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../..");
const binary = process.env.WUTONG ?? join(root, "target/debug/wutong");

/** The demo zone is told as it was when its article was published; the Makefile starts its clock there too. */
const demoClock = "2020-08-20T09:00:00+08:00";

/** How long the house may take to open its doors, on a machine that is busy with other tests. */
const startTimeoutMs = 60_000;

/** A database of its own: a file in the folder, or one on the PostgreSQL server that the tests were given. */
async function emptyDatabase(folder) {
  if (process.env.WUTONG_BROWSER_ON !== "postgres") return `sqlite:${join(folder, "wutong.db")}`;
  const server = process.env.WUTONG_TEST_POSTGRES;
  const name = `browser_${process.pid}_${Date.now()}`;
  await promisify(execFile)("psql", ["--quiet", "--dbname", server, "--command", `CREATE DATABASE ${name}`]);
  return server.replace(/[^/]*$/, name);
}

/** Starts the house with `zone` loaded. Settings of the caller's shell do not reach it. */
export async function startHouse(zone = "zones/qinshui") {
  const folder = await mkdtemp(join(tmpdir(), "wutong-browser-"));
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: await emptyDatabase(folder),
    WUTONG_CLOCK_START: demoClock,
  };
  const say = (...args) => promisify(execFile)(binary, args, { cwd: root, env, maxBuffer: 64 * 2 ** 20 });
  await say("zone", "load", zone);
  const { stdout: list } = await say("routes", "--json");

  const child = spawn(binary, ["serve", "--listen", "127.0.0.1:0"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const printed = [];
  const origin = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address after ${startTimeoutMs} ms`)), startTimeoutMs);
    createInterface({ input: child.stdout }).on("line", (line) => {
      printed.push(line);
      const address = /^Wutong serves on (http:\S+)$/.exec(line)?.[1];
      if (address) resolve(address);
      if (address) clearTimeout(timer);
    });
    child.once("exit", (code) => reject(new Error(`wutong serve ended with ${code}:\n${log.join("\n")}`)));
  });

  return {
    origin,
    home: `${origin}/${zone.split("/").at(-1)}`,
    routes: JSON.parse(list),
    accounts: accountsOf(printed),
    /** What the server has written to its log so far. */
    log,
    async stop() {
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      await rm(folder, { recursive: true });
    },
  };
}

/** The demo accounts, read from what a newcomer sees on the terminal. */
function accountsOf(lines) {
  const password = /password of all of them: (\S+)/.exec(lines.join("\n"))?.[1];
  assert.ok(password, `the demo password was not printed:\n${lines.join("\n")}`);
  return lines.flatMap((line) => {
    const [, login, roles] = /^ {2}(\S+) +(\S.*?) {2,}\S.*$/.exec(line) ?? [];
    return login ? [{ login, roles: roles.split(", "), password }] : [];
  });
}

/** A browser context in which this account has signed in through the form, as a person does. */
export async function signIn(browser, house, { login, password }, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await page.goto(`${house.home}/sign-in`);
  await page.locator('[name="login"]').fill(login);
  await page.locator('[name="password"]').fill(password);
  await page.locator('main form [type="submit"]').click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
  await page.close();
  return context;
}
