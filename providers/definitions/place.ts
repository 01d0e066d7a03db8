import type { Locate, Path } from "./json-node";
import type { Position } from "./model";
import { nodeAt, treeOf } from "./tree";

/**
 * Finds positions in a file. The syntax tree takes far more time and memory than the values, and most files have no
 * problems. So it is built when the first position is read, resolves all positions requested so far, and is discarded.
 * @param text as checked, since the file may have changed by then
 */
export function placesIn(file: string, text: string): Locate {
  const asked: Place[] = [];
  const findAll = (): void => {
    const tree = treeOf(text);
    for (const place of asked.splice(0)) place.isAt(nodeAt(tree, place.path, place.ofKey).loc.start);
  };
  return (path, ofKey = false) => {
    const place = new Place(file, path, ofKey, findAll);
    asked.push(place);
    return place;
  };
}

class Place implements Position {
  readonly file: string;
  readonly path: Path;
  readonly ofKey: boolean;
  readonly #findAll: () => void;
  /** 0 until resolved. */
  #line = 0;
  #column = 0;

  constructor(file: string, path: Path, ofKey: boolean, findAll: () => void) {
    this.file = file;
    this.path = path;
    this.ofKey = ofKey;
    this.#findAll = findAll;
  }

  get line(): number {
    if (this.#line === 0) this.#findAll();
    return this.#line;
  }

  get column(): number {
    if (this.#line === 0) this.#findAll();
    return this.#column;
  }

  isAt({ line, column }: { readonly line: number; readonly column: number }): void {
    this.#line = line;
    this.#column = column;
  }
}
