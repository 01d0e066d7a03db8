import { checkProperties, isServerOwned, KEY_CODES } from "../catalog/check";
import type { ResourceType } from "../catalog/type";
import { didYouMean } from "../nearest";
import { quote } from "../visible";
import { readArtifacts } from "./artifacts";
import type { Draft, Written } from "./draft";
import { checkVariable, type Variables } from "./environ";
import type { Places } from "./files";
import { DEPENDS_ON, findFunctions, looksLikeFunction } from "./functions";
import type { JsonFile } from "./json-file";
import type { JsonNode } from "./json-node";
import { credentialWarner } from "./literal";
import { lostText } from "./lost";
import type { Position } from "./model";
import type { Report } from "./report";
import { checkSecret } from "./secret";
import { readShare } from "./share";
import { readSmoke } from "./smoke";
import { presentNames } from "./types";

/** The only keys allowed in a block. */
const KEYS = ["Type", "Properties", "Artifacts", "RenamedFrom", "Share", "Smoke"] as const;

/** The context for reading blocks. */
export interface Context {
  readonly places: Places;
  /** Types by name, including former names. */
  readonly catalog: ReadonlyMap<string, ResourceType>;
  readonly variables: Variables;
  readonly report: Report;
}

/** One block of a file, for checks that do not need the other blocks. */
interface Block {
  readonly node: JsonNode;
  readonly fail: (at: Position, code: string, message: string) => void;
}

/** The blocks of a file. A block that is not a definition is reported and left out. */
export function readBlocks({ root, members }: JsonFile, context: Context): Draft[] {
  if (!members) {
    const message = "a file of definitions must be an object that maps logical ids to definitions; wrap it in { }";
    context.report.lost(root.position, "NOT_AN_OBJECT", message);
    return [];
  }
  return members.filter(({ key }) => key !== "$schema").flatMap((member) => readBlock(member, context) ?? []);
}

function readBlock(node: JsonNode, context: Context): Draft | undefined {
  const { report, catalog, variables, places } = context;
  const { key: logicalId, keyPosition: position } = node;
  const fail = (at: Position, code: string, message: string): void => report.error(at, code, message, logicalId);
  if (logicalId === "")
    fail(position, "EMPTY_LOGICAL_ID", "the logical id is empty, so nothing can refer to it; give it a name");
  const lost = lostText(logicalId);
  if (lost !== undefined) fail(position, "LOST_TEXT", lost);
  if (!node.isObject) {
    const way = 'write {"Type": …, "Properties": {…}}, or remove it';
    fail(node.position, "NOT_A_DEFINITION", `${quote(logicalId)} is not a definition, which must be an object; ${way}`);
    return undefined;
  }
  const block: Block = { node, fail };
  const type = readType(block, catalog);
  checkKeys(block);
  const properties = readProperties(block);
  if (properties) checkReservedProperties(properties, block);
  const values = (properties?.value ?? {}) as Record<string, unknown>;
  const warn = (at: Position, code: string, message: string): void => report.warning(at, code, message, logicalId);
  const calls = properties ? findFunctions(properties, fail, [], credentialWarner(properties, type, warn)) : [];
  for (const call of calls) {
    const [variable, secret] = [checkVariable(call, { type, properties: values }, variables), checkSecret(call, type)];
    if (variable) report[variable.severity](call.position, variable.code, variable.message, logicalId);
    if (secret) fail(call.position, secret.code, secret.message);
  }
  if (properties && type) {
    for (const { path, severity, code, message } of checkProperties(type, values, looksLikeFunction)) {
      const place = properties.at(path);
      report[severity](KEY_CODES.has(code) ? place.keyPosition : place.position, code, message, logicalId);
    }
  }
  const [share, smoke] = [node.get("Share"), node.get("Smoke")];
  return {
    logicalId,
    type,
    position,
    // A reference to an id that was copied along from another environment must lead to the id that Amorphic makes.
    properties: Object.fromEntries(Object.entries(values).filter(([key]) => !type || !isServerOwned(type, key))),
    artifacts: type ? readArtifacts(node.get("Artifacts"), { type, places, fail }) : {},
    renamedFrom: readRenames(block),
    references: calls.flatMap(({ name, argument: text, position }) => (name === DEPENDS_ON ? { text, position } : [])),
    keyPositions: (type?.naturalKey ?? []).map((property) => properties?.at([property]).position ?? position),
    share: share && readShare(share, { type, variables, fail }),
    smoke: smoke && readSmoke(smoke, { type, fail }),
  };
}

function readType({ node, fail }: Block, catalog: Context["catalog"]): ResourceType | undefined {
  const written = node.get("Type");
  const name = written?.value;
  const type = typeof name === "string" ? catalog.get(name) : undefined;
  if (type) return type;
  const ways = `use one of ${presentNames(catalog).join(", ")}`;
  if (!written) fail(node.position, "MISSING_TYPE", `"Type" is missing; ${ways}`);
  else if (typeof name !== "string") fail(written.position, "TYPE_NOT_STRING", `"Type" must be a string; ${ways}`);
  else {
    const meant = didYouMean(name, catalog.keys());
    fail(written.position, "UNKNOWN_TYPE", `there is no type ${quote(name)}${meant}; ${ways}`);
  }
  return undefined;
}

function checkKeys({ node, fail }: Block): void {
  for (const member of node.members() ?? []) {
    const { key } = member;
    if ((KEYS as readonly string[]).includes(key)) continue;
    const meant = didYouMean(key, KEYS);
    const message = `a definition has no key ${quote(key)}${meant}; properties of the resource belong in "Properties"`;
    fail(member.keyPosition, "UNKNOWN_KEY", message);
  }
}

function readProperties({ node, fail }: Block): JsonNode | undefined {
  const properties = node.get("Properties");
  if (!properties) {
    const message = '"Properties" is missing, so the resource cannot be created; add "Properties": {…}';
    fail(node.position, "MISSING_PROPERTIES", message);
  } else if (!properties.isObject) {
    const message = '"Properties" must be an object; write {"Name": value, …}';
    fail(properties.position, "PROPERTIES_NOT_OBJECT", message);
  } else if (looksLikeFunction(properties.value)) {
    const message = 'a function cannot replace "Properties" as a whole; write it as the value of a property';
    fail(properties.position, "FUNCTION_NOT_ALLOWED", message);
  } else return properties;
  return undefined;
}

/** Names that the program or Pulumi uses for its own data among the properties. */
export const RESERVED_PROPERTIES = [
  ...["Artifacts", "adoptionMark", "grants", "logicalId", "pendingSteps", "renamedFrom", "__provider", "id", "urn"],
];

function checkReservedProperties(properties: JsonNode, { fail }: Block): void {
  for (const key of RESERVED_PROPERTIES) {
    const member = properties.get(key);
    if (!member) continue;
    const way = key === "Artifacts" ? 'write it next to "Properties"' : "remove it";
    fail(member.keyPosition, "RESERVED_PROPERTY", `${quote(key)} cannot be the name of a property; ${way}`);
  }
}

function readRenames({ node, fail }: Block): Written[] {
  const written = node.get("RenamedFrom");
  if (!written) return [];
  const message = 'must be a list of earlier logical ids; write "RenamedFrom": ["rEarlier"]';
  const names = written.elements();
  if (!names) {
    fail(written.position, "RENAMED_FROM_NOT_LIST", `"RenamedFrom" ${message}`);
    return [];
  }
  return names.flatMap((name) => {
    if (typeof name.value === "string" && name.value !== "") return { text: name.value, position: name.position };
    fail(name.position, "RENAMED_FROM_NOT_STRING", `"RenamedFrom" ${message}`);
    return [];
  });
}
