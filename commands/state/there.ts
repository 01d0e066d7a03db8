import { UserError } from "../../providers/errors";
import type { Stack } from "../stack";
import { openState } from "./history";

/** Tells a stack with nothing to show from one that was never created. @throws UserError if there is no such stack */
export async function checkThere(stack: Stack): Promise<void> {
  const state = openState(stack);
  const [stored, runs] = await Promise.all([state.current(), state.runs(1)]);
  if (!stored && runs.length === 0) throw noStack(stack);
}

/** The way out if a state cannot be used. */
export const lastGood = (name: string): string =>
  `\`amorphic-cicd state restore --stack ${name}\` shows the last good one, and restores it with --yes.`;

/** Names the backend and the way out; Pulumi's `no stack named 'dev' found` names neither. */
export function noStack({ name, environment }: Stack): UserError {
  const wayOut =
    name === "local"
      ? "Create it with `npm start`."
      : `Create it with \`bin/amorphic-cicd bootstrap --stack ${name}\`, or set PULUMI_BACKEND_URL to where it is.`;
  return new UserError(`There is no stack ${name} in ${String(environment["PULUMI_BACKEND_URL"])}. ${wayOut}`);
}
