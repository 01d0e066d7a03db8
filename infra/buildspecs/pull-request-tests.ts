import { enter } from "./application";
import type { Buildspec } from "./buildspec";
import { PACKAGES, REPORTS, RUNTIMES } from "./parts";
import { buildSite, type SiteOutput } from "./website";

/** Where CodeBuild collects the reports: below the source, which the tested code cannot write. */
const COLLECTED = "pull-request-reports";
const REPORTED = `$CODEBUILD_SRC_DIR/${COLLECTED}`;
/** The user nobody, by number, since its group's name differs between systems. */
const NOBODY = 65_534;
/** Owned by root, in a directory of root's. Run by path, so that nothing runs if file or variable is missing. */
const SCRIPT = "$WORK/as-nobody";

/**
 * Untrusted code of a pull request runs here: its tests, and before them npm with its `.npmrc`. It runs as the user nobody, in a
 * copy, with a clean environment: asking for the role's credentials takes an address that only root's processes know. Its
 * processes may still run at the end, so the reports are read as nobody too, and root only unpacks them.
 */
export const pullRequestTestsBuildspec = ({
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
        // CodeBuild keeps its own files there, including the environment.
        "if [ -d /codebuild ]; then chmod 700 /codebuild; fi",
        'WORK="$(mktemp -d)"',
        'chmod 711 "$WORK"',
        `printf '%s\\n' '${script(variables)}' > "${SCRIPT}"`,
        `test "$(${asNobody("id -u")})" = ${NOBODY}`,
        'mkdir "$WORK/home"',
        'cp -R -P "$CODEBUILD_SRC_DIR/." "$WORK/request"',
        // Its configuration may hold the credentials of the clone.
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
        // A symbolic link could expose any file of this machine.
        `find "${REPORTED}" ! -type f ! -type d -delete`,
      ],
    },
  },
  reports: {
    [reportGroup]: { files: ["*.xml"], "base-directory": COLLECTED, "file-format": "JUNITXML" },
  },
});

const asNobody = (command: string): string => `bash -u "${SCRIPT}" ${command}`;

/** Names are checked settings; values are not evaluated, and a missing one ends the script (`-u`). */
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
