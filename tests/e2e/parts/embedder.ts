import { readFile } from "node:fs/promises";
import { Site } from "./site.js";

const PAGES = "../../web/site/dist";

/** Another web site, which has put the compose element on a page of its own, with these attributes. */
export async function startEmbedder(attributes: Readonly<Record<string, string>>): Promise<Site> {
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  const page = await readFile(`${PAGES}/index.html`, "utf8");
  const embedded = page.replace("<wsmtp-compose", `<wsmtp-compose ${written.join(" ")}`);
  return Site.start(PAGES, { "/index.html": embedded });
}
