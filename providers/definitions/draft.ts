import type { ResourceType, Smoke } from "../catalog/type";
import type { Definition, Position } from "./model";
import type { Share } from "./share";

/** A text of a file with its place. */
export interface Written {
  readonly text: string;
  readonly position: Position;
}

/** One block, checked as far as it can be without the others. */
export interface Draft extends Pick<Definition, "logicalId" | "properties" | "artifacts"> {
  /** Of the logical id. */
  readonly position: Position;
  /** Undefined if the catalog does not know it. */
  readonly type: ResourceType | undefined;
  readonly renamedFrom: readonly Written[];
  /** Arguments of `!DependsOn` in the properties. */
  readonly references: readonly Written[];
  /** Where the parts of the natural key stand. */
  readonly keyPositions: readonly Position[];
  readonly smoke: Smoke | undefined;
  /** Its own, or else the one that central sharing has for it. */
  readonly share?: Share | undefined;
}
