import type { ResourceType } from "../../providers/catalog/type";

/** `shared-libraries` for SharedLibraries, `saml-role-mapping` for SAMLRoleMapping: as the catalog's files are called. */
export const fileNameOf = ({ name }: ResourceType): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
