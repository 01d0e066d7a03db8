import { Command, InvalidArgumentError } from "commander";
import { UserError } from "../providers/errors";
import { visible } from "../providers/visible";
import { simulate, type SimulateOptions } from "../simulator/simulate";
import { Unusable } from "../simulator/unusable";
import { checkWritable } from "./shared/files";

/** `amorphic-cicd simulate`: an Amorphic to try things on, until SIGINT or SIGTERM. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("Run a simulated Amorphic on the loopback interface until stopped (Ctrl-C)")
    .option("--port <number>", "port to listen on (default: a free one)", wholeNumber(65535))
    .option("--data <file>", "keep its data in this file between runs")
    .option("--endpoint-file <file>", "write address, token and role to this file")
    .option("--latency <ms>", "wait before every answer", wholeNumber(600_000))
    .action(async (options: SimulateOptions) => {
      checkWritable(options.data, options.endpointFile);
      await simulate(options).catch((error: unknown) => {
        throw isOfTheUser(error) ? new UserError(visible(error.message), { cause: error }) : error;
      });
    });
}

function wholeNumber(largest: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number <= largest) return number;
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${largest}.`);
  };
}

/** Whether a port or a file cannot be used, which only the user can fix. */
const isOfTheUser = (error: unknown): error is Error =>
  error instanceof Unusable || (error instanceof Error && "syscall" in error);
