import type { Block, Generated } from "./generate";

/** A `restapi_object`. */
type Resource = Readonly<Record<string, unknown>>;

const BODIES: Record<Block["Type"], { readonly path: string; readonly id: string }> = {
  Domain: { path: "/domains", id: "DomainName" },
  Tag: { path: "/tags", id: "TagKey" },
  Datasource: { path: "/datasources", id: "DatasourceId" },
  Dataset: { path: "/datasets", id: "DatasetId" },
  Job: { path: "/jobs", id: "Id" },
};

/**
 * The same objects for Terraform's generic REST provider, as a user would have to write them: what takes a second call (a
 * dataset's schema, a job's access, grants) is a resource of its own. Scripts are left out, as the provider cannot upload,
 * and it does not wait for registrations, so Terraform has less to do.
 */
export function terraformResources({ blocks, environment }: Generated): Record<string, Resource> {
  const types = new Map(blocks.map(({ id, Type }) => [id, Type]));
  const properties = new Map(blocks.map((block) => [block.id, block.Properties]));

  /** Resolves references: `!Environ` to the variable's value, `!DependsOn` to the id of the other resource. */
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    const { "!DependsOn": reference, "!Environ": variable } = value as Record<string, string | undefined>;
    if (variable !== undefined) return environment[variable];
    if (reference !== undefined) return `\${restapi_object.${reference.split(".")[0] ?? ""}.id}`;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
  };
  const text = (value: unknown): string => JSON.stringify(resolve(value));

  return Object.fromEntries(
    blocks.flatMap((block): [string, Resource][] => {
      const { id, Type, Share } = block;
      const { path, id: idKey } = BODIES[Type];
      const { DatasetSchema, DatasetAccess, ...own } = block.Properties;
      const object = `\${restapi_object.${id}.id}`;
      /** What is set by a call of its own and disappears with the object. */
      const part = (method: string, below: string, data: unknown): Resource => {
        const all = `${path}/{id}${below}`;
        const paths = { create_path: all, read_path: all, update_path: all, destroy_path: all };
        const methods = { create_method: method, update_method: method, destroy_method: "GET" };
        return { path, object_id: object, ...paths, ...methods, data: text(data) };
      };
      return [
        [id, { path, ...identity(block, idKey), data: text(own) }],
        ...entry(DatasetSchema, `${id}_schema`, () => part("PUT", "", { DatasetSchema })),
        ...entry(DatasetAccess, `${id}_access`, () => part("POST", "/resourceaccess", { DatasetAccess })),
        ...entry(Share, `${id}_share`, () => ({
          ...part("POST", "/share", { Grants: grants(Share ?? {}) }),
          depends_on: grants(Share ?? {}).map(({ Grantee }) => `restapi_object.${tagOf(Grantee)}`),
        })),
      ];
    }),
  );

  function tagOf(grantee: string): string {
    const found = [...types].find(
      ([id, type]) => type === "Tag" && `bench#${String(properties.get(id)?.["TagValue"])}` === grantee,
    );
    if (!found) throw new Error(`there is no tag ${grantee}`);
    return found[0];
  }
}

const entry = (value: unknown, name: string, make: () => Resource): [string, Resource][] =>
  value === undefined ? [] : [[name, make()]];

const grants = (share: NonNullable<Block["Share"]>) =>
  Object.values(share).flatMap(({ Tags }) =>
    Tags.map((Grantee) => ({ AccessType: "read-only", GranteeType: "tag", Grantee })),
  );

/** Where the id is. The provider does not encode the `#` in a tag's id, so a tag's paths are written out. */
function identity({ Type, Properties }: Block, idKey: string): Resource {
  if (Type === "Domain") return { object_id: Properties["DomainName"] };
  if (Type !== "Tag") return { id_attribute: idKey };
  const path = `/tags/${encodeURIComponent(`${String(Properties["TagKey"])}#${String(Properties["TagValue"])}`)}`;
  return { object_id: Properties["TagValue"], read_path: path, update_path: path, destroy_path: path };
}
