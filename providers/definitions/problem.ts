import { visible } from "../visible";
import type { Problem } from "./model";

/** In the format of compilers, which editors and logs turn into links. The file's name may contain any character. */
export const problemLine = ({ file, line, column, severity, code, message }: Problem): string =>
  `${visible(file)}:${String(line)}:${String(column)}: ${severity} ${code} ${message}`;

export const isError = ({ severity }: Problem): boolean => severity === "error";
