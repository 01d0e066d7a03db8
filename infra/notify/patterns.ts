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

/**
 * A severity without findings is missing from the counts. https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
 */
export const imageIsCritical = (repository: string) => ({
  source: ["aws.ecr"],
  "detail-type": ["ECR Image Scan"],
  detail: {
    "scan-status": ["COMPLETE"],
    "repository-name": [repository],
    "finding-severity-counts": { CRITICAL: [{ numeric: [">", 0] }] },
  },
});

/**
 * Each event has one finding. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
 * Ids and resources as `amorphic-cicd findings publish` writes them.
 */
export const criticalFound = (account: string, repository: string) => ({
  source: ["aws.securityhub"],
  "detail-type": ["Security Hub Findings - Imported"],
  detail: {
    findings: {
      AwsAccountId: [account],
      Id: [{ prefix: "amorphic-cicd/" }],
      RecordState: ["ACTIVE"],
      Resources: { Details: { Other: { Repository: [repository] } } },
      Severity: { Label: ["CRITICAL"] },
      Workflow: { Status: ["NEW"] },
    },
  },
});
