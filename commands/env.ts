import { dirname } from "node:path";
import { Command } from "commander";
import { localEnvironment, openStack } from "./shared/stack";
import { shellQuoted } from "./shared/text";

/** `amorphic-cicd env`. */
export function envCommand(): Command {
  return new Command("env")
    .description('Print what a shell needs to run `pulumi` on the local stack by hand: eval "$(bin/amorphic-cicd env)"')
    .action(async () => {
      const { pulumi, project } = await openStack("local");
      const variables = {
        ...localEnvironment(project, process.env),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // Otherwise the current language host downloads the plugin of every Pulumi package below this directory, even
        // infra's.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      };
      console.log(`export PATH=${shellQuoted(dirname(pulumi))}:"$PATH"`);
      for (const [name, value] of Object.entries(variables)) console.log(`export ${name}=${shellQuoted(value)}`);
    });
}
