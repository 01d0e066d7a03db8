import { AUDIT, fixedText, texts } from "./common-fields";
import { query } from "./query";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { ResourceType } from "./type";

const DOC = "doc Analytics/views";
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
    ViewName: fixedText("3 to 120 characters, unique in the domain.", IDENTITY, {
      pattern: {
        matches: "^.{3,120}$",
        says: "3 to 120 characters without a line break",
        because: "doc Analytics/views",
      },
    }),
    Domain: fixedText("Name of the domain.", IDENTITY, { names: "Domain" }),
    ViewDescription: { type: "string", description: "What the view shows.", because: NAME, default: "" },
    ViewType: fixedText("Whether the result is stored.", "assumed: another kind of object in the database", {
      caseInsensitive: true,
      enum: ["Standard", "Materialized"],
    }),
    TargetLocation: fixedText("Where the view is stored, e.g. athena or redshift.", "assumed: another database", {
      caseInsensitive: true,
    }),
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
    Keywords: { ...texts("A keyword.", "Search words.", DOC), because: NAME },
  },
  outputs: { ViewId: { description: "The view's id.", because: "assumed: named like the ids of the other types" } },
  serverOwned: [...AUDIT, "ViewStatus"],
  artifacts: {},
  after: ["Domain", "Dataset", "Tag"],
  ...rest("/views", { update: "fields" }),
  smokeTest: query,
  share: sharing("/views/{id}"),
  steps: [],
};
