import { UserError } from "../../providers/errors";
import type { Stack } from "./stack";

/** Names the backend and the way out; Pulumi's `no stack named 'dev' found` names neither. */
export function noStack({ name, environment }: Stack): UserError {
  const wayOut =
    name === "local"
      ? "Create it with `npm start`."
      : `Create it with \`bin/amorphic-cicd bootstrap --stack ${name}\`, or set PULUMI_BACKEND_URL to where it is.`;
  return new UserError(`There is no stack ${name} in ${String(environment["PULUMI_BACKEND_URL"])}. ${wayOut}`);
}
