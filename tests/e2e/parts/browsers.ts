import { chromium } from "@playwright/test";
import puppeteer from "puppeteer-core";

/** The browsers that the package is held to, from Debian. */
export const BROWSERS = ["chromium", "firefox"] as const;

/** One tab of a browser, as far as both drivers have the same words for it. */
export interface Tab {
  goto(url: string): Promise<unknown>;
  close(): Promise<void>;
  /** Runs a function in the page; what goes in and comes out is JSON. */
  evaluate<R, A>(script: (given: A) => R | Promise<R>, given: A): Promise<R>;
  readonly keyboard: Keyboard;
}

/** What a person does at the keyboard, where the focus is. */
interface Keyboard {
  type(text: string): Promise<void>;
  down(key: Key): Promise<void>;
  press(key: Key): Promise<void>;
  up(key: Key): Promise<void>;
}

/** Keys that both drivers know by these names. */
type Key = "Control" | "Shift" | "End" | "Enter" | "ArrowLeft" | "a" | "b" | "c" | "v" | "z";

/** A started browser. */
export interface Browser {
  open(): Promise<Tab>;
  close(): Promise<void>;
}

/**
 * Nothing of Firefox's own leaves this machine: what it asks elsewhere for goes to a proxy at the
 * port of RFC 863, where nobody is, and by no other way. Loopback needs no proxy.
 */
const STAYS_HERE = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "network.proxy.allow_bypass": false,
  "network.proxy.failover_direct": false,
};

/** Starts a browser without a window; `options` are Playwright's for Chromium. */
export async function startBrowser(
  name: (typeof BROWSERS)[number],
  options: Parameters<typeof chromium.launch>[0],
): Promise<Browser> {
  return name === "chromium" ? startChromium(options) : startFirefox();
}

async function startChromium(options: Parameters<typeof chromium.launch>[0]): Promise<Browser> {
  const browser = await chromium.launch(options);
  return {
    open: async () => (await browser.newPage()) as Tab,
    close: () => browser.close(),
  };
}

/** By WebDriver BiDi, which Debian's Firefox speaks as it is. */
async function startFirefox(): Promise<Browser> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env["FIREFOX"] ?? "/usr/bin/firefox-esr",
    extraPrefsFirefox: STAYS_HERE,
  });
  return {
    open: async () => (await browser.newPage()) as Tab,
    close: () => browser.close(),
  };
}
