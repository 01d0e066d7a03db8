/** Under which key the old inputs of a resource stand among its old outputs. */
export const OLD_INPUTS: "__oldInputs";

/** Has these messages of the engine tell old inputs where the SDK asks for old outputs. Twice is as good as once. */
export function passOldInputs<T extends object>(messages: T): T;
