import { sharing } from "./sharing";
import type { ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/shared-libraries";
const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";

/** Packages that several ETL jobs use. */
export const SharedLibraries: ResourceType = {
  name: "SharedLibraries",
  description: "Packages (egg, whl, zip, jar, py) that several ETL jobs use.",
  because: DOC,
  id: ["LibraryId"],
  naturalKey: ["LibraryName"],
  fields: {
    LibraryName: {
      type: "string",
      required: true,
      immutable: true,
      description: "Unique name of the library.",
      because: "assumed: identifies the library to people and to import",
    },
    LibraryDescription: { type: "string", description: "What the library is for.", because: DOC, default: "" },
    Packages: {
      type: "array",
      unordered: true,
      items: { type: "string", description: "File name of a package.", because: DOC },
      description: "File names of the packages.",
      because: DOC,
      default: [],
    },
  },
  outputs: { LibraryId: { description: "The library's id.", because: DOC } },
  serverOwned: ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy"],
  artifacts: { Library: { many: true, description: "The package files.", because: DOC } },
  after: ["Tag"],
  create: { method: "POST", path: "/libraries", because: ASSUMED },
  read: { method: "GET", path: "/libraries/{id}", because: ASSUMED },
  update: { method: "PUT", path: "/libraries/{id}", body: "fields", because: ASSUMED },
  delete: { method: "DELETE", path: "/libraries/{id}", because: ASSUMED },
  list: { method: "GET", path: "/libraries", items: "libraries", because: ASSUMED },
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
