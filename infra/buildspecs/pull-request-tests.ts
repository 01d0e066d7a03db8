import { enter } from "./application";
import type { Buildspec } from "./buildspec";
import { PACKAGES, REPORTS, RUNTIMES } from "./parts";
import { buildSite, type SiteOutput } from "./website";

/** Where CodeBuild takes the reports from: below the source, which what is tested does not get to write. */
const COLLECTED = "pull-request-reports";
const REPORTED = `$CODEBUILD_SRC_DIR/${COLLECTED}`;
/** nobody, by number, since groups have other names elsewhere. */
const NOBODY = 65_534;
/** Root's, in a directory of root's. By its path, so that nothing runs at all if it, or the variable, is not there. */
const SCRIPT = "$WORK/as-nobody";

/**
 * Whatever a pull request holds runs here: its tests, and before them npm with its `.npmrc`. So it runs as nobody, in a copy,
 * with an environment of its own: a process that asks for the role's credentials has to know an address which root's processes
 * know alone. What nobody has started may still run at the end, so nobody also reads the reports, and root only unpacks them.
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
        'chmod 711 "$WORK"',
        `printf '%s\\n' '${script(variables)}' > "${SCRIPT}"`,
        `test "$(${asNobody("id -u")})" = ${NOBODY}`,
        'mkdir "$WORK/home"',
        'cp -R -P "$CODEBUILD_SRC_DIR/." "$WORK/request"',
        // Its configuration may hold what the clone was made with.
        'rm -rf "$WORK/request/.git"',
        `chown -R ${NOBODY}:${NOBODY} "$WORK/home" "$WORK/request"`,
        'cd "$WORK/request"',
        enter(directory),
        asNobody(PACKAGES),
      ],
    },
    pre_build: { commands: [asNobody(`mkdir -p ${REPORTS}`)] },
    build: {
      commands: [asNobody("npm run test:ci"), ...(site ? buildSite(site, asNobody) : [])],
    },
    post_build: {
      commands: [
        `rm -rf "${REPORTED}"`,
        `mkdir "${REPORTED}"`,
        `${asNobody(`tar -cf - ${REPORTS}`)} > "$WORK/reports.tar"`,
        `tar -xf "$WORK/reports.tar" --no-same-owner --no-same-permissions --strip-components=1 -C "${REPORTED}"`,
        // A link would be followed to whatever this machine holds.
        `find "${REPORTED}" ! -type f ! -type d -delete`,
      ],
    },
  },
  reports: {
    [reportGroup]: { files: ["*.xml"], "base-directory": COLLECTED, "file-format": "JUNITXML" },
  },
});

const asNobody = (command: string): string => `bash -u "${SCRIPT}" ${command}`;

/** Names are checked settings; values stay values, and one that is not there ends it (`-u`). */
function script(variables: readonly string[]): string {
  const environment = [
    `HOME="\${0%/*}/home"`,
    'PATH="$PATH"',
    "CI=true",
    ...variables.map((name) => `${name}="$${name}"`),
  ];
  const user = `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups --no-new-privs`;
  return `exec ${user} env -i ${environment.join(" ")} "$@"`;
}
