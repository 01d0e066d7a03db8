import { Command, InvalidArgumentError } from "commander";
import { UserError } from "../providers/errors";
import { simulate, type SimulateOptions } from "../simulator/simulate";

/** `amorphic-cicd simulate`: an Amorphic to try things out on, until SIGINT or SIGTERM. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("Runs a simulated Amorphic on the loopback interface until it is stopped (Ctrl-C).")
    .option("--port <number>", "the port to listen on (default: one that is free)", wholeNumber(65535))
    .option("--data <file>", "keeps what it holds in this file, from one run to the next")
    .option("--endpoint-file <file>", "writes address, token and role into this file, for others to find")
    .option("--latency <ms>", "waits before every answer", wholeNumber(600_000))
    .action(async (options: SimulateOptions) => {
      await simulate(options).catch((error: unknown) => {
        throw isOfTheSystem(error) ? new UserError(error.message, { cause: error }) : error;
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

/** A port in use, a file that cannot be written: nothing we could repair. */
function isOfTheSystem(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return "syscall" in error || isOfTheSystem(error.cause);
}
