/**
 * What looks like a credential, by its name or by its form. Scan, the check of definitions, plans and import all use this
 * module, so that none of them shows what another one warns about.
 */

const WORDS =
  "pass(?:word|wd|phrase|code)|(?<![a-z])pass\\d*(?![\\w-])|pwd|secret|token|credential|(?:api|access|private|shared).?key";
const SECRET = new RegExp(WORDS, "i");
/** `DbPass`, but not `Compass` */
const LAST_PASS = /[a-z\d]Pass\d*$/;
/** The location or lifetime of a secret is not a secret itself. */
const ABOUT_A_SECRET =
  /(?:name|arn|id|url|uri|endpoint|path|file|dir|table|bucket|type|policy|expir\w*|rotation|length|count|ttl|days|seconds|timeout|column|field|enabled|required)$/i;
const HARMLESS = /^(?:yes|no|true|false|none|null|\d{1,6}|\*+|arn:[\w-]+:.*|)$/i;

/** Whether a name suggests that something below it is secret: enough to show nothing of it. */
export const soundsSecret = (name: string): boolean => SECRET.test(name) || LAST_PASS.test(name);

/** Whether a name says that its own value is a secret: enough to warn the author. */
export const namesSecret = (name: string): boolean => soundsSecret(name) && !ABOUT_A_SECRET.test(name);

const OWN_SECRET = new RegExp(`(?:${WORDS}|pass|secretkey|accesskeyid|credentials)$`);

/** Whether a name ends in a word for a secret, in any spelling: enough to keep its value out of files. */
export const endsInSecret = (name: string): boolean => OWN_SECRET.test(name.toLowerCase().replace(/[^a-z]/g, ""));

/** `AWS_SHARED_CREDENTIALS_FILE`, `PULUMI_CREDENTIALS_PATH`, and the shell's `PWD` */
const PLACE = /_(?:path|file|dir|directory)$|^(?:old)?pwd$/i;

/** A personal access token: `GH_PAT`, `AZURE_DEVOPS_EXT_PAT` */
const PAT = /(?:^|_)pat$/i;

/** Whether an environment variable's name says that it holds a secret. */
export const isSecretVariable = (name: string): boolean => (soundsSecret(name) || PAT.test(name)) && !PLACE.test(name);

/** Whether a text may be a secret at all, unlike `yes` or an ARN. */
export const mayBeSecret = (text: string): boolean => !HARMLESS.test(text.trim());

const PASSWORD_OF_USER = /(:\/\/[^\s/@:]*:)[^\s/]+(?=@)/g;
const JDBC = /\bjdbc:/i;
const PASSWORD_OF_JDBC = /([?;&](?:password|pwd)=)[^;&\s]+/gi;
const MASK = "$1***";

/** Whether a text holds a URL with a password in it. */
export const hasPasswordInUrl = (text: string): boolean =>
  // Saves time: most texts have no colon, and all texts of a project are checked.
  text.includes(":") && withoutPasswords(text) !== text;

/** The text with `***` for each password in a URL. */
export function withoutPasswords(text: string): string {
  const masked = text.replace(PASSWORD_OF_USER, MASK);
  return JDBC.test(text) ? masked.replace(PASSWORD_OF_JDBC, MASK) : masked;
}

const USER_OF_URL = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const ASSIGNED = new RegExp(`((?:${WORDS})["']?\\s*[:=]\\s*)(["']?)[^\\s"',;&]+\\2`, "gi");

/** The text with `***` for users in URLs, which may be tokens, and for what is assigned to a secret's name. */
export const withoutAssigned = (text: string): string => text.replace(USER_OF_URL, "$1***@").replace(ASSIGNED, MASK);

const PARAMETER = new RegExp(`(?:^|[;?&])\\s*(?:${WORDS})=[^;&\\s]`, "i");

/** Whether a text holds a secret as a parameter, as in URLs and connection strings. */
export const hasSecretParameter = (text: string): boolean => PARAMETER.test(text);
