// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Parameter as type } from "../../catalog/parameter";
import { AmorphicResource, type CommonArgs, type Sealed, type Value } from "../resource";

/** Arguments of {@link Parameter}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface ParameterArgs extends CommonArgs {
  /**
   * Unique key.
   *
   * A change is a replacement.
   */
  ParameterKey: Value<string>;
  /** What the value is for. */
  ParameterDescription?: Value<string>;
  /**
   * String, StringList or SecureString.
   *
   * One of String, StringList, SecureString, in any case. A change is a replacement.
   */
  ParameterType: Value<"String" | "StringList" | "SecureString" | (string & {})>;
  /**
   * The value.
   *
   * A secret where ParameterType is SecureString: then give a reference, never the value.
   */
  ParameterValue: Value<string | unknown[]>;
  /**
   * Who may see it.
   *
   * One of Global, Private, in any case. A change is a replacement.
   */
  ParameterScope?: Value<"Global" | "Private" | (string & {})>;
}

/**
 * A value in the platform's parameter store, which jobs may read.
 *
 * @experimental assumed: CICD's layout page has a folder `parameters`; the type's name is not public
 */
export class Parameter extends AmorphicResource {
  /** Unique key. */
  declare readonly ParameterKey: pulumi.Output<string>;
  /** What the value is for. */
  declare readonly ParameterDescription: pulumi.Output<string | undefined>;
  /** String, StringList or SecureString. */
  declare readonly ParameterType: pulumi.Output<"String" | "StringList" | "SecureString" | (string & {})>;
  /** The value. */
  declare readonly ParameterValue: pulumi.Output<Sealed>;
  /** Who may see it. */
  declare readonly ParameterScope: pulumi.Output<"Global" | "Private" | (string & {}) | undefined>;

  constructor(name: string, args: ParameterArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
