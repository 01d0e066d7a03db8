// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Role as type } from "../../catalog/role";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Role}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface RoleArgs extends CommonArgs {
  /**
   * Unique name of the role.
   *
   * A change is a replacement.
   */
  RoleName: Value<string>;
  /** What the role is for. */
  RoleDescription?: Value<string>;
  /** Users who may change and delete the role. */
  RoleManagers?: Value<Value<string>[]>;
  /** Permissions, each a service and a level: fullaccess, manage, view. */
  RolePermissions: Value<Value<string>[]>;
  /** Users who have the role. */
  UsersAttached?: Value<Value<string>[]>;
}

/** What its users may do, service by service; some users may manage it. */
export class Role extends AmorphicResource {
  /** The role's id. */
  declare readonly RoleId: pulumi.Output<string>;
  /** Unique name of the role. */
  declare readonly RoleName: pulumi.Output<string>;
  /** What the role is for. */
  declare readonly RoleDescription: pulumi.Output<string | undefined>;
  /** Users who may change and delete the role. */
  declare readonly RoleManagers: pulumi.Output<string[] | undefined>;
  /** Permissions, each a service and a level: fullaccess, manage, view. */
  declare readonly RolePermissions: pulumi.Output<string[]>;
  /** Users who have the role. */
  declare readonly UsersAttached: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: RoleArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
