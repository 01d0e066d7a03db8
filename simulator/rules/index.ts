/**
 * The types. Each line of a rule says what it rests on: `doc` a page of the vendor, `code` public code that calls
 * Amorphic, `assumed` neither.
 */
import type { TypeRule } from "../rule";
import { dataflow } from "./dataflow";
import { dataset } from "./dataset";
import { datasource } from "./datasource";
import { domain } from "./domain";
import { job } from "./job";
import { parameter } from "./parameter";
import { role } from "./role";
import { samlRoleMapping, samlTagMapping } from "./saml-mappings";
import { schedule } from "./schedule";
import { library } from "./shared-libraries";
import { tag } from "./tag";
import { tenant } from "./tenant";
import { view } from "./view";

const ALL: readonly TypeRule[] = [
  ...[domain, dataset, datasource, job, library, tag],
  ...[role, samlRoleMapping, samlTagMapping, dataflow, parameter, schedule, view, tenant],
];

/** The rule of each collection. */
export const RULES: ReadonlyMap<string, TypeRule> = new Map(ALL.map((rule) => [rule.collection, rule]));

/** The rule of a collection that is known to exist. */
export function ruleOf(collection: string): TypeRule {
  const rule = RULES.get(collection);
  if (!rule) throw new Error(`no collection ${collection}`);
  return rule;
}
