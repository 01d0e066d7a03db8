import { ReportGroup } from "@pulumi/aws/codebuild";
import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../builds/build";
import * as buildspecs from "../buildspecs";
import type { Context } from "../context";
import { knowBucket, readArtifacts, writeReports } from "../roles/grants";
import { SOURCE } from "../source";
import { buildAction, type Stage } from "./target";

/** The tests of an application, before anything is made of it: their own build, which can do nothing else. */
export class TestStage extends ComponentResource {
  readonly build: Build;
  readonly stage: Stage;

  constructor(
    name: string,
    context: Context,
    { home, directory }: { home: BuildHome; directory: string },
    options?: ComponentResourceOptions,
  ) {
    super("amorphic:pipeline:TestStage", name, {}, options);
    const parent = { parent: this };
    const reportGroup = `${context.prefix}-tests`;
    new ReportGroup(
      name,
      { name: reportGroup, type: "TEST", exportConfig: { type: "NO_EXPORT" }, deleteReports: true },
      parent,
    );
    const reportArn = context.arn("codebuild", `report-group/${reportGroup}`);
    this.build = new Build(
      name,
      context,
      home,
      {
        description: "Runs the application's tests",
        buildspec: buildspecs.test({ directory, reportGroup: reportArn }),
        variables: context.settings.variables,
        statements: [knowBucket(home.storage), readArtifacts(context, home.storage, [SOURCE]), writeReports(reportArn)],
        timeoutMinutes: 30,
      },
      parent,
    );
    this.stage = {
      name: "Test",
      actions: [buildAction(this.build, "Test", { inputs: [SOURCE] })],
      onFailure: { result: "FAIL" },
    };
    this.registerOutputs();
  }
}
