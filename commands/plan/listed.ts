import { nameOf } from "../../providers/engine/names";
import { didYouMean } from "../../providers/nearest";
import { quote } from "../../providers/visible";
import type { Problem } from "./model";
import type { Resource } from "./preview";

/** A name in the stack's lists that is in neither definitions nor state is most likely mistyped. */
export function unknownNames(
  resources: readonly Resource[],
  lists: Readonly<Record<string, readonly string[]>>,
): Problem[] {
  const names = new Set(
    resources.flatMap(({ logicalId, recordedUrn, olds, news }) => {
      const { logicalId: recorded } = olds?.outputs ?? {};
      const { renamedFrom } = news?.inputs ?? {};
      const former: unknown[] = Array.isArray(renamedFrom) ? renamedFrom : [];
      return [logicalId, nameOf(recordedUrn), ...[recorded, ...former].map(String)];
    }),
  );
  return Object.entries(lists).flatMap(([key, listed]) =>
    listed
      .filter((name) => !names.has(name))
      .map((name) => ({
        message: `${key} names ${quote(name)}, which is neither a block nor in the state${didYouMean(name, names)}`,
      })),
  );
}
