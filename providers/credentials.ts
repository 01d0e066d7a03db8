/**
 * What looks like a credential: by the name over it, or by its form. Scan, check of the definitions and plans ask here, so
 * that none of them shows what another one warns of.
 */

const SECRET = /pass(?:word|wd|phrase|code)|pwd|secret|token|credential|(?:api|access|private|shared).?key/i;
/** Where a secret is, or how long it lasts, is none itself. */
const ABOUT_A_SECRET =
  /(?:name|arn|id|url|uri|endpoint|path|file|dir|table|bucket|type|policy|expir\w*|rotation|length|count|ttl|days|seconds|timeout|column|field|enabled|required)$/i;
const HARMLESS = /^(?:yes|no|true|false|none|null|\d{1,6}|\*+|arn:[\w-]+:.*|)$/i;

/** Whether a name says that something below it guards something: enough to show nothing of it. */
export const soundsSecret = (name: string): boolean => SECRET.test(name);

/** Whether a name says that its own value is a secret: enough to tell the author. */
export const namesSecret = (name: string): boolean => SECRET.test(name) && !ABOUT_A_SECRET.test(name);

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
