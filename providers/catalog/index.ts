import { Dataflow } from "./dataflow";
import { Dataset } from "./dataset";
import { Datasource } from "./datasource";
import { Domain } from "./domain";
import { Job } from "./job";
import { Parameter } from "./parameter";
import { Role } from "./role";
import { SAMLRoleMapping } from "./saml-role-mapping";
import { SAMLTagMapping } from "./saml-tag-mapping";
import { Schedule } from "./schedule";
import { SharedLibraries } from "./shared-libraries";
import { Tag } from "./tag";
import { Tenant } from "./tenant";
import type { ResourceType } from "./type";
import { View } from "./view";

/** Every resource type that definitions may use, by its `Type`. */
export const catalog: ReadonlyMap<string, ResourceType> = new Map(
  [
    ...[Domain, Dataset, Datasource, Dataflow, Job, SharedLibraries],
    ...[Tag, Role, SAMLRoleMapping, SAMLTagMapping],
    ...[Parameter, Schedule, View, Tenant],
  ].map((type) => [type.name, type]),
);
