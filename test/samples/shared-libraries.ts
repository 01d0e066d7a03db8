import type { Sample } from "./sample";

export const sharedLibraries: Sample = {
  needs: [],
  subject: {
    type: "SharedLibraries",
    logicalId: "libraries",
    properties: {
      LibraryName: "finance",
      LibraryDescription: "Rates and rounding",
      Packages: ["rates.whl", "round.zip"],
    },
    artifacts: { Library: ["v1/rates.whl", "v1/round.zip"] },
  },
  others: {
    LibraryName: ["finance_emea"],
    LibraryDescription: ["Rates"],
    Packages: [["rates.whl"], ["rates.whl", "round.zip", "tax.jar"]],
  },
  otherArtifacts: { Library: ["v2/rates.whl", "v2/round.zip"] },
  excused: {},
  notSecret: {},
};
