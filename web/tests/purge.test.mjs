// What the build takes out of the public site's styles, and what it must not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { classesIn, purged } from "../purge.mjs";

test("the sources name their classes behind elements and in words", () => {
  const rust = `
    // a.commented-out
    html! { div.card.mb-3 { a.btn[is_on] href=(link) { (visit.text("portal-print")) } } }
    let class = if wide { "text-end wide" } else { "<th class=\\"text-center\\">" };
    list.iter().map(|one| one.title.len())`;
  const found = classesIn([rust]);
  for (const name of ["card", "mb-3", "btn", "text-end", "wide", "title"]) assert.ok(found.has(name), name);
  for (const name of ["commented-out", "map", "iter", "len"]) assert.ok(!found.has(name), name);
});

test("rules stay whose classes are all there", () => {
  const keep = new Set(["btn", "on"]);
  const cases = [
    ["a{color:red}", "a{color:red}"],
    [".btn{a:b}.card{a:b}", ".btn{a:b}"],
    [".card,.btn:hover{a:b}", ".btn:hover{a:b}"],
    [".card .btn{a:b}", ""],
    [".btn:not(.card){a:b}", ".btn:not(.card){a:b}"],
    [":is(.card,.btn) p{a:b}", ":is(.card,.btn) p{a:b}"],
    [":is(.card,.badge) p{a:b}", ""],
    [".btn:where(:not(.x),.card.y) p{a:b}", ".btn:where(:not(.x),.card.y) p{a:b}"],
    ["@media (width>9px){.card{a:b}.on{a:b}}", "@media (width>9px){.on{a:b}}"],
    ["@media print{.card{a:b}}", ""],
    ["@layer a,b;@layer a{.btn{a:b}}", "@layer a,b;@layer a{.btn{a:b}}"],
    ['.btn{background:url("data:x;{}.card")}', '.btn{background:url("data:x;{}.card")}'],
    ["@keyframes x{from{a:b}to{a:c}}", "@keyframes x{from{a:b}to{a:c}}"],
    [".btn{a:b;&.on{c:d}}", ".btn{a:b;&.on{c:d}}"],
    ["/* .card{ */.btn{a:b}", ".btn{a:b}"],
  ];
  for (const [css, left] of cases) assert.equal(purged(css, keep), left, css);
});

test("variables stay that something reads, also by way of others", () => {
  const css = ":root{--a:1;--b:var(--c);--c:2;--d:var(--e);--e:3}.btn{width:var(--b);content:\";--d:\"}";
  assert.equal(purged(css, new Set(["btn"])), ":root{--b:var(--c);--c:2}.btn{width:var(--b);content:\";--d:\"}");
});
