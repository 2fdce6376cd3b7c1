/**
 * Runs in the head, before the first paint: marks that JavaScript is there and sets the type size,
 * so that nothing jumps. Load it as a classic script: <script src=".../boot.js"></script>.
 */
import { applyTypeSize, rememberedTypeSize } from "./type-size-store";

document.documentElement.classList.add("js");
applyTypeSize(rememberedTypeSize());
