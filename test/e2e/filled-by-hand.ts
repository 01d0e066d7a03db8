import assert from "node:assert/strict";
import type { JsonObject, Simulator } from "../../simulator";

/** Keys and values that an earlier answer gave, by a name. */
type Ids = Record<string, string>;

interface Step {
  readonly method?: "POST" | "PUT";
  readonly path: (ids: Ids) => string;
  readonly body: (ids: Ids) => JsonObject;
  /** The key of the answer to remember, and the name for it. */
  readonly keep?: readonly [key: string, as: string];
}

const post = (path: string, body: (ids: Ids) => JsonObject, keep?: readonly [string, string]): Step => ({
  path: () => path,
  body,
  ...(keep && { keep }),
});

/**
 * What a person created in the console of an environment, one object of each type: what docs/types/samples describe, with
 * words in another case and lists in another order, and fields that no definition there knows.
 */
const STEPS: readonly Step[] = [
  post("/tenants", () => ({ TenantName: "retail", TenantDescription: "The retail business" })),
  post("/tags", () => ({
    TagKey: "sales",
    TagValue: "readers",
    TagDescription: "May read what the sales domain holds",
  })),
  post(
    "/roles",
    () => ({
      RoleName: "analysts",
      RoleDescription: "Read what the business areas share",
      RoleManagers: [],
      RolePermissions: ["domains.view", "datasets.view"],
      UsersAttached: [],
    }),
    ["RoleId", "role"],
  ),
  post("/saml-role-mappings", ({ role = "" }) => ({ SamlGroupId: "corp-analysts", RoleId: role })),
  post("/saml-tag-mappings", () => ({ SamlGroupId: "corp-sales", Tag: "sales#readers" })),
  post("/domains", () => ({
    DomainName: "sales",
    DisplayName: "Sales",
    DomainDescription: "Orders and customers of the web shop",
  })),
  post(
    "/datasources",
    () => ({
      DatasourceName: "sales_db",
      DatasourceType: "JDBC",
      IngestionType: "normaldataload",
      DatasourceVersion: "5.0",
      Description: "The web shop's database",
      Keywords: ["shop", "Owner: data-team"],
      DatasourceConfig: {
        JdbcURL: "jdbc:postgresql://shop.example.test:5432/shop",
        Username: "shop_reader",
        Password: "typed-in-the-console",
        PublicAccessibility: "yes",
      },
    }),
    ["DatasourceId", "datasource"],
  ),
  post(
    "/datasets",
    ({ datasource = "" }) => ({
      DatasetName: "orders",
      DatasetDescription: "One row an order",
      Domain: "sales",
      Keywords: ["orders", "Owner: data-team"],
      DatasourceType: "jdbc",
      DatasourceId: datasource,
      TargetLocation: "S3Athena",
      FileType: "CSV",
      FileDelimiter: ",",
      SerDe: "OpenCSVSerde",
      TableUpdate: "Append",
      DatasetType: "internal",
      SkipFileHeader: true,
      SkipRowCount: { header: 1, footer: 0 },
      IsDataValidationEnabled: true,
      IsDataCleanupEnabled: false,
      IsDataProfilingEnabled: false,
      LifeCyclePolicyStatus: "Disabled",
      MalwareDetectionOptions: { ScanForMalware: false, AllowUnscannableFiles: false },
    }),
    ["DatasetId", "dataset"],
  ),
  {
    method: "PUT",
    path: ({ dataset = "" }) => `/datasets/${dataset}`,
    body: () => ({
      DatasetSchema: [
        { name: "order_id", type: "bigint", description: "Number of the order", is_not_null: true },
        { name: "customer_id", type: "bigint", description: "Who ordered", is_not_null: true },
        { name: "ordered_at", type: "timestamp", description: "When, in UTC", is_not_null: true },
        { name: "total", type: "DECIMAL(12,2)", description: "Total in euro", is_not_null: false },
      ],
    }),
  },
  {
    path: ({ datasource = "" }) => `/datasources/${datasource}/dataflows`,
    body: ({ dataset = "" }) => ({
      DataflowName: "orders_load",
      DataflowType: "tasks",
      ProcessType: "full-load",
      TargetLocation: "s3athena",
      DataFormat: "csv",
      CreateDataset: false,
      DatasetDetails: [{ TableName: "orders", SchemaName: "public", Size: "small", DatasetId: dataset }],
      DataflowConfig: {
        AllocatedStorage: "50",
        ServerlessReplication: false,
        ExtraConnectionAttributes: "",
        SharedInstance: "no",
        PubliclyAccessibleInstance: false,
        DmsVersion: "3.6.1",
        InstanceClass: "dms.t3.small",
        TableMappings: { rules: [] },
      },
    }),
  },
  post(
    "/libraries",
    () => ({ LibraryName: "finance", LibraryDescription: "Money, taxes and rounding", Packages: ["finance.py"] }),
    ["LibraryId", "library"],
  ),
  post(
    "/jobs",
    () => ({
      JobName: "daily_revenue",
      Description: "Sums the orders of a day",
      ETLJobType: "PythonShell",
      NetworkConfiguration: "general-public-network",
      JobBookmarkOption: "disable",
      Keywords: ["Owner: data-team"],
      MaxCapacity: 0.0625,
      PythonVersion: "3.9",
      DefaultArguments: { "--currency": "EUR" },
      IsDataLineageEnabled: "no",
      DomainAccess: { Owner: [], ReadOnly: [] },
    }),
    ["Id", "job"],
  ),
  {
    path: ({ job = "" }) => `/jobs/${job}/resourceaccess`,
    body: ({ library = "", dataset = "" }) => ({
      ParameterAccess: [],
      SharedLibraries: [library],
      DatasetAccess: { Owner: [], ReadOnly: [{ DatasetId: dataset, DatasetName: "orders" }] },
    }),
  },
  post("/parameters", () => ({
    ParameterKey: "sales.currency",
    ParameterDescription: "Currency of all reports",
    ParameterType: "String",
    ParameterValue: "EUR",
    ParameterScope: "Global",
  })),
  post("/schedules", ({ job = "" }) => ({
    ScheduleName: "daily_revenue_every_morning",
    ScheduleDescription: "Before the shops open",
    JobType: "ETL Job",
    ScheduleType: "time-based",
    ScheduleExpression: "cron(0 5 * * ? *)",
    ResourceId: job,
  })),
  post("/views", () => ({
    ViewName: "big_orders",
    Domain: "sales",
    ViewDescription: "Orders above 1,000 euro",
    ViewType: "Standard",
    TargetLocation: "athena",
    SqlStatement: "SELECT * FROM sales.orders WHERE total > 1000",
    Keywords: ["Owner: data-team"],
  })),
  {
    path: ({ dataset = "" }) => `/datasets/${dataset}/share`,
    body: () => ({
      Grants: [
        { AccessType: "read-only", GranteeType: "user", Grantee: "jane" },
        { AccessType: "owner", GranteeType: "user", Grantee: "given-by-hand" },
      ],
    }),
  },
];

/** Fills an empty environment, as another user than the service user. */
export async function fillByHand(simulator: Simulator): Promise<void> {
  const headers = {
    Authorization: simulator.tokenFor("jane"),
    role_id: simulator.roleId,
    "Content-Type": "application/json",
  };
  const ids: Ids = {};
  for (const { method = "POST", path, body, keep } of STEPS) {
    const url = simulator.url + path(ids);
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body(ids)) });
    const said = (await answer.json()) as Record<string, string>;
    assert.equal(answer.status, 200, `${method} ${url}: ${JSON.stringify(said)}`);
    if (keep) ids[keep[1]] = said[keep[0]] ?? "";
  }
}
