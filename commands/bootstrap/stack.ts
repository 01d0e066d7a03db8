import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../providers/errors";
import { isObject } from "../../providers/is-object";
import { readStackFile } from "../shared/stack";
import type { Names } from "./names";
import { succeeded, type PulumiRunner } from "./pulumi";

export interface StackOptions {
  readonly names: Names;
  readonly backendUrl: string;
  readonly journal: string;
  /** Holds `Pulumi.yaml`. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly pulumi: PulumiRunner;
  readonly progress: (line: string) => void;
}

/** Creates the Pulumi stack and missing configuration. @returns what it did; empty if nothing was missing */
export async function prepareStack(options: StackOptions): Promise<readonly string[]> {
  const { names, journal, progress } = options;
  const done: string[] = [];
  if (await stackExists(options)) {
    checkHasKey(options);
  } else {
    checkProvider(options);
    progress(`Creating Pulumi stack ${names.stack}`);
    const init = ["stack", "init", names.stack, "--no-select", "--secrets-provider", names.secretsProvider];
    succeeded(await run(options, init), `create the stack ${names.stack}`);
    done.push("stack created");
  }

  const configured = await configuredKeys(options);
  if (!configured.has("amorphic:fingerprintKey")) {
    const set = ["config", "set", "--secret", "amorphic:fingerprintKey", "--stack", names.stack];
    succeeded(await run(options, set, randomBytes(32).toString("base64")), "set amorphic:fingerprintKey");
    done.push("amorphic:fingerprintKey set");
  }
  if (!configured.has("amorphic:journal")) {
    const set = ["config", "set", "amorphic:journal", journal, "--stack", names.stack];
    succeeded(await run(options, set), "set amorphic:journal");
    done.push("amorphic:journal set");
  }
  return done;
}

/** The file that holds a stack's configuration. */
export function stackFile(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

function run({ directory, environment, backendUrl, pulumi }: StackOptions, args: readonly string[], input?: string) {
  const env = { ...environment, PULUMI_BACKEND_URL: backendUrl, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const options = { cwd: directory, env, ...(input === undefined ? {} : { input }) };
  return pulumi([...args, "--non-interactive", "--color", "never"], options);
}

async function stackExists(options: StackOptions): Promise<boolean> {
  const listed = succeeded(await run(options, ["stack", "ls", "--json"]), "list the stacks");
  const stacks = JSON.parse(listed) as readonly { readonly name: string }[];
  return stacks.some(({ name }) => name === options.names.stack);
}

async function configuredKeys(options: StackOptions): Promise<ReadonlySet<string>> {
  // Without --show-secrets the answer holds no secret values.
  const config = ["config", "--json", "--stack", options.names.stack];
  const answer = succeeded(await run(options, config), "read the stack's configuration");
  return new Set(Object.keys(JSON.parse(answer) as Readonly<Record<string, unknown>>));
}

/**
 * Creating the stack would overwrite another secrets provider in the file, and with it the key to the secrets that the file
 * already holds.
 */
function checkProvider(options: StackOptions): void {
  const { names } = options;
  const { secretsprovider, encryptionsalt } = encryptionOf(options);
  const other = secretsprovider ?? (encryptionsalt && "passphrase");
  if (other === undefined || other === names.secretsProvider) return;
  throw new UserError(
    `${stackFile(names.stack)} uses another secrets provider (${other}), so its secrets cannot be read with ${names.secretsProvider}. ` +
      `Remove secretsprovider, encryptionsalt, encryptedkey and every "secure:" value from it, run bootstrap again, then set the secrets again. ` +
      `If you are moving its state here, continue with docs/bootstrap.md, "Another bucket".`,
  );
}

/** The stack exists but its file here has no key: a new key could not decrypt what others encrypted. */
function checkHasKey(options: StackOptions): void {
  const { names, backendUrl } = options;
  const { encryptedkey, encryptionsalt } = encryptionOf(options);
  if (encryptedkey !== undefined || encryptionsalt !== undefined) return;
  throw new UserError(
    `The stack ${names.stack} exists, but ${stackFile(names.stack)} here has no encryptedkey. ` +
      `Get the file from whoever ran bootstrap first (it belongs in git). If nobody has it, create a new key, then run bootstrap again:\n` +
      `  PULUMI_BACKEND_URL='${backendUrl}' pulumi stack change-secrets-provider '${names.secretsProvider}' --stack ${names.stack}`,
  );
}

/** How the stack's file says its secrets are encrypted; empty without a file. A key without a value counts as absent. */
function encryptionOf({ names, directory }: StackOptions) {
  const isThere = existsSync(join(directory, stackFile(names.stack)));
  const file = isThere ? readStackFile(names.stack, directory) : undefined;
  const text = (key: string): string | undefined => {
    const value = isObject(file) ? file[key] : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    secretsprovider: text("secretsprovider"),
    encryptedkey: text("encryptedkey"),
    encryptionsalt: text("encryptionsalt"),
  };
}
