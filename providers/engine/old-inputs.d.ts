/** The key under which a resource's old inputs are added to its old outputs. */
export const OLD_INPUTS: "__oldInputs";

/** Patches the engine's messages to include old inputs where the SDK reads old outputs. Idempotent. */
export function passOldInputs<T extends object>(messages: T): T;
