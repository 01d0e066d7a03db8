import type { Sharing } from "./type";

const ASSUMED =
  "assumed: it is only known that users and tags are given levels (doc cicd-docs/resource-access-management)";

/** The calls that read and change access, below the path of one object. */
export function sharing(object: string): Sharing {
  const path = `${object}/share`;
  return {
    read: { method: "GET", path, because: ASSUMED },
    grant: { method: "POST", path, because: ASSUMED },
    revoke: { method: "DELETE", path, because: ASSUMED },
    grants: "Grants",
  };
}
