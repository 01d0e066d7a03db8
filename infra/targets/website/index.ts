import { Build, type BuildHome } from "../../builds/build";
import * as buildspecs from "../../buildspecs";
import { ASSETS, PAGES } from "../../buildspecs/website";
import type { Context } from "../../context";
import { interpolate } from "@pulumi/pulumi";
import { knowBucket, readArtifacts, useArtifactKey, writeArtifacts } from "../../roles/grants";
import { Role, roleArn } from "../../roles/role";
import { SOURCE } from "../../source";
import { Approval } from "../approval";
import { pullRequestTests } from "../pull-request-tests";
import { buildAction, deployAction, type TargetKind } from "../target";
import { TestStage } from "../test-stage";
import { Hosting } from "./hosting";
import { contradictions, keys, paths, type WebsiteSettings } from "./settings";

const DEPLOY_ROLE = "deploy";
const VARIABLES = "SiteVariables";
/** In the order in which they are put there: no page is found before what it refers to. */
const CACHING = [
  { artifact: ASSETS, control: "public, max-age=31536000, immutable" },
  { artifact: PAGES, control: "public, max-age=0, must-revalidate" },
];

/** A static website: tested, built, put into a bucket behind CloudFront. */
export const website: TargetKind<WebsiteSettings> = {
  keys,
  paths,
  contradictions,
  boundary: (context) => ({
    services: [],
    globalServices: ["cloudfront"],
    actionRoles: [roleArn(context, DEPLOY_ROLE)],
  }),
  make(context, { home, source }) {
    const { settings } = context;
    const { directory } = settings.website;
    const approval = settings.approval.required ? new Approval("approvals", context, home.storage) : undefined;
    const hosting = new Hosting("site", context);
    const test = new TestStage("test", context, { home, directory });
    const build = siteBuild(context, home);
    const publish = publishBuild(context, home, hosting);
    const role = deployRole(context, home, hosting);
    const uploads = CACHING.map(({ artifact, control }, index) =>
      deployAction(role, artifact, {
        provider: "S3",
        runOrder: index + 1,
        inputArtifacts: [artifact],
        configuration: { BucketName: hosting.bucket, Extract: "true", CacheControl: control },
      }),
    );
    return {
      stages: [
        test.stage,
        {
          name: "Build",
          actions: [buildAction(build, "Build", { inputs: [SOURCE], outputs: [ASSETS, PAGES], namespace: VARIABLES })],
          onFailure: { result: "FAIL" },
        },
        ...(approval ? [{ name: "Approve", actions: [approval.action(VARIABLES)] }] : []),
        {
          name: "Deploy",
          actions: [
            ...uploads,
            buildAction(publish, "Publish", { inputs: [PAGES, ASSETS], runOrder: uploads.length + 1 }),
          ],
          // A site has no state: the one before is put back.
          onFailure: { result: "ROLLBACK" },
        },
      ],
      builds: [test.build, build, publish],
      statements: [
        ...(approval?.statements ?? []),
        { Sid: "TakeActionRoles", Action: "sts:AssumeRole", Resource: [role.arn] },
      ],
      otherBuilds: pullRequestTests(context, { home, source, directory, site: settings.website }),
      messages: [],
      outputs: { url: hosting.url, bucket: hosting.bucket },
    };
  },
};

function siteBuild(context: Context<WebsiteSettings>, home: BuildHome): Build {
  const { settings } = context;
  return new Build("build", context, home, {
    description: "Builds the site",
    buildspec: buildspecs.site(settings.website),
    variables: settings.variables,
    statements: [
      knowBucket(home.storage),
      readArtifacts(context, home.storage, [SOURCE]),
      writeArtifacts(context, home.storage, [ASSETS, PAGES]),
    ],
    timeoutMinutes: 30,
  });
}

/** It may delete, which the role that uploads may not, and not write. */
function publishBuild(context: Context<WebsiteSettings>, home: BuildHome, hosting: Hosting): Build {
  const { removeStale } = context.settings.website;
  const { distribution } = hosting;
  return new Build("publish", context, home, {
    description: "Makes the new site visible, and removes what is stale where that is asked for",
    buildspec: buildspecs.publish({ removesStale: removeStale, isDistributed: distribution !== undefined }),
    variables: { BUCKET: hosting.bucket, ...(distribution && { DISTRIBUTION: distribution.id }) },
    statements: [
      knowBucket(home.storage),
      readArtifacts(context, home.storage, [ASSETS, PAGES]),
      ...(distribution
        ? [
            {
              Sid: "ForgetWhatIsCached",
              Action: ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
              Resource: distribution.arn,
            },
          ]
        : []),
      ...(removeStale
        ? [
            { Sid: "ListSite", Action: "s3:ListBucket", Resource: hosting.bucketArn },
            { Sid: "RemoveStale", Action: "s3:DeleteObject", Resource: interpolate`${hosting.bucketArn}/*` },
          ]
        : []),
    ],
    timeoutMinutes: 30,
  });
}

function deployRole(context: Context, { storage, boundary }: BuildHome, { bucketArn }: Hosting): Role {
  return new Role(DEPLOY_ROLE, context, {
    description: "Puts the site into its bucket",
    boundary,
    statements: [
      readArtifacts(context, storage, [ASSETS, PAGES]),
      useArtifactKey(storage),
      // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html
      { Sid: "FindSite", Action: ["s3:GetBucketLocation", "s3:ListBucket"], Resource: bucketArn },
      { Sid: "WriteSite", Action: "s3:PutObject", Resource: interpolate`${bucketArn}/*` },
    ],
  });
}
