import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResourceType } from "../../providers/catalog/type";
import { urnType } from "../../providers/engine/names";
import { packedState } from "../../providers/engine/stand-in";
import { UserError } from "../../providers/errors";
import type { Properties } from "../../providers/lifecycle/inputs";
import { visible } from "../../providers/visible";
import { lockedOut } from "../locks/locked";
import { runToEnd } from "../shared/run";
import { ONE_CHECKPOINT, type Stack } from "../shared/stack";

/** A live object to import into state, with its inputs and outputs. */
export interface Entry {
  readonly type: ResourceType;
  readonly logicalId: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The input of `pulumi import --file`. With outputs given, the engine calls no provider. */
const importFile = (entries: readonly Entry[]): string =>
  JSON.stringify({
    resources: entries.map(({ type, logicalId, id, ...values }) => ({
      type: urnType(type),
      name: logicalId,
      id,
      ...packedState(type.name, values),
    })),
  });

/** Imports into the stack's state; nothing is sent to Amorphic. @throws UserError with Pulumi's message */
export async function pulumiImport(stack: Stack, entries: readonly Entry[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "amorphic-import-"));
  try {
    const file = join(directory, "import.json");
    await writeFile(file, importFile(entries), { mode: 0o600 });
    const args = [...ARGUMENTS, "--file", file, "--stack", stack.name];
    const at = { cwd: stack.project, env: { ...stack.environment, ...ONE_CHECKPOINT } };
    const { code, stdout, stderr } = await runToEnd(stack.pulumi, args, at);
    if (code !== 0) throw failed(stack, `${stdout}\n${stderr}`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const ARGUMENTS = [
  ...["import", "--yes", "--skip-preview", "--non-interactive", "--color", "never"],
  ...["--generate-code=false", "--protect=false", "--suppress-outputs"],
];

/** Advises `--match`, as definitions may exist by now, and `--write` would find nothing to write. */
function failed(stack: Stack, said: string): UserError {
  const { name } = stack;
  const again = `continue with \`bin/amorphic-cicd import --stack ${name} --match\``;
  const locked = lockedOut(stack, said);
  if (locked !== undefined) return new UserError(`${locked} Nothing was imported; ${again}.`);
  const lines = said
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const errors = lines.filter((line) => line.startsWith("error:"));
  const shown = (errors.length > 0 ? errors : lines).map(visible).join("\n  ");
  return new UserError(
    `Pulumi could not import everything into ${name}:\n  ${shown}\n` +
      `Nothing was sent to Amorphic. Fix the cause and ${again}: what is in the state already stays there.`,
  );
}
