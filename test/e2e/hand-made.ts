import assert from "node:assert/strict";
import type { JsonObject, Simulator } from "../../simulator";

/** Secrets that the hand-made environment holds, by the variables that its definitions will take them from. */
export const SECRETS: Readonly<Record<string, string>> = {
  DATASOURCE_ERP_PASSWORD: "typed-in-the-console",
  DATASOURCE_ERP_USERNAME: "erp_reader",
  DATASOURCE_PARTNER_API_API_KEY: "key-of-the-partner",
  DATASOURCE_RAW_FILES_ACCESS_KEY: "AKIA-of-the-bucket",
  DATASOURCE_RAW_FILES_SECRET_KEY: "secret-of-the-bucket",
  JOB_LOAD7_DB_PASSWORD: "as-an-argument",
  PARAMETER_ERP_PASSWORD_PARAMETER_VALUE: "in-the-parameter-store",
};

type Call = (method: string, path: string, body: JsonObject) => Promise<Record<string, string>>;

/** Calls as another user than the service user. */
function callerOf(simulator: Simulator): Call {
  const headers = {
    Authorization: simulator.tokenFor("jane"),
    role_id: simulator.roleId,
    "Content-Type": "application/json",
  };
  return async (method, path, body) => {
    const answer = await fetch(simulator.url + path, { method, headers, body: JSON.stringify(body) });
    const said = (await answer.json()) as Record<string, string>;
    assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(said)}`);
    return said;
  };
}

/** What every platform creates itself. */
export async function makeSystem(simulator: Simulator): Promise<void> {
  const call = callerOf(simulator);
  await call("POST", "/tenants", { TenantName: "system" });
  const parameter = {
    ParameterKey: "SYSTEM.API.URL",
    ParameterType: "String",
    ParameterValue: "https://api.example.test",
  };
  await call("POST", "/parameters", parameter);
}

/**
 * Fills an empty environment as a person in the console: 63 objects of all types, which name one another, with names in
 * several scripts, names that are equal across types or except for case, secrets, scripts, shares, and a parameter of the
 * platform's own.
 */
export async function makeByHand(simulator: Simulator): Promise<void> {
  const call = callerOf(simulator);
  const make = async (collection: string, body: JsonObject, idKey = ""): Promise<string> =>
    (await call("POST", `/${collection}`, body))[idKey] ?? "";
  const upload = async (path: string, FileName: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const { UploadLink = "" } = await call("POST", path, { FileName });
    assert.equal((await fetch(UploadLink, { method: "PUT", body: bytes })).status, 200);
  };
  const share = (path: string, ...Grants: JsonObject[]) => call("POST", `${path}/share`, { Grants });
  const grant = (AccessType: string, GranteeType: string, Grantee: string) => ({ AccessType, GranteeType, Grantee });

  await makeSystem(simulator);
  await make("tenants", { TenantName: "retail", TenantDisplayName: "Retail" });
  const tags: readonly [string, string][] = [
    ["sales", "readers"],
    ["sales", "rea-ders"],
    ["Région", "Île-de-France"],
    ["部署", "営業"],
    ["team", "a#b"],
  ];
  for (const [TagKey, TagValue] of tags) await make("tags", { TagKey, TagValue });

  const RolePermissions = ["domains.view", "datasets.view", "jobs.manage"];
  const analysts = await make("roles", { RoleName: "analysts", RolePermissions, UsersAttached: ["jim"] }, "RoleId");
  const engineers = await make("roles", { RoleName: "Ingénieurs", RolePermissions, RoleManagers: ["ann"] }, "RoleId");
  await make("saml-role-mappings", { SamlGroupId: "corp-analysts", RoleId: analysts });
  await make("saml-role-mappings", { SamlGroupId: "corp-engineers", RoleId: engineers });
  await make("saml-tag-mappings", { SamlGroupId: "corp-sales", Tag: "sales#readers" });
  await make("saml-tag-mappings", { SamlGroupId: "corp-sales", Tag: "部署#営業" });

  for (const name of ["sales", "customers", "con", "Ventes à l'étranger", "顧客"]) {
    await make("domains", { DomainName: name, DisplayName: `The domain ${name}`, DomainDescription: `All of ${name}` });
  }
  await make("domains", { DomainName: "retail_shop", DisplayName: "Shop", TenantName: "retail" });
  await share("/domains/sales", grant("read-only", "tag", "sales#readers"), grant("Owner", "user", "ann"));

  const source = (DatasourceName: string, DatasourceType: string, DatasourceConfig: JsonObject) =>
    make(
      "datasources",
      { DatasourceName, DatasourceType, IngestionType: "normaldataload", DatasourceConfig },
      "DatasourceId",
    );
  const erp = await source("erp", "jdbc", {
    JdbcURL: "jdbc:postgresql://erp.example.test:5432/erp",
    Username: "erp_reader",
    Password: "typed-in-the-console",
    PublicAccessibility: "no",
  });
  const raw = await source("raw-files", "s3", {
    Bucket: "raw",
    AccessKey: "AKIA-of-the-bucket",
    SecretKey: "secret-of-the-bucket",
  });
  await source("partner_api", "external-api", { Url: "https://partner.example.test/*", ApiKey: "key-of-the-partner" });
  await share(`/datasources/${erp}`, grant("editor", "user", "jim"));

  const datasets: string[] = [];
  for (let i = 0; i < 16; i++) {
    const isFed = i % 4 === 0;
    const id = await make(
      "datasets",
      {
        DatasetName: i === 1 ? "customers" : `facts_${String(i)}`,
        DatasetDescription: i % 3 === 0 ? "" : `Facts № ${String(i)}: "quoted", \\ and \u200b`,
        Domain: ["sales", "customers", "顧客", "con"][i % 4] ?? "",
        Keywords: ["zeta", "alpha", "Owner: ann"],
        DataClassification: i % 5 === 0 ? ["PII", "GDPR"] : [],
        DatasourceType: isFed ? "jdbc" : "api",
        ...(isFed && { DatasourceId: i === 0 ? erp : raw }),
        TargetLocation: "s3athena",
        FileType: "csv",
        FileDelimiter: ";",
        TableUpdate: i % 2 === 0 ? "append" : "reload",
        SkipFileHeader: i % 2 === 0,
        SkipRowCount: { header: 1, footer: 0 },
        LifeCyclePolicyStatus: i % 7 === 0 ? "Enabled" : "Disabled",
      },
      "DatasetId",
    );
    datasets.push(id);
    if (i % 2 === 1) continue;
    await call("PUT", `/datasets/${id}`, {
      DatasetSchema: [
        { name: "z_id", type: "bigint", description: "First, though not by its letter", is_not_null: true },
        { name: "amount", type: "decimal(12,2)", description: "", is_not_null: false },
      ],
      ...(i === 2 && { PartitionKeys: [{ name: "day", type: "date", rank: 1 }] }),
    });
  }
  const [first = "", second = ""] = datasets;
  await share(`/datasets/${first}`, grant("READ-ONLY", "user", "joe"), grant("owner", "tag", "部署#営業"));

  for (const DataflowName of ["orders_load", "facts_0"]) {
    await make(`datasources/${erp}/dataflows`, {
      DataflowName,
      DataflowType: "tasks",
      ProcessType: "full-load",
      TargetLocation: "s3athena",
      DataFormat: "csv",
      CreateDataset: false,
      DatasetDetails: [{ TableName: "orders", SchemaName: "public", Size: "small", DatasetId: first }],
      DataflowConfig: { InstanceClass: "dms.t3.small", TableMappings: { rules: [{ "rule-action": "*" }] } },
    });
  }

  const parameters: readonly [string, string, string | string[]][] = [
    ["erp.password", "SecureString", "in-the-parameter-store"],
    ["erp.url", "String", "https://erp.example.test"],
    ["currencies", "StringList", ["EUR", "USD"]],
    ["Région", "String", "Île-de-France"],
  ];
  for (const [ParameterKey, ParameterType, ParameterValue] of parameters) {
    await make("parameters", { ParameterKey, ParameterType, ParameterValue, ParameterScope: "Global" });
  }

  const libraries: string[] = [];
  for (const [name, ...packages] of [["finance", "finance.py", "rates.whl"], ["計算", "calc.zip"], ["empty"]]) {
    const id = await make("libraries", { LibraryName: name ?? "", Packages: packages }, "LibraryId");
    // Bytes that are not text.
    for (const file of packages)
      await upload(`/libraries/${id}/packages`, file, Uint8Array.of(0x50, 0, 0xff, 0xfe, 0x80));
    libraries.push(id);
  }

  const jobs: string[] = [];
  for (let i = 0; i < 8; i++) {
    const id = await make(
      "jobs",
      {
        JobName: ["daily_revenue", "日次売上", "sales"][i] ?? `load_${String(i)}`,
        ETLJobType: "pythonshell",
        Keywords: ["Owner: ann"],
        MaxCapacity: 0.0625,
        PythonVersion: "3.9",
        DefaultArguments: { "--all": "*", ...(i === 7 && { "--db-password": "as-an-argument", "--dataset": second }) },
      },
      "Id",
    );
    jobs.push(id);
    if (i === 6) continue;
    await upload(
      `/jobs/${id}/script`,
      i === 2 ? "script.json" : `job ${String(i)}.py`,
      new TextEncoder().encode(`print("é", ${String(i)})\n`),
    );
    await call("POST", `/jobs/${id}/resourceaccess`, {
      DatasetAccess: {
        Owner: i % 2 === 0 ? [] : [{ DatasetId: second, DatasetName: "customers" }],
        ReadOnly: [{ DatasetId: first, DatasetName: "facts_0" }],
      },
      ParameterAccess: i === 0 ? ["erp.url", "SYSTEM.API.URL", "currencies"] : [],
      SharedLibraries: libraries,
    });
  }
  await share(`/jobs/${jobs[0] ?? ""}`, grant("editor", "tag", "sales#readers"));

  for (const [i, ResourceId] of jobs.slice(0, 4).entries()) {
    await make("schedules", {
      ScheduleName: `every_morning_${String(i)}`,
      JobType: "ETL Job",
      ScheduleType: i === 3 ? "on-demand" : "time-based",
      ...(i < 3 && { ScheduleExpression: "cron(0 5 * * ? *)" }),
      ResourceId,
    });
  }
  for (const [i, Domain] of ["sales", "customers", "顧客"].entries()) {
    await make("views", {
      ViewName: `facts_${String(i)}`,
      Domain,
      ViewType: "Standard",
      TargetLocation: "athena",
      SqlStatement: "SELECT * FROM sales.facts_0 WHERE total > 1000",
      Keywords: ["Owner: ann", "big"],
    });
  }
}
