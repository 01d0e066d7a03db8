import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { caller, struct, values, type Values } from "./provider-call";

/** The real dynamic-provider process, as the engine starts it, and the calls the engine makes. */
export interface ProviderProcess {
  check(olds: Values, news: Values): Promise<{ inputs: Values; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Olds, news: Values): Promise<Diff>;
  create(inputs: Values): Promise<{ id: string; outputs: Values }>;
  /** `id` is empty if the object is gone. */
  read(id: string, olds: Olds): Promise<{ id: string; outputs: Values; inputs: Values }>;
  update(id: string, olds: Olds, news: Values): Promise<Values>;
  delete(id: string, outputs: Values): Promise<void>;
  /** All it answered, errors included, as it came over the wire. */
  readonly answers: readonly Buffer[];
  /** What has come so far: pipe and socket are read independently, so all of it is certain only after `stop`. */
  readonly stderr: () => string;
  /** Resolves with the exit code, null if it was killed. */
  readonly exited: Promise<number | null>;
  /** The engine dies, and with it its end of the standard input. */
  endEngine(): void;
  /** Kills the process in the middle of its work. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** What the state has of a resource, and the engine sends. */
export interface Olds {
  readonly inputs: Values;
  readonly outputs: Values;
}

export interface Diff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface ProcessOptions {
  /** The directory of the program. */
  readonly project: string;
  /** The stack's configuration, with namespaces. */
  readonly config: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the process starts as from a Pulumi CLI run by hand, without what our commands preload. */
  readonly isForeign?: boolean;
}

/** Starts the process, waits for its port, and configures it. */
export async function startProvider(options: ProcessOptions): Promise<ProviderProcess> {
  const { project, config, environment = {}, isForeign = false } = options;
  const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const lazy = isForeign ? [] : ["--require", require.resolve("../../providers/engine/lazy-sdk.js")];
  const required = ["--require", require.resolve("./quick-process.cjs"), ...lazy];
  const child = spawn(process.execPath, [...required, script, "127.0.0.1:1"], {
    cwd: project,
    // No other variable of the caller, so that none can hide one that is missing here.
    env: { ...inherited("PATH", "HOME", "TMPDIR", "NODE_V8_COVERAGE"), PULUMI_NODEJS_PROJECT: "test", ...environment },
    stdio: "pipe",
  });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const closed = once(child, "close");
  void exited.then(() => process.off("exit", kill));

  const firstLine = once(createInterface({ input: child.stdout }), "line") as Promise<[string]>;
  const port = await Promise.race([firstLine.then(([line]) => line), exited.then(() => undefined)]);
  if (port === undefined) throw new Error(`the provider process ended before it listened: ${stderr}`);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const answers: Buffer[] = [];
  const call = caller(answers, () => stderr);

  const configure = new proto.ConfigureRequest();
  configure.setArgs(struct(config));
  await call("configure", configure, client.configure.bind(client));

  const end = async (signal: NodeJS.Signals) => {
    client.close();
    child.kill(signal);
    await closed;
  };

  return {
    check: async (olds, news) => {
      const request = new proto.CheckRequest();
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const answer = await call("check", request, client.check.bind(client));
      const failures = answer.getFailuresList();
      return { inputs: values(answer.getInputs()), failures: failures.map((failure) => failure.toObject()) };
    },
    diff: async (id, olds, news) => {
      const request = new proto.DiffRequest();
      request.setId(id);
      request.setOldInputs(struct(olds.inputs));
      request.setOlds(struct(olds.outputs));
      request.setNews(struct(news));
      const answer = await call("diff", request, client.diff.bind(client));
      return {
        changes: answer.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
        replaces: answer.getReplacesList(),
        deleteBeforeReplace: answer.getDeletebeforereplace(),
      };
    },
    create: async (inputs) => {
      const request = new proto.CreateRequest();
      request.setProperties(struct(inputs));
      const answer = await call("create", request, client.create.bind(client));
      return { id: answer.getId(), outputs: values(answer.getProperties()) };
    },
    read: async (id, olds) => {
      const request = new proto.ReadRequest();
      request.setId(id);
      request.setInputs(struct(olds.inputs));
      request.setProperties(struct(olds.outputs));
      const answer = await call("read", request, client.read.bind(client));
      return { id: answer.getId(), outputs: values(answer.getProperties()), inputs: values(answer.getInputs()) };
    },
    update: async (id, olds, news) => {
      const request = new proto.UpdateRequest();
      request.setId(id);
      request.setOldInputs(struct(olds.inputs));
      request.setOlds(struct(olds.outputs));
      request.setNews(struct(news));
      return values((await call("update", request, client.update.bind(client))).getProperties());
    },
    delete: async (id, outputs) => {
      const request = new proto.DeleteRequest();
      request.setId(id);
      request.setProperties(struct(outputs));
      await call("delete", request, client.delete.bind(client));
    },
    answers,
    stderr: () => stderr,
    exited,
    endEngine: () => void child.stdin.destroy(),
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

const inherited = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
