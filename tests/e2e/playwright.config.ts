import { defineConfig, devices } from "@playwright/test";

/** Chromium neither updates itself nor calls home; as root it cannot have its own sandbox. */
const args = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Whoever takes the time has the machine for itself. */
const TIMED = "**/lighthouse.spec.ts";

export default defineConfig({
  testDir: "specs",
  // Each file has gateways of its own, so files may run side by side.
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  projects: [
    { name: "pages", testIgnore: TIMED },
    { name: "points", testMatch: TIMED },
  ],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 860 },
    launchOptions: { executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args },
    locale: "en-GB",
    timezoneId: "UTC",
    // A page that is kept would not come from the gateway under test.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
  },
});
