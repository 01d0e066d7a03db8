/**
 * Ends this process when the engine has ended, if it is a provider's.
 * @param task what must be completed first
 */
export function whenEngineEnds(task?: () => Promise<void>): void;
