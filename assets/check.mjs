// Builds into a temporary folder and compares it byte for byte with what is committed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const committed = join(here, "..", "plait", "ui", "static", "ui");
const fresh = mkdtempSync(join(tmpdir(), "plait-assets-"));
try {
  execFileSync(process.execPath, [join(here, "build.mjs"), fresh], { stdio: "inherit" });
  const wrong = [];
  const names = new Set([...readdirSync(committed), ...readdirSync(fresh)]);
  for (const name of [...names].sort()) {
    try {
      if (!readFileSync(join(committed, name)).equals(readFileSync(join(fresh, name)))) wrong.push(`${name} differs`);
    } catch {
      wrong.push(`${name} is on one side only`);
    }
  }
  if (wrong.length) {
    console.error(`${wrong.join("\n")}\nRun "npm run build" in assets/ and commit what it writes.`);
    process.exitCode = 1;
  } else {
    console.log(`${names.size} files are as a rebuild makes them.`);
  }
} finally {
  rmSync(fresh, { recursive: true });
}
