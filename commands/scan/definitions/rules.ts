import { realpathSync } from "node:fs";
import { isAbsolute, resolve, win32 } from "node:path";
import { isSecretAt } from "../../../providers/catalog/fields";
import type { ResourceType } from "../../../providers/catalog/type";
import { hasPasswordInUrl, mayBeSecret, namesSecret } from "../../../providers/credentials";
import { isInside, statOf, type Places } from "../../../providers/definitions/files";
import type { Rule } from "../model";

/** A value in a definition. */
export interface Place {
  /** Undefined if the catalog does not know the type, and in central sharing. */
  readonly type: ResourceType | undefined;
  readonly part: "Properties" | "Share" | "Artifacts";
  /** Relative to the part. */
  readonly path: readonly (string | number)[];
  /** The last name in the path; for elements of a list, that of the list. */
  readonly key: string;
  readonly value: unknown;
  /** The value of the whole part. */
  readonly whole: unknown;
  readonly places: Places;
}

export interface DefinitionRule extends Rule {
  readonly help: string;
  readonly matches: (place: Place) => boolean;
  /** What is wrong with the property. */
  readonly says: string;
}

const HELP_SECRET =
  'Write {"!Secret": "name#key"} or {"!Environ": "NAME"}, and change the secret: it stays in the history.';

/** What our own scanner looks for. Scores are CVSS 3.1 base scores of the usual case. */
export const definitionRules: readonly DefinitionRule[] = [
  {
    id: "literal-secret",
    title: "Secret written into a definition",
    score: 9.3,
    subject: "secret",
    help: HELP_SECRET,
    says: "contains a secret in plain text",
    matches: ({ part, key, value, whole, type, path }) =>
      part === "Properties" && isLiteralSecret(value) && (isSecretAt(type, whole, path) || namesSecret(key)),
  },
  {
    id: "secret-in-url",
    title: "Credentials in a URL",
    score: 9.3,
    subject: "secret",
    help: HELP_SECRET,
    says: "contains credentials in a URL",
    matches: ({ value }) => typeof value === "string" && hasPasswordInUrl(value),
  },
  {
    id: "secret-argument",
    title: "Secret passed to a job as an argument",
    score: 6.5,
    subject: "definition",
    help: "Arguments can be read by whoever can see the job or its runs. Pass the secret's name, and let the script read it from AWS Secrets Manager.",
    says: "is passed to the job as an argument, where everybody who sees the job can read it",
    matches: ({ type, path, key, value }) =>
      type?.name === "Job" &&
      path[0] === "DefaultArguments" &&
      path.length === 2 &&
      namesSecret(key) &&
      isReference(value),
  },
  {
    id: "public-database",
    title: "Database that is reachable from the Internet",
    score: 7.5,
    subject: "definition",
    help: 'Put the database into a private network that Amorphic reaches, and write "PublicAccessibility": "no".',
    says: "makes the database reachable from the Internet",
    matches: ({ key, value }) => /^Publicl?y?Accessib/.test(key) && isYes(value),
  },
  {
    id: "unencrypted-jdbc",
    title: "JDBC connection without enforced TLS",
    score: 5.9,
    subject: "definition",
    help: "Require TLS in the URL: sslmode=verify-full (PostgreSQL, Redshift), sslMode=VERIFY_IDENTITY (MySQL), encrypt=true (SQL Server), tcps (Oracle).",
    says: "does not require TLS",
    matches: ({ value }) => typeof value === "string" && isUnencryptedJdbc(value),
  },
  {
    id: "plain-http",
    title: "Address without TLS",
    score: 5.9,
    subject: "definition",
    help: "Use https.",
    says: "is reached without TLS",
    matches: ({ part, value }) => part === "Properties" && typeof value === "string" && PLAIN_HTTP.test(value),
  },
  {
    id: "wildcard-share",
    title: "Access for everybody",
    score: 8.1,
    subject: "definition",
    help: "Name the users, or tags that only people who need access have.",
    says: "gives access to everybody",
    matches: ({ part, value }) => part === "Share" && typeof value === "string" && /^\*$|^\*#|#\*$/.test(value.trim()),
  },
  {
    id: "wildcard-role",
    title: "Role with all permissions",
    score: 8.1,
    subject: "definition",
    help: "List the services and levels that the role's users need.",
    says: "gives all permissions",
    matches: ({ type, path, value }) =>
      type?.name === "Role" && path[0] === "RolePermissions" && typeof value === "string" && value.includes("*"),
  },
  {
    id: "file-outside",
    title: "File from outside the repository",
    score: 7.1,
    subject: "definition",
    help: "Put the file into the repository, where changes to it are reviewed.",
    says: "names a file outside the repository, which nobody reviews",
    matches: ({ part, value, places }) => part === "Artifacts" && typeof value === "string" && isOutside(value, places),
  },
];

function isLiteralSecret(value: unknown): boolean {
  return typeof value === "string" && mayBeSecret(value);
}

function isReference(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("!Environ" in value || "!Secret" in value);
}

const PLAIN_HTTP = /^http:\/\/(?!localhost\b|127\.|\[::1\])/i;

function isYes(value: unknown): boolean {
  return value === true || (typeof value === "string" && /^(?:yes|true)$/i.test(value));
}

/** By kind of database: what a URL must contain so that the driver refuses a connection without TLS. */
const TLS: readonly (readonly [kind: RegExp, demanded: RegExp])[] = [
  [/^jdbc:(?:postgresql|redshift):/i, /[?;&](?:sslmode=(?:require|verify-ca|verify-full)|ssl=true)\b/i],
  [
    /^jdbc:(?:mysql|mariadb|aurora):/i,
    /[?;&](?:sslmode=(?:required|trust|verify[-_]\w+)|usessl=true|requiressl=true)\b/i,
  ],
  [/^jdbc:sqlserver:/i, /;encrypt=(?:true|strict|mandatory)\b/i],
  [/^jdbc:oracle:/i, /@tcps:|protocol\s*=\s*tcps/i],
  [/^jdbc:db2:/i, /sslconnection=true\b/i],
];

function isUnencryptedJdbc(url: string): boolean {
  const demanded = TLS.find(([kind]) => kind.test(url))?.[1];
  return demanded !== undefined && !demanded.test(url);
}

/** A path is relative to the repository or to the definitions, as everywhere. */
function isOutside(path: string, { repository, root }: Places): boolean {
  if (isAbsolute(path) || win32.isAbsolute(path)) return true;
  const inside = [repository, root].map((base) => resolve(base, path)).filter((file) => isInside(repository, file));
  const found = inside.find((file) => statOf(file));
  return inside.length === 0 || (found !== undefined && !isInside(repository, realpathSync(found)));
}
