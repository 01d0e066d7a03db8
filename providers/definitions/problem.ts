import { visible } from "../visible";
import type { Problem } from "./model";

/** As compilers write it, so that editors and logs make links of it; the file's name may hold anything. */
export const problemLine = ({ file, line, column, severity, code, message }: Problem): string =>
  `${visible(file)}:${String(line)}:${String(column)}: ${severity} ${code} ${message}`;

export const isError = ({ severity }: Problem): boolean => severity === "error";
