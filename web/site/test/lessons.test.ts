import assert from "node:assert/strict";
import { test } from "node:test";

import { Learner } from "./learner.js";
import { readLessons } from "./lesson-files.js";

const lessons = readLessons();

test("lessons have ids that links carry, and places of their own in the list", () => {
  for (const { id } of lessons) assert.match(id, /^[a-z0-9][a-z0-9-]{0,63}$/);
  assert.equal(new Set(lessons.map(({ order }) => order)).size, lessons.length);
  assert.ok(lessons.length >= 13);
});

for (const lesson of lessons) {
  test(`"${lesson.title}": its own answers reach each goal, and none before`, async () => {
    const learner = await Learner.of(lesson);
    await learner.learn();
    assert.equal(learner.progress.step, lesson.steps.length);
  });
}
