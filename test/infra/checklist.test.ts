import assert from "node:assert/strict";
import { everyGraph, type Graph, listed, statements, type Statement } from "./recorded";
import type { Recorded } from "../../infra/record";

/** One line of the checklist. */
interface Check {
  readonly what: string;
  /** The scanners' names for it: checkov (CKV), cfn_nag (W, F), cdk-nag (AwsSolutions), Security Hub's standard (FSBP), Prowler. */
  readonly ids: string;
  /** Last part of the resource type that it checks. */
  readonly kind: string;
  readonly holds: (inputs: Recorded["inputs"], resource: Recorded, made: Graph) => boolean;
  /** Names that do not pass, each with the reason. One that passes after all is a mistake as well. */
  readonly except?: Readonly<Record<string, string>>;
}

const has = (made: Graph, kind: string, name: string): boolean => made.all(kind).some((one) => one.name === name);
const isTlsOnly = (policy: unknown, action: string): boolean =>
  statements(policy).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === "Deny" &&
      Principal === "*" &&
      Action === action &&
      Condition?.["Bool"]?.["aws:SecureTransport"] === "false",
  );
const allows = (policy: unknown) => statements(policy).filter(({ Effect }) => Effect === "Allow");
const env = (inputs: Recorded["inputs"]) =>
  (inputs["environment"] as { environmentVariables: { name: string; value: string; type: string }[] })
    .environmentVariables;

/** A statement for one role of this pipeline, by its name. */
const isForRole = ({ Principal, Condition }: Statement, account: string, name: RegExp): boolean => {
  const role = String(Condition?.["ArnEquals"]?.["aws:PrincipalArn"]);
  return (
    (Principal as { AWS?: unknown }).AWS === `arn:aws:iam::${account}:root` && name.test(role.split(":role/")[1] ?? "")
  );
};
const OTHER_ACCOUNT = "444455556666";
/** A site can be rolled back; an Amorphic environment cannot. */
const hasNoState = (made: Graph): boolean => !made.all("Project").some(({ name }) => name === "plan");

const PUBLIC = "only in the stack that gives a reason for a public bucket (website.publicBecause)";
const GRANTS_NOTHING = "a permissions boundary grants nothing; it must name whole services";

/** What scanners check on the types of resources that a pipeline consists of. */
const CHECKLIST: readonly Check[] = [
  // S3
  {
    what: "blocks public access in all four ways",
    ids: "CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56 CKV2_AWS_6 FSBP S3.1 S3.8 AwsSolutions-S2",
    kind: "Bucket",
    holds: (_, { name }, made) => {
      const block = made.inputs("BucketPublicAccessBlock", name);
      return [
        block["blockPublicAcls"],
        block["blockPublicPolicy"],
        block["ignorePublicAcls"],
        block["restrictPublicBuckets"],
      ].every((value) => value === true);
    },
    except: { site: PUBLIC },
  },
  {
    what: "accepts only TLS",
    ids: "CKV_AWS_379 FSBP S3.5 AwsSolutions-S10 W51",
    kind: "BucketPolicy",
    holds: ({ policy }) => isTlsOnly(policy, "s3:*"),
    except: { site: PUBLIC },
  },
  {
    what: "grants nothing to the public, nor to another account except the role that deploys there",
    ids: "CKV_AWS_70 CKV2_AWS_43 CKV_AWS_93 FSBP S3.6 F15 F16",
    kind: "BucketPolicy",
    holds: ({ policy }, { account }) =>
      allows(policy).every(
        (one) =>
          one.Principal !== "*" &&
          (one.Condition?.["StringEquals"]?.["aws:SourceAccount"] === account ||
            new RegExp(
              `^arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/service-(staging|prod|live)/\\*$`,
            ).test(String(one.Condition?.["ArnLike"]?.["aws:SourceArn"])) ||
            one.Condition?.["StringEquals"]?.["aws:SourceArn"] ===
              `arn:aws:cloudfront::${account}:distribution/site-id` ||
            (isForRole(one, OTHER_ACCOUNT, /^(site|service)-live-deploy$/) &&
              listed(one.Action).every((action) => action.startsWith("s3:GetObject")))),
      ),
    except: { site: PUBLIC },
  },
  {
    what: "is encrypted with a customer-managed key",
    ids: "CKV_AWS_19 CKV_AWS_145 FSBP S3.17 W41",
    kind: "BucketServerSideEncryptionConfiguration",
    holds: ({ rules }) =>
      (rules as { applyServerSideEncryptionByDefault: { sseAlgorithm: string; kmsMasterKeyId?: string } }[]).every(
        ({ applyServerSideEncryptionByDefault: one }) => one.sseAlgorithm === "aws:kms" && !!one.kmsMasterKeyId,
      ),
    except: {
      "balancer-logs": "a load balancer delivers access logs only to buckets with S3's own key (SSE-S3)",
      "site-logs": "S3 delivers access logs only to buckets with its own key (SSE-S3)",
      "storage-access-logs": "S3 delivers access logs only to buckets with its own key (SSE-S3)",
      site: "everybody reads it; S3's own key (SSE-S3) protects it as well as that asks for",
    },
  },
  {
    what: "is versioned",
    ids: "CKV_AWS_21 FSBP S3.14",
    kind: "Bucket",
    holds: (_, { name }, made) => made.inputs("BucketVersioning", name)["versioningConfiguration"].status === "Enabled",
  },
  {
    what: "expires old objects and aborts incomplete uploads",
    ids: "CKV2_AWS_61 CKV_AWS_300 FSBP S3.10 S3.13",
    kind: "BucketLifecycleConfiguration",
    holds: ({ rules }) =>
      (rules as { expiration?: unknown; abortIncompleteMultipartUpload?: unknown; status: string }[]).some(
        (rule) => rule.expiration,
      ) &&
      (rules as { abortIncompleteMultipartUpload?: unknown }[]).some((rule) => rule.abortIncompleteMultipartUpload),
    except: { site: "the current files of a site do not expire; overwritten versions do, after 90 days" },
  },
  {
    what: "has access logging",
    ids: "CKV_AWS_18 FSBP S3.9 W35 AwsSolutions-S1",
    kind: "Bucket",
    holds: (_, { name }, made) => has(made, "BucketLogging", name),
    except: {
      "balancer-logs": "a log of the log would log itself",
      "site-logs": "a log of the log would log itself",
      "storage-access-logs": "a log of the log would log itself",
    },
  },
  {
    what: "has no ACLs",
    ids: "CKV2_AWS_65 CKV_AWS_20 CKV_AWS_57 CKV_AWS_375 FSBP S3.12 F14 W31",
    kind: "Bucket",
    holds: ({ acl, grants }, { name }, made) =>
      !acl && !grants && made.inputs("BucketOwnershipControls", name)["rule"].objectOwnership === "BucketOwnerEnforced",
  },
  {
    what: "has an unpredictable name",
    ids: "prowler s3_bucket_shadow_resource_vulnerability",
    kind: "Bucket",
    holds: ({ bucket, bucketPrefix }) => !bucket && String(bucketPrefix).endsWith("-"),
  },
  {
    what: "is locked against deletion, replicated to another Region, and notifies of every object",
    ids: "CKV_AWS_143 CKV_AWS_144 CKV2_AWS_62 FSBP S3.7 S3.11 S3.15 S3.20",
    kind: "Bucket",
    holds: ({ objectLockEnabled }) => objectLockEnabled === true,
    except: {
      "balancer-logs": "kept for a year, then deleted; nothing is restored from them",
      "site-logs": "kept for a year, then deleted; nothing is restored from them",
      "storage-access-logs": "kept for a year, then deleted; nothing is restored from them",
      "storage-artifacts": "copies of a commit, recreated by the next run and deleted after 90 days",
      site: "one run recreates it from a commit",
    },
  },
  // KMS
  {
    what: "is rotated, is enabled, and waits 30 days before it is deleted",
    ids: "CKV_AWS_7 FSBP KMS.4 F19 AwsSolutions-KMS5 CKV_AWS_227 FSBP KMS.3",
    kind: "Key",
    holds: ({ enableKeyRotation, isEnabled, deletionWindowInDays }) =>
      enableKeyRotation === true && isEnabled !== false && deletionWindowInDays === 30,
  },
  {
    what: "may be used outside the account only by the role that deploys there, and only to decrypt",
    ids: "CKV_AWS_33 CKV2_AWS_64 F76 FSBP KMS.5",
    kind: "Key",
    holds: ({ policy }, { account }) =>
      statements(policy).every(
        (one) =>
          (one.Principal as { AWS?: string }).AWS === `arn:aws:iam::${account}:root` ||
          ((one.Principal as { Service?: string }).Service !== undefined && one.Condition !== undefined) ||
          (isForRole(one, OTHER_ACCOUNT, /^(site|service)-live-deploy$/) &&
            listed(one.Action).join() === "kms:Decrypt,kms:DescribeKey"),
      ),
  },
  // IAM
  {
    what: "allows neither all actions nor all actions of a service",
    ids: "CKV_AWS_62 CKV_AWS_63 CKV_AWS_274 F2 F3 F4 F5 FSBP IAM.1 IAM.21 AwsSolutions-IAM5",
    kind: "RolePolicy",
    holds: ({ policy }) =>
      allows(policy).every(({ Action }) => listed(Action).every((action) => !/^\*|:\*$/.test(action))),
  },
  {
    what: "allows nothing on all resources",
    ids: "CKV_AWS_355 CKV_AWS_286 CKV_AWS_287 CKV_AWS_288 CKV_AWS_289 CKV_AWS_290 W11 W12 W13 FSBP KMS.1 KMS.2",
    kind: "RolePolicy",
    holds: ({ policy }) => allows(policy).every(({ Resource }) => !listed(Resource).includes("*")),
    except: {
      deploy: "ecs:DescribeTaskDefinition takes no narrower resource",
      execution: "ecr:GetAuthorizationToken takes no narrower resource",
      image: "ecr:GetAuthorizationToken takes no narrower resource",
      "blue-green": "describing alarms, listeners and target groups takes no narrower resource",
    },
  },
  {
    what: "has no IAM action except passing a task's roles to ECS tasks",
    ids: "F38 F39 F40",
    kind: "RolePolicy",
    holds: ({ policy }, { account }) =>
      statements(policy).every(
        ({ Action, Resource, Condition }) =>
          !listed(Action).some((action) => action.startsWith("iam:")) ||
          (Action === "iam:PassRole" &&
            new RegExp(`^arn:aws:iam::${account}:role/service-(staging|prod|live)-execution$`).test(
              listed(Resource).join(),
            ) &&
            Condition?.["StringEquals"]?.["iam:PassedToService"] === "ecs-tasks.amazonaws.com"),
      ),
  },
  {
    what: "has no AWS managed policy",
    ids: "AwsSolutions-IAM4 W43 W44 CKV_AWS_40 FSBP IAM.2",
    kind: "Role",
    holds: ({ managedPolicyArns }) => managedPolicyArns === undefined,
  },
  {
    what: "has a permissions boundary",
    ids: "AWS Well-Architected SEC03-BP05",
    kind: "Role",
    holds: ({ permissionsBoundary }, { account }) =>
      new RegExp(
        `^arn:aws:iam::${account}:policy/(amorphic-(dev|prod)|(site|service)-(staging|prod|live))-boundary$`,
      ).test(String(permissionsBoundary)),
  },
  {
    what: "trusts one service, for this account only, or one role of the pipeline",
    ids: "CKV_AWS_60 CKV_AWS_61 F6 W14 prowler iam_role_cross_service_confused_deputy_prevention",
    kind: "Role",
    holds: ({ assumeRolePolicy, ...inputs }, { account, name }) =>
      statements(assumeRolePolicy).every(
        (one) =>
          (typeof (one.Principal as { Service?: unknown }).Service === "string" &&
            one.Condition?.["StringEquals"]?.["aws:SourceAccount"] === account) ||
          isForRole(
            one,
            "111122223333",
            new RegExp(
              `^${String(inputs["name"]).replace(/-[a-z]+$/, "")}-${name === "refresh" ? "publish" : "pipeline"}$`,
            ),
          ),
      ),
    except: {
      failures: "Lambda is not known to say for which account it assumes a role; only who may pass the role can use it",
    },
  },
  {
    what: "allows nothing on all resources",
    ids: "CKV_AWS_62 CKV_AWS_355 CKV_AWS_286 CKV_AWS_287 CKV_AWS_288 CKV_AWS_289 CKV_AWS_290 FSBP IAM.21 KMS.1",
    kind: "iam/policy:Policy",
    holds: ({ policy }) => allows(policy).every(({ Resource }) => Resource !== "*"),
    except: { boundary: GRANTS_NOTHING, "hosting-boundary": GRANTS_NOTHING },
  },
  // CodeBuild
  {
    what: "encrypts its artifacts with a customer-managed key",
    ids: "CKV_AWS_78 CKV_AWS_147 W32 AwsSolutions-CB4",
    kind: "Project",
    holds: ({ encryptionKey, artifacts }) => !!encryptionKey && artifacts.encryptionDisabled !== true,
  },
  {
    what: "logs to CloudWatch, and never unencrypted to S3",
    ids: "CKV_AWS_311 CKV_AWS_314 FSBP CodeBuild.3 CodeBuild.4",
    kind: "Project",
    holds: ({ logsConfig }) =>
      logsConfig.cloudwatchLogs.status === "ENABLED" && logsConfig.s3Logs.encryptionDisabled === false,
  },
  {
    what: "is not privileged, and uses an AWS image",
    ids: "CKV_AWS_316 FSBP CodeBuild.5 AwsSolutions-CB3 AwsSolutions-CB5",
    kind: "Project",
    holds: ({ environment }) =>
      environment.privilegedMode === false && (environment.image as string).startsWith("aws/codebuild/"),
    except: { image: "Docker needs it; this separate build holds no secret and can only push images" },
  },
  {
    what: "holds no credentials in plain text",
    ids: "FSBP CodeBuild.1 CodeBuild.2 prowler codebuild_project_no_secrets_in_variables",
    kind: "Project",
    holds: (inputs) =>
      !/:\/\/[^/]*@/.test(String(inputs["source"].location)) &&
      env(inputs).every(({ name, type }) => type === "SECRETS_MANAGER" || !/TOKEN|SECRET|PASSWORD|KEY/.test(name)),
  },
  {
    what: "runs a buildspec that no commit can change",
    ids: "prowler codebuild_project_user_controlled_buildspec",
    kind: "Project",
    holds: ({ source }) => String(source.buildspec).startsWith("version: 0.2\n"),
  },
  {
    what: "is not public",
    ids: "prowler codebuild_project_not_publicly_accessible",
    kind: "Project",
    holds: ({ projectVisibility, badgeEnabled }) => projectVisibility === undefined && badgeEnabled !== true,
  },
  {
    what: "does not export its reports",
    ids: "FSBP CodeBuild.7",
    kind: "ReportGroup",
    holds: ({ exportConfig }) => exportConfig.type === "NO_EXPORT",
  },
  {
    what: "matches whole names, and requires approval before it builds a stranger's pull request",
    ids: "prowler codebuild_project_webhook_filters_use_anchored_patterns",
    kind: "Webhook",
    holds: ({ filterGroups, pullRequestBuildPolicy }) =>
      (filterGroups as { filters: { type: string; pattern: string }[] }[]).every(({ filters }) =>
        filters.every(({ type, pattern }) => type === "EVENT" || /^\^.*\$$/.test(pattern)),
      ) && pullRequestBuildPolicy.requiresCommentApproval !== "DISABLED",
  },
  // CodePipeline
  {
    what: "encrypts its artifacts with a customer-managed key",
    ids: "CKV_AWS_219",
    kind: "Pipeline",
    holds: ({ artifactStores }) =>
      (artifactStores as { encryptionKey?: { type: string } }[]).every(
        ({ encryptionKey }) => encryptionKey?.type === "KMS",
      ),
  },
  {
    what: "gets its source through a connection or from CodeCommit, without a webhook token",
    ids: "prowler codepipeline_project_repo_private F69",
    kind: "Pipeline",
    holds: ({ stages }) =>
      (stages as { actions: { category: string; provider: string }[] }[])[0]?.actions.every(({ provider }) =>
        ["CodeStarSourceConnection", "CodeCommit"].includes(provider),
      ) === true,
  },
  {
    what: "is never rolled back automatically, unless it has no state",
    ids: "a deployment with state",
    kind: "Pipeline",
    holds: ({ stages }, _, made) =>
      (stages as { onFailure?: { result: string } }[]).every(({ onFailure }) => onFailure?.result !== "ROLLBACK") ||
      hasNoState(made),
  },
  // SNS, SQS, EventBridge
  {
    what: "is encrypted with a customer-managed key",
    ids: "CKV_AWS_26 FSBP SNS.1 W47",
    kind: "Topic",
    holds: ({ kmsMasterKeyId }) => kmsMasterKeyId === "arn:aws:kms:eu-west-1:111122223333:key/pipeline",
  },
  {
    what: "accepts messages only over TLS and for this account",
    ids: "AwsSolutions-SNS3 CKV_AWS_169 CKV_AWS_385 FSBP SNS.4 F18",
    kind: "TopicPolicy",
    holds: ({ policy }) =>
      isTlsOnly(policy, "sns:Publish") &&
      // EventBridge delivers nothing if its statement has a condition.
      allows(policy).every(({ Principal, Condition }) =>
        (Principal as { Service?: unknown }).Service === "events.amazonaws.com"
          ? Condition === undefined
          : Condition?.["StringEquals"]?.["aws:SourceAccount"] === "111122223333",
      ),
  },
  {
    what: "sends nothing over plain HTTP",
    ids: "prowler sns_subscription_not_using_http_endpoints",
    kind: "TopicSubscription",
    holds: ({ protocol }) => protocol === "email",
  },
  {
    what: "logs the status of deliveries",
    ids: "FSBP SNS.2",
    kind: "Topic",
    holds: ({ lambdaSuccessFeedbackRoleArn }) => lambdaSuccessFeedbackRoleArn !== undefined,
    except: {
      approvals: "SNS logs no delivery status for e-mail",
      notifications: "SNS logs no delivery status for e-mail",
    },
  },
  {
    what: "is encrypted with a customer-managed key",
    ids: "CKV_AWS_27 CKV2_AWS_73 AwsSolutions-SQS2",
    kind: "Queue",
    holds: ({ kmsMasterKeyId }) => kmsMasterKeyId === "arn:aws:kms:eu-west-1:111122223333:key/pipeline",
  },
  {
    what: "has a dead-letter queue",
    ids: "AwsSolutions-SQS3",
    kind: "Queue",
    holds: ({ redrivePolicy }) => redrivePolicy !== undefined,
    except: { undelivered: "it is one" },
  },
  {
    what: "accepts messages only over TLS and for this account",
    ids: "AwsSolutions-SQS4 CKV_AWS_72 CKV_AWS_168",
    kind: "QueuePolicy",
    holds: ({ policy }) =>
      isTlsOnly(policy, "sqs:*") &&
      allows(policy).every(
        ({ Action, Condition }) =>
          Action === "sqs:SendMessage" && Condition?.["StringEquals"]?.["aws:SourceAccount"] === "111122223333",
      ),
  },
  {
    what: "has a dead-letter queue",
    ids: "EventBridge: dead-letter queues",
    kind: "EventTarget",
    holds: ({ deadLetterConfig }) => deadLetterConfig !== undefined,
  },
  {
    what: "notifies a topic, if its account has one",
    ids: "CKV_AWS_319 FSBP CloudWatch.15",
    kind: "MetricAlarm",
    holds: ({ alarmActions }, { account }) =>
      (alarmActions as string[] | undefined)?.length === 1 || account === OTHER_ACCOUNT,
  },
  // Containers
  {
    what: "has immutable tags, scans on push, and is encrypted with a customer-managed key",
    ids: "CKV_AWS_51 CKV_AWS_163 CKV_AWS_136 FSBP ECR.1 ECR.2 ECR.5",
    kind: "Repository",
    holds: ({ imageTagMutability, imageScanningConfiguration, encryptionConfigurations: [encryption] }) =>
      imageTagMutability === "IMMUTABLE" &&
      imageScanningConfiguration.scanOnPush === true &&
      encryption.kmsKey === "arn:aws:kms:eu-west-1:111122223333:key/pipeline",
  },
  {
    what: "lets one role of another account pull, and nothing else",
    ids: "prowler ecr_repositories_not_publicly_accessible F69",
    kind: "RepositoryPolicy",
    holds: ({ policy }) =>
      statements(policy).every(
        (one) =>
          isForRole(one, OTHER_ACCOUNT, /^service-live-execution$/) &&
          listed(one.Action).every((action) => !/Put|Upload|Delete|Set/.test(action)),
      ),
  },
  {
    what: "keeps the newest 50 images of each rule",
    ids: "FSBP ECR.3",
    kind: "LifecyclePolicy",
    holds: ({ policy }) =>
      (JSON.parse(String(policy)) as { rules: { selection: { countNumber: number } }[] }).rules.every(
        ({ selection }) => selection.countNumber === 50,
      ),
  },
  {
    what: "has Container Insights",
    ids: "CKV_AWS_65 FSBP ECS.12 AwsSolutions-ECS4",
    kind: "Cluster",
    holds: ({ settings: [insights] }) => insights.name === "containerInsights" && insights.value === "enabled",
  },
  {
    what: "has no public address, runs on the latest platform, and rolls back automatically",
    ids: "CKV_AWS_333 CKV_AWS_332 FSBP ECS.2 ECS.10",
    kind: "Service",
    holds: ({ networkConfiguration, platformVersion, deploymentController, deploymentCircuitBreaker }) =>
      networkConfiguration.assignPublicIp === false &&
      platformVersion === "LATEST" &&
      (deploymentController.type === "CODE_DEPLOY" || deploymentCircuitBreaker.rollback === true),
  },
  {
    what: "has a read-only root filesystem, no privileges and no secret, and logs to CloudWatch",
    ids: "CKV_AWS_336 CKV_AWS_97 CKV_AWS_249 FSBP ECS.1 ECS.4 ECS.5 ECS.8 ECS.9 AwsSolutions-ECS7",
    kind: "TaskDefinition",
    holds: ({ containerDefinitions, networkMode }) =>
      networkMode === "awsvpc" &&
      (JSON.parse(String(containerDefinitions)) as Recorded["inputs"][]).every(
        ({ readonlyRootFilesystem, privileged, logConfiguration, environment }) =>
          readonlyRootFilesystem === true &&
          privileged === undefined &&
          logConfiguration.logDriver === "awslogs" &&
          (environment as { name: string }[]).every(({ name }) => name === "PORT"),
      ),
  },
  {
    what: "drops invalid headers, and is protected against deletion",
    ids: "CKV_AWS_131 CKV_AWS_150 CKV_AWS_328 FSBP ELB.4 ELB.6 ELB.12",
    kind: "LoadBalancer",
    holds: (inputs) =>
      inputs["dropInvalidHeaderFields"] === true &&
      inputs["enableDeletionProtection"] === true &&
      inputs["desyncMitigationMode"] === "strictest",
  },
  {
    what: "logs every request, to a bucket that accepts its logs",
    ids: "CKV_AWS_91 FSBP ELB.5 AwsSolutions-ELB2",
    kind: "LoadBalancer",
    holds: ({ accessLogs }, { account }, made) =>
      accessLogs.enabled === true &&
      statements(made.inputs("BucketPolicy", "balancer-logs")["policy"]).some(
        ({ Principal, Resource }) =>
          (Principal as { Service?: string }).Service === "logdelivery.elasticloadbalancing.amazonaws.com" &&
          Resource === `arn:aws:s3:::${String(accessLogs.bucket)}/${String(accessLogs.prefix)}/AWSLogs/${account}/*`,
      ),
  },
  {
    what: "is behind a web application firewall",
    ids: "CKV2_AWS_28 FSBP ELB.16",
    kind: "LoadBalancer",
    holds: (_, __, made) => made.resources.some(({ type }) => type.endsWith(":WebAclAssociation")),
    except: { balancer: "left to whoever owns the network, as the VPC is" },
  },
  {
    what: "accepts only TLS 1.2 and 1.3",
    ids: "CKV_AWS_2 CKV_AWS_103 FSBP ELB.1 ELB.17 W56",
    kind: "Listener",
    holds: ({ protocol, sslPolicy }) => protocol === "HTTPS" && sslPolicy === "ELBSecurityPolicy-TLS13-1-2-2021-06",
  },
  {
    what: "checks the health of tasks",
    ids: "CKV_AWS_261",
    kind: "TargetGroup",
    holds: ({ healthCheck }) => healthCheck.path === "/health",
  },
  {
    what: "admits the Internet only to the load balancer, and only over HTTPS",
    ids: "CKV_AWS_260 CKV_AWS_24 CKV_AWS_25 FSBP EC2.13 EC2.18 EC2.19 W2 W9",
    kind: "SecurityGroupIngressRule",
    holds: ({ cidrIpv4, securityGroupId, fromPort, toPort }) =>
      cidrIpv4 === undefined || (securityGroupId === "balancer-balancer-id" && fromPort === 443 && toPort === 443),
  },
  {
    what: "lets nothing but HTTPS out to the Internet",
    ids: "CKV_AWS_382 W5 W29",
    kind: "SecurityGroupEgressRule",
    holds: ({ cidrIpv4, fromPort, toPort }) => cidrIpv4 === undefined || (fromPort === 443 && toPort === 443),
  },
  {
    what: "rolls back on a failure or an alarm",
    ids: "CodeDeploy: automatic rollback",
    kind: "DeploymentGroup",
    holds: ({ autoRollbackConfiguration, alarmConfiguration }) =>
      autoRollbackConfiguration.enabled === true &&
      alarmConfiguration.enabled === true &&
      (alarmConfiguration.alarms as string[]).length === 3,
  },
  // CloudFront
  {
    what: "redirects to HTTPS, signs its requests to the bucket, and adds the security headers",
    ids: "CKV_AWS_34 CKV2_AWS_32 CKV2_AWS_46 FSBP CloudFront.1 CloudFront.3 CloudFront.9 CloudFront.12 CloudFront.13",
    kind: "Distribution",
    holds: ({ defaultCacheBehavior: behavior, origins, defaultRootObject }) =>
      behavior.viewerProtocolPolicy === "redirect-to-https" &&
      behavior.responseHeadersPolicyId === "site-id" &&
      (origins as { originAccessControlId?: string }[]).every((one) => one.originAccessControlId === "site-id") &&
      defaultRootObject === "index.html",
  },
  {
    what: "requires at least TLS 1.2",
    ids: "CKV_AWS_174 W70 FSBP CloudFront.7 CloudFront.8",
    kind: "Distribution",
    holds: ({ viewerCertificate: { cloudfrontDefaultCertificate, minimumProtocolVersion }, aliases }) =>
      minimumProtocolVersion === "TLSv1.2_2021" ||
      // CloudFront's own domain name comes with CloudFront's certificate and TLS policy.
      (cloudfrontDefaultCertificate === true && (aliases as string[]).length === 0),
  },
  {
    what: "has standard logging (legacy)",
    ids: "CKV_AWS_86 W10 FSBP CloudFront.5 AwsSolutions-CFR3",
    kind: "Distribution",
    holds: ({ loggingConfig }) => loggingConfig !== undefined,
    except: { site: "it needs a bucket with ACLs; its successor (v2), which these scanners do not see, is on" },
  },
  {
    what: "logs every request",
    ids: "CloudFront: standard logging (v2)",
    kind: "Distribution",
    // It is configured outside the distribution.
    holds: (_, { account }, made) =>
      made.inputs("LogDeliverySource", "site-access")["resourceArn"] ===
      `arn:aws:cloudfront::${account}:distribution/site-id`,
  },
  {
    what: "has a second origin and a web application firewall",
    ids: "CKV_AWS_68 CKV_AWS_310 CKV2_AWS_47 FSBP CloudFront.4 CloudFront.6 AwsSolutions-CFR2",
    kind: "Distribution",
    holds: ({ webAclId }) => webAclId !== undefined,
    except: { site: "a bucket is as available as its Region; website.webAclArn names a firewall" },
  },
  {
    what: "is in us-east-1, where CloudFront expects it",
    ids: "CloudFront: standard logging (v2)",
    kind: "LogDeliverySource",
    holds: ({ region, logType }) => region === "us-east-1" && logType === "ACCESS_LOGS",
  },
  {
    what: "writes where the bucket's policy allows it",
    ids: "CloudFront: standard logging (v2)",
    kind: "LogDeliveryDestination",
    holds: ({ region, deliveryDestinationConfiguration: { destinationResourceArn: to } }, _, made) =>
      region === "us-east-1" &&
      statements(made.inputs("BucketPolicy", "site-logs")["policy"]).some(
        ({ Principal, Resource }) =>
          (Principal as { Service?: string }).Service === "delivery.logs.amazonaws.com" &&
          Resource === `${String(to)}/*`,
      ),
  },
  {
    what: "is in us-east-1 too, and connects the site's source",
    ids: "CloudFront: standard logging (v2)",
    kind: "LogDelivery",
    holds: ({ region, deliverySourceName }) =>
      region === "us-east-1" && /^site-(staging|prod|live)-access$/.test(String(deliverySourceName)),
  },
  {
    what: "is published, with the newer runtime",
    ids: "CloudFront Functions: cloudfront-js-2.0",
    kind: "cloudfront/function:Function",
    holds: ({ runtime, publish }) => runtime === "cloudfront-js-2.0" && publish === true,
  },
  {
    what: "requires HTTPS for two years, and forbids frames and MIME sniffing",
    ids: "CKV_AWS_259 CKV2_AWS_32",
    kind: "ResponseHeadersPolicy",
    holds: ({ securityHeadersConfig: { strictTransportSecurity, frameOptions, contentTypeOptions } }) =>
      strictTransportSecurity.accessControlMaxAgeSec === 63_072_000 &&
      frameOptions.frameOption === "DENY" &&
      contentTypeOptions.override === true,
  },
  {
    what: "signs every request",
    ids: "FSBP CloudFront.13",
    kind: "OriginAccessControl",
    holds: ({ signingBehavior }) => signingBehavior === "always",
  },
  // CloudWatch Logs
  {
    what: "is encrypted with a customer-managed key",
    ids: "CKV_AWS_158 W84 prowler cloudwatch_log_group_kms_encryption_enabled",
    kind: "LogGroup",
    // In another account, it is the key that comes with the provisioning role.
    holds: ({ kmsKeyId }, { account }) =>
      kmsKeyId === `arn:aws:kms:eu-west-1:${account}:key/${account === OTHER_ACCOUNT ? "logs" : "pipeline"}`,
  },
  {
    what: "keeps logs for at least a year",
    ids: "CKV_AWS_66 CKV_AWS_338 W86",
    kind: "LogGroup",
    holds: ({ retentionInDays }) => Number(retentionInDays) >= 365,
  },
  // Lambda
  {
    what: "has a dead-letter queue",
    ids: "CKV_AWS_116",
    kind: "lambda/function:Function",
    holds: ({ deadLetterConfig }) => deadLetterConfig.targetArn !== undefined,
  },
  {
    what: "runs on a supported runtime",
    ids: "CKV_AWS_363 FSBP Lambda.2",
    kind: "lambda/function:Function",
    holds: ({ runtime }) => runtime === "nodejs22.x",
  },
  {
    what: "lets only a rule of this account call the function",
    ids: "CKV_AWS_364 CKV_AWS_301 FSBP Lambda.1 W24",
    kind: "Permission",
    holds: ({ sourceArn }) =>
      /^arn:aws:events:eu-west-1:111122223333:rule\/(amorphic|site|service)-/.test(String(sourceArn)),
  },
  {
    what: "encrypts its variables with a customer-managed key",
    ids: "CKV_AWS_173",
    kind: "lambda/function:Function",
    holds: ({ kmsKeyArn }) => kmsKeyArn !== undefined,
    except: { failures: "its one variable is the topic's ARN, which is not secret" },
  },
  {
    what: "has signed code, tracing, a VPC and limited concurrency",
    ids: "CKV_AWS_272 CKV_AWS_50 CKV_AWS_117 CKV_AWS_115 FSBP Lambda.3 AwsSolutions-L1",
    kind: "lambda/function:Function",
    holds: ({ codeSigningConfigArn }) => codeSigningConfigArn !== undefined,
    except: { failures: "80 lines that run once for each failed run, and reach AWS's own services only" },
  },
];

describe("the scanners' checklist", function () {
  this.timeout(60_000);

  for (const { what, ids, kind, holds, except = {} } of CHECKLIST) {
    it(`${kind} ${what} (${ids})`, async () => {
      const failed = new Set<string>();
      for (const made of await everyGraph()) {
        for (const resource of made.all(kind)) {
          if (!holds(resource.inputs, resource, made)) failed.add(resource.name);
        }
      }
      assert.deepEqual([...failed].sort(), Object.keys(except).sort());
    });
  }

  it("covers every resource type in use, except those with nothing to check", async () => {
    const PLAIN = {
      Alias: "a name",
      BucketLogging: "checked with the bucket",
      BucketOwnershipControls: "checked with the bucket",
      BucketPublicAccessBlock: "checked with the bucket",
      BucketVersioning: "checked with the bucket",
      Application: "a name",
      aws: "the way into another account; checked in hosting.test.ts",
      MetricAlarm: "numbers",
      SecurityGroup: "checked in its rules",
      Target: "two numbers",
      BucketWebsiteConfiguration: "two names of pages",
      Connection: "holds no credentials that anybody can read",
      Dashboard: "numbers",
      EventRule: "on the account's own bus; its patterns have tests of their own",
      Insight: "a saved search",
    };
    const kinds = new Set<string>();
    for (const { resources } of await everyGraph()) {
      for (const { type } of resources) kinds.add(type.split(":").at(-1) ?? "");
    }
    const looked = new Set([...CHECKLIST.map(({ kind }) => kind.split(":").at(-1) ?? kind), ...Object.keys(PLAIN)]);
    assert.deepEqual([...looked].sort(), [...kinds].sort());
  });
});
