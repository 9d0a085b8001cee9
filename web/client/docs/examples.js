import { Application, ReflectionKind } from "typedoc";

/** What is called or heard, and so takes an example to be understood. */
const SHOWN = ReflectionKind.Class | ReflectionKind.Function | ReflectionKind.Method;

/** Warns of each function, class, method and event without an `@example`. */
export function load(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.All)) {
      if (wantsExample(reflection) && !hasExample(reflection)) {
        app.logger.warn(`${reflection.getFullName()} has no @example`);
      }
    }
  });
}

function wantsExample(reflection) {
  if (reflection.flags.isInherited || reflection.flags.isExternal) return false;
  return reflection.kindOf(SHOWN) || isEvent(reflection);
}

/** Events are the properties of the maps that say what each carries. */
function isEvent({ parent, kind }) {
  return kind === ReflectionKind.Property && parent?.name.endsWith("EventMap") === true;
}

function hasExample(reflection) {
  const told = [reflection, ...(reflection.signatures ?? [])];
  return told.some(({ comment }) => comment?.getTag("@example") !== undefined);
}
