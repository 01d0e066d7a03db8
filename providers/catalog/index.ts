import { Dataset } from "./dataset";
import { Datasource } from "./datasource";
import { Domain } from "./domain";
import { Job } from "./job";
import { SharedLibraries } from "./shared-libraries";
import { Tag } from "./tag";
import type { ResourceType } from "./type";

/** Every type of resource that definitions may name, by its `Type`. */
export const catalog: ReadonlyMap<string, ResourceType> = new Map(
  [Domain, Dataset, Datasource, Job, SharedLibraries, Tag].map((type) => [type.name, type]),
);
