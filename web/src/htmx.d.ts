/** htmx is loaded for what it does to the page; nothing here calls it. */
declare module "htmx.org";
