// Writes the stylesheet, scripts, fonts and mark to plait/ui/static/ui/ (or to the folder named as argument).
// Every file but the favicon carries its version or a hash of its content, so browsers may keep it for ever.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = process.argv[2] ?? join(here, "..", "plait", "ui", "static", "ui");
const version = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"))).version;
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10);
const manifest = {};

mkdirSync(out, { recursive: true });
for (const old of readdirSync(out)) rmSync(join(out, old));

function write(name, bytes, label) {
  const dot = name.lastIndexOf(".");
  const full = `${name.slice(0, dot)}-${label ?? hash(bytes)}${name.slice(dot)}`;
  writeFileSync(join(out, full), bytes);
  manifest[name] = full;
  return full;
}

// fonts: Latin, extended Latin (Welsh ŵ and ŷ live there) and Latin italic
const fonts = join(modules, "@fontsource-variable", "source-sans-3", "files");
const fontVersion = version("@fontsource-variable/source-sans-3");
for (const [name, file] of [
  ["source-sans-3-latin.woff2", "source-sans-3-latin-wght-normal.woff2"],
  ["source-sans-3-latin-ext.woff2", "source-sans-3-latin-ext-wght-normal.woff2"],
  ["source-sans-3-latin-italic.woff2", "source-sans-3-latin-wght-italic.woff2"],
]) write(name, readFileSync(join(fonts, file)), fontVersion);

for (const name of ["mark.svg", "strip-light.svg", "strip-dark.svg"]) {
  write(name, readFileSync(join(here, "pictures", name)));
}
writeFileSync(join(out, "favicon.svg"), readFileSync(join(here, "pictures", "mark.svg")));
manifest["favicon.svg"] = "favicon.svg";

let css = sass.compile(join(here, "scss", "plait.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
}).css;
css = css.replace(/url\("?([\w.-]+)"?\)/g, (whole, name) => {
  if (!manifest[name]) throw new Error(`The stylesheet names ${name}, which nothing writes.`);
  return `url(${manifest[name]})`;
});
write("plait.css", css);

const kit = readFileSync(join(modules, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js"), "utf8");
const noMap = (text) => text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n");
const kitName = write("govuk-frontend.min.js", noMap(kit), version("govuk-frontend"));
const htmx = readFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), "utf8");
write("htmx.min.js", noMap(htmx), version("htmx.org"));
write("plait.js", readFileSync(join(here, "js", "plait.js"), "utf8").replace('"govuk-frontend"', `"./${kitName}"`));

// the page for the day of a visit: scripts that no other page loads
const script = (name) => readFileSync(join(here, "js", name), "utf8");
const idb = readFileSync(join(modules, "idb", "build", "index.js"), "utf8");
const dayParts = {
  '"idb"': write("idb.js", noMap(idb), version("idb")),
  '"./day-queue.js"': write("day-queue.js", script("day-queue.js")),
  '"./day-vault.js"': write("day-vault.js", script("day-vault.js")),
};
const named = (text, [plain, full]) => text.replace(`from ${plain}`, `from "./${full}"`);
write("day.js", Object.entries(dayParts).reduce(named, script("day.js")));
write("day-worker.js", script("day-worker.js"));

write("passkeys.js", readFileSync(join(here, "js", "passkeys.js")));

const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(join(out, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");
