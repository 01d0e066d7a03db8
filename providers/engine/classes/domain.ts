// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Domain as type } from "../../catalog/domain";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Domain}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface DomainArgs extends CommonArgs {
  /**
   * Unique name, used by datasets to name their domain.
   *
   * A change is a replacement.
   */
  DomainName: Value<string>;
  /** Name shown in the console. */
  DisplayName: Value<string>;
  /** What the domain is for. */
  DomainDescription?: Value<string>;
  /**
   * Tenant that owns the domain, where multi-tenancy is on.
   *
   * A change is a replacement.
   */
  TenantName?: Value<string>;
}

/** A group of datasets: a Glue/Athena database or a Redshift schema. */
export class Domain extends AmorphicResource {
  /** Unique name, used by datasets to name their domain. */
  declare readonly DomainName: pulumi.Output<string>;
  /** Name shown in the console. */
  declare readonly DisplayName: pulumi.Output<string>;
  /** What the domain is for. */
  declare readonly DomainDescription: pulumi.Output<string | undefined>;
  /** Tenant that owns the domain, where multi-tenancy is on. */
  declare readonly TenantName: pulumi.Output<string | undefined>;

  constructor(name: string, args: DomainArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
