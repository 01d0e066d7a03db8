/**
 * What looks like a credential: by the name over it, or by its form. Scan, check of the definitions, plans and import ask
 * here, so that none of them shows what another one warns of.
 */

const WORDS = "pass(?:word|wd|phrase|code)|pwd|secret|token|credential|(?:api|access|private|shared).?key";
const SECRET = new RegExp(WORDS, "i");
/** Where a secret is, or how long it lasts, is none itself. */
const ABOUT_A_SECRET =
  /(?:name|arn|id|url|uri|endpoint|path|file|dir|table|bucket|type|policy|expir\w*|rotation|length|count|ttl|days|seconds|timeout|column|field|enabled|required)$/i;
const HARMLESS = /^(?:yes|no|true|false|none|null|\d{1,6}|\*+|arn:[\w-]+:.*|)$/i;

/** Whether a name says that something below it guards something: enough to show nothing of it. */
export const soundsSecret = (name: string): boolean => SECRET.test(name);

/** Whether a name says that its own value is a secret: enough to tell the author. */
export const namesSecret = (name: string): boolean => SECRET.test(name) && !ABOUT_A_SECRET.test(name);

const OWN_SECRET = new RegExp(`(?:${WORDS}|secretkey|accesskeyid|credentials)$`);

/** Whether a name ends in what a secret is called, in any spelling: enough to write nothing of its value into a file. */
export const endsInSecret = (name: string): boolean => OWN_SECRET.test(name.toLowerCase().replace(/[^a-z]/g, ""));

/** `AWS_SHARED_CREDENTIALS_FILE`, `PULUMI_CREDENTIALS_PATH`, and the shell's `PWD` */
const PLACE = /_(?:path|file|dir|directory)$|^(?:old)?pwd$/i;

/** Whether an environment variable's name says that it holds a secret. */
export const isSecretVariable = (name: string): boolean => SECRET.test(name) && !PLACE.test(name);

/** Whether a text may be a secret at all, such as `yes` or an ARN is not. */
export const mayBeSecret = (text: string): boolean => !HARMLESS.test(text.trim());

const PASSWORD_OF_USER = /(:\/\/[^\s/@:]*:)[^\s/]+(?=@)/g;
const JDBC = /\bjdbc:/i;
const PASSWORD_OF_JDBC = /([?;&](?:password|pwd)=)[^;&\s]+/gi;
const MASK = "$1***";

/** Whether a text holds a URL with a password in it. */
export const hasPasswordInUrl = (text: string): boolean =>
  // Most texts have no colon, and all of a project are asked.
  text.includes(":") && withoutPasswords(text) !== text;

/** The text with `***` for each password in a URL. */
export function withoutPasswords(text: string): string {
  const masked = text.replace(PASSWORD_OF_USER, MASK);
  return JDBC.test(text) ? masked.replace(PASSWORD_OF_JDBC, MASK) : masked;
}

const USER_OF_URL = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const ASSIGNED = new RegExp(`((?:${WORDS})["']?\\s*[:=]\\s*)(["']?)[^\\s"',;&]+\\2`, "gi");

/** The text with `***` for whoever a URL names, as a token may stand there, and for what is assigned to a secret's name. */
export const withoutAssigned = (text: string): string => text.replace(USER_OF_URL, "$1***@").replace(ASSIGNED, MASK);

const PARAMETER = new RegExp(`(?:^|[;?&])\\s*(?:${WORDS})=[^;&\\s]`, "i");

/** Whether a text holds a secret as a parameter, as addresses and connections have them. */
export const hasSecretParameter = (text: string): boolean => PARAMETER.test(text);
