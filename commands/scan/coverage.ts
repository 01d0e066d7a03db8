import { posix } from "node:path";

/** Code and dependency lists that no scanner here reads, by kind. */
const UNREAD: readonly (readonly [what: string, files: RegExp])[] = [
  ["Scala", /\.(?:scala|sc)$/],
  ["R", /\.r(?:md)?$/i],
  ["SQL", /\.sql$/i],
  ["shell", /\.(?:sh|bash)$/],
  ["notebooks", /\.ipynb$/],
  ["Java and Kotlin", /\.(?:java|kt)$/],
  ["JavaScript and TypeScript", /\.(?:[cm]?[jt]s|[jt]sx)$/],
  ["Go", /\.go$/],
  ["archives", /\.(?:jar|whl|egg|zip|tar|tgz|gz|7z)$/],
  [
    "other lists of dependencies",
    /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile(?:\.lock)?|poetry\.lock|uv\.lock|environment\.ya?ml|yarn\.lock|pnpm-lock\.yaml|go\.mod|pom\.xml|build\.sbt)$/,
  ],
];

const SHOWN = 3;

/**
 * What was only searched for secrets, or not even that, one line for each kind.
 * @param unread files that the search for secrets left out
 */
export function notCovered(files: readonly string[], unread: ReadonlySet<string>): string[] {
  const kinds = UNREAD.map(([kind, pattern]) => ({
    kind,
    found: files.filter((file) => pattern.test(posix.normalize(file))),
  }));
  const named = new Set(kinds.flatMap(({ found }) => found));
  return [
    ...kinds.flatMap(({ kind, found }) => [
      ...line(
        `covered only by the search for secrets: ${kind}`,
        found.filter((file) => !unread.has(file)),
      ),
      ...line(
        `not covered: ${kind}`,
        found.filter((file) => unread.has(file)),
      ),
    ]),
    ...line(
      "not searched for secrets",
      files.filter((file) => unread.has(file) && !named.has(file)),
    ),
  ];
}

function line(what: string, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : "";
  return [`${what}: ${files.slice(0, SHOWN).join(", ")}${more}`];
}
