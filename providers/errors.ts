/**
 * A mistake of the user or of the user's environment. Its message says what happened, where, why and
 * the way out, so it is shown without a stack; any other error is our bug and shows one.
 */
export class UserError extends Error {
  override readonly name = "UserError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.stack = `UserError: ${message}`;
  }
}
