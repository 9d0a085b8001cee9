import "wsmtp-elements/console.js";
import { type Lesson, MAX_LESSON, readLesson } from "wsmtp-elements/lesson.js";
import { readLink } from "wsmtp-elements/link.js";
import "wsmtp-elements/where.js";
import type { Chosen } from "wsmtp-elements/where.js";
import type { Practice } from "wsmtp-practice";
import { lessons } from "./lessons.js";
import { idOf } from "./opened.js";
import { loadWhenOpened, part, showTrouble, tagged } from "./page.js";
import { startPractice } from "./practice.js";
import { showReceived } from "./received.js";
import "./install.js";

const consoleElement = tagged("wsmtp-console");
const lessonElement = tagged("wsmtp-lesson");
const list = tagged("wsmtp-lesson-list");
const where = tagged("wsmtp-where");

/** A lesson that was opened from a file, until the next one is. */
let opened: Lesson | undefined;
let practice: Practice | undefined;

/** Goes where the address leads: to a lesson, or to the list of them; and shows a setup that came with it. */
function go(): void {
  try {
    const { lesson: id, setup } = readLink(location.hash);
    const lesson = [...lessons, ...(opened ? [opened] : [])].find((one) => one.id === id);
    showTrouble(
      id === undefined || lesson ? "" : "There is no such lesson. Choose one from the list.",
    );
    show(lesson);
    if (setup !== undefined) void propose(setup);
  } catch (error) {
    show(undefined);
    showTrouble(error);
  }
}

/** Shows what somebody else has made of the practice server. It holds once the reader applies it. */
async function propose(setup: string): Promise<void> {
  (part("setup") as HTMLDetailsElement).open = true;
  try {
    await import("wsmtp-elements/setup.js");
    await tagged("wsmtp-setup").propose(setup);
  } catch (error) {
    showTrouble(error);
  }
}

function show(lesson: Lesson | undefined): void {
  const following = lesson && lessons[lessons.indexOf(lesson) + 1];
  part("list").hidden = lesson !== undefined;
  part("lesson").hidden = lesson === undefined;
  // Its marks are those of when it was drawn.
  list.lessons = [...lessons];
  lessonElement.following = lesson && lesson !== opened ? (following?.title ?? "") : "";
  document.title = `${lesson?.title ?? "Learn"} – wsmtp`;
  if (lesson) where.choosePage();
  else if (lessonElement.lesson !== undefined) practice?.configure("");
  lessonElement.lesson = lesson;
  tagged("wsmtp-setup").lesson = lesson && lesson !== opened ? lesson.id : "";
  void showStanding();
}

/** Shows what the lesson has made of the practice server, and what is to be done next. */
async function showStanding(): Promise<void> {
  await lessonElement.updateComplete;
  const { lesson, step } = lessonElement;
  part("now").hidden = lesson === undefined;
  const words = step ? `Next: ${step.title}` : "The lesson is done.";
  part("now").querySelector("bdi")?.replaceChildren(words);
  if (practice && consoleElement.place?.kind === "page")
    tagged("wsmtp-setup").setup = practice.setup;
}

/** Brings the beginning of what has just been shown into view, and tells it to a screen reader. */
function arrive(): void {
  const shown = part(part("lesson").hidden ? "list" : "lesson");
  shown.tabIndex = -1;
  shown.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

async function open(file: File): Promise<void> {
  try {
    if (file.size > MAX_LESSON) throw new Error(`${file.name} is too large for a lesson`);
    const text = await file.text();
    opened = { ...readLesson(file.name, text), id: idOf(text) };
    location.hash = new URLSearchParams({ lesson: opened.id }).toString();
    go();
  } catch (error) {
    showTrouble(error);
  }
}

function choose({ detail: { place, signIn } }: CustomEvent<Chosen>): void {
  consoleElement.place = place;
  consoleElement.signIn = signIn;
  tagged("wsmtp-ladder").place = place;
  Object.assign(tagged("wsmtp-comparison"), { place, signIn });
  aimSetup().catch(showTrouble);
}

async function signInAgain(): Promise<void> {
  if (consoleElement.place?.kind !== "upstream") return;
  const signIn = await where.refresh();
  consoleElement.signIn = signIn;
  tagged("wsmtp-comparison").signIn = signIn;
}

/** The setup is that of the practice server that is spoken to; of others there is none. */
async function aimSetup(): Promise<void> {
  const { place } = consoleElement;
  const details = part("setup") as HTMLDetailsElement;
  const gateway = place?.kind === "upstream" && place.upstream === "sandbox" && place.gateway;
  details.hidden = !gateway && place?.kind !== "page";
  if (details.hidden || !details.open) return;
  const { behindGateway, inPage } = await import("wsmtp-elements/setup.js");
  if (gateway) tagged("wsmtp-setup").target = behindGateway(gateway);
  else if (practice) tagged("wsmtp-setup").target = inPage(practice);
}

addEventListener("hashchange", () => {
  go();
  arrive();
});
lessonElement.console = consoleElement;
lessonElement.addEventListener("next", () => {
  const next = lessonElement.lesson && lessons[lessons.indexOf(lessonElement.lesson) + 1];
  if (next) location.hash = new URLSearchParams({ lesson: next.id }).toString();
});
lessonElement.addEventListener("progress", () => void showStanding());
where.addEventListener("change", (event) => choose(event as CustomEvent<Chosen>));
consoleElement.addEventListener("conversation", ({ detail }) => {
  tagged("wsmtp-ladder").conversation = detail;
});
part("now")
  .querySelector("button")
  ?.addEventListener("click", () => lessonElement.showStep());
part("file").addEventListener("change", ({ target }) => {
  const input = target as HTMLInputElement;
  const file = input.files?.[0];
  if (file) void open(file);
  // The same file may be chosen once more, when it is mended.
  input.value = "";
});
// Of the gateway's practice server it may have changed who signs in.
tagged("wsmtp-setup").addEventListener("change", () => void signInAgain().catch(showTrouble));
part("setup").addEventListener("toggle", () => void aimSetup().catch(showTrouble));
loadWhenOpened("picture", () => import("wsmtp-elements/ladder.js"));
loadWhenOpened("comparison", () => import("wsmtp-elements/comparison.js"));
go();

startPractice().then((started) => {
  practice = started;
  // It tells where to speak to, unless something else was chosen meanwhile.
  where.practice = started;
  lessonElement.server = started;
  showReceived(started).catch(showTrouble);
}, showTrouble);
