/// <reference types="vite/client" />
import { type Lesson, readLesson } from "wsmtp-elements/lesson.js";

const FILES = import.meta.glob<string>("../lessons/*.toml", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The lessons of this site, in their order. */
export const lessons: readonly Lesson[] = Object.entries(FILES)
  .map(([path, text]) => readLesson(path.replace(/^.*\//, ""), text))
  .sort((one, other) => one.order - other.order);
