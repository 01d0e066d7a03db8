import { interpolate } from "@pulumi/pulumi";
import { Build, type BuildHome } from "../../builds/build";
import { ASSETS, PAGES, publishBuildspec } from "../../buildspecs/website";
import type { Context } from "../../context";
import type { Place } from "../../hosting";
import type { Statement } from "../../roles/policy";
import { Role } from "../../roles/role";
import type { WebsiteSettings } from "./settings";
import type { Site } from "./site";

const PUBLISH = "publish";
/** The role that the build assumes if the site is in another account. */
export const REFRESH_ROLE = "refresh";

/** Unlike the role that uploads, it may delete but not write; if the site is in another account, by a role there. */
export function publishBuild(
  context: Context<WebsiteSettings>,
  home: BuildHome,
  site: Site,
  place: Place<WebsiteSettings>,
): Build {
  const { removeStale } = context.settings.website;
  const { distribution } = site;
  const statements = refresh(context.settings, site);
  const role =
    !place.isElsewhere || statements.length === 0
      ? undefined
      : new Role(
          REFRESH_ROLE,
          place.context,
          {
            description: "Invalidates the cache and, if website.removeStale is set, deletes stale files",
            assumedBy: { context, name: PUBLISH },
            boundary: place.boundary,
            statements,
          },
          place.options,
        );
  return new Build(PUBLISH, context, home, {
    description: "Invalidates the cache and, if website.removeStale is set, deletes stale files",
    buildspec: publishBuildspec({
      removesStale: removeStale,
      isDistributed: distribution !== undefined,
      assumesRole: role !== undefined,
    }),
    variables: {
      BUCKET: site.bucket,
      ...(distribution && { DISTRIBUTION: distribution.id }),
      ...(role && { ROLE_ARN: role.arn }),
    },
    inputs: [PAGES, ASSETS],
    statements: [...(role ? [{ Sid: "AssumeRefreshRole", Action: "sts:AssumeRole", Resource: role.arn }] : statements)],
    timeoutMinutes: 30,
  });
}

const refresh = ({ website }: WebsiteSettings, { distribution, bucketArn }: Site): Statement[] => [
  ...(distribution
    ? [
        {
          Sid: "ForgetWhatIsCached",
          Action: ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
          Resource: distribution.arn,
        },
      ]
    : []),
  ...(website.removeStale
    ? [
        { Sid: "ListSite", Action: "s3:ListBucket", Resource: bucketArn },
        { Sid: "RemoveStale", Action: "s3:DeleteObject", Resource: interpolate`${bucketArn}/*` },
      ]
    : []),
];
