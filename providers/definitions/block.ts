import type { MemberNode, ObjectNode, ValueNode } from "@humanwhocodes/momoa";
import { checkProperties, KEY_CODES } from "../catalog/check";
import type { ResourceType } from "../catalog/type";
import { didYouMean, quote } from "../nearest";
import { readArtifacts } from "./artifacts";
import type { Draft, Written } from "./draft";
import { checkVariable, type Variables } from "./environ";
import type { Places } from "./files";
import { DEPENDS_ON, findFunctions, looksLikeFunction } from "./functions";
import type { Position } from "./model";
import type { Report } from "./report";
import { checkSecret } from "./secret";
import { readShare } from "./share";
import { readSmoke } from "./smoke";
import { keyOf, membersOf, nodeAt, positionOf, valueOf } from "./tree";
import { presentNames } from "./types";

/** Of a block, and no others. */
const KEYS = ["Type", "Properties", "Artifacts", "RenamedFrom", "Share", "Smoke"] as const;

/** What blocks are read with. */
export interface Context {
  readonly places: Places;
  /** Types by name, former ones too. */
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly variables: Variables;
  readonly report: Report;
}

/** One block of a file: everything about it that can be said without the other blocks. */
interface Block {
  readonly logicalId: string;
  readonly file: string;
  readonly node: ObjectNode;
  readonly type: ResourceType | undefined;
  readonly fail: (at: Position, code: string, message: string) => void;
}

/** The blocks of a file's tree. Those that are no definitions are reported and left out. */
export function readBlocks(file: string, tree: ValueNode, context: Context): Draft[] {
  if (tree.type !== "Object") {
    const message = "a file of definitions is an object from logical ids to definitions; put it into { }";
    context.report.error(positionOf(file, tree), "NOT_AN_OBJECT", message);
    return [];
  }
  return tree.members
    .filter((member) => keyOf(member) !== "$schema")
    .flatMap((member) => readBlock(file, member, context) ?? []);
}

function readBlock(file: string, member: MemberNode, context: Context): Draft | undefined {
  const { report, catalog, variables, places } = context;
  const logicalId = keyOf(member);
  const fail = (at: Position, code: string, message: string): void => report.error(at, code, message, logicalId);
  const position = positionOf(file, member);
  if (logicalId === "")
    fail(position, "EMPTY_LOGICAL_ID", "the logical id is empty, so nothing can refer to it; name it");
  const node = member.value;
  if (node.type !== "Object") {
    const way = 'write {"Type": …, "Properties": {…}}, or remove it';
    fail(
      positionOf(file, node),
      "NOT_A_DEFINITION",
      `${quote(logicalId)} is no definition, which is an object; ${way}`,
    );
    return undefined;
  }
  const type = readType(node, file, catalog, fail);
  const block: Block = { logicalId, file, node, type, fail };
  checkKeys(block);
  const properties = readProperties(block);
  if (properties) checkReserved(properties, block);
  const values = properties ? (valueOf(properties) as Record<string, unknown>) : {};
  const calls = properties ? findFunctions(properties, file, fail) : [];
  for (const call of calls) {
    const [variable, secret] = [checkVariable(call, type, variables), checkSecret(call, type)];
    if (variable) report[variable.severity](call.position, variable.code, variable.message, logicalId);
    if (secret) fail(call.position, secret.code, secret.message);
  }
  if (properties && type) {
    for (const { path, severity, code, message } of checkProperties(type, values, looksLikeFunction)) {
      const place = positionOf(file, nodeAt(properties, path, KEY_CODES.has(code)));
      report[severity](place, code, message, logicalId);
    }
  }
  const [share, smoke] = ["Share", "Smoke"].map((key) => membersOf(node).get(key));
  return {
    logicalId,
    type,
    position,
    properties: values,
    artifacts: type ? readArtifacts(membersOf(node).get("Artifacts")?.value, { type, file, places, fail }) : {},
    renamedFrom: readRenames(block),
    references: calls.flatMap(({ name, argument: text, position }) => (name === DEPENDS_ON ? { text, position } : [])),
    keyPositions: (type?.naturalKey ?? []).map((property) =>
      properties ? positionOf(file, nodeAt(properties, [property])) : position,
    ),
    share: share && readShare(share, { file, type, environment: variables.environment, fail }),
    smoke: smoke && readSmoke(smoke, { file, type, fail }),
  };
}

function readType(
  node: ObjectNode,
  file: string,
  catalog: Context["catalog"],
  fail: Block["fail"],
): ResourceType | undefined {
  const value = membersOf(node).get("Type")?.value;
  const ways = `use one of ${presentNames(catalog).join(", ")}`;
  if (!value) fail(positionOf(file, node), "MISSING_TYPE", `"Type" is missing, so nothing says what this is; ${ways}`);
  else if (value.type !== "String")
    fail(positionOf(file, value), "TYPE_NOT_STRING", `"Type" must be a string; ${ways}`);
  else if (!catalog.has(value.value)) {
    const meant = didYouMean(value.value, catalog.keys());
    fail(positionOf(file, value), "UNKNOWN_TYPE", `there is no type ${quote(value.value)}${meant}; ${ways}`);
  } else return catalog.get(value.value);
  return undefined;
}

function checkKeys({ node, file, fail }: Block): void {
  for (const [key, member] of membersOf(node)) {
    if ((KEYS as readonly string[]).includes(key)) continue;
    const meant = didYouMean(key, KEYS);
    const message = `a definition has no key ${quote(key)}${meant}; properties of the resource belong into "Properties"`;
    fail(positionOf(file, member), "UNKNOWN_KEY", message);
  }
}

function readProperties({ node, file, fail }: Block): ObjectNode | undefined {
  const value = membersOf(node).get("Properties")?.value;
  if (!value) {
    const message = '"Properties" is missing, so nothing says how to make the resource; add "Properties": {…}';
    fail(positionOf(file, node), "MISSING_PROPERTIES", message);
  } else if (value.type !== "Object") {
    const message = '"Properties" must be an object; write {"Name": value, …}';
    fail(positionOf(file, value), "PROPERTIES_NOT_OBJECT", message);
  } else if (value.members.some((member) => keyOf(member).startsWith("!"))) {
    const message = 'a function cannot stand for all of "Properties"; write it as the value of a property';
    fail(positionOf(file, value), "FUNCTION_NOT_ALLOWED", message);
  } else return value;
  return undefined;
}

/** Names under which the program or Pulumi keeps something of its own, beside the properties. */
export const RESERVED = ["Artifacts", "grants", "logicalId", "pendingSteps", "renamedFrom", "__provider", "id", "urn"];

function checkReserved(properties: ObjectNode, { file, fail }: Block): void {
  for (const [key, member] of membersOf(properties)) {
    if (!RESERVED.includes(key)) continue;
    const way = key === "Artifacts" ? 'write it beside "Properties"' : "remove it";
    fail(positionOf(file, member), "RESERVED_PROPERTY", `${quote(key)} cannot be the name of a property; ${way}`);
  }
}

function readRenames({ node, file, fail }: Block): Written[] {
  const value = membersOf(node).get("RenamedFrom")?.value;
  if (!value) return [];
  const message = 'must be a list of earlier logical ids; write "RenamedFrom": ["rEarlier"]';
  if (value.type !== "Array") {
    fail(positionOf(file, value), "RENAMED_FROM_NOT_LIST", `"RenamedFrom" ${message}`);
    return [];
  }
  return value.elements.flatMap(({ value: element }) => {
    if (element.type === "String" && element.value !== "") {
      return { text: element.value, position: positionOf(file, element) };
    }
    fail(positionOf(file, element), "RENAMED_FROM_NOT_STRING", `"RenamedFrom" ${message}`);
    return [];
  });
}
