import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** The path and the key of a list are assumed. */
export const library: TypeRule = {
  ...NONE,
  type: "SharedLibraries",
  collection: "libraries",
  id: ["LibraryId"], // doc cicd-docs/resources/shared-libraries
  idMade: true,
  unique: ["LibraryName"], // assumed
  // doc cicd-docs/resources/shared-libraries
  types: { string: ["LibraryName", "LibraryDescription"], strings: ["Packages"] },
  required: ["LibraryName"], // assumed
  immutable: [],
  defaults: { LibraryDescription: "", Packages: [] }, // assumed
  serverOwned: ["LibraryId"],
  unordered: ["Packages"], // assumed
  shareable: true, // assumed
};
