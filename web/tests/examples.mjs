// For every page with a parameter in its address: where an example is found. `on` is the page that links to one, so
// the example is a real record (its own parameters are found in the same way); `is` states the values outright, `query`
// adds to the address. A route without an entry fails the tests.

export const examples = {
  "/articles/{id}": { on: "" },
  "/columns/{id}": { on: "" },
  "/letters/{id}": { on: "/letters" },
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
};
