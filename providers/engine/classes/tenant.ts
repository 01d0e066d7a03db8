// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Tenant as type } from "../../catalog/tenant";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Tenant}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface TenantArgs extends CommonArgs {
  /**
   * Unique name; names the database.
   *
   * A change is a replacement.
   */
  TenantName: Value<string>;
  /** Name shown in the console. */
  TenantDisplayName?: Value<string>;
  /** Who the tenant is for. */
  TenantDescription?: Value<string>;
}

/**
 * A Redshift database of its own for some of the domains, where multi-tenancy is on.
 *
 * @experimental assumed: nothing public says that CICD covers tenants, nor what the type is named
 */
export class Tenant extends AmorphicResource {
  /** Unique name; names the database. */
  declare readonly TenantName: pulumi.Output<string>;
  /** Name shown in the console. */
  declare readonly TenantDisplayName: pulumi.Output<string | undefined>;
  /** Who the tenant is for. */
  declare readonly TenantDescription: pulumi.Output<string | undefined>;

  constructor(name: string, args: TenantArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
