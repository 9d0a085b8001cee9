import { defineConfig } from "vite";
import { compress } from "./compress.ts";
import { offline } from "./offline.ts";

export default defineConfig({
  // In whatever folder of a host they are.
  base: "./",
  plugins: [offline(), compress()],
  build: {
    // As a file, never as a data: address, which the gateway's content security policy refuses.
    assetsInlineLimit: 0,
    // Plain module preloading is in every browser that has WebAssembly and nested CSS.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "learn.html", "inbox.html"] },
    target: "es2023",
  },
});
