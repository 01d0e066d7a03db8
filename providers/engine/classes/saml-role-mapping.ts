// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { SAMLRoleMapping as type } from "../../catalog/saml-role-mapping";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link SAMLRoleMapping}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface SAMLRoleMappingArgs extends CommonArgs {
  /**
   * The group's id at the identity provider.
   *
   * A change is a replacement.
   */
  SamlGroupId: Value<string>;
  /** The role that members get. */
  RoleId: Value<string>;
}

/** Gives the members of a SAML group a role. */
export class SAMLRoleMapping extends AmorphicResource {
  /** The group's id at the identity provider. */
  declare readonly SamlGroupId: pulumi.Output<string>;
  /** The role that members get. */
  declare readonly RoleId: pulumi.Output<string>;

  constructor(name: string, args: SAMLRoleMappingArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
