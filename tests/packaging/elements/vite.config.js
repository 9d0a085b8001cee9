import { defineConfig } from "vite";

export default defineConfig({
  build: {
    // As a file, never as a data: address, which a strict policy refuses as a style sheet.
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["index.html", "webmail.html"] },
  },
});
