import { appendFileSync } from "node:fs";

/** The resources from which a resource takes its values. */
export interface Sources {
  readonly urn: string;
  /** By input, the URNs of the resources from which its value comes. */
  readonly from: Readonly<Record<string, readonly string[]>>;
}

/**
 * The file to which `Sources` are written, one per line, for `amorphic-cicd plan`. The SDK sends them to the engine, which
 * keeps them in state but leaves them out of its events.
 */
const file = process.env["AMORPHIC_CICD_SOURCES"];

/** The method by which the SDK registers a resource: gRPC generates its client, and the request is a protobuf message. */
type Register = (this: unknown, request: Request, answered: Answered) => unknown;
type Answered = (error: unknown, response?: { getUrn(): string }) => void;

interface Request {
  /** By input, including inputs without dependencies. */
  getPropertydependenciesMap(): { forEach(visit: (sources: { getUrnsList(): string[] }, key: string) => void): void };
}

if (file !== undefined) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- its types are not exported
  const { ResourceMonitorClient } = require("@pulumi/pulumi/proto/resource_grpc_pb") as {
    ResourceMonitorClient: { prototype: { registerResource: Register } };
  };
  const { registerResource } = ResourceMonitorClient.prototype;
  ResourceMonitorClient.prototype.registerResource = function (request, answered) {
    const from = sourcesIn(request);
    return registerResource.call(this, request, (error, response) => {
      if (response && Object.keys(from).length > 0) note({ urn: response.getUrn(), from }, file);
      answered(error, response);
    });
  };
}

function sourcesIn(request: Request): Sources["from"] {
  const from: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((sources, key) => {
    const urns = sources.getUrnsList();
    if (urns.length > 0) from[key] = urns;
  });
  return from;
}

const note = (sources: Sources, to: string): void => appendFileSync(to, `${JSON.stringify(sources)}\n`);
