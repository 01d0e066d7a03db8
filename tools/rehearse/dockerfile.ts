import { Copy, DockerfileParser, JSONInstruction, type Dockerfile, type From, type Instruction } from "dockerfile-ast";

/** What can be told about an image without building it. */
export interface Inspection {
  readonly problems: readonly string[];
  /** No failures, but worth knowing. */
  readonly notes: readonly string[];
}

interface Rule {
  readonly isNote?: true;
  /** @returns the instructions that break the rule; undefined for a missing one */
  readonly broken: (file: Stages) => readonly (Instruction | undefined)[];
  readonly says: (instruction: Instruction | undefined) => string;
}

/** Instructions by stage. The last stage is the image, and what it inherits from earlier stages counts as its own. */
interface Stages {
  readonly all: readonly Instruction[];
  readonly bases: readonly From[];
  readonly image: readonly Instruction[];
}

const args = (instruction: Instruction): string => instruction.getArgumentsContent() ?? "";
const last = (file: Stages, keyword: string): Instruction | undefined =>
  file.image.findLast((one) => one.getKeyword() === keyword);
const starts = (file: Stages) => [last(file, "ENTRYPOINT"), last(file, "CMD")].filter((one) => one !== undefined);
/** Names of variables whose values must stay secret. */
const SECRET = /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|(API|ACCESS|PRIVATE)_?KEY)(=|\s|$)/i;

const RULES: readonly Rule[] = [
  {
    broken: (file) => (last(file, "USER") ? [] : [undefined]),
    says: () => "no USER: the service would run as root",
  },
  {
    broken: (file) => [last(file, "USER")].filter((one) => one && /^(root|0)(:|$)/.test(args(one))),
    says: () => "USER is root: name another",
  },
  {
    broken: ({ all }) => all.filter((one) => one.getKeyword() === "ADD" && /(^|\s)[a-z+]+:\/\//i.test(args(one))),
    says: () => "ADD downloads unchecked content from the Internet: download it in the build, with a digest",
  },
  {
    broken: (file) => starts(file).filter((one) => one instanceof JSONInstruction && one.getOpeningBracket() === null),
    says: (one) =>
      `${one?.getKeyword() ?? ""} starts a shell, which does not pass on SIGTERM: write it as a list, such as ["node", "server.mjs"]`,
  },
  {
    broken: ({ all }) => all.filter((one) => ["ARG", "ENV"].includes(one.getKeyword()) && SECRET.test(args(one))),
    says: () => "a secret stays in the image for everybody who may pull it: pass it to the task instead",
  },
  {
    isNote: true,
    broken: ({ bases }) => bases.filter((from) => !from.getImageDigest() && from.getImage() !== "scratch"),
    says: (from) => `${(from as From).getImage() ?? ""} is not pinned by digest: tomorrow it may be another image`,
  },
];

/** @param name of the file, for messages */
export function inspectDockerfile(name: string, text: string): Inspection {
  const file = stagesOf(DockerfileParser.parse(text));
  if (!file) return { problems: [`${name}: there is no FROM`], notes: [] };
  const told = (rules: readonly Rule[]) =>
    rules.flatMap(({ broken, says }) =>
      broken(file).map((one) => `${name}${one ? `:${one.getRange().start.line + 1}` : ""}: ${says(one)}`),
    );
  return { problems: told(RULES.filter((rule) => !rule.isNote)), notes: told(RULES.filter((rule) => rule.isNote)) };
}

function stagesOf(file: Dockerfile): Stages | undefined {
  const all = file.getInstructions();
  const froms = file.getFROMs();
  const before = (from: From) =>
    froms.slice(0, froms.indexOf(from)).findLast((one) => one.getBuildStage() === from.getImage());
  const own = (from: From): Instruction[] => {
    const next = froms[froms.indexOf(from) + 1];
    return all.slice(all.indexOf(from) + 1, next && all.indexOf(next));
  };
  const inherited = (from: From | undefined): Instruction[] => (from ? [...inherited(before(from)), ...own(from)] : []);
  const image = froms.at(-1);
  return image && { all, bases: froms.filter((from) => !before(from)), image: inherited(image) };
}

/** Enough to run what an image would run, if that consists of files of the repository alone. */
export interface Plan {
  readonly directory: string;
  readonly copies: readonly { readonly from: readonly string[]; readonly to: string; readonly directory: string }[];
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** Irrelevant to what runs, or checked above. */
const PASSED = ["FROM", "USER", "EXPOSE", "LABEL", "HEALTHCHECK", "STOPSIGNAL"];

/** A plain path that does not lead upwards. */
const isPath = (word: string): boolean => /^[\w./-]+$/.test(word) && !word.includes("..");

/** @returns the plan, or why running this takes Docker */
export function planOf(text: string): Plan | string {
  const file = DockerfileParser.parse(text);
  if (file.getFROMs().length !== 1) return "it has several stages";
  const copies: Plan["copies"][number][] = [];
  let directory = "/";
  for (const one of file.getInstructions()) {
    const keyword = one.getKeyword();
    const words = one.getArguments().map((word) => word.getValue());
    if (one.getVariables().length > 0) return `${keyword} has variables`;
    if (keyword === "WORKDIR") {
      const [word = ""] = words;
      if (words.length !== 1 || !isPath(word)) return `WORKDIR ${args(one)} is more than a directory`;
      directory = word.startsWith("/") ? word : `${directory}/${word}`;
    } else if (keyword === "COPY") {
      if (one instanceof Copy && one.getFromFlag()) return "COPY copies from another image";
      if (words.length < 2 || !words.every(isPath)) return `COPY ${args(one)} is more than files`;
      copies.push({ from: words.slice(0, -1), to: words.at(-1) ?? ".", directory });
    } else if (keyword !== "CMD" && keyword !== "ENV" && !PASSED.includes(keyword)) return `it has ${keyword}`;
  }
  const command =
    file
      .getCMDs()
      .at(-1)
      ?.getJSONStrings()
      .map((word) => word.getJSONValue()) ?? [];
  if (command.length === 0) return "it has no CMD as a list";
  if (command.some((word) => word.startsWith("/"))) return "CMD names a file of the image";
  const pairs = file
    .getENVs()
    .flatMap((env) => env.getProperties().map((one) => [one.getName(), one.getValue() ?? ""]));
  return { directory, copies, environment: Object.fromEntries(pairs) as Record<string, string>, command };
}
