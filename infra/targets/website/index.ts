import { Build, type BuildHome } from "../../builds/build";
import { ASSETS, PAGES, siteBuildspec } from "../../buildspecs/website";
import type { Context } from "../../context";
import { placeOf, type Place } from "../../hosting";
import { interpolate } from "@pulumi/pulumi";
import { Role, roleArn } from "../../roles/role";
import { SOURCE } from "../../source";
import { Approval } from "../approval";
import { pullRequestTests } from "../pull-request-tests";
import { buildAction, DEPLOY_ROLE, deployAction, type HostingKind, type TargetKind } from "../target";
import { TestStage } from "../test-stage";
import { publishBuild, REFRESH_ROLE } from "./publish";
import { contradictions, keys, paths, type WebsiteSettings } from "./settings";
import { Site } from "./site";

const VARIABLES = "SiteVariables";
/** In upload order: no page is visible before the assets it refers to. */
const CACHING = [
  { artifact: ASSETS, control: "public, max-age=31536000, immutable" },
  { artifact: PAGES, control: "public, max-age=0, must-revalidate" },
];

/**
 * What CodePipeline's upload looks up. AWS also lists actions on ACLs, which it needs only for the option `CannedACL`.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html#edit-role-s3deploy
 */
const SEE_SITE = ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket"];

const hostingKind: HostingKind<WebsiteSettings> = {
  boundary: () => ({
    actions: [...SEE_SITE, "s3:DeleteObject", "s3:PutObject"],
    globalActions: ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
  }),
  pipelineActions: [],
  artifacts: [ASSETS, PAGES],
  logServices: [],
};

/** A static website: tested, built, put into a bucket behind CloudFront. */
export const website: TargetKind<WebsiteSettings> = {
  keys,
  paths,
  contradictions,
  boundary: (_, there) => ({
    actions: [],
    actionRoles: [DEPLOY_ROLE, ...(there.isElsewhere ? [REFRESH_ROLE] : [])].map((role) =>
      roleArn(there.context, role),
    ),
  }),
  hosting: hostingKind,
  create(context, { home, source, there }) {
    const { settings } = context;
    const { directory } = settings.website;
    const approval = settings.approval.required ? new Approval("approvals", context, home.storage) : undefined;
    const place = placeOf(context, there, home, hostingKind);
    const site = new Site("site", place);
    const test = new TestStage("test", context, { home, directory });
    const build = siteBuild(context, home);
    const publish = publishBuild(context, home, site, place);
    const role = deployRole(context, site, place);
    const uploads = CACHING.map(({ artifact, control }, index) =>
      deployAction(role, artifact, {
        provider: "S3",
        runOrder: index + 1,
        inputArtifacts: [artifact],
        configuration: { BucketName: site.bucket, Extract: "true", CacheControl: control },
      }),
    );
    return {
      stages: [
        test.stage,
        {
          name: "Build",
          actions: [buildAction(build, "Build", { namespace: VARIABLES })],
        },
        ...(approval ? [{ name: "Approve", actions: [approval.action(VARIABLES)] }] : []),
        {
          name: "Deploy",
          actions: [...uploads, buildAction(publish, "Publish", { runOrder: uploads.length + 1 })],
          // A site has no state, so the previous one can be restored.
          onFailure: { result: "ROLLBACK" },
        },
      ],
      builds: [test.build, build, publish],
      statements: [
        ...(approval?.statements ?? []),
        { Sid: "AssumeActionRoles", Action: "sts:AssumeRole", Resource: [role.arn] },
      ],
      otherBuilds: pullRequestTests(context, { home, source, directory, site: settings.website }),
      messages: [],
      outputs: { url: site.url, bucket: site.bucket },
    };
  },
};

function siteBuild(context: Context<WebsiteSettings>, home: BuildHome): Build {
  const { settings } = context;
  return new Build("build", context, home, {
    description: "Builds the site",
    buildspec: siteBuildspec(settings.website),
    variables: settings.variables,
    inputs: [SOURCE],
    outputs: [ASSETS, PAGES],
    timeoutMinutes: 30,
  });
}

function deployRole(context: Context, { bucketArn }: Site, place: Place<WebsiteSettings>): Role {
  return new Role(
    DEPLOY_ROLE,
    place.context,
    {
      description: "Uploads the site to its bucket",
      assumedBy: { context, name: "pipeline" },
      boundary: place.boundary,
      statements: [
        ...place.artifactStatements,
        { Sid: "SeeSite", Action: SEE_SITE, Resource: bucketArn },
        { Sid: "WriteSite", Action: "s3:PutObject", Resource: interpolate`${bucketArn}/*` },
      ],
    },
    place.options,
  );
}
