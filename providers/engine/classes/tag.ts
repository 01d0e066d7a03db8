// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Tag as type } from "../../catalog/tag";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Tag}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface TagArgs extends CommonArgs {
  /**
   * First part of the tag's name.
   *
   * A change is a replacement.
   */
  TagKey: Value<string>;
  /**
   * Second part of the tag's name.
   *
   * A change is a replacement.
   */
  TagValue: Value<string>;
  /** What the tag is for. */
  TagDescription?: Value<string>;
}

/** A key/value pair that users have and that resources are shared with, written `key#value`. */
export class Tag extends AmorphicResource {
  /** First part of the tag's name. */
  declare readonly TagKey: pulumi.Output<string>;
  /** Second part of the tag's name. */
  declare readonly TagValue: pulumi.Output<string>;
  /** What the tag is for. */
  declare readonly TagDescription: pulumi.Output<string | undefined>;

  constructor(name: string, args: TagArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
