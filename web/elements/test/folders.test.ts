import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { test } from "node:test";

const SOURCE = "src";
const PLAN = "../../ARCHITECTURE.md";
/** Names everything that the package gives away. */
const ENTRY = "index.ts";

/** The folder of a file, `.` for those beside the folders. */
function folderOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? ".") : ".";
}

/** What each folder imports of others, as `from to`. */
async function edges(): Promise<string[]> {
  const found = new Set<string>();
  const files = await readdir(SOURCE, { recursive: true });
  for (const file of files.filter((one) => one.endsWith(".ts") && one !== ENTRY)) {
    const text = await readFile(join(SOURCE, file), "utf8");
    for (const [, path = ""] of text.matchAll(/(?:from|import)[\s(]+"(\.[^"]+)"/g)) {
      const to = folderOf(posix.join(posix.dirname(file), path));
      if (to !== "." && to !== folderOf(file)) found.add(`${folderOf(file)} ${to}`);
    }
  }
  return [...found].sort();
}

/** The rows of the table of this package's folders. */
async function plan(): Promise<{ folder: string; knows: string[] }[]> {
  const text = await readFile(PLAN, "utf8");
  const [, table = ""] = text.split("| folder | what it is | knows |");
  const rows = table.split("\n\n")[0]?.matchAll(/^\| `(\w+)` \|[^|]*\|([^|]*)\|$/gm) ?? [];
  return [...rows].map(([, folder = "", knows = ""]) => ({
    folder,
    knows: knows.match(/\w+/g) ?? [],
  }));
}

test("the folders are those of ARCHITECTURE", async () => {
  const entries = await readdir(SOURCE, { withFileTypes: true });
  const folders = entries.filter((one) => one.isDirectory()).map(({ name }) => name);
  assert.deepEqual((await plan()).map(({ folder }) => folder).sort(), folders.sort());
});

test("a folder knows those that ARCHITECTURE names, and no file beside the folders knows one", async () => {
  const rows = await plan();
  const named = rows.flatMap(({ folder, knows }) => knows.map((other) => `${folder} ${other}`));
  assert.deepEqual(await edges(), named.sort());
});
