import { AUDIT, fixedText, texts } from "./common-fields";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/shared-libraries";

/** Packages that several ETL jobs use. */
export const SharedLibraries: ResourceType = {
  name: "SharedLibraries",
  description: "Packages (egg, whl, zip, jar, py) that several ETL jobs use.",
  because: DOC,
  id: ["LibraryId"],
  naturalKey: ["LibraryName"],
  fields: {
    LibraryName: fixedText("Unique name of the library.", "assumed: identifies the library to people and to import"),
    LibraryDescription: { type: "string", description: "What the library is for.", because: DOC, default: "" },
    Packages: texts("File name of a package.", "File names of the packages.", DOC),
  },
  outputs: { LibraryId: { description: "The library's id.", because: DOC } },
  serverOwned: AUDIT,
  artifacts: { Library: { many: true, description: "The package files.", because: DOC } },
  after: ["Tag"],
  ...rest("/libraries", { update: "fields" }),
  share: sharing("/libraries/{id}"),
  steps: [
    {
      kind: "upload",
      name: "uploadLibrary",
      artifact: "Library",
      call: {
        method: "POST",
        path: "/libraries/{id}/packages",
        because: "assumed: files are transferred by pre-signed link, as result files are (ResultsDownloadLink)",
      },
      fileName: "FileName",
      link: "UploadLink",
      download: {
        call: {
          method: "GET",
          path: "/libraries/{id}/packages/{FileName}",
          because: "assumed: the reverse of the upload",
        },
        link: "DownloadLink",
        files: "Packages",
      },
    },
  ],
};
