import { enter } from "./application";
import type { Buildspec } from "./buildspec";
import { PACKAGES, REPORTS, RUNTIMES } from "./parts";
import { buildSite, type SiteOutput } from "./website";

/** Where CodeBuild takes the reports from: below the source, which what is tested does not get to write. */
const COLLECTED = "pull-request-reports";
/** nobody, by number, since groups have other names elsewhere. */
const NOBODY = 65_534;

/**
 * Whatever a pull request holds runs here: its tests, and before them npm with its `.npmrc`. So it runs as nobody, in a copy,
 * with an environment of its own: a process that asks for the role's credentials has to know an address which root's processes
 * know alone.
 */
export const pullRequestTests = ({
  directory,
  reportGroup,
  variables,
  site,
}: {
  directory: string;
  reportGroup: string;
  /** Names of plain variables that tests may see. */
  variables: readonly string[];
  site?: SiteOutput | undefined;
}): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: {
      "runtime-versions": RUNTIMES,
      commands: [
        // CodeBuild keeps its own files there, the environment among them.
        "if [ -d /codebuild ]; then chmod 700 /codebuild; fi",
        'WORK="$(mktemp -d)"',
        'mkdir "$WORK/home"',
        'cp -R -P "$CODEBUILD_SRC_DIR/." "$WORK/request"',
        `chown -R ${NOBODY}:${NOBODY} "$WORK"`,
        `AS_NOBODY=(setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups --no-new-privs env -i ${environment(variables)})`,
        'cd "$WORK/request"',
        enter(directory),
        asNobody(PACKAGES),
      ],
    },
    pre_build: { commands: [asNobody(`mkdir -p ${REPORTS}`)] },
    build: {
      commands: [asNobody("npm run test:ci"), ...(site ? buildSite(site).map(asNobody) : [])],
    },
    post_build: {
      commands: [
        `rm -rf "$CODEBUILD_SRC_DIR/${COLLECTED}"`,
        `cp -R -P ${REPORTS} "$CODEBUILD_SRC_DIR/${COLLECTED}"`,
        // A link would be followed to whatever this machine holds.
        `find "$CODEBUILD_SRC_DIR/${COLLECTED}" ! -type f ! -type d -delete`,
      ],
    },
  },
  reports: { [reportGroup]: { files: ["*.xml"], "base-directory": COLLECTED, "file-format": "JUNITXML" } },
});

const asNobody = (command: string): string => `"\${AS_NOBODY[@]}" ${command}`;

/** Names are checked settings; values stay values. */
const environment = (variables: readonly string[]): string =>
  ['HOME="$WORK/home"', 'PATH="$PATH"', "CI=true", ...variables.map((name) => `${name}="$${name}"`)].join(" ");
