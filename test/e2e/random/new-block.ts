import type { Dice } from "./dice";
import { columns, type Kind } from "./kind";
import { KINDS } from "./kinds";
import { namedIn, pointer, type Block, type World } from "./world";

type Properties = Record<string, unknown>;

/** What an author writes first; undefined if something it needs does not exist. */
export function firstProperties(world: World, kind: Kind, name: string, dice: Dice): Properties | undefined {
  return NEW[kind](name, dice, world);
}

const NEW: Readonly<Record<Kind, (name: string, dice: Dice, world: World) => Properties | undefined>> = {
  Tenant: (TenantName) => ({ TenantName }),
  Domain: (DomainName, dice, world) => ({
    ...{ DomainName, DisplayName: DomainName },
    ...(dice.chance(0.5) && reference(world, "Domain", "TenantName", dice)),
  }),
  Datasource: (DatasourceName, dice, world) => ({
    ...{ DatasourceName, DatasourceType: "jdbc", IngestionType: "normaldataload" },
    DatasourceConfig: {
      ...{ JdbcURL: `jdbc:postgresql://h${++world.fresh}.example.test/shop`, Port: world.fresh },
      ...{ Username: world.newSecret("DB_USER", dice), Password: world.newSecret("DB_PASSWORD", dice) },
    },
  }),
  Dataset: (DatasetName, dice, world) => {
    const domain = reference(world, "Dataset", "Domain", dice);
    const source = reference(world, "Dataset", "DatasourceId", dice);
    const TargetLocation = dice.chance(0.8) ? "s3athena" : "s3";
    return (
      domain && {
        ...{ DatasetName, ...domain, DatasourceType: source ? "jdbc" : "api", ...source },
        ...{ FileType: "csv", TargetLocation, TableUpdate: "append" },
        ...(TargetLocation === "s3athena" && { DatasetSchema: columns(dice, ++world.fresh) }),
      }
    );
  },
  Dataflow: (DataflowName, dice, world) => {
    const source = reference(world, "Dataflow", "DatasourceId", dice);
    const tables = dice.shuffled(world.of("Dataset")).slice(0, dice.below(3));
    return (
      source && {
        ...{ ...source, DataflowName, DataflowType: "tasks", ProcessType: "full-load", TargetLocation: "s3athena" },
        ...(tables.length > 0 && { DatasetDetails: tables.map(tableOf) }),
      }
    );
  },
  View: (ViewName, dice, world) => {
    const domain = reference(world, "View", "Domain", dice);
    const SqlStatement = `SELECT ${++world.fresh}`;
    return domain && { ViewName, ...domain, ViewType: "Standard", TargetLocation: "athena", SqlStatement };
  },
  SharedLibraries: (LibraryName) => ({ LibraryName, Packages: [`${LibraryName}_a.py`, `${LibraryName}_b.py`] }),
  Parameter: (ParameterKey, dice, world) => ({
    ParameterKey,
    ...(dice.chance(0.5)
      ? { ParameterType: "SecureString", ParameterValue: world.newSecret("PARAMETER", dice) }
      : { ParameterType: "String", ParameterValue: `value ${++world.fresh}` }),
    ...(dice.chance(0.5) && { ParameterScope: "Global" }),
  }),
  Job: (JobName, dice, world) => {
    const [set, library] = [dice.any(world.of("Dataset")), dice.any(world.of("SharedLibraries"))];
    const parameter = dice.any(world.of("Parameter"));
    return {
      ...{ JobName, ETLJobType: "pythonshell" },
      ...(set && { DatasetAccess: { Owner: [], ReadOnly: [accessTo(set)] } }),
      ...(library && { SharedLibraries: [pointer(library, "LibraryId")] }),
      ...(parameter && { ParameterAccess: [pointer(parameter, "ParameterKey")] }),
      ...(dice.chance(0.7) && {
        DefaultArguments: { "--n": String(++world.fresh), "--api-key": world.newSecret("JOB_KEY", dice) },
      }),
    };
  },
  Schedule: (ScheduleName, dice, world) => {
    const job = reference(world, "Schedule", "ResourceId", dice);
    const ScheduleExpression = "cron(0 5 * * ? *)";
    return job && { ScheduleName, JobType: "ETL Job", ScheduleType: "time-based", ScheduleExpression, ...job };
  },
  Tag: (TagValue) => ({ TagKey: "team", TagValue }),
  Role: (RoleName) => ({ RoleName, RolePermissions: ["datasets.view"] }),
  SAMLRoleMapping: (SamlGroupId, dice, world) => {
    const role = reference(world, "SAMLRoleMapping", "RoleId", dice);
    return role && { SamlGroupId, ...role };
  },
  SAMLTagMapping: (SamlGroupId, dice, world) => {
    const tag = reference(world, "SAMLTagMapping", "Tag", dice);
    return tag && { SamlGroupId, ...tag };
  },
};

/** The property with any block that it may name; domains are sometimes written out. */
export function reference(world: World, kind: Kind, key: string, dice: Dice): Properties | undefined {
  const [target, attribute] = KINDS[kind].refers[key] ?? [];
  const block = target && dice.any(world.of(target));
  if (!block) return undefined;
  const isWrittenOut = attribute === undefined || (target === "Domain" && dice.chance(0.3));
  return { [key]: isWrittenOut ? namedIn(block) : pointer(block, attribute) };
}

/** An entry of a job's access. */
export const accessTo = (set: Block) => ({
  DatasetId: pointer(set, "DatasetId"),
  DatasetName: pointer(set, "DatasetName"),
});

/** An entry of what a dataflow loads. */
const tableOf = (set: Block) => ({
  ...{ TableName: set.id, SchemaName: "public", Size: "small" },
  DatasetId: pointer(set, "DatasetId"),
});
