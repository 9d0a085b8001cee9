import { chromium } from "@playwright/test";
import type { LaunchOptions } from "@playwright/test";
import lighthouse from "lighthouse";
import { throttling } from "lighthouse/core/config/constants.js";
import desktop from "lighthouse/core/config/desktop-config.js";
import { expect, test } from "../parts/fixtures.js";
import { freePort } from "../parts/free-port.js";

/** What each page reaches at least, of 100. */
const LEAST = 95;

const CATEGORIES = ["accessibility", "best-practices", "performance"];

/** Whatever else runs on the machine makes a page slower, and never faster: the best of so many looks counts. */
const LOOKS = 5;

/** What Lighthouse takes a phone for, unless told otherwise: its network, and how many times slower it is than a computer at rest. */
const { mobileSlow4G } = throttling;

/** What Lighthouse's own benchmark says of such a computer, at least. One that is busy is nearer to a phone. */
const AT_REST = 1500;

test.setTimeout(240_000);

for (const name of ["index.html", "learn.html", "inbox.html"]) {
  for (const device of ["desktop", "phone"] as const) {
    test(`Lighthouse gives ${name} ${LEAST} points or more for each category on a ${device}`, async ({
      demo,
      launchOptions,
    }) => {
      const again = (before?: Seen) =>
        look(demo.url(name), settings(device, before?.benchmark ?? AT_REST), launchOptions);
      let last = await again();
      let best = last;
      for (let more = 1; more < LOOKS && lowest(best) < LEAST; more += 1) {
        last = await again(last);
        if (lowest(last) > lowest(best)) best = last;
      }
      const told = `${name} on a ${device}, ${best.slower.toFixed(1)} times slower`;
      console.log(`${told}: ${JSON.stringify(best.scores)}`);
      expect(Object.keys(best.scores).sort()).toEqual(CATEGORIES);
      expect(lowest(best), JSON.stringify(best)).toBeGreaterThanOrEqual(LEAST);
    });
  }
}

/** Points by category, and what cost some. */
interface Seen {
  readonly scores: Readonly<Record<string, number>>;
  readonly flaws: readonly string[];
  /** How fast the machine was meanwhile. */
  readonly benchmark: number;
  /** How much slower the device was taken to be. */
  readonly slower: number;
}

const lowest = ({ scores }: Seen): number => Math.min(...Object.values(scores));

/** Lighthouse's own settings, but that a machine that is slow already is made no slower than a phone. */
function settings(device: "desktop" | "phone", benchmark: number) {
  if (device === "desktop") return desktop;
  const slower = Math.min(1, benchmark / AT_REST) * mobileSlow4G.cpuSlowdownMultiplier;
  const cpuSlowdownMultiplier = Math.max(1, slower);
  return {
    extends: "lighthouse:default",
    settings: { throttling: { ...mobileSlow4G, cpuSlowdownMultiplier } },
  };
}

/** Looks at a page in a browser of its own, which has nothing kept. */
async function look(
  url: string,
  config: ReturnType<typeof settings>,
  options: LaunchOptions,
): Promise<Seen> {
  const port = await freePort();
  const args = [...(options.args ?? []), `--remote-debugging-port=${port}`];
  const browser = await chromium.launch({ ...options, args });
  try {
    const run = await lighthouse(url, { port, onlyCategories: CATEGORIES }, config);
    if (!run) throw new Error(`Lighthouse did not look at ${url}`);
    const { categories, audits, environment, configSettings } = run.lhr;
    const points = Object.values(categories).map(({ id, score }) => [
      id,
      Math.round((score ?? 0) * 100),
    ]);
    const flawed = Object.values(audits).filter(({ score }) => score !== null && score < 0.9);
    return {
      scores: Object.fromEntries(points),
      flaws: flawed.map(({ title, displayValue = "" }) => `${title} ${displayValue}`.trim()),
      benchmark: environment.benchmarkIndex,
      slower: configSettings.throttling.cpuSlowdownMultiplier,
    };
  } finally {
    await browser.close();
  }
}
