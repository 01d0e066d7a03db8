import { installApplication, joined, npmCache, planLine } from "./application";
import type { Buildspec } from "./buildspec";

/** What `npm run build` makes. */
export interface SiteOutput {
  /** Where it puts the site, below the application's directory. */
  readonly output: string;
  /** Files with a digest in their name, below that. */
  readonly assets: string;
  readonly index: string;
}

/** Artifacts of a site, by how long a browser may keep what is in them. */
export const ASSETS = "Assets";
export const PAGES = "Pages";

interface Site extends SiteOutput {
  /** Of the application, in the repository. */
  readonly directory: string;
}

export const buildSite = ({ output, assets, index }: SiteOutput): string[] => [
  "npm run build",
  `test -f "${output}/${index}"`,
  `test -d "${output}/${assets}"`,
];

export function site({ directory, output, assets, index }: Site): Buildspec {
  const base = joined(directory, output);
  return {
    version: 0.2,
    env: { shell: "bash", "exported-variables": ["PLAN_LINE", "PLAN_URL"] },
    phases: {
      install: installApplication(directory),
      pre_build: { commands: [`rm -rf "${output}"`] },
      build: { commands: buildSite({ output, assets, index }) },
      post_build: {
        commands: [...planLine("Website"), 'export PLAN_URL="$CODEBUILD_BUILD_URL"'],
      },
    },
    artifacts: {
      "secondary-artifacts": {
        [ASSETS]: { "base-directory": base, files: [`${assets}/**/*`] },
        [PAGES]: { "base-directory": base, files: ["**/*"], "exclude-paths": [`${assets}/**/*`] },
      },
    },
    cache: npmCache,
  };
}

/** After the files are there: what is cached is forgotten, and, only where that is asked for, what is stale is removed. */
export const publish = ({
  removesStale,
  isDistributed,
}: {
  removesStale: boolean;
  isDistributed: boolean;
}): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: { commands: ["aws --version"] },
    pre_build: { commands: removesStale ? [`cp -R "$CODEBUILD_SRC_DIR_${ASSETS}/." .`] : ["true"] },
    build: {
      commands: removesStale
        ? // Everything was uploaded a moment ago, so this only deletes; the role could not write.
          ['aws s3 sync . "s3://$BUCKET" --delete --size-only --no-progress']
        : ["echo 'website.removeStale is false: files that are no longer part of the site stay'"],
    },
    post_build: {
      commands: isDistributed
        ? [
            `INVALIDATION="$(aws cloudfront create-invalidation --distribution-id "$DISTRIBUTION" --paths '/*' --query Invalidation.Id --output text)"`,
            'aws cloudfront wait invalidation-completed --distribution-id "$DISTRIBUTION" --id "$INVALIDATION"',
          ]
        : ["echo 'no CDN: nothing is cached but by browsers'"],
    },
  },
});
