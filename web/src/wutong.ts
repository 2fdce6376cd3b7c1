import "htmx.org";
import { startIslands } from "./islands";

startIslands();
