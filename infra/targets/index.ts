import { amorphic } from "./amorphic";
import { container } from "./container";
import { website } from "./website";

/** What a pipeline can be for. */
export const targets = { amorphic, website, container } as const;

/** The settings of a pipeline, distinguished by `target`. */
export type AnySettings = Parameters<(typeof targets)[keyof typeof targets]["create"]>[0]["settings"];
