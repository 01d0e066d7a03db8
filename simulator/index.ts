/** An Amorphic in memory, for trying out and testing the product. */
export type { CallEntry } from "./call-log";
export type { Endpoint } from "./endpoint-file";
export type { Facts, TypeFacts } from "./facts";
export type { Fault, FaultMatch, FaultRule, Faults } from "./faults";
export type { Json, JsonObject } from "./json";
export { fingerprint } from "./redact";
export { DEFAULT_SETTINGS, type Settings } from "./settings";
export { simulate, type SimulateOptions } from "./simulate";
export { startSimulator, type Simulator, type SimulatorOptions } from "./simulator";
export type { Access, Grant, Snapshot, Store, Stored, StoredFile } from "./store";
export type { Pace } from "./work";
