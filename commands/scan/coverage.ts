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

/** What was only searched for secrets, one line each. */
export function notCovered(files: readonly string[]): string[] {
  return UNREAD.flatMap(([what, pattern]) => {
    const found = files.filter((file) => pattern.test(posix.normalize(file)));
    if (found.length === 0) return [];
    const shown = found.slice(0, SHOWN).join(", ");
    return `covered only by the search for secrets: ${what}: ${shown}${found.length > SHOWN ? ` and ${found.length - SHOWN} more` : ""}`;
  });
}
