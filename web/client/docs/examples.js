import { Application, ReflectionKind } from "typedoc";

/** Warns of each function, class, method and map of events that has no `@example`. */
export function load(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.All)) {
      if (wantsExample(reflection) && !hasExample(reflection)) {
        app.logger.warn(`${reflection.getFullName()} has no @example`);
      }
    }
  });
}

/** What is made, called or listened to. */
function wantsExample(reflection) {
  const { parent, name, flags } = reflection;
  if (flags.isInherited || flags.isExternal) return false;
  if (reflection.kindOf(ReflectionKind.Method)) return parent.kindOf(ReflectionKind.Class);
  if (reflection.kindOf(ReflectionKind.Interface)) return name.endsWith("EventMap");
  return reflection.kindOf(ReflectionKind.Class | ReflectionKind.Function);
}

function hasExample(reflection) {
  const told = [reflection, ...(reflection.signatures ?? [])];
  return told.some(({ comment }) => comment?.getTag("@example") !== undefined);
}
