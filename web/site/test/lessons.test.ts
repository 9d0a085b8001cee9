import assert from "node:assert/strict";
import { test } from "node:test";

import { setupAt } from "../../elements/src/lesson/performance.js";
import { Learner } from "./learner.js";
import { readLessons } from "./lesson-files.js";

const lessons = readLessons();

test("lessons have ids that links carry, and places of their own in the list", () => {
  for (const { id } of lessons) assert.match(id, /^[a-z0-9][a-z0-9-]{0,63}$/);
  assert.equal(new Set(lessons.map(({ order }) => order)).size, lessons.length);
  assert.ok(lessons.length >= 13);
});

test("the lesson about signing in lets nobody in without the right password", async () => {
  const lesson = lessons.find(({ id }) => id === "auth-login");
  assert.ok(lesson);
  const { console, practice } = await Learner.of(lesson);
  practice.configure(setupAt(lesson, 0));
  await console.connect();
  const login = async (user: string, password: string): Promise<string | undefined> => {
    for (const line of ["AUTH LOGIN", btoa(user), btoa(password)]) await console.say(line);
    return console.dialogue.at(-1);
  };
  await console.say("EHLO mypc");
  assert.match((await login("testuser", "wrong")) ?? "", /^S: 535 /);
  assert.match((await login("somebody", "testpass")) ?? "", /^S: 535 /);
  const welcome = "S: 235 2.7.0 Authentication successful";
  assert.equal(await login("testuser", "testpass"), welcome);
  console.close();
});

for (const lesson of lessons) {
  test(`"${lesson.title}": its own answers reach each goal, and none before`, async () => {
    const learner = await Learner.of(lesson);
    await learner.learn();
    assert.equal(learner.progress.step, lesson.steps.length);
  });
}
