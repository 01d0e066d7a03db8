import { Dataset, Datasource, Domain, Job } from "@amorphic-cicd/providers";
import * as pulumi from "@pulumi/pulumi";

// Any output does: of an RDS instance of @pulumi/aws, say.
const host = pulumi.output(Promise.resolve("shop.example.test"));

const domain = new Domain("shop", { DomainName: "shop", DisplayName: "Shop" });

const database = new Datasource("shop-database", {
  DatasourceName: "shop_db",
  DatasourceType: "jdbc",
  DatasourceConfig: {
    JdbcURL: pulumi.interpolate`jdbc:postgresql://${host}:5432/shop`,
    Username: { "!Environ": "SHOP_DB_USER" },
    Password: { "!Environ": "SHOP_DB_PASSWORD" },
  },
});

const orders = new Dataset("orders", {
  DatasetName: "orders",
  Domain: domain.DomainName,
  DatasourceId: database.id,
  DatasourceType: "jdbc",
  FileType: "csv",
  TargetLocation: "s3athena",
  TableUpdate: "append",
  DatasetSchema: [{ name: "order_id", type: "bigint" }],
});

const job = new Job("daily-revenue", {
  JobName: "daily_revenue",
  ETLJobType: "pythonshell",
  DatasetAccess: { Owner: [], ReadOnly: [{ DatasetId: orders.id, DatasetName: "orders" }] },
  Artifacts: { Script: "daily_revenue.py" },
});

export const ordersId = orders.id;
export const jobId = job.id;
