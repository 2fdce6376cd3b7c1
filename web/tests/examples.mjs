// For every page with a parameter in its address: where an example is found. `on` is the page that links to one, so
// the example is a real record (its own parameters are found in the same way); `is` states the values outright; `made`
// brings one about as a person would and says where it is; `query` adds to the address. A route without an entry fails
// the tests.

export const examples = {
  "/articles/{id}": { on: "" },
  "/articles/{id}/comment": { is: { id: "gas-measures-draft" } },
  "/articles/{id}/comment/sent": { is: { id: "gas-measures-draft" } },
  "/attachments/{id}": { is: { id: "gas-steps" } },
  "/columns/{id}": { on: "" },
  "/columns/{id}/feed.atom": { on: "/site-map" },
  "/columns/{id}/feed.rss": { is: { id: "news" } },
  "/comments/{id}": { on: "/comments" },
  "/land/parcels/{code}": { on: "/land" },
  "/land/parcels/{code}/edit": { on: "/land/parcels/{code}" },
  "/land/parcels/{code}/outline": { on: "/land/parcels/{code}" },
  "/land/parcels/{code}/standard": { on: "/land/standard" },
  "/land/assessments/{code}": { on: "/land/assessments" },
  "/land/assessments/{code}/edit": { on: "/land/assessments/{code}" },
  "/land/parcels/{code}/use": { on: "/land", link: "/land/parcels/{code}", query: "?land_use=0701" },
  "/land/grants/{code}": { on: "/land/grants" },
  "/land/grants/{code}/edit": { on: "/land/grants/{code}" },
  "/land/commitments/{code}": { on: "/land/commitments" },
  "/land/commitments/{code}/edit": { on: "/land/commitments/{code}" },
  "/land/buildings/{code}": { on: "/land/buildings" },
  "/land/buildings/{code}/edit": { on: "/land/buildings/{code}" },
  "/land/parcels/{code}/split": { on: "/land/parcels/{code}" },
  "/land/parcels/{code}/merge": { on: "/land/parcels/{code}" },
  "/land/tiles/{zoom}/{column}/{row}": { is: { zoom: "12", column: "3324", row: "1613" } },
  "/land/import/{file}": { made: sendParcels },
  "/land/outlines/import/{file}": { made: sendOutlines },
  "/land/works/{code}": { on: "/land/works" },
  "/land/works/{code}/course": { on: "/land/works/{code}" },
  "/land/works/{code}/edit": { on: "/land/works/{code}" },
  "/landing/wishes/{wish}": { on: "/landing" },
  "/landing/wishes/{wish}/edit": { on: "/landing/wishes/{wish}" },
  "/landing/wishes/{wish}/plan.pdf": { on: "/landing/wishes/{wish}" },
  "/landing/wishes/{wish}/plan.docx": { on: "/landing/wishes/{wish}" },
  "/landing/wishes/{wish}/compare": { on: "/landing/wishes/{wish}" },
  "/landing/receipts/{secret}": { is: { secret: "demo-receipt" } },
  "/landing/shared/{secret}": { is: { secret: "demo-shared-plan" } },
  "/landing/shared/{secret}/plan.pdf": { is: { secret: "demo-shared-plan" } },
  "/landing/shared/{secret}/plan.docx": { is: { secret: "demo-shared-plan" } },
  "/landing/wishes/{wish}/editions/{edition}": { is: { wish: "1", edition: "1" } },
  "/landing/wishes/{wish}/editions/{edition}/plan.pdf": { is: { wish: "1", edition: "1" } },
  "/landing/wishes/{wish}/editions/{edition}/plan.docx": { is: { wish: "1", edition: "1" } },
  "/landing/portfolio/plans/{plan}": { is: { plan: "2" } },
  "/landing/portfolio/plans/{plan}/export.xlsx": { is: { plan: "2" } },
  "/letters/{id}": { on: "/letters" },
  "/editing/{id}": { on: "/editing" },
  "/editing/{id}/edit": { on: "/editing/{id}" },
  "/editing/{id}/files": { on: "/editing/{id}" },
  "/editing/{id}/files/{attachment}": { is: { id: "gas-price-notice", attachment: "gas-steps" } },
  "/editing/{id}/editions": { on: "/editing/{id}" },
  "/editing/{id}/editions/{number}": { on: "/editing/{id}/editions" },
  "/journal/{sequence}": { on: "/journal" },
  "/organisations/{id}": { on: "/organisations" },
  "/people/{login}": { on: "/people" },
  "/policy/{document}": { on: "/policy" },
  "/policy/{document}/text": { on: "/policy/{document}" },
  "/policy/{document}/coverage": { on: "/policy/{document}" },
  "/policy/{document}/editions": { on: "/policy/{document}" },
  "/policy/{document}/editions/{number}": { on: "/policy/{document}/editions" },
  "/policy/{document}/clauses/{clause}": { on: "/policy/{document}" },
  "/policy/{document}/clauses/{clause}/edit": { on: "/policy/{document}/clauses/{clause}" },
  "/policy/measures/{measure}": { on: "/policy/measures" },
  "/policy/measures/{measure}/edit": { on: "/policy/measures/{measure}" },
  "/policy/facts/{fact}": { on: "/policy/measures/{measure}" },
  "/projects/{id}": { on: "/projects" },
  "/projects/{id}/edit": { on: "/projects/{id}" },
  "/projects/{id}/documents": { on: "/projects/{id}" },
  "/projects/{id}/documents/{attachment}": { made: handIn },
  "/projects/meetings/{meeting}": { on: "/projects/meetings" },
  "/projects/investors/{investor}": { on: "/projects/investors" },
  "/projects/investors/{investor}/edit": { on: "/projects/investors/{investor}" },
  "/projects/views/{view}": { made: keepView },
  "/projects/{id}/move": { on: "/projects", link: "/projects/{id}", query: "?to=signed" },
  "/projects/{id}/dossier": { on: "/projects/{id}" },
  "/projects/{id}/dossier.docx": { on: "/projects/{id}" },
  "/projects/{id}/dossier.pdf": { on: "/projects/{id}" },
  "/projects/{id}/items/{item}": { is: { id: "qs-006", item: "qs-006-agreement" } },
  "/projects/import/{upload}": { made: upload },
  "/api/land/parcels/{code}": { is: { code: "ZB-03" } },
  "/api/land/assessments/{code}": { is: { code: "QP-03" } },
  "/api/land/grants/{code}": { is: { code: "GD-04" } },
  "/api/land/commitments/{code}": { is: { code: "CN-01" } },
  "/api/land/buildings/{code}": { is: { code: "CF-01" } },
  "/api/land/ogc/collections/parcels/items/{code}": { is: { code: "ZB-03" } },
  "/api/land/parcels/{code}/outlines": { is: { code: "ZB-03" } },
  "/api/land/works/{code}": { is: { code: "GC-XB-05" } },
  "/api/landing/portfolio/{plan}": { is: { plan: "1" } },
  "/api/landing/wishes/{wish}": { is: { wish: "1" } },
  "/api/landing/wishes/{wish}/answer": { is: { wish: "1" } },
  "/api/landing/wishes/{wish}/editions": { is: { wish: "1" } },
  "/api/landing/wishes/{wish}/editions/{edition}": { is: { wish: "1", edition: "1" } },
  "/api/projects/{id}": { on: "/projects", link: "/projects/{id}" },
  "/api/projects/investors/{investor}": { is: { investor: "qixia" } },
  "/api/projects/views/{view}": { made: keepViewForApi },
  "/api/projects/{id}/items": { on: "/projects", link: "/projects/{id}" },
  "/api/projects/{id}/items/{item}": { is: { id: "qs-006", item: "qs-006-agreement" } },
  "/api/projects/{id}/reports": { on: "/projects", link: "/projects/{id}" },
  "/api/projects/{id}/documents": { on: "/projects", link: "/projects/{id}" },
  "/api/projects/{id}/documents/{attachment}": { made: handInForApi },
  "/api/projects/meetings/{meeting}": { is: { meeting: "2020-08-12" } },
};

/** Uploads what the list of projects exports; undefined for whoever may not. */
async function upload(page, home) {
  const answer = await page.goto(`${home}/projects/import`);
  if (!answer.ok() || !page.url().endsWith("/projects/import")) return undefined;
  const exported = await page.context().request.get(`${home}/projects/export.csv`);
  if (!exported.ok()) return undefined;
  const buffer = await exported.body();
  await page.locator('input[type="file"]').setInputFiles({ name: "projects.csv", mimeType: "text/csv", buffer });
  await page.locator('main form[enctype] [type="submit"]').click();
  await page.waitForURL(/\/projects\/import\/[^/]+$/);
  return page.url();
}

/** Sends the register that the list exports, with a parcel more, one that is changed and one that cannot be; undefined for whoever may not. */
async function sendParcels(page, home) {
  const answer = await page.goto(`${home}/land/import`);
  if (!answer.ok() || !page.url().endsWith("/land/import")) return undefined;
  const rows = [
    "编号,名称,用地类别,园区,面积（亩）,状态,起始日期",
    "ZB-98,表格导入的一块名称很长的工业地块，用来看看预览里的长名称怎样换行,0601,equipment,120.5,planned,2020-08-01",
    "ZB-03,装备园三号工业地块（改名）,0601,equipment,88.8,,",
    "ZB-99,<b>面积是负的</b>,0601,equipment,-1,planned,2020-08-01",
  ];
  const buffer = Buffer.from(rows.join("\n"));
  await page.locator('input[type="file"]').setInputFiles({ name: "地块.csv", mimeType: "text/csv", buffer });
  await page.locator('main form[enctype] [type="submit"]').click();
  await page.waitForURL(/\/land\/import\/[^/]+$/);
  return page.url();
}

/** Sends the outlines that the map exports, one of them moved off the earth; undefined for whoever may not. */
async function sendOutlines(page, home) {
  const answer = await page.goto(`${home}/land/outlines/import`);
  if (!answer.ok() || !page.url().endsWith("/land/outlines/import")) return undefined;
  const exported = await page.context().request.get(`${home}/land/outlines.geojson`);
  const outlines = await exported.json();
  outlines.features[0].geometry.coordinates[0][0] = [35.7, 112.1];
  const ring = outlines.features[1].geometry.coordinates[0];
  for (const at of ring.slice(1, -1)) at[1] -= 0.00001;
  const buffer = Buffer.from(JSON.stringify(outlines));
  await page.locator('input[type="file"]').setInputFiles({ name: "界址.geojson", mimeType: "application/geo+json", buffer });
  await page.locator('main form[enctype] [type="submit"]').click();
  await page.waitForURL(/\/land\/outlines\/import\/[^/]+$/);
  return page.url();
}

/** Keeps the list of projects as a view, and says where it opens. */
async function keepView(page, home) {
  const answer = await page.goto(`${home}/projects/views?from=list&sort=name`);
  if (!answer.ok() || (await page.locator("#field-title").count()) === 0) return undefined;
  await page.locator("#field-title").fill("按名称");
  await page.locator('main form:has(#field-title) [type="submit"]').click();
  await page.waitForURL(/flash=view-saved/);
  return page.locator('main a[href*="/projects/views/"]').first().evaluate((link) => link.href);
}

/** The same view, as the API answers with it. */
async function keepViewForApi(page, home) {
  const made = await keepView(page, home);
  return made?.replace("/projects/", "/api/projects/");
}

/** Hands in a document for a project; undefined for whoever may not. */
async function handIn(page, home) {
  const answer = await page.goto(`${home}/projects/qs-006/documents`);
  if (!answer.ok() || (await page.locator("#field-kind").count()) === 0) return undefined;
  await page.locator("#field-kind").selectOption({ index: 1 });
  const buffer = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
  const form = page.locator("form.document-form");
  await form.locator('input[type="file"]').setInputFiles({ name: "协议.pdf", mimeType: "application/pdf", buffer });
  await form.locator('[type="submit"]').click();
  await page.waitForURL(/flash=/);
  return page.locator("a.document-name").first().evaluate((link) => link.href);
}

/** The same document where programs read it. */
async function handInForApi(page, home) {
  const made = await handIn(page, home);
  return made?.replace("/projects/", "/api/projects/");
}
