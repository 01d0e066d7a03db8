import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../../builds/build";
import { testReports } from "../../builds/reports";
import { deployBuildspec } from "../../buildspecs/deploy";
import { planBuildspec } from "../../buildspecs/plan";
import { PREPARED, toolBuildspec } from "../../buildspecs/tool";
import { validateBuildspec } from "../../buildspecs/validate";
import { writeReports } from "../../roles/grants";
import { SOURCE } from "../../source";
import type { Approval } from "../approval";
import { buildAction, type Stage } from "../target";
import { publishFindings, readSecrets, readState, writeState } from "./grants";
import { token, variablesOf, type AmorphicContext } from "./variables";

const FINDINGS = "Findings";
const PLAN = "Plan";
const PLAN_VARIABLES = "PlanVariables";

/** Validates the definitions; then, in one stage, plans, waits for approval if required, and deploys. */
export class Deployment extends ComponentResource {
  readonly stages: readonly Stage[];
  readonly builds: readonly Build[];
  readonly validate: Build;

  constructor(
    name: string,
    context: AmorphicContext,
    { home, approval }: { home: BuildHome; approval: Approval | undefined },
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:AmorphicTarget", name, {}, options);
    const parent = { parent: this };
    this.validate = validateBuild(context, home, parent);
    const tool = toolBuild(context, home, parent);
    const plan = planBuild(context, home, parent);
    const deploy = deployBuild(context, home, parent);
    this.builds = [this.validate, tool, plan, deploy];
    this.stages = [
      {
        name: "Validate",
        // In parallel, on two machines: no test or scanner can touch what Plan and Deploy will run.
        actions: [buildAction(this.validate, "Validate"), buildAction(tool, "Tool")],
      },
      {
        name: "Deploy",
        // CodePipeline lets only one run at a time into a stage, so the plan starts from what the previous run deployed.
        actions: [
          buildAction(plan, "Plan", { namespace: PLAN_VARIABLES, runOrder: 1 }),
          ...(approval ? [approval.action(PLAN_VARIABLES, 2)] : []),
          buildAction(deploy, "Deploy", { runOrder: approval ? 3 : 2 }),
        ],
        // No `onFailure`: a rollback would deploy the previous definitions and delete what the new ones have created, and with an
        // automatic retry, CodePipeline would ask for approval again right after a rejection.
      },
    ];
    this.registerOutputs();
  }
}

function validateBuild(context: AmorphicContext, home: BuildHome, parent: ComponentResourceOptions): Build {
  const { settings } = context;
  const reportArn = testReports("scan", context, "scan", parent);
  const publishes = settings.securityHub !== "off";
  return new Build(
    "validate",
    context,
    home,
    {
      description: "Checks definitions, tests and scans",
      buildspec: validateBuildspec({ reportGroup: reportArn, publishes }),
      variables: variablesOf(context),
      inputs: [SOURCE],
      outputs: [FINDINGS],
      statements: [writeReports(reportArn), ...(publishes ? publishFindings(context) : [])],
      timeoutMinutes: 30,
    },
    parent,
  );
}

function toolBuild(context: AmorphicContext, home: BuildHome, parent: ComponentResourceOptions): Build {
  return new Build(
    "tool",
    context,
    home,
    {
      description: "Installs once what later stages run",
      buildspec: toolBuildspec,
      variables: {},
      inputs: [SOURCE],
      outputs: [PREPARED],
      timeoutMinutes: 30,
    },
    parent,
  );
}

function planBuild(context: AmorphicContext, home: BuildHome, parent: ComponentResourceOptions): Build {
  const { amorphic } = context.settings;
  return new Build(
    "plan",
    context,
    home,
    {
      description: "Shows what a deployment would do; read-only",
      buildspec: planBuildspec,
      variables: variablesOf(context),
      secrets: token(amorphic.readToken),
      inputs: [SOURCE, PREPARED],
      outputs: [PLAN],
      statements: [...readState(context), ...readSecrets(context, [amorphic.readToken])],
      timeoutMinutes: 30,
    },
    parent,
  );
}

function deployBuild(context: AmorphicContext, home: BuildHome, parent: ComponentResourceOptions): Build {
  const { amorphic, secrets, definitionSecrets } = context.settings;
  const name = "deploy";
  return new Build(
    name,
    context,
    home,
    {
      description: "Makes the platform match the definitions",
      buildspec: deployBuildspec,
      variables: variablesOf(context),
      secrets: { ...secrets, ...token(amorphic.token) },
      // The plan, to compare what is deployed with what was approved.
      inputs: [SOURCE, PREPARED, PLAN],
      statements: [
        ...writeState(context),
        // To find out whether the build that holds a lock is still running.
        {
          Sid: "AskForOwnBuilds",
          Action: "codebuild:BatchGetBuilds",
          Resource: context.arn("codebuild", `project/${context.prefix}-${name}`),
        },
        ...readSecrets(context, [amorphic.token, ...Object.values(secrets), ...definitionSecrets]),
      ],
      timeoutMinutes: 120,
    },
    parent,
  );
}
