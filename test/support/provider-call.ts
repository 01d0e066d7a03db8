import { Metadata, status, type CallOptions, type ClientUnaryCall, type ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Message } from "google-protobuf";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

export type Values = Readonly<Record<string, unknown>>;

/** A call without an answer by then has been lost: none of our pauses is as long. */
const LIMIT_MS = 8_000;

/** The object exists, but not everything requested was done; has what the engine keeps in that case. */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";

  constructor(
    message: string,
    readonly id: string,
    readonly properties: Values,
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}

type Method<Request, Answer> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, answer: Answer) => void,
) => ClientUnaryCall;

/** @param answers collects the bytes of every answer and of every error */
export function caller(answers: Buffer[], stderr: () => string) {
  return async <Request, Answer extends Message>(
    name: string,
    request: Request,
    method: Method<Request, Answer>,
  ): Promise<Answer> => {
    const called = new Error(`${name} was called here`);
    const { answer, error } = await new Promise<{ answer: Answer; error: ServiceError | null }>((resolve) =>
      method(request, new Metadata(), { deadline: Date.now() + LIMIT_MS }, (failure, success) => {
        resolve({ answer: success, error: failure });
      }),
    );
    if (error === null) {
      answers.push(Buffer.from(answer.serializeBinary()));
      return answer;
    }
    answers.push(Buffer.from(error.details));
    if (error.code === status.DEADLINE_EXCEEDED) {
      throw new Error(`${name} was not answered within ${String(LIMIT_MS)} ms; stderr: ${stderr()}`, { cause: called });
    }
    // The stack of the answer is of no use, so add the stack of the call.
    throw Object.assign(partialFailure(error.metadata, answers) ?? new Error(error.details), { cause: called });
  };
}

/** Details travel in the trailing metadata, as `google.rpc.Status`. */
function partialFailure(metadata: Metadata, answers: Buffer[]): PartialFailure | undefined {
  const [bytes] = metadata.get("grpc-status-details-bin");
  if (!Buffer.isBuffer(bytes)) return undefined;
  answers.push(bytes);
  const found = Status.deserializeBinary(bytes);
  const name = "pulumirpc.ErrorResourceInitFailed";
  const detail = found.getDetailsList()[0]?.unpack((packed) => ErrorResourceInitFailed.deserializeBinary(packed), name);
  if (!detail) throw new Error("an error came with details of another kind");
  return new PartialFailure(
    found.getMessage(),
    detail.getId(),
    values(detail.getProperties()),
    detail.getReasonsList(),
  );
}

/** As the engine sends it: without undefined values, which the SDK leaves out. */
export const struct = (properties: Values): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>);

export const values = (properties: Struct | undefined): Values => properties?.toJavaScript() ?? {};
