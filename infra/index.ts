import { getStack, RunError, runtime } from "@pulumi/pulumi";
import { UserError } from "../providers/errors";
import { createContext } from "./context";
import { parseSettings, settingsIn } from "./settings/parse";
import { placeIn } from "./settings/place";
import { deployPipeline } from "./stack";

/** The pipeline of one environment; every mistake in the stack's file is reported before anything is created. */
export = async () => {
  try {
    const configuration = runtime.allConfig();
    const settings = parseSettings(settingsIn(configuration), getStack(), placeIn(configuration));
    return deployPipeline(await createContext(settings));
  } catch (error) {
    // Pulumi prints a RunError without a stack trace.
    throw error instanceof UserError ? new RunError(error.message) : error;
  }
};
