import { Command } from "commander";
import { ensureMoto } from "./moto";
import { ensureToolchain } from "./toolchain";

interface SetupFlags {
  readonly moto?: true;
  readonly json?: true;
}

/** Finds or gets what the other commands run. */
export function setupCommand(): Command {
  return new Command("setup")
    .description("Finds the Pulumi CLI, or gets it, and prints where it is.")
    .option("--moto", "also finds or gets moto, the AWS of the tests, and prints its Python")
    .option("--json", "prints one object instead of lines")
    .action(async ({ moto, json }: SetupFlags) => {
      const { pulumi, directory, version } = await ensureToolchain();
      const python = moto && (await ensureMoto());
      if (json) console.log(JSON.stringify({ pulumi, directory, version, moto: python }));
      else console.log([`pulumi ${version}: ${pulumi}`, ...(python ? [`moto: ${python}`] : [])].join("\n"));
    });
}
