// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { SAMLTagMapping as type } from "../../catalog/saml-tag-mapping";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link SAMLTagMapping}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface SAMLTagMappingArgs extends CommonArgs {
  /**
   * The group's id at the identity provider.
   *
   * A change is a replacement.
   */
  SamlGroupId: Value<string>;
  /**
   * The tag that members get, written `key#value`.
   *
   * A change is a replacement.
   */
  Tag: Value<string>;
}

/** Gives the members of a SAML group a tag. */
export class SAMLTagMapping extends AmorphicResource {
  /** The group's id at the identity provider. */
  declare readonly SamlGroupId: pulumi.Output<string>;
  /** The tag that members get, written `key#value`. */
  declare readonly Tag: pulumi.Output<string>;

  constructor(name: string, args: SAMLTagMappingArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
