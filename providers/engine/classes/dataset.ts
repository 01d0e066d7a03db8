// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Dataset as type } from "../../catalog/dataset";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Dataset}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface DatasetArgs extends CommonArgs {
  /**
   * 3 to 120 letters, digits and underscores, unique in the domain.
   *
   * A change is a replacement.
   */
  DatasetName: Value<string>;
  /**
   * Name of the domain.
   *
   * A change is a replacement.
   */
  Domain: Value<string>;
  /** What the dataset contains. */
  DatasetDescription?: Value<string>;
  /**
   * How data is ingested.
   *
   * One of api, jdbc, s3, email, external api, file-server, in any case. A change is a replacement.
   */
  DatasourceType: Value<"api" | "jdbc" | "s3" | "email" | "external api" | "file-server" | (string & {})>;
  /**
   * Datasource that feeds the dataset.
   *
   * A change is a replacement.
   */
  DatasourceId?: Value<string>;
  /**
   * Type of the files.
   *
   * One of csv, tsv, xlsx, parquet, json, txt, pdf, jpg, png, mp3, wav, mp4, others, in any case. A change is a replacement.
   */
  FileType: Value<
    | "csv"
    | "tsv"
    | "xlsx"
    | "parquet"
    | "json"
    | "txt"
    | "pdf"
    | "jpg"
    | "png"
    | "mp3"
    | "wav"
    | "mp4"
    | "others"
    | (string & {})
  >;
  /**
   * Where the data is stored.
   *
   * One of s3, s3athena, redshift, lakeformation, dynamodb, auroramysql, in any case. A change is a replacement.
   */
  TargetLocation: Value<"s3" | "s3athena" | "redshift" | "lakeformation" | "dynamodb" | "auroramysql" | (string & {})>;
  /**
   * What a load does to existing data.
   *
   * One of append, reload, latest record, latestrecord, in any case. A change is a replacement.
   */
  TableUpdate: Value<"append" | "reload" | "latest record" | "latestrecord" | (string & {})>;
  /**
   * internal or external.
   *
   * A change is a replacement.
   */
  DatasetType?: Value<string>;
  /** The columns, in order. */
  DatasetSchema?: Value<
    Value<{
      /** Column name. */
      name: Value<string>;
      /** Column type, e.g. varchar(64). */
      type: Value<string>;
      /** What the column contains. */
      description?: Value<string>;
      /** Whether a value is required. */
      is_not_null?: Value<boolean>;
      [key: string]: unknown;
    }>[]
  >;
  /**
   * Partition columns (s3athena and lakeformation only), each with name, type and rank.
   *
   * A change is a replacement.
   */
  PartitionKeys?: Value<unknown[]>;
  /** Search words; `Owner: name` by convention. */
  Keywords?: Value<Value<string>[]>;
  /** Classes such as PII. */
  DataClassification?: Value<Value<string>[]>;
  /** Serializer, e.g. OpenCSVSerde. */
  SerDe?: Value<string>;
  /** Column separator. */
  FileDelimiter?: Value<string>;
  /** Whether the first line is a header. */
  SkipFileHeader?: Value<boolean>;
  /** Number of lines to skip: header, footer. */
  SkipRowCount?: Value<Record<string, unknown>>;
  /** Whether files are checked against the schema. */
  IsDataValidationEnabled?: Value<boolean>;
  /** Whether data is cleaned. */
  IsDataCleanupEnabled?: Value<boolean>;
  /** Whether data is profiled. */
  IsDataProfilingEnabled?: Value<boolean>;
  /** Enabled or Disabled. */
  LifeCyclePolicyStatus?: Value<string>;
  /** ScanForMalware, AllowUnscannableFiles. */
  MalwareDetectionOptions?: Value<Record<string, unknown>>;
  /** Whether files skip the landing zone. */
  SkipLZProcess?: Value<boolean>;
  /** Whether replaced data skips the trash. */
  SkipTrash?: Value<boolean>;
  /** recreate or truncate, on reload. */
  TargetTablePrepMode?: Value<string>;
  /** IsMetricsCollectionEnabled. */
  DataMetricsCollectionOptions?: Value<Record<string, unknown>>;
  /** Whether AI services may read the data. */
  AreAIServicesEnabled?: Value<boolean>;
}

/** A table or a set of files in a domain. */
export class Dataset extends AmorphicResource {
  /** The dataset's id. */
  declare readonly DatasetId: pulumi.Output<string>;
  /** 3 to 120 letters, digits and underscores, unique in the domain. */
  declare readonly DatasetName: pulumi.Output<string>;
  /** Name of the domain. */
  declare readonly Domain: pulumi.Output<string>;
  /** What the dataset contains. */
  declare readonly DatasetDescription: pulumi.Output<string | undefined>;
  /** How data is ingested. */
  declare readonly DatasourceType: pulumi.Output<
    "api" | "jdbc" | "s3" | "email" | "external api" | "file-server" | (string & {})
  >;
  /** Datasource that feeds the dataset. */
  declare readonly DatasourceId: pulumi.Output<string | undefined>;
  /** Type of the files. */
  declare readonly FileType: pulumi.Output<
    | "csv"
    | "tsv"
    | "xlsx"
    | "parquet"
    | "json"
    | "txt"
    | "pdf"
    | "jpg"
    | "png"
    | "mp3"
    | "wav"
    | "mp4"
    | "others"
    | (string & {})
  >;
  /** Where the data is stored. */
  declare readonly TargetLocation: pulumi.Output<
    "s3" | "s3athena" | "redshift" | "lakeformation" | "dynamodb" | "auroramysql" | (string & {})
  >;
  /** What a load does to existing data. */
  declare readonly TableUpdate: pulumi.Output<"append" | "reload" | "latest record" | "latestrecord" | (string & {})>;
  /** internal or external. */
  declare readonly DatasetType: pulumi.Output<string | undefined>;
  /** The columns, in order. */
  declare readonly DatasetSchema: pulumi.Output<
    | {
        /** Column name. */
        name: string;
        /** Column type, e.g. varchar(64). */
        type: string;
        /** What the column contains. */
        description?: string;
        /** Whether a value is required. */
        is_not_null?: boolean;
        [key: string]: unknown;
      }[]
    | undefined
  >;
  /** Partition columns (s3athena and lakeformation only), each with name, type and rank. */
  declare readonly PartitionKeys: pulumi.Output<unknown[] | undefined>;
  /** Search words; `Owner: name` by convention. */
  declare readonly Keywords: pulumi.Output<string[] | undefined>;
  /** Classes such as PII. */
  declare readonly DataClassification: pulumi.Output<string[] | undefined>;
  /** Serializer, e.g. OpenCSVSerde. */
  declare readonly SerDe: pulumi.Output<string | undefined>;
  /** Column separator. */
  declare readonly FileDelimiter: pulumi.Output<string | undefined>;
  /** Whether the first line is a header. */
  declare readonly SkipFileHeader: pulumi.Output<boolean | undefined>;
  /** Number of lines to skip: header, footer. */
  declare readonly SkipRowCount: pulumi.Output<Record<string, unknown> | undefined>;
  /** Whether files are checked against the schema. */
  declare readonly IsDataValidationEnabled: pulumi.Output<boolean | undefined>;
  /** Whether data is cleaned. */
  declare readonly IsDataCleanupEnabled: pulumi.Output<boolean | undefined>;
  /** Whether data is profiled. */
  declare readonly IsDataProfilingEnabled: pulumi.Output<boolean | undefined>;
  /** Enabled or Disabled. */
  declare readonly LifeCyclePolicyStatus: pulumi.Output<string | undefined>;
  /** ScanForMalware, AllowUnscannableFiles. */
  declare readonly MalwareDetectionOptions: pulumi.Output<Record<string, unknown> | undefined>;
  /** Whether files skip the landing zone. */
  declare readonly SkipLZProcess: pulumi.Output<boolean | undefined>;
  /** Whether replaced data skips the trash. */
  declare readonly SkipTrash: pulumi.Output<boolean | undefined>;
  /** recreate or truncate, on reload. */
  declare readonly TargetTablePrepMode: pulumi.Output<string | undefined>;
  /** IsMetricsCollectionEnabled. */
  declare readonly DataMetricsCollectionOptions: pulumi.Output<Record<string, unknown> | undefined>;
  /** Whether AI services may read the data. */
  declare readonly AreAIServicesEnabled: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: DatasetArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
