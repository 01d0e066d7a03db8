import { shellQuoted } from "../shared/text";
import type { BootstrapResult } from "./bootstrap";

/** The result for people: the names, the line to use, and what to commit. */
export function report(result: BootstrapResult): string {
  const { cloudFormation, pulumi } = result;
  return [
    `CloudFormation   ${cloudFormation.name} (${result.region}): ${cloudFormation.change}`,
    `State bucket     ${result.bucket}`,
    `Key              ${result.alias}`,
    `                 ${result.keyArn}`,
    `Pulumi stack     ${result.stack}: ${pulumi.done.length === 0 ? "unchanged" : pulumi.done.join(", ")}`,
    "",
    `export PULUMI_BACKEND_URL=${shellQuoted(result.backendUrl)}`,
    "",
    pulumi.done.length > 0
      ? `Commit ${pulumi.file}: it contains the encrypted key that every run of this stack needs.`
      : result.unchanged
        ? "Nothing was changed."
        : `${pulumi.file} was not changed.`,
    "",
  ].join("\n");
}
