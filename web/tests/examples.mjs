// For every page with a parameter in its address: where an example is found. `on` is a page that links to one, so
// the example is a real record; `is` states the values outright. A route without an entry fails the tests.

export const examples = {
  "/articles/{id}": { on: "" },
  "/columns/{id}": { on: "" },
  "/letters/{id}": { on: "/letters" },
  "/journal/{sequence}": { on: "/journal" },
  "/organisations/{id}": { on: "/organisations" },
  "/people/{login}": { on: "/people" },
};
