/**
 * The page's behaviours. A page works without any of them wherever a form or a link can serve;
 * each is bound by an attribute that the server writes, and each file says which.
 */
import "htmx.org";
import { startColumns } from "./columns";
import { startConfirm } from "./confirm";
import { startDialogs } from "./dialogs";
import { startForms } from "./forms";
import { startIslands } from "./islands";
import { startMenus } from "./menus";
import { startMoves } from "./moves";
import { startPage } from "./page";
import { startPaste } from "./paste";
import { startPlans } from "./plans";
import { startSwaps } from "./swaps";
import { startTypeSize } from "./type-size";

startSwaps();
startTypeSize();
startPage();
startMenus();
startDialogs();
startConfirm();
startForms();
startColumns();
startMoves();
startPaste();
startPlans();
startIslands();
