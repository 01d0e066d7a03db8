// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Job as type } from "../../catalog/job";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Job}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface JobArgs extends CommonArgs {
  /**
   * Unique name of the job.
   *
   * A change is a replacement.
   */
  JobName: Value<string>;
  /**
   * pythonshell, spark, …
   *
   * A change is a replacement.
   */
  ETLJobType: Value<string>;
  /** What the job does. */
  Description?: Value<string>;
  /** Network the job runs in, e.g. general-public-network. */
  NetworkConfiguration?: Value<string>;
  /** disable, enable, … */
  JobBookmarkOption?: Value<string>;
  /** Search words; `Owner: name` by convention. */
  Keywords?: Value<Value<string>[]>;
  /** Data processing units. */
  MaxCapacity?: Value<number | string>;
  /** Number of workers. */
  NumberOfWorkers?: Value<number | string>;
  /** Size of a worker, e.g. G.1X. */
  WorkerType?: Value<string>;
  /** Version of Glue, e.g. 5.0. */
  GlueVersion?: Value<string>;
  /** Version of Python, e.g. 3.9. */
  PythonVersion?: Value<string>;
  /** Security configuration of Glue. */
  SecurityConfiguration?: Value<string>;
  /** Arguments of every run. */
  DefaultArguments?: Value<Record<string, unknown>>;
  /**
   * Whether lineage is recorded.
   *
   * One of yes, no, in any case.
   */
  IsDataLineageEnabled?: Value<"yes" | "no" | (string & {})>;
  /** Whether the number of workers follows the load. */
  IsAutoScalingEnabled?: Value<string | boolean>;
  /** Domains the job may reach. */
  DomainAccess?: Value<{
    /** May read and write. */
    Owner?: Value<unknown[]>;
    /** May read. */
    ReadOnly?: Value<unknown[]>;
    [key: string]: unknown;
  }>;
  /** Datasets the job may reach, each with DatasetId and DatasetName. */
  DatasetAccess?: Value<{
    /** May read and write. */
    Owner?: Value<unknown[]>;
    /** May read. */
    ReadOnly?: Value<unknown[]>;
    [key: string]: unknown;
  }>;
  /** Parameters the job may read. */
  ParameterAccess?: Value<Value<string>[]>;
  /** Ids of the shared libraries the job uses. */
  SharedLibraries?: Value<unknown[]>;
  /** Files, relative to the program's directory. */
  Artifacts?: {
    /** The job's script. */
    Script?: string;
  };
}

/** An ETL job: a script with its configuration and what it may reach. */
export class Job extends AmorphicResource {
  /** The job's id. */
  declare readonly Id: pulumi.Output<string>;
  /** Unique name of the job. */
  declare readonly JobName: pulumi.Output<string>;
  /** pythonshell, spark, … */
  declare readonly ETLJobType: pulumi.Output<string>;
  /** What the job does. */
  declare readonly Description: pulumi.Output<string | undefined>;
  /** Network the job runs in, e.g. general-public-network. */
  declare readonly NetworkConfiguration: pulumi.Output<string | undefined>;
  /** disable, enable, … */
  declare readonly JobBookmarkOption: pulumi.Output<string | undefined>;
  /** Search words; `Owner: name` by convention. */
  declare readonly Keywords: pulumi.Output<string[] | undefined>;
  /** Data processing units. */
  declare readonly MaxCapacity: pulumi.Output<number | string | undefined>;
  /** Number of workers. */
  declare readonly NumberOfWorkers: pulumi.Output<number | string | undefined>;
  /** Size of a worker, e.g. G.1X. */
  declare readonly WorkerType: pulumi.Output<string | undefined>;
  /** Version of Glue, e.g. 5.0. */
  declare readonly GlueVersion: pulumi.Output<string | undefined>;
  /** Version of Python, e.g. 3.9. */
  declare readonly PythonVersion: pulumi.Output<string | undefined>;
  /** Security configuration of Glue. */
  declare readonly SecurityConfiguration: pulumi.Output<string | undefined>;
  /** Arguments of every run. */
  declare readonly DefaultArguments: pulumi.Output<Record<string, unknown> | undefined>;
  /** Whether lineage is recorded. */
  declare readonly IsDataLineageEnabled: pulumi.Output<"yes" | "no" | (string & {}) | undefined>;
  /** Whether the number of workers follows the load. */
  declare readonly IsAutoScalingEnabled: pulumi.Output<string | boolean | undefined>;
  /** Domains the job may reach. */
  declare readonly DomainAccess: pulumi.Output<
    | {
        /** May read and write. */
        Owner?: unknown[];
        /** May read. */
        ReadOnly?: unknown[];
        [key: string]: unknown;
      }
    | undefined
  >;
  /** Datasets the job may reach, each with DatasetId and DatasetName. */
  declare readonly DatasetAccess: pulumi.Output<
    | {
        /** May read and write. */
        Owner?: unknown[];
        /** May read. */
        ReadOnly?: unknown[];
        [key: string]: unknown;
      }
    | undefined
  >;
  /** Parameters the job may read. */
  declare readonly ParameterAccess: pulumi.Output<string[] | undefined>;
  /** Ids of the shared libraries the job uses. */
  declare readonly SharedLibraries: pulumi.Output<unknown[] | undefined>;

  constructor(name: string, args: JobArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
