/**
 * Tokens of the run itself, and what AWS, CodeBuild and Pulumi keep for themselves; the pipeline's settings ask here, too. In
 * any case, as Windows takes names so.
 */
const RESERVED =
  /^(?:AMORPHIC_AUTHORIZATION_TOKEN|(?:GITHUB|GITLAB|BITBUCKET)_TOKEN|(?!AWS_(?:DEFAULT_)?REGION$)(?:AWS|CODEBUILD|PULUMI)_.*)$/i;

/**
 * Whether an environment variable is none for definitions: whoever may propose one could otherwise have a credential of
 * the run printed, kept in state or sent to the platform.
 * @param tokenEnv the variable of the API's token, where the stack names one
 */
export const isReservedVariable = (name: string, tokenEnv?: string): boolean =>
  RESERVED.test(name) || name.toLowerCase() === tokenEnv?.toLowerCase();
