// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { View as type } from "../../catalog/view";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link View}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface ViewArgs extends CommonArgs {
  /**
   * 3 to 120 characters, unique in the domain.
   *
   * A change is a replacement.
   */
  ViewName: Value<string>;
  /**
   * Name of the domain.
   *
   * A change is a replacement.
   */
  Domain: Value<string>;
  /** What the view shows. */
  ViewDescription?: Value<string>;
  /**
   * Whether the result is stored.
   *
   * One of Standard, Materialized, in any case. A change is a replacement.
   */
  ViewType: Value<"Standard" | "Materialized" | (string & {})>;
  /**
   * Where the view is stored, e.g. athena or redshift.
   *
   * A change is a replacement.
   */
  TargetLocation: Value<string>;
  /** The query. Datasets and views of this project that it names as `domain.name` are created first. */
  SqlStatement: Value<string>;
  /** Whether a stored result is refreshed automatically. */
  AutoRefresh?: Value<boolean | string>;
  /** Whether the view is queried with the reader's role. */
  AssumeRole?: Value<boolean | string>;
  /** Search words. */
  Keywords?: Value<Value<string>[]>;
}

/**
 * A query over datasets that reads like a dataset.
 *
 * @experimental assumed: nothing public says that CICD covers views, nor what the type is named
 */
export class View extends AmorphicResource {
  /** The view's id. */
  declare readonly ViewId: pulumi.Output<string>;
  /** 3 to 120 characters, unique in the domain. */
  declare readonly ViewName: pulumi.Output<string>;
  /** Name of the domain. */
  declare readonly Domain: pulumi.Output<string>;
  /** What the view shows. */
  declare readonly ViewDescription: pulumi.Output<string | undefined>;
  /** Whether the result is stored. */
  declare readonly ViewType: pulumi.Output<"Standard" | "Materialized" | (string & {})>;
  /** Where the view is stored, e.g. athena or redshift. */
  declare readonly TargetLocation: pulumi.Output<string>;
  /** The query. Datasets and views of this project that it names as `domain.name` are created first. */
  declare readonly SqlStatement: pulumi.Output<string>;
  /** Whether a stored result is refreshed automatically. */
  declare readonly AutoRefresh: pulumi.Output<boolean | string | undefined>;
  /** Whether the view is queried with the reader's role. */
  declare readonly AssumeRole: pulumi.Output<boolean | string | undefined>;
  /** Search words. */
  declare readonly Keywords: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: ViewArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
