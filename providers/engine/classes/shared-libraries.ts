// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { SharedLibraries as type } from "../../catalog/shared-libraries";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link SharedLibraries}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface SharedLibrariesArgs extends CommonArgs {
  /**
   * Unique name of the library.
   *
   * A change is a replacement.
   */
  LibraryName: Value<string>;
  /** What the library is for. */
  LibraryDescription?: Value<string>;
  /** File names of the packages. */
  Packages?: Value<Value<string>[]>;
  /** Files, relative to the program's directory. */
  Artifacts?: {
    /** The package files. */
    Library?: string | readonly string[];
  };
}

/** Packages (egg, whl, zip, jar, py) that several ETL jobs use. */
export class SharedLibraries extends AmorphicResource {
  /** The library's id. */
  declare readonly LibraryId: pulumi.Output<string>;
  /** Unique name of the library. */
  declare readonly LibraryName: pulumi.Output<string>;
  /** What the library is for. */
  declare readonly LibraryDescription: pulumi.Output<string | undefined>;
  /** File names of the packages. */
  declare readonly Packages: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: SharedLibrariesArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
