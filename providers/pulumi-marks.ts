/** The key by which Pulumi marks an object as a secret or another special value (sdk/go/common/resource/sig). */
export const PULUMI_SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * What the Pulumi SDK sends for a value that is not known yet, even where a list or an object is expected
 * (`pulumi.runtime.unknownValue`; fixed by the engine's protocol).
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** All texts by which the engine marks a value as not yet known, one for each kind of value. */
export const UNKNOWN_MARKS: ReadonlySet<string> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  UNKNOWN,
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
