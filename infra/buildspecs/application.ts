import type { Buildspec } from "./buildspec";
import { need, PACKAGES, REPORTS, RUNTIMES } from "./parts";

/** The directory of an application is a checked setting: letters, digits, `_`, `.`, `-` and `/`. */
export const enter = (directory: string): string => `cd "${directory}"`;

/** Installs an application's pinned packages without running their scripts. */
export const installApplication = (directory: string) => ({
  "runtime-versions": RUNTIMES,
  commands: [enter(directory), PACKAGES],
});

/** Only the packages are cached: npm checks them against the lock file. */
export const npmCache = { paths: ["/root/.npm/**/*"] };

/** The application's own tests, which write JUnit to `reports/`. */
export const testBuildspec = ({ directory, reportGroup }: { directory: string; reportGroup: string }): Buildspec => ({
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    install: installApplication(directory),
    pre_build: { commands: [`mkdir -p ${REPORTS}`] },
    build: { commands: ["npm run test:ci"] },
    post_build: {
      commands: [
        need(`ls ${REPORTS}/*.xml`, `npm run test:ci did not write ${REPORTS}/*.xml: make it write JUnit XML there`),
      ],
    },
  },
  reports: {
    [reportGroup]: { files: ["*.xml"], "base-directory": joined(directory, REPORTS), "file-format": "JUNITXML" },
  },
  cache: npmCache,
});

/** A path below the application's directory. */
export const joined = (directory: string, path: string): string => (directory === "." ? path : `${directory}/${path}`);

/** The committer chooses name and version, so they come last and the line is cut at this length. */
const LONGEST_LINE = 100;

/**
 * For the request for approval: name and version from the application's package.json. That file's author must not control the
 * mail, so there are no line breaks, no characters that hide or reverse text, and a limited length.
 */
export const planLine = (kind: string): string[] => [
  `PLAN_LINE="$(node -p '("${kind} " + require("./package.json").name + " " + require("./package.json").version).replace(/[^\\x20-\\x7e]+/g, " ").slice(0, ${LONGEST_LINE})')"`,
  "export PLAN_LINE",
];
