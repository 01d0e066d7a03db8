"use strict";

// Pulumi's SDK hands a dynamic provider the old outputs of a resource alone, although the engine sends its old inputs
// beside them. Of long lists our outputs say only that they are as in the inputs (stand-in.ts). So the inputs are put
// among the outputs here, under a key of their own. It is plain JavaScript without packages, as lazy-sdk.js is.

const OLD_INPUTS = "__oldInputs";

/** By message: what the SDK asks for the old outputs, and what it could ask for the old inputs. A delete needs none. */
const GETTERS = {
  DiffRequest: ["getOlds", "getOldInputs"],
  UpdateRequest: ["getOlds", "getOldInputs"],
  ReadRequest: ["getProperties", "getInputs"],
};

const passes = Symbol.for("amorphic-cicd: passes old inputs");

/**
 * @param messages the SDK's `proto/provider_pb`; where it is another than we know, it stays as it is
 * @returns the same
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

/** Of our resources only: others would take the key for a property. */
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
