import { ComponentResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../builds/build";
import { testReports } from "../builds/reports";
import { testBuildspec } from "../buildspecs/application";
import type { Context } from "../context";
import { writeReports } from "../roles/grants";
import { SOURCE } from "../source";
import { buildAction, type Stage } from "./target";

/** Tests an application before it is built, in a separate build that can do nothing else. */
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
    const reportGroup = testReports(name, context, "tests", parent);
    this.build = new Build(
      name,
      context,
      home,
      {
        description: "Runs the application's tests",
        buildspec: testBuildspec({ directory, reportGroup }),
        variables: context.settings.variables,
        inputs: [SOURCE],
        statements: [writeReports(reportGroup)],
        timeoutMinutes: 30,
      },
      parent,
    );
    this.stage = {
      name: "Test",
      actions: [buildAction(this.build, "Test")],
    };
    this.registerOutputs();
  }
}
