import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { Context } from "../context";
import { Topic } from "../notify/topic";
import type { Statement } from "../roles/policy";
import type { Storage } from "../storage";

/** Manual approval before a deployment, requested by mail that says what would happen. */
export class Approval extends ComponentResource {
  readonly statements: readonly Statement[];
  readonly #topic: Topic;
  readonly #timeoutInMinutes: number;

  constructor(name: string, context: Context, storage: Storage, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Approval", name, {}, options);
    const { approval } = context.settings;
    this.#topic = new Topic(
      name,
      context,
      { purpose: "Requests for approval", keyArn: storage.keyArn, emails: approval.emails },
      { parent: this },
    );
    this.#timeoutInMinutes = approval.timeoutMinutes;
    this.statements = [{ Sid: "AskForApproval", Action: "sns:Publish", Resource: this.#topic.arn }];
    this.registerOutputs();
  }

  /**
   * @param namespace of the plan's variables
   * @param runOrder in its stage, if it is not alone there
   */
  action(namespace: string, runOrder?: number) {
    return {
      name: "Approve",
      category: "Approval",
      owner: "AWS",
      provider: "Manual",
      version: "1",
      ...(runOrder && { runOrder }),
      timeoutInMinutes: this.#timeoutInMinutes,
      configuration: {
        NotificationArn: this.#topic.arn,
        // The commit id comes first, since nobody can choose its text.
        CustomData: `Commit #{SourceVariables.CommitId}: #{${namespace}.PLAN_LINE}`,
        ExternalEntityLink: `#{${namespace}.PLAN_URL}`,
      },
    };
  }
}
