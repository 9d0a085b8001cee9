import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** Files that are text, or compress like it. */
const COMPRESSIBLE = /\.(css|html|js|json|map|svg|toml|txt|wasm|webmanifest)$/;

/** Bytes below which a file is one packet either way. */
const WORTHWHILE = 1024;

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/**
 * Writes `x.br` and `x.gz` beside each file `x` of the build that gets smaller by it. The gateway serves them, as do
 * nginx (`gzip_static`) and Caddy (`precompressed`).
 */
export function compress(): Plugin {
  let folder = "";
  return {
    name: "compress",
    apply: "build",
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
    },
    // After every other plugin, so that what these write is compressed, too.
    closeBundle: { order: "post", sequential: true, handler: () => compressAll(folder) },
  };
}

async function compressAll(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => COMPRESSIBLE.test(name)).map((name) => join(folder, name));
  await Promise.all(files.map(compressOne));
}

async function compressOne(file: string): Promise<void> {
  const content = await readFile(file);
  if (content.byteLength < WORTHWHILE) return;
  const [br, gz] = await Promise.all([
    brotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength } }),
    deflate(content, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  for (const [suffix, compressed] of Object.entries({ br, gz })) {
    if (compressed.byteLength < content.byteLength)
      await writeFile(`${file}.${suffix}`, compressed);
  }
}
