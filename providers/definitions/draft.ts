import type { ResourceType, Smoke } from "../catalog/type";
import type { Definition, Position } from "./model";
import type { Share } from "./share";

/** A text in a file, with its position. */
export interface Written {
  readonly text: string;
  readonly position: Position;
}

/** One block, checked as far as possible without the others. */
export interface Draft extends Pick<Definition, "logicalId" | "properties" | "artifacts"> {
  /** Position of the logical id. */
  readonly position: Position;
  /** Undefined if the catalog does not know the type. */
  readonly type: ResourceType | undefined;
  readonly renamedFrom: readonly Written[];
  /** Arguments of `!DependsOn` in the properties. */
  readonly references: readonly Written[];
  /** Positions of the parts of the natural key. */
  readonly keyPositions: readonly Position[];
  readonly smoke: Smoke | undefined;
  /** The share in the block itself, or else the one in the central files. */
  readonly share?: Share | undefined;
}
