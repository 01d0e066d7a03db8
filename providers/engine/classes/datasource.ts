// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Datasource as type } from "../../catalog/datasource";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Datasource}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface DatasourceArgs extends CommonArgs {
  /**
   * Unique name of the datasource.
   *
   * A change is a replacement.
   */
  DatasourceName: Value<string>;
  /**
   * Kind of datasource: jdbc, s3, external-api, …
   *
   * A change is a replacement.
   */
  DatasourceType: Value<string>;
  /**
   * How data is loaded, e.g. normaldataload.
   *
   * A change is a replacement.
   */
  IngestionType?: Value<string>;
  /** How to connect; its keys depend on DatasourceType and IngestionType. */
  DatasourceConfig: Value<Record<string, unknown>>;
  /** What the datasource is for. */
  Description?: Value<string>;
  /** Search words; `Owner: name` by convention. */
  Keywords?: Value<string[]>;
  /** Version of the ingestion script; if absent, the latest. */
  DatasourceVersion?: Value<string>;
}

/** Where data comes from: a JDBC database, an S3 bucket, an external API, another Amorphic. */
export class Datasource extends AmorphicResource {
  /** The datasource's id. */
  declare readonly DatasourceId: pulumi.Output<string>;
  /** Unique name of the datasource. */
  declare readonly DatasourceName: pulumi.Output<string>;
  /** Kind of datasource: jdbc, s3, external-api, … */
  declare readonly DatasourceType: pulumi.Output<string>;
  /** How data is loaded, e.g. normaldataload. */
  declare readonly IngestionType: pulumi.Output<string | undefined>;
  /** How to connect; its keys depend on DatasourceType and IngestionType. */
  declare readonly DatasourceConfig: pulumi.Output<Record<string, unknown>>;
  /** What the datasource is for. */
  declare readonly Description: pulumi.Output<string | undefined>;
  /** Search words; `Owner: name` by convention. */
  declare readonly Keywords: pulumi.Output<string[] | undefined>;
  /** Version of the ingestion script; if absent, the latest. */
  declare readonly DatasourceVersion: pulumi.Output<string | undefined>;

  constructor(name: string, args: DatasourceArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
