import { referenceOf, secretsIn } from "../../providers/lifecycle/secret";
import { Vault } from "../../providers/lifecycle/vault";
import type { Preview } from "./preview";
import { looksSecret } from "./told";

/** What a preview shows is told without the secrets that this process could know. */
export const redactor = ({ steps, refreshed }: Preview, environment: NodeJS.ProcessEnv): ((text: string) => string) =>
  redactorFor(
    [...steps.map((step) => [step.old?.inputs, step.new?.inputs]), ...refreshed.map(({ drift }) => drift)],
    environment,
  );

/**
 * Blots out the secrets that this process could know, wherever they turn up, as in what a server echoes: variables that the
 * definitions take secrets from, and all that bear a name that says so, such as tokens.
 * @param values inputs, in which the secrets that definitions use stand by reference
 */
export function redactorFor(values: unknown, environment: NodeJS.ProcessEnv): (text: string) => string {
  const vault = new Vault({ environment, plainEnv: [] });
  const used = new Set(
    secretsIn(values)
      .map(referenceOf)
      .flatMap(({ source, name }) => (source === "!Environ" ? [name] : [])),
  );
  for (const [name, value = ""] of Object.entries(environment)) {
    const isGuarded =
      used.has(name) || (looksSecret(name) && !NAMES_A_PLACE.test(name) && value.length >= SHORTEST_BY_NAME);
    if (isGuarded) vault.hide(value);
  }
  return (text) => vault.redact(text);
}

/** `TOKEN_TTL=3600` and the like are no secrets. */
const SHORTEST_BY_NAME = 8;

/** `AWS_SHARED_CREDENTIALS_FILE`, `PULUMI_CREDENTIALS_PATH` */
const NAMES_A_PLACE = /_(path|file|dir|directory)$/i;
