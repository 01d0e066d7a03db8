import { posix } from "node:path";
import { installApplication, joined, npmCache, planLine } from "./application";
import type { Buildspec } from "./buildspec";
import { need } from "./parts";

/** What `npm run build` makes. */
export interface SiteOutput {
  /** Where it puts the site, below the application's directory. */
  readonly output: string;
  /** Directory of the files with a digest in their name, below that. */
  readonly assets: string;
  readonly index: string;
}

/** Artifacts of a site, by how long browsers may cache their files. */
export const ASSETS = "Assets";
export const PAGES = "Pages";

interface Site extends SiteOutput {
  /** The application's directory in the repository. */
  readonly directory: string;
}

/** @param as wraps a command to run it as another user */
export const buildSite = ({ output, assets, index }: SiteOutput, as = (command: string) => command): string[] => [
  as("npm run build"),
  need(
    as(`test -f "${output}/${index}"`),
    `npm run build did not create ${output}/${index}: set website.output and website.index to what it creates`,
  ),
  need(
    as(`test -d "${output}/${assets}"`),
    `npm run build did not create ${output}/${assets}: put files with a digest in their names there, or set website.assets`,
  ),
];

/**
 * Where the assets are put, apart from the pages: the reference has `exclude-paths` for a single artifact, not for one of several.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
const APART = "amorphic-site-assets";

export function siteBuildspec({ directory, output, assets, index }: Site): Buildspec {
  const apart = `$CODEBUILD_SRC_DIR/${joined(APART, assets)}`;
  return {
    version: 0.2,
    env: { shell: "bash", "exported-variables": ["PLAN_LINE", "PLAN_URL"] },
    phases: {
      install: installApplication(directory),
      pre_build: { commands: [`rm -rf "${output}"`] },
      build: {
        commands: [
          ...buildSite({ output, assets, index }),
          `rm -rf "$CODEBUILD_SRC_DIR/${APART}"`,
          `mkdir -p "${posix.dirname(apart)}"`,
          `mv "${output}/${assets}" "${apart}"`,
        ],
      },
      post_build: {
        commands: [...planLine("Website"), 'export PLAN_URL="$CODEBUILD_BUILD_URL"'],
      },
    },
    artifacts: {
      "secondary-artifacts": {
        [ASSETS]: { "base-directory": APART, files: ["**/*"] },
        [PAGES]: { "base-directory": joined(directory, output), files: ["**/*"] },
      },
    },
    cache: npmCache,
  };
}

/**
 * The CLI assumes the role by itself, and again after an hour; a commit cannot change this configuration.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
const assumeRole = [
  'AWS_CONFIG_FILE="$(mktemp)"',
  `printf '[profile site]\\nrole_arn = %s\\ncredential_source = EcsContainer\\n' "$ROLE_ARN" > "$AWS_CONFIG_FILE"`,
  "export AWS_CONFIG_FILE AWS_PROFILE=site",
];

/** After the upload: removes stale files, only if asked for, and invalidates the cache. */
export const publishBuildspec = ({
  removesStale,
  isDistributed,
  assumesRole,
}: {
  removesStale: boolean;
  isDistributed: boolean;
  /** Whether to assume the role in ROLE_ARN, in the site's account. */
  assumesRole: boolean;
}): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    ...(assumesRole && { install: { commands: assumeRole } }),
    ...(removesStale && { pre_build: { commands: [`cp -R "$CODEBUILD_SRC_DIR_${ASSETS}/." .`] } }),
    build: {
      commands: removesStale
        ? // Everything has just been uploaded, so this only deletes; the role cannot write anyway.
          ['aws s3 sync . "s3://$BUCKET" --delete --size-only --no-progress']
        : ["echo 'website.removeStale is false: files that are no longer part of the site are kept'"],
    },
    post_build: {
      commands: isDistributed
        ? [
            `INVALIDATION="$(aws cloudfront create-invalidation --distribution-id "$DISTRIBUTION" --paths '/*' --query Invalidation.Id --output text)"`,
            'aws cloudfront wait invalidation-completed --distribution-id "$DISTRIBUTION" --id "$INVALIDATION"',
          ]
        : ["echo 'no CDN: there is no cache to invalidate'"],
    },
  },
});
