import assert from "node:assert/strict";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Dataset } from "../../providers/catalog/dataset";
import { handlerText } from "../../providers/engine/names";
import { OLD_INPUTS, passOldInputs } from "../../providers/engine/old-inputs";
import { struct } from "../support/provider-call";

const __provider = handlerText(Dataset);
const inputs = { __provider, DatasetSchema: "[1]" };
const outputs = { __provider, DatasetSchema: "as in inputs: 0123456789abcdef" };

/** What the SDK's service reads as the old outputs of a request that came over the wire. */
const REQUESTS = {
  diff: (olds: object, given?: object) => {
    const request = new proto.DiffRequest();
    request.setOlds(struct({ ...olds }));
    if (given) request.setOldInputs(struct({ ...given }));
    return proto.DiffRequest.deserializeBinary(request.serializeBinary()).getOlds();
  },
  update: (olds: object, given?: object) => {
    const request = new proto.UpdateRequest();
    request.setOlds(struct({ ...olds }));
    if (given) request.setOldInputs(struct({ ...given }));
    return proto.UpdateRequest.deserializeBinary(request.serializeBinary()).getOlds();
  },
  read: (olds: object, given?: object) => {
    const request = new proto.ReadRequest();
    request.setProperties(struct({ ...olds }));
    if (given) request.setInputs(struct({ ...given }));
    return proto.ReadRequest.deserializeBinary(request.serializeBinary()).getProperties();
  },
};
const values = (olds: Struct | undefined): unknown => olds?.toJavaScript();

describe("Old inputs", () => {
  before(() => {
    passOldInputs(passOldInputs(proto));
  });

  for (const [name, ask] of Object.entries(REQUESTS)) {
    describe(`of a ${name} request`, () => {
      it("are added to the old outputs, under a separate key", () => {
        assert.deepEqual(values(ask(outputs, inputs)), { ...outputs, [OLD_INPUTS]: inputs });
      });

      it("are not added if the engine sends none", () => {
        assert.deepEqual(values(ask(outputs)), outputs);
      });

      it("are not added for resources of other providers", () => {
        const other = { ...outputs, __provider: "exports.handler = () => ({});" };
        assert.deepEqual(values(ask(other, inputs)), other);
        assert.deepEqual(values(ask({ a: 1 }, inputs)), { a: 1 });
      });
    });
  }

  it("are added once, however often the outputs are read", () => {
    const request = new proto.ReadRequest();
    request.setProperties(struct(outputs));
    request.setInputs(struct(inputs));
    for (let times = 0; times < 2; times++) {
      assert.deepEqual(values(request.getProperties()), { ...outputs, [OLD_INPUTS]: inputs });
    }
  });

  it("are not added to messages of unknown form, from another SDK", () => {
    class ReadRequest {
      getProperties = () => 1;
    }
    const others = { DiffRequest: undefined, ReadRequest, UpdateRequest: {} };
    assert.equal(passOldInputs(others), others);
    assert.equal(new ReadRequest().getProperties(), 1);
  });
});
