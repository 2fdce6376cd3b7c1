/**
 * The behaviours of the public site, which does without those of the staff's pages: type size, print, and the focus on what
 * is wrong with a form that came back.
 */
import { startPage } from "./page";
import { startTypeSize } from "./type-size";

startTypeSize();
startPage();
document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
