/** Lessons beside a console. Importing this registers their elements. */
export type { LessonConsole, LessonServer } from "./desk.js";
export { LessonElement } from "./lesson.js";
export { LessonListElement } from "./list.js";
export type { Progress } from "./progress.js";
export { MAX_LESSON, readLesson } from "./read.js";
export type { Lesson } from "./script.js";
export { LessonError } from "./table.js";
