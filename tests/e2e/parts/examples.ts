import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** The npm package, with sources and README. */
const PACKAGE = "../../web/client";

/** A piece of JavaScript from the documentation: an ES module that must end without an error. */
export interface Example {
  /** The file, and what the example is about. */
  readonly name: string;
  readonly where: "node" | "browser";
  readonly code: string;
}

/** What the README calls things, and what that is in the scope of examples. */
const STANDS_FOR = [
  ['gateway: "https://gateway.example.org"', "gateway"],
  ['upstream: "mail"', "upstream"],
  ['user: "ada@example.org"', "user"],
] as const;

/** A block of JavaScript in Markdown; `js browser` where it takes a page. */
const FENCE = /^```js( browser)?\n([^]*?)^```$/gm;

const DOC_COMMENT = /\/\*\*([^]*?)\*\/\s*(.*)/g;

/** Every `@example` in the doc comments of the package. */
export async function documented(): Promise<Example[]> {
  const root = join(PACKAGE, "src");
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const texts = files.sort().map(async (file) => ({
    file,
    text: await readFile(join(root, file), "utf8"),
  }));
  return (await Promise.all(texts)).flatMap(({ file, text }) =>
    [...text.matchAll(DOC_COMMENT)].flatMap(([, comment = "", declaration = ""]) =>
      inComment(comment, `${relative(root, join(root, file))}: ${nameIn(declaration)}`),
    ),
  );
}

/** Every block of JavaScript in the package's README, or another one, by the heading that it stands under. */
export async function inReadme(folder: string = PACKAGE): Promise<Example[]> {
  const written = await readFile(join(folder, "README.md"), "utf8");
  const text = STANDS_FOR.reduce((text, [name, is]) => text.replaceAll(name, is), written);
  return text.split(/^(?=#)/m).flatMap((section) => {
    const heading = section.split("\n", 1)[0] ?? "";
    return blocks(section, `README.md: ${heading.replace(/^#+ /, "")}`);
  });
}

function inComment(comment: string, name: string): Example[] {
  const text = comment.replace(/^ *\* ?/gm, "");
  return text
    .split(/^(?=@)/m)
    .filter((tag) => tag.startsWith("@example"))
    .flatMap((tag) => {
      const found = blocks(tag, name);
      if (found.length === 0) throw new Error(`${name}: @example has no block of js`);
      return found;
    });
}

function blocks(markdown: string, name: string): Example[] {
  return [...markdown.matchAll(FENCE)].map(([, browser, code = ""], index) => ({
    name: index === 0 ? name : `${name} (${index + 1})`,
    where: browser === undefined ? "node" : "browser",
    code,
  }));
}

/** What is declared: the last word before its type, parameters, or value. */
function nameIn(declaration: string): string {
  return /([\w"]+)\??(?=[(:=<{ ]*([(:=<{]|extends|implements|$))/.exec(declaration)?.[1] ?? "";
}
