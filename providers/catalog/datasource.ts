import { AUDIT, fixedText, keywords } from "./common-fields";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { Field, ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/datasources";
const ASSUMED = "assumed: the REST pattern seen elsewhere; /connections became /datasources with v3";
const KEY = "assumed: the key's name is not public; derived from the console's wording for this kind of datasource";

const credential = (description: string, because: string): Field => ({
  type: "string",
  secret: true,
  description,
  because,
});

/** Where data comes from: a database, a bucket, an API, another Amorphic. */
export const Datasource: ResourceType = {
  name: "Datasource",
  description: "Where data comes from: a JDBC database, an S3 bucket, an external API, another Amorphic.",
  because: DOC,
  id: ["DatasourceId"],
  naturalKey: ["DatasourceName"],
  fields: {
    DatasourceName: fixedText(
      "Unique name of the datasource.",
      "assumed: identifies the datasource to people and to import",
    ),
    DatasourceType: fixedText(
      "Kind of datasource: jdbc, s3, external-api, …",
      "assumed: the shape of DatasourceConfig depends on it",
      { caseInsensitive: true },
    ),
    IngestionType: {
      type: "string",
      immutable: true,
      caseInsensitive: true,
      description: "How data is loaded, e.g. normaldataload.",
      because: "assumed: the shape of DatasourceConfig depends on it",
    },
    DatasourceConfig: {
      type: "object",
      required: true,
      description: "How to connect; its keys depend on DatasourceType and IngestionType.",
      because: DOC,
      fields: {
        Username: credential("User of the database.", "doc cicd-docs/resources/datasources: passed with !Environ"),
        Password: credential("Password of the user.", "doc cicd-docs/resources/datasources: passed with !Environ"),
        AccessKey: credential("AWS access key id of the bucket's reader.", KEY),
        SecretKey: credential("AWS secret access key of the bucket's reader.", KEY),
        Token: credential("Access token of the API.", KEY),
        ApiKey: credential("Key of the API.", KEY),
        ClientSecret: credential("OAuth 2 client secret.", KEY),
        AccessToken: credential("Personal access token of the other Amorphic.", KEY),
      },
    },
    Description: { type: "string", description: "What the datasource is for.", because: DOC, default: "" },
    Keywords: keywords(DOC),
    DatasourceVersion: {
      type: "string",
      description: "Version of the ingestion script; if absent, the latest.",
      because: DOC,
    },
  },
  outputs: { DatasourceId: { description: "The datasource's id.", because: DOC } },
  serverOwned: [...AUDIT, "IsActive", "AccessType", "IsOwner"],
  artifacts: {},
  after: ["Tag"],
  ...rest("/datasources", { update: "fields", because: ASSUMED }),
  share: sharing("/datasources/{id}"),
  steps: [],
};
