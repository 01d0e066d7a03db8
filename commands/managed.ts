import { nameOf, typeOf } from "../providers/engine/names";
import { unpackedOf } from "../providers/engine/packing";
import { UserError } from "../providers/errors";
import { run } from "./setup/run";
import type { Stack } from "./stack";

/** A resource of Amorphic that a stack's state holds. */
export interface Managed {
  /** A type of the catalog. */
  readonly type: string;
  /** The logical id. */
  readonly name: string;
  /** In Amorphic. */
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Exported {
  readonly deployment?: {
    readonly resources?: readonly { urn: string; id?: string; outputs?: Record<string, unknown> }[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: { readonly urn: string } }[];
  };
}

/** What a stack's state says. */
export interface State {
  readonly managed: readonly (Managed & { readonly urn: string })[];
  /** Operations that a killed run had begun. */
  readonly pending: readonly { readonly type: string; readonly urn: string }[];
}

/** @throws UserError if the state cannot be read */
export async function stateOf(stack: Stack): Promise<State> {
  const exported = await pulumiJson<Exported>(stack, "state", ["stack", "export"]);
  const { resources = [], pending_operations: pending = [] } = exported.deployment ?? {};
  const managed = resources.flatMap(({ urn, id = "", outputs = {} }) => {
    const type = typeOf(urn);
    return type === undefined || id === ""
      ? []
      : [{ type, name: nameOf(urn), urn, id, outputs: unpackedOf(urn, outputs) }];
  });
  return { managed, pending: pending.map(({ type, resource: { urn } }) => ({ type, urn })) };
}

/** What the stack manages. @throws UserError if its state cannot be read */
export const managedBy = async (stack: Stack): Promise<readonly Managed[]> => (await stateOf(stack)).managed;

interface Setting {
  readonly value?: string;
}

/** The stack's configuration, secrets in the clear: the text of each key. @throws UserError if it cannot be read */
export async function settingsOf(stack: Stack): Promise<Map<string, string>> {
  const args = ["config", "--json", "--show-secrets"];
  const settings = await pulumiJson<Record<string, Setting>>(stack, "configuration", args);
  return new Map(
    Object.entries(settings).flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

async function pulumiJson<T>(stack: Stack, what: string, args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await run(
    stack.pulumi,
    [...args, "--stack", stack.name, "--non-interactive", "--color", "never"],
    { cwd: stack.project, env: stack.environment },
  );
  if (code === 0) return JSON.parse(stdout) as T;
  if (stderr.includes("no stack named")) {
    const make = stack.name === "local" ? "npm start" : `bin/amorphic-cicd bootstrap --stack ${stack.name}`;
    throw new UserError(
      `There is no stack ${stack.name} in ${String(stack.environment["PULUMI_BACKEND_URL"])}. Make it with \`${make}\`, ` +
        "or set PULUMI_BACKEND_URL to where it is.",
    );
  }
  throw new UserError(
    `The ${what} of ${stack.name} could not be read: ${stderr.trim() || `exit code ${String(code)}`}`,
  );
}
