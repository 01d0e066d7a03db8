/** https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
export const pipelineFailed = (pipeline: string) => ({
  source: ["aws.codepipeline"],
  "detail-type": ["CodePipeline Pipeline Execution State Change"],
  detail: { pipeline: [pipeline], state: ["FAILED"] },
});

/** https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html */
export const buildFailed = (project: string) => ({
  source: ["aws.codebuild"],
  "detail-type": ["CodeBuild Build State Change"],
  detail: { "project-name": [project], "build-status": ["FAILED", "FAULT", "TIMED_OUT"] },
});

/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html; each finding comes alone. */
export const criticalFound = (account: string, repository: string) => ({
  source: ["aws.securityhub"],
  "detail-type": ["Security Hub Findings - Imported"],
  detail: {
    findings: {
      AwsAccountId: [account],
      ProductFields: { "amorphic-cicd/repository": [repository] },
      RecordState: ["ACTIVE"],
      Severity: { Label: ["CRITICAL"] },
      Workflow: { Status: ["NEW"] },
    },
  },
});
