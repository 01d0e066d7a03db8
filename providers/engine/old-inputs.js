"use strict";

// Pulumi's SDK passes only the old outputs of a resource to a dynamic provider, although the engine sends its old inputs,
// too. For long lists, our outputs only refer to the inputs (stand-in.ts). So this file adds the inputs to the outputs,
// under a separate key. It is plain JavaScript without packages, like lazy-sdk.js.

const OLD_INPUTS = "__oldInputs";

/** By message: the getter of old outputs, which the SDK calls, and the getter of old inputs. A delete needs none. */
const GETTERS = {
  DiffRequest: ["getOlds", "getOldInputs"],
  UpdateRequest: ["getOlds", "getOldInputs"],
  ReadRequest: ["getProperties", "getInputs"],
};

const passes = Symbol.for("amorphic-cicd: passes old inputs");

/**
 * @param messages the SDK's `proto/provider_pb`; messages of unknown form stay unchanged
 * @returns `messages`
 */
function passOldInputs(messages) {
  for (const [name, [outputs, inputs]] of Object.entries(GETTERS)) {
    const prototype = messages[name]?.prototype ?? {};
    const { [outputs]: getOutputs, [inputs]: getInputs } = prototype;
    if (typeof getOutputs !== "function" || typeof getInputs !== "function" || getOutputs[passes]) continue;
    const getBoth = function () {
      return together(getOutputs.call(this), getInputs.call(this));
    };
    prototype[outputs] = Object.assign(getBoth, { [passes]: true });
  }
  return messages;
}

/** Only for our resources: others would treat the key as a property. */
function together(outputs, inputs) {
  const fields = outputs?.getFieldsMap();
  const provider = fields?.get("__provider");
  if (inputs && provider?.getStringValue().includes("@amorphic-cicd/providers/handler")) {
    const value = new provider.constructor();
    value.setStructValue(inputs);
    fields.set(OLD_INPUTS, value);
  }
  return outputs;
}

module.exports = { OLD_INPUTS, passOldInputs };
