import { deployDefinitions } from "@amorphic-cicd/providers";

/** The definitions under `resources/`, as resources of the selected stack; the outputs are their ids in Amorphic. */
export = deployDefinitions;
