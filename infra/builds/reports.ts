import { ReportGroup } from "@pulumi/aws/codebuild";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Context } from "../context";

/** A group of test reports, which stay in CodeBuild. @returns its ARN, of which the buildspec can be made at once */
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
