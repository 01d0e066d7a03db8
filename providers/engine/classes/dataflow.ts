// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Dataflow as type } from "../../catalog/dataflow";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Dataflow}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface DataflowArgs extends CommonArgs {
  /**
   * The datasource to load from.
   *
   * A change is a replacement.
   */
  DatasourceId: Value<string>;
  /**
   * Name of the dataflow, unique within its datasource.
   *
   * A change is a replacement.
   */
  DataflowName: Value<string>;
  /**
   * tasks, …
   *
   * A change is a replacement.
   */
  DataflowType: Value<string>;
  /**
   * full-load, or a kind that also loads changes.
   *
   * A change is a replacement.
   */
  ProcessType: Value<string>;
  /**
   * Where the data is stored, e.g. s3athena.
   *
   * A change is a replacement.
   */
  TargetLocation: Value<string>;
  /**
   * Type of the files, e.g. csv.
   *
   * A change is a replacement.
   */
  DataFormat?: Value<string>;
  /**
   * Whether Amorphic creates the datasets.
   *
   * A change is a replacement.
   */
  CreateDataset?: Value<boolean>;
  /**
   * Tables, each with TableName, SchemaName, Size and DatasetId.
   *
   * A change is a replacement.
   */
  DatasetDetails?: Value<unknown[]>;
  /**
   * Settings of the DMS task and its instance.
   *
   * A change is a replacement.
   */
  DataflowConfig?: Value<Record<string, unknown>>;
}

/** Loads a database in bulk, once or continuously, through AWS DMS. */
export class Dataflow extends AmorphicResource {
  /** The dataflow's id. */
  declare readonly DataflowId: pulumi.Output<string>;
  /** The datasource to load from. */
  declare readonly DatasourceId: pulumi.Output<string>;
  /** Name of the dataflow, unique within its datasource. */
  declare readonly DataflowName: pulumi.Output<string>;
  /** tasks, … */
  declare readonly DataflowType: pulumi.Output<string>;
  /** full-load, or a kind that also loads changes. */
  declare readonly ProcessType: pulumi.Output<string>;
  /** Where the data is stored, e.g. s3athena. */
  declare readonly TargetLocation: pulumi.Output<string>;
  /** Type of the files, e.g. csv. */
  declare readonly DataFormat: pulumi.Output<string | undefined>;
  /** Whether Amorphic creates the datasets. */
  declare readonly CreateDataset: pulumi.Output<boolean | undefined>;
  /** Tables, each with TableName, SchemaName, Size and DatasetId. */
  declare readonly DatasetDetails: pulumi.Output<unknown[] | undefined>;
  /** Settings of the DMS task and its instance. */
  declare readonly DataflowConfig: pulumi.Output<Record<string, unknown> | undefined>;

  constructor(name: string, args: DataflowArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
