import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

/** The service worker's script, from the folder of the site on. */
const SOURCE = "worker/sw.ts";

/** Its name as it is served: beside the pages, as it answers for no other folder. */
const NAME = "sw.js";

/**
 * Builds the service worker, and writes into it which files there are: the bundle's, and those of the public folder. It is
 * another one whenever one of them is.
 */
export function offline(): Plugin {
  let publicFolder = "";
  return {
    name: "offline",
    apply: "build",
    config: () => ({
      build: {
        rolldownOptions: {
          output: {
            entryFileNames: ({ name }) => (name === "sw" ? NAME : "assets/[name]-[hash].js"),
          },
        },
      },
    }),
    configResolved: (config) => {
      publicFolder = config.publicDir;
    },
    buildStart() {
      this.emitFile({ type: "chunk", id: SOURCE, fileName: NAME });
    },
    // After the pages are in the bundle.
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const files = new Map<string, string | Uint8Array>();
        for (const name of await readdir(publicFolder)) {
          files.set(name, await readFile(join(publicFolder, name)));
        }
        for (const [name, file] of Object.entries(bundle)) {
          files.set(name, file.type === "chunk" ? file.code : file.source);
        }
        const worker = bundle[NAME];
        if (worker?.type !== "chunk") return this.error(`${NAME} is not in the bundle`);
        files.delete(NAME);
        worker.code = constants(files) + worker.code;
      },
    },
  };
}

/** What the worker is told. */
function constants(files: ReadonlyMap<string, string | Uint8Array>): string {
  const names = [...files.keys()].sort();
  const digest = createHash("sha256");
  for (const name of names) digest.update(name).update(files.get(name) ?? "");
  const short = digest.digest("hex").slice(0, 16);
  return `const FILES=${JSON.stringify(names)},DIGEST=${JSON.stringify(short)};`;
}
