import { fileURLToPath } from "node:url";
import { buildSite } from "./site.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
console.log(buildSite(here("src"), here("dist")).join("\n"));
