import { Account, Insight } from "@pulumi/aws/securityhub";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { AmorphicContext } from "./variables";

/** The pipeline's part of Security Hub, which the account has once and others use as well. */
export class SecurityHub extends ComponentResource {
  constructor(name: string, context: AmorphicContext, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:SecurityHub", name, {}, options);
    const { settings, prefix } = context;
    const hub =
      settings.securityHub === "enable"
        ? new Account(
            name,
            // Standards check the whole account and cost accordingly, so a pipeline should not enable them.
            { enableDefaultStandards: false, autoEnableControls: false },
            // Destroying the pipeline must not disable what the whole account uses.
            { parent: this, retainOnDelete: true },
          )
        : undefined;
    new Insight(
      name,
      {
        name: `${prefix}: open findings by severity`,
        groupByAttribute: "SeverityLabel",
        filters: {
          // As `amorphic-cicd findings publish` writes them.
          ids: [{ value: "amorphic-cicd/", comparison: "PREFIX" }],
          resourceDetailsOthers: [{ key: "Repository", value: settings.source.repository, comparison: "EQUALS" }],
          recordStates: [{ value: "ACTIVE", comparison: "EQUALS" }],
          workflowStatuses: [
            { value: "NEW", comparison: "EQUALS" },
            { value: "NOTIFIED", comparison: "EQUALS" },
          ],
        },
      },
      { parent: this, ...(hub && { dependsOn: [hub] }) },
    );
    this.registerOutputs();
  }
}
