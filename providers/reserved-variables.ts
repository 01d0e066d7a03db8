/**
 * Tokens of the run itself, and names that AWS, CodeBuild, GitHub Actions and Pulumi reserve; the pipeline's settings refuse them too. Case does
 * not count, as on Windows.
 */
const RESERVED =
  /^(?:AMORPHIC_AUTHORIZATION_TOKEN|(?:GH|GITHUB|GITLAB|CI_JOB|BITBUCKET)_(?:TOKEN|PAT)|(?!AWS_(?:DEFAULT_)?REGION$)(?:ACTIONS|AWS|CODEBUILD|PULUMI)_.*)$/i;

/**
 * Whether definitions must not use an environment variable: otherwise anyone who may propose a definition could have a
 * credential of the run printed, kept in the state or sent to the platform.
 * @param tokenEnv the variable of the API's token, where the stack names one
 */
export const isReservedVariable = (name: string, tokenEnv?: string): boolean =>
  RESERVED.test(name) || name.toLowerCase() === tokenEnv?.toLowerCase();
