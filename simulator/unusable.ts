/** What the simulator was told to use cannot be used. The message says why, and the way out. */
export class Unusable extends Error {}
