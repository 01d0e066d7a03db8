import { ReportGroup } from "@pulumi/aws/codebuild";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Context } from "../context";

/** A report group whose reports stay in CodeBuild. @returns its ARN as a plain string, for the buildspec */
export function testReports(
  name: string,
  { prefix, arn }: Context,
  suffix: string,
  parent: ComponentResourceOptions,
): string {
  const group = `${prefix}-${suffix}`;
  new ReportGroup(
    name,
    { name: group, type: "TEST", exportConfig: { type: "NO_EXPORT" }, deleteReports: true },
    parent,
  );
  return arn("codebuild", `report-group/${group}`);
}
