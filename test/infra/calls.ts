import type { Recorded } from "../../infra/record";

type Json = Recorded["inputs"];
export type ApiCall = readonly [service: string, operation: string, parameters: unknown];

/** `{daysAfterInitiation}` as `{DaysAfterInitiation}`, all the way down. */
function capital(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capital);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.charAt(0).toUpperCase() + key.slice(1), capital(inner)]),
  );
}

/** A rule of a security group, which AWS takes as a list of permissions. */
const permission = ({ securityGroupId, cidrIpv4, referencedSecurityGroupId, description, ...rest }: Json) => ({
  GroupId: securityGroupId as unknown,
  IpPermissions: [
    {
      ...(capital(rest) as object),
      IpRanges: cidrIpv4 ? [{ CidrIp: cidrIpv4 as unknown, Description: description as unknown }] : undefined,
      UserIdGroupPairs: referencedSecurityGroupId
        ? [{ GroupId: referencedSecurityGroupId as unknown, Description: description as unknown }]
        : undefined,
    },
  ],
});

/** The session of a provider, which hands its settings over as text. */
const sessionOf = ([{ roleArn, sessionName } = {}]: Json[]) => ({
  RoleArn: roleArn as unknown,
  RoleSessionName: sessionName as unknown,
});

/** CloudFront's lists say how long they are. */
const quantity = (items: unknown) => ({ Quantity: (items as unknown[]).length, Items: items });

const viewerCertificateOf = ({ acmCertificateArn, sslSupportMethod, cloudfrontDefaultCertificate, ...rest }: Json) => ({
  ...(capital(rest) as object),
  CloudFrontDefaultCertificate: cloudfrontDefaultCertificate as unknown,
  ACMCertificateArn: acmCertificateArn as unknown,
  SSLSupportMethod: sslSupportMethod as unknown,
});

/** Without undefined values, which are not sent. */
const sent = (parameters: unknown): unknown => JSON.parse(JSON.stringify(parameters));

const names = (artifacts: string[] | undefined) => (artifacts ?? []).map((name) => ({ name }));

function action(one: Json) {
  const { category, owner, provider, version, inputArtifacts, outputArtifacts, ...rest } = one;
  return {
    ...rest,
    actionTypeId: { category, owner, provider, version } as unknown,
    inputArtifacts: names(inputArtifacts as string[]),
    outputArtifacts: names(outputArtifacts as string[]),
  };
}

/** The call of AWS's API that creates a resource, as the provider would send it; by the last part of the type. */
const CALLS: Readonly<Record<string, (inputs: Json) => ApiCall[]>> = {
  aws: ({ assumeRoles }) => [["sts", "AssumeRole", sessionOf(JSON.parse(String(assumeRoles)) as Json[])]],
  Application: ({ name, computePlatform }) => [
    ["codedeploy", "CreateApplication", { applicationName: name, computePlatform }],
  ],
  Cluster: ({ name, settings }) => [["ecs", "CreateCluster", { clusterName: name, settings }]],
  DeploymentGroup: ({
    appName,
    autoRollbackConfiguration,
    alarmConfiguration,
    blueGreenDeploymentConfig: { terminateBlueInstancesOnDeploymentSuccess: blue, ...turns },
    ecsService,
    loadBalancerInfo: { targetGroupPairInfo },
    ...group
  }) => [
    [
      "codedeploy",
      "CreateDeploymentGroup",
      {
        ...group,
        applicationName: appName,
        autoRollbackConfiguration,
        alarmConfiguration: {
          enabled: alarmConfiguration.enabled,
          alarms: (alarmConfiguration.alarms as string[]).map((name) => ({ name })),
        },
        blueGreenDeploymentConfiguration: { ...turns, terminateBlueInstancesOnDeploymentSuccess: blue },
        ecsServices: [ecsService],
        loadBalancerInfo: { targetGroupPairInfoList: [targetGroupPairInfo] },
      },
    ],
  ],
  LifecyclePolicy: ({ repository, policy }) => [
    ["ecr", "PutLifecyclePolicy", { repositoryName: repository, lifecyclePolicyText: policy }],
  ],
  Listener: ({ certificateArn, defaultActions, ...listener }) => [
    [
      "elbv2",
      "CreateListener",
      {
        ...(capital(listener) as object),
        Certificates: [{ CertificateArn: certificateArn }],
        DefaultActions: capital(defaultActions),
      },
    ],
  ],
  LoadBalancer: ({
    internal,
    loadBalancerType,
    dropInvalidHeaderFields,
    desyncMitigationMode,
    enableDeletionProtection,
    accessLogs,
    ...balancer
  }) => [
    [
      "elbv2",
      "CreateLoadBalancer",
      { ...(capital(balancer) as object), Type: loadBalancerType, Scheme: internal ? "internal" : "internet-facing" },
    ],
    [
      "elbv2",
      "ModifyLoadBalancerAttributes",
      {
        LoadBalancerArn: "arn",
        Attributes: [
          { Key: "routing.http.drop_invalid_header_fields.enabled", Value: String(dropInvalidHeaderFields) },
          { Key: "routing.http.desync_mitigation_mode", Value: desyncMitigationMode },
          { Key: "deletion_protection.enabled", Value: String(enableDeletionProtection) },
          { Key: "access_logs.s3.enabled", Value: String(accessLogs.enabled) },
          { Key: "access_logs.s3.bucket", Value: accessLogs.bucket as unknown },
          { Key: "access_logs.s3.prefix", Value: accessLogs.prefix as unknown },
        ],
      },
    ],
  ],
  MetricAlarm: ({ name, dimensions, ...alarm }) => [
    [
      "cloudwatch",
      "PutMetricAlarm",
      {
        ...(capital(alarm) as object),
        AlarmName: name,
        Dimensions: Object.entries(dimensions as object).map(([Name, Value]) => ({ Name, Value: Value as unknown })),
      },
    ],
  ],
  Repository: ({ name, imageTagMutability, imageScanningConfiguration, encryptionConfigurations }) => [
    [
      "ecr",
      "CreateRepository",
      {
        repositoryName: name,
        imageTagMutability,
        imageScanningConfiguration,
        encryptionConfiguration: (encryptionConfigurations as unknown[])[0],
      },
    ],
  ],
  RepositoryPolicy: ({ repository, policy }) => [
    ["ecr", "SetRepositoryPolicy", { repositoryName: repository, policyText: policy }],
  ],
  SecurityGroup: ({ name, description, vpcId }) => [
    ["ec2", "CreateSecurityGroup", { GroupName: name, Description: description, VpcId: vpcId }],
  ],
  SecurityGroupEgressRule: (rule) => [["ec2", "AuthorizeSecurityGroupEgress", permission(rule)]],
  SecurityGroupIngressRule: (rule) => [["ec2", "AuthorizeSecurityGroupIngress", permission(rule)]],
  Service: ({
    name,
    alarms,
    deploymentCircuitBreaker,
    deploymentMinimumHealthyPercent: minimumHealthyPercent,
    deploymentMaximumPercent: maximumPercent,
    networkConfiguration: { assignPublicIp, ...network },
    ...service
  }) => [
    [
      "ecs",
      "CreateService",
      {
        ...service,
        serviceName: name,
        networkConfiguration: {
          awsvpcConfiguration: { ...network, assignPublicIp: assignPublicIp ? "ENABLED" : "DISABLED" },
        },
        deploymentConfiguration: alarms && {
          alarms,
          deploymentCircuitBreaker,
          minimumHealthyPercent,
          maximumPercent,
        },
      },
    ],
  ],
  Target: ({ serviceNamespace, scalableDimension, resourceId, minCapacity, maxCapacity }) => [
    [
      "application-autoscaling",
      "RegisterScalableTarget",
      {
        ServiceNamespace: serviceNamespace,
        ScalableDimension: scalableDimension,
        ResourceId: resourceId,
        MinCapacity: minCapacity,
        MaxCapacity: maxCapacity,
      },
    ],
  ],
  TargetGroup: ({ healthCheck, deregistrationDelay, ...group }) => [
    [
      "elbv2",
      "CreateTargetGroup",
      {
        ...(capital(group) as object),
        HealthCheckPath: healthCheck.path,
        HealthCheckIntervalSeconds: healthCheck.interval,
        HealthyThresholdCount: healthCheck.healthyThreshold,
        UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
        Matcher: { HttpCode: healthCheck.matcher },
      },
    ],
    [
      "elbv2",
      "ModifyTargetGroupAttributes",
      {
        TargetGroupArn: "arn",
        Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: String(deregistrationDelay) }],
      },
    ],
  ],
  TaskDefinition: ({ containerDefinitions, ...task }) => [
    [
      "ecs",
      "RegisterTaskDefinition",
      { ...task, containerDefinitions: JSON.parse(String(containerDefinitions)) as unknown },
    ],
  ],
  Alias: ({ name }) => [["kms", "CreateAlias", { AliasName: name, TargetKeyId: "key" }]],
  Bucket: ({ bucketPrefix }) => [
    ["s3", "CreateBucket", { Bucket: `${String(bucketPrefix)}20261122013847123400000001` }],
  ],
  BucketLifecycleConfiguration: ({ bucket, rules }) => [
    [
      "s3",
      "PutBucketLifecycleConfiguration",
      {
        Bucket: bucket,
        LifecycleConfiguration: {
          Rules: (rules as Json[]).map(({ id, ...rule }) => ({ ID: id, ...(capital(rule) as object) })),
        },
      },
    ],
  ],
  BucketLogging: ({ bucket, targetBucket, targetPrefix }) => [
    [
      "s3",
      "PutBucketLogging",
      {
        Bucket: bucket,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket: targetBucket, TargetPrefix: targetPrefix } },
      },
    ],
  ],
  BucketOwnershipControls: ({ bucket, rule }) => [
    ["s3", "PutBucketOwnershipControls", { Bucket: bucket, OwnershipControls: { Rules: [capital(rule)] } }],
  ],
  BucketPolicy: ({ bucket, policy }) => [["s3", "PutBucketPolicy", { Bucket: bucket, Policy: policy }]],
  BucketPublicAccessBlock: ({ bucket, ...block }) => [
    ["s3", "PutPublicAccessBlock", { Bucket: bucket, PublicAccessBlockConfiguration: capital(block) }],
  ],
  BucketServerSideEncryptionConfiguration: ({ bucket, rules }) => [
    [
      "s3",
      "PutBucketEncryption",
      {
        Bucket: bucket,
        ServerSideEncryptionConfiguration: {
          Rules: (rules as Json[]).map(({ applyServerSideEncryptionByDefault: by, bucketKeyEnabled }) => ({
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: by.sseAlgorithm, KMSMasterKeyID: by.kmsMasterKeyId },
            BucketKeyEnabled: bucketKeyEnabled as unknown,
          })),
        },
      },
    ],
  ],
  BucketWebsiteConfiguration: ({ bucket, indexDocument, errorDocument }) => [
    [
      "s3",
      "PutBucketWebsite",
      {
        Bucket: bucket,
        WebsiteConfiguration: { IndexDocument: capital(indexDocument), ErrorDocument: capital(errorDocument) },
      },
    ],
  ],
  BucketVersioning: ({ bucket, versioningConfiguration }) => [
    ["s3", "PutBucketVersioning", { Bucket: bucket, VersioningConfiguration: capital(versioningConfiguration) }],
  ],
  Connection: ({ name, providerType, hostArn }) => [
    ["codeconnections", "CreateConnection", { ConnectionName: name, ProviderType: providerType, HostArn: hostArn }],
  ],
  Dashboard: ({ dashboardName, dashboardBody }) => [
    ["cloudwatch", "PutDashboard", { DashboardName: dashboardName, DashboardBody: dashboardBody }],
  ],
  Distribution: ({
    aliases,
    origins,
    defaultCacheBehavior: { allowedMethods, cachedMethods, functionAssociations, ...behavior },
    customErrorResponses,
    restrictions,
    viewerCertificate,
    isIpv6Enabled,
    webAclId,
    waitForDeployment: _,
    ...rest
  }) => [
    [
      "cloudfront",
      "CreateDistribution",
      {
        DistributionConfig: {
          CallerReference: "reference",
          ...(capital(rest) as object),
          IsIPV6Enabled: isIpv6Enabled as unknown,
          WebACLId: webAclId as unknown,
          Aliases: quantity(aliases),
          Origins: quantity(
            (origins as Json[]).map(({ originId, ...origin }) => ({ Id: originId, ...(capital(origin) as object) })),
          ),
          DefaultCacheBehavior: {
            ...(capital(behavior) as object),
            AllowedMethods: { ...quantity(allowedMethods), CachedMethods: quantity(cachedMethods) },
            FunctionAssociations: quantity(
              (functionAssociations as Json[]).map(({ eventType, functionArn }) => ({
                EventType: eventType as unknown,
                FunctionARN: functionArn as unknown,
              })),
            ),
          },
          CustomErrorResponses: quantity(
            (customErrorResponses as Json[]).map(({ responseCode, errorCachingMinTtl, ...one }) => ({
              ...(capital(one) as object),
              ResponseCode: String(responseCode),
              ErrorCachingMinTTL: errorCachingMinTtl as unknown,
            })),
          ),
          Restrictions: {
            GeoRestriction: { RestrictionType: restrictions.geoRestriction.restrictionType, Quantity: 0 },
          },
          ViewerCertificate: viewerCertificateOf(viewerCertificate as Json),
        },
      },
    ],
  ],
  OriginAccessControl: ({ name, description, ...config }) => [
    [
      "cloudfront",
      "CreateOriginAccessControl",
      { OriginAccessControlConfig: { Name: name, Description: description, ...(capital(config) as object) } },
    ],
  ],
  ResponseHeadersPolicy: ({
    name,
    securityHeadersConfig: { contentTypeOptions, strictTransportSecurity: sts, ...headers },
  }) => [
    [
      "cloudfront",
      "CreateResponseHeadersPolicy",
      {
        ResponseHeadersPolicyConfig: {
          Name: name,
          SecurityHeadersConfig: {
            ...(capital(headers) as object),
            ContentTypeOptions: capital(contentTypeOptions),
            StrictTransportSecurity: {
              Override: sts.override,
              IncludeSubdomains: sts.includeSubdomains,
              AccessControlMaxAgeSec: sts.accessControlMaxAgeSec,
            },
          },
        },
      },
    ],
  ],
  EventRule: ({ name, description, eventPattern, scheduleExpression }) => [
    [
      "events",
      "PutRule",
      { Name: name, Description: description, EventPattern: eventPattern, ScheduleExpression: scheduleExpression },
    ],
  ],
  EventTarget: ({ rule, targetId, arn, roleArn, deadLetterConfig, inputTransformer }) => [
    [
      "events",
      "PutTargets",
      {
        Rule: rule,
        Targets: [
          {
            Id: targetId,
            Arn: arn,
            RoleArn: roleArn,
            DeadLetterConfig: capital(deadLetterConfig),
            InputTransformer: inputTransformer && {
              InputPathsMap: inputTransformer.inputPaths,
              InputTemplate: inputTransformer.inputTemplate,
            },
          },
        ],
      },
    ],
  ],
  "cloudfront/function:Function": ({ name, code, comment, runtime }) => [
    [
      "cloudfront",
      "CreateFunction",
      { Name: name, FunctionCode: code, FunctionConfig: { Comment: comment, Runtime: runtime } },
    ],
  ],
  LogDelivery: ({ region: _, deliverySourceName, deliveryDestinationArn, s3DeliveryConfigurations: [s3] }) => [
    ["logs", "CreateDelivery", { deliverySourceName, deliveryDestinationArn, s3DeliveryConfiguration: s3 as unknown }],
  ],
  LogDeliveryDestination: ({ region: _, ...destination }) => [["logs", "PutDeliveryDestination", destination]],
  LogDeliverySource: ({ region: _, ...source }) => [["logs", "PutDeliverySource", source]],
  Function: ({ name, environment, code: _, ...inputs }) => [
    [
      "lambda",
      "CreateFunction",
      {
        ...(capital(inputs) as object),
        FunctionName: name,
        Environment: { Variables: environment.variables },
        Code: { S3Bucket: "bucket", S3Key: "key" },
      },
    ],
  ],
  Insight: ({ name, groupByAttribute, filters }) => [
    [
      "securityhub",
      "CreateInsight",
      {
        Name: name,
        GroupByAttribute: groupByAttribute,
        Filters: {
          Id: capital(filters.ids),
          ResourceDetailsOther: capital(filters.resourceDetailsOthers),
          RecordState: capital(filters.recordStates),
          WorkflowStatus: capital(filters.workflowStatuses),
        },
      },
    ],
  ],
  Key: ({ description, policy }) => [["kms", "CreateKey", { Description: description, Policy: policy }]],
  LogGroup: ({ name, kmsKeyId, retentionInDays }) => [
    ["logs", "CreateLogGroup", { logGroupName: name, kmsKeyId }],
    ["logs", "PutRetentionPolicy", { logGroupName: name, retentionInDays }],
  ],
  Permission: ({ function: name, action: what, principal, sourceArn }) => [
    [
      "lambda",
      "AddPermission",
      { FunctionName: name, StatementId: "rule", Action: what, Principal: principal, SourceArn: sourceArn },
    ],
  ],
  Pipeline: ({ artifactStores, stages, triggers, ...pipeline }) => [
    [
      "codepipeline",
      "CreatePipeline",
      {
        pipeline: {
          ...pipeline,
          artifactStore: (artifactStores as unknown[])[0],
          stages: (stages as Json[]).map((stage) => ({ ...stage, actions: (stage["actions"] as Json[]).map(action) })),
          triggers:
            (triggers as Json[]).length === 0
              ? undefined
              : (triggers as Json[]).map(({ gitConfiguration: { pushes, ...git }, ...trigger }) => ({
                  ...trigger,
                  gitConfiguration: { ...git, push: pushes as unknown },
                })),
        },
      },
    ],
  ],
  Policy: ({ name, description, policy, targetTrackingScalingPolicyConfiguration: tracking, ...scaling }) => [
    tracking
      ? [
          "application-autoscaling",
          "PutScalingPolicy",
          {
            ...(capital(scaling) as object),
            PolicyName: name,
            TargetTrackingScalingPolicyConfiguration: capital(tracking),
          },
        ]
      : ["iam", "CreatePolicy", { PolicyName: name, Description: description, PolicyDocument: policy }],
  ],
  Project: ({ buildTimeout, queuedTimeout, logsConfig, ...project }) => [
    [
      "codebuild",
      "CreateProject",
      {
        ...project,
        timeoutInMinutes: buildTimeout,
        queuedTimeoutInMinutes: queuedTimeout,
        logsConfig: { cloudWatchLogs: logsConfig.cloudwatchLogs, s3Logs: logsConfig.s3Logs },
      },
    ],
  ],
  Queue: ({ name, kmsMasterKeyId, messageRetentionSeconds }) => [
    [
      "sqs",
      "CreateQueue",
      {
        QueueName: name,
        Attributes: { KmsMasterKeyId: kmsMasterKeyId, MessageRetentionPeriod: String(messageRetentionSeconds) },
      },
    ],
  ],
  QueuePolicy: ({ policy }) => [
    ["sqs", "SetQueueAttributes", { QueueUrl: "https://queue", Attributes: { Policy: policy } }],
  ],
  ReportGroup: ({ name, type, exportConfig }) => [
    ["codebuild", "CreateReportGroup", { name, type, exportConfig: { exportConfigType: exportConfig.type } }],
  ],
  Role: ({ name, description, assumeRolePolicy, permissionsBoundary, maxSessionDuration }) => [
    [
      "iam",
      "CreateRole",
      {
        RoleName: name,
        Description: description,
        AssumeRolePolicyDocument: assumeRolePolicy,
        PermissionsBoundary: permissionsBoundary,
        MaxSessionDuration: maxSessionDuration,
      },
    ],
  ],
  RolePolicy: ({ name, role, policy }) => [
    ["iam", "PutRolePolicy", { RoleName: role, PolicyName: name, PolicyDocument: policy }],
  ],
  Topic: ({ name, displayName, kmsMasterKeyId }) => [
    ["sns", "CreateTopic", { Name: name, Attributes: { DisplayName: displayName, KmsMasterKeyId: kmsMasterKeyId } }],
  ],
  TopicPolicy: ({ arn, policy }) => [
    ["sns", "SetTopicAttributes", { TopicArn: arn, AttributeName: "Policy", AttributeValue: policy }],
  ],
  TopicSubscription: ({ topic, protocol, endpoint, filterPolicy }) => [
    [
      "sns",
      "Subscribe",
      {
        TopicArn: topic,
        Protocol: protocol,
        Endpoint: endpoint,
        Attributes: filterPolicy ? { FilterPolicy: filterPolicy } : undefined,
      },
    ],
  ],
  Webhook: ({ filterGroups, ...webhook }) => [
    [
      "codebuild",
      "CreateWebhook",
      { ...webhook, filterGroups: (filterGroups as Json[]).map((group) => group["filters"] as unknown) },
    ],
  ],
};

/** @throws if the list above does not have the type */
export function callsOf({ type, inputs }: Recorded): ApiCall[] {
  const kind = type.split(":").at(-1) ?? "";
  const calls = CALLS[type.replace(/^aws:/, "")] ?? CALLS[kind];
  if (!calls) throw new Error(`no call is known for ${kind}`);
  return calls(inputs).map(([service, operation, parameters]) => [service, operation, sent(parameters)]);
}
