import type { Sample } from "./sample";

const secret = (name: string) => ({ "!Environ": name });

const config = (host: string) => ({
  Host: host,
  Port: 5432,
  Ssl: { Mode: "require", Ciphers: ["a", "b"] },
  Username: secret("SAMPLE_USERNAME"),
  Password: secret("SAMPLE_PASSWORD"),
  AccessKey: secret("SAMPLE_ACCESS_KEY"),
  SecretKey: secret("SAMPLE_SECRET_KEY"),
  Token: secret("SAMPLE_TOKEN"),
  ApiKey: secret("SAMPLE_API_KEY"),
  ClientSecret: secret("SAMPLE_CLIENT_SECRET"),
  AccessToken: secret("SAMPLE_ACCESS_TOKEN"),
});

export const datasource: Sample = {
  needs: [],
  subject: {
    type: "Datasource",
    logicalId: "datasource",
    properties: {
      DatasourceName: "orders_db",
      DatasourceType: "jdbc",
      IngestionType: "normaldataload",
      DatasourceConfig: config("db.test"),
      Description: "The shop's database",
      Keywords: ["shop", "Owner: jane"],
      DatasourceVersion: "1.2",
    },
  },
  others: {
    DatasourceName: ["orders_db_copy"],
    DatasourceType: ["s3"],
    IngestionType: ["bulkdataload"],
    DatasourceConfig: [
      config("replica.test"),
      { ...config("db.test"), Port: 5433 },
      { ...config("db.test"), Ssl: { Mode: "require", Ciphers: ["b", "a"] } },
    ],
    Description: ["The database of the shop"],
    Keywords: [["shop", "Owner: jim"], ["shop"]],
    DatasourceVersion: ["1.3"],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: {},
};
