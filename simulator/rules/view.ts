import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** All names of keys, the path and the key of a list are assumed; their content: Analytics/views. */
export const view: TypeRule = {
  ...NONE,
  type: "View",
  collection: "views",
  id: ["ViewId"], // assumed
  idMade: true,
  unique: ["Domain", "ViewName"], // doc Analytics/views
  // doc Analytics/views
  types: {
    string: ["ViewName", "Domain", "ViewDescription", "ViewType", "TargetLocation", "SqlStatement"],
    strings: ["Keywords"],
    flag: ["AutoRefresh", "AssumeRole"],
  },
  required: ["ViewName", "Domain", "ViewType", "TargetLocation", "SqlStatement"], // assumed
  patterns: { ViewName: /^.{3,120}$/ }, // doc Analytics/views
  enums: { ViewType: ["Standard", "Materialized"] }, // doc Analytics/views
  immutable: ["ViewName", "Domain", "ViewType", "TargetLocation"], // assumed: they make the view in the database
  defaults: { ViewDescription: "", Keywords: [] }, // assumed
  serverOwned: ["ViewId"], // assumed
  unordered: ["Keywords"], // assumed
  references: [{ path: "Domain", to: "domains" }], // assumed, after datasets
  shareable: true, // assumed
};
