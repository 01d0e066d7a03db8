import { isDeepStrictEqual } from "node:util";
import { isSecretVariable, withoutPasswords } from "../../providers/credentials";
import { referenceOf, secretsIn } from "../../providers/lifecycle/secrets/secret";
import { Vault } from "../../providers/lifecycle/secrets/vault";
import { wantedOf } from "./digest";
import type { Change, Difference } from "./model";
import type { Preview } from "./preview";
import { mapTexts } from "./display-value";

export const redactor = ({ steps, refreshed }: Preview, environment: NodeJS.ProcessEnv): ((text: string) => string) =>
  redactorFor(
    [...steps.map((step) => [step.old?.inputs, step.new?.inputs]), ...refreshed.map(({ drift }) => drift)],
    environment,
  );

/**
 * Redacts the secrets that this process could know, wherever they turn up, as in what a server echoes: variables that
 * definitions take secrets from, and all with a secret-sounding name, such as tokens. Also any passwords in URLs.
 * @param values inputs, which hold the definitions' secrets by reference
 */
export function redactorFor(values: unknown, environment: NodeJS.ProcessEnv): (text: string) => string {
  const vault = new Vault({ environment, plainEnv: [] });
  const used = new Set(
    secretsIn(values)
      .map(referenceOf)
      .flatMap(({ source, name }) => (source === "!Environ" ? [name] : [])),
  );
  for (const [name, value = ""] of Object.entries(environment)) {
    if (used.has(name) || (isSecretVariable(name) && value.length >= SHORTEST_BY_NAME)) vault.hide(value);
  }
  return (text) => withoutPasswords(vault.redact(text));
}

/** `TOKEN_TTL=3600` and the like are not secret. */
const SHORTEST_BY_NAME = 8;

/**
 * The change as it may be shown. Its digest stays as it was, as not every run knows the same secrets: definitions hold only
 * references and what is in git anyway, and a word like "postgres" may be a variable's value.
 */
export function redacted(change: Change, redact: (text: string) => string): Change {
  return {
    ...change,
    name: redact(change.name),
    ...(change.id !== undefined && { id: redact(change.id) }),
    allowedAs: redact(change.allowedAs),
    fields: change.fields.map((field) => redactedField(field, redact)),
    replaceReasons: change.replaceReasons.map((reason) => ({ ...reason, field: redact(reason.field) })),
    pendingSteps: change.pendingSteps.map(redact),
  };
}

/** A difference as it may be shown, with its original hash if redaction would change it. */
export function redactedField(field: Difference, redact: (text: string) => string): Difference {
  const { path, from, to, list, columns } = field;
  const all = <T>(value: T): T => mapTexts(value, redact);
  const shown = {
    ...field,
    path: redact(path),
    ...(from !== undefined && { from: all(from) }),
    ...(to !== undefined && { to: all(to) }),
    ...(list && { list: { ...list, added: all(list.added), removed: all(list.removed) } }),
    ...(columns && {
      columns: columns.map((column) => ({
        ...column,
        name: redact(column.name),
        ...(column.from !== undefined && { from: all(column.from) }),
        ...(column.to !== undefined && { to: all(column.to) }),
      })),
    }),
  };
  const isSame = shown.path === path && isDeepStrictEqual(shown.to, to);
  return isSame ? shown : { ...shown, wanted: wantedOf(field) };
}
