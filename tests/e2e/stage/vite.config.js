import { fileURLToPath } from "node:url";

const web = (path) => fileURLToPath(new URL(`../../../web/${path}`, import.meta.url));

export default {
  build: {
    assetsInlineLimit: 0,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    target: "es2023",
  },
  logLevel: "error",
  resolve: {
    alias: [
      {
        find: "wsmtp-elements/comparison.js",
        replacement: web("elements/src/ladder/comparison.ts"),
      },
      { find: "wsmtp-elements/setup.js", replacement: web("elements/src/setup/index.ts") },
      { find: "wsmtp-elements/console.js", replacement: web("elements/src/console/console.ts") },
      { find: "wsmtp-elements/tokens.css", replacement: web("elements/src/tokens.css") },
      { find: /^wsmtp-elements$/, replacement: web("elements/src/index.ts") },
      { find: /^wsmtp-practice$/, replacement: web("practice/dist/index.js") },
    ],
  },
};
