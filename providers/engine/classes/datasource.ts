// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Datasource as type } from "../../catalog/datasource";
import { AmorphicResource, type CommonArgs, type Sealed, type Value } from "../resource";

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
  DatasourceConfig: Value<{
    /**
     * User of the database.
     *
     * A secret: give a reference, never the value.
     */
    Username?: Value<string>;
    /**
     * Password of the user.
     *
     * A secret: give a reference, never the value.
     */
    Password?: Value<string>;
    /**
     * AWS access key id of the bucket's reader.
     *
     * A secret: give a reference, never the value.
     */
    AccessKey?: Value<string>;
    /**
     * AWS secret access key of the bucket's reader.
     *
     * A secret: give a reference, never the value.
     */
    SecretKey?: Value<string>;
    /**
     * Access token of the API.
     *
     * A secret: give a reference, never the value.
     */
    Token?: Value<string>;
    /**
     * Key of the API.
     *
     * A secret: give a reference, never the value.
     */
    ApiKey?: Value<string>;
    /**
     * OAuth 2 client secret.
     *
     * A secret: give a reference, never the value.
     */
    ClientSecret?: Value<string>;
    /**
     * Personal access token of the other Amorphic.
     *
     * A secret: give a reference, never the value.
     */
    AccessToken?: Value<string>;
    [key: string]: unknown;
  }>;
  /** What the datasource is for. */
  Description?: Value<string>;
  /** Search words; `Owner: name` by convention. */
  Keywords?: Value<Value<string>[]>;
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
  declare readonly DatasourceConfig: pulumi.Output<{
    /**
     * User of the database.
     *
     * A secret: give a reference, never the value.
     */
    Username?: Sealed;
    /**
     * Password of the user.
     *
     * A secret: give a reference, never the value.
     */
    Password?: Sealed;
    /**
     * AWS access key id of the bucket's reader.
     *
     * A secret: give a reference, never the value.
     */
    AccessKey?: Sealed;
    /**
     * AWS secret access key of the bucket's reader.
     *
     * A secret: give a reference, never the value.
     */
    SecretKey?: Sealed;
    /**
     * Access token of the API.
     *
     * A secret: give a reference, never the value.
     */
    Token?: Sealed;
    /**
     * Key of the API.
     *
     * A secret: give a reference, never the value.
     */
    ApiKey?: Sealed;
    /**
     * OAuth 2 client secret.
     *
     * A secret: give a reference, never the value.
     */
    ClientSecret?: Sealed;
    /**
     * Personal access token of the other Amorphic.
     *
     * A secret: give a reference, never the value.
     */
    AccessToken?: Sealed;
    [key: string]: unknown;
  }>;
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
