import { readFileSync, readdirSync } from "node:fs";
import { readLesson } from "../../elements/src/lesson/read.js";
import type { Lesson } from "../../elements/src/lesson/script.js";

/** From where these tests are compiled to. */
const LESSONS = new URL("../../../../lessons/", import.meta.url);

/** The lessons of the site, in their order. */
export function readLessons(): Lesson[] {
  const files = readdirSync(LESSONS).filter((name) => name.endsWith(".toml"));
  const lessons = files.map((file) => readLesson(file, textOf(file)));
  return lessons.sort((one, other) => one.order - other.order);
}

/** The text of a lesson's file. */
export function textOf(file: string): string {
  return readFileSync(new URL(file, LESSONS), "utf8");
}
