import { query } from "./query";
import { sharing } from "./sharing";
import type { ResourceType } from "./type";

const DOC = "doc Analytics/views";
const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";
const NAME = "assumed: the key's name is not public; derived from the console's wording";
const IDENTITY = "assumed: the name of the view in its database";

/** A query over datasets that reads like a dataset. */
export const View: ResourceType = {
  name: "View",
  experimental: true,
  description: "A query over datasets that reads like a dataset.",
  because: "assumed: nothing public says that CICD covers views, nor what the type is named",
  id: ["ViewId"],
  naturalKey: ["Domain", "ViewName"],
  fields: {
    ViewName: {
      type: "string",
      required: true,
      immutable: true,
      pattern: { matches: "^.{3,120}$", says: "3 to 120 characters", because: "doc Analytics/views" },
      description: "3 to 120 characters, unique in the domain.",
      because: IDENTITY,
    },
    Domain: {
      type: "string",
      required: true,
      immutable: true,
      names: "Domain",
      description: "Name of the domain.",
      because: IDENTITY,
    },
    ViewDescription: { type: "string", description: "What the view shows.", because: NAME, default: "" },
    ViewType: {
      type: "string",
      required: true,
      immutable: true,
      caseInsensitive: true,
      enum: ["Standard", "Materialized"],
      description: "Whether the result is stored.",
      because: "assumed: another kind of object in the database",
    },
    TargetLocation: {
      type: "string",
      required: true,
      immutable: true,
      caseInsensitive: true,
      description: "Where the view is stored, e.g. athena or redshift.",
      because: "assumed: another database",
    },
    SqlStatement: {
      type: "string",
      required: true,
      queries: ["Dataset", "View"],
      description: "The query. Datasets and views of this project that it names as `domain.name` are created first.",
      because: NAME,
    },
    AutoRefresh: {
      type: ["boolean", "string"],
      description: "Whether a stored result is refreshed automatically.",
      because: DOC,
    },
    AssumeRole: {
      type: ["boolean", "string"],
      description: "Whether the view is queried with the reader's role.",
      because: DOC,
    },
    Keywords: {
      type: "array",
      unordered: true,
      items: { type: "string", description: "A keyword.", because: DOC },
      description: "Search words.",
      because: NAME,
      default: [],
    },
  },
  outputs: { ViewId: { description: "The view's id.", because: "assumed: named like the ids of the other types" } },
  serverOwned: ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy", "ViewStatus"],
  artifacts: {},
  after: ["Domain", "Dataset", "Tag"],
  create: { method: "POST", path: "/views", because: ASSUMED },
  read: { method: "GET", path: "/views/{id}", because: ASSUMED },
  update: { method: "PUT", path: "/views/{id}", body: "fields", because: ASSUMED },
  delete: { method: "DELETE", path: "/views/{id}", because: ASSUMED },
  list: { method: "GET", path: "/views", items: "views", because: ASSUMED },
  smokeTest: query,
  share: sharing("/views/{id}"),
  steps: [],
};
