import { Command } from "commander";
import { UserError } from "../../providers/errors";
import { visible } from "../../providers/visible";
import { openHub } from "./hub";
import { publish, type PublishResult } from "./publish";
import { readSarif } from "./read-sarif";

interface Flags {
  readonly sarif: string;
  readonly repo: string;
  readonly branch: string;
  readonly commit?: string;
  readonly sourceUrl?: string;
  readonly region?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `amorphic-cicd findings`. */
export function findingsCommand(): Command {
  return new Command("findings")
    .description("Publish the findings of scans")
    .addCommand(
      new Command("publish")
        .description("Bring Security Hub in line with a SARIF file: new, changed and fixed findings")
        .requiredOption("--sarif <file>", "the findings, as SARIF 2.1.0")
        .requiredOption("--repo <name>", "the repository, such as acme/data-platform; part of every finding's identity")
        .requiredOption("--branch <name>", "the branch; part of every finding's identity")
        .option("--commit <sha>", "the commit that was scanned")
        .option("--source-url <template>", "URL of a file's page, with {commit}, {path} and {line}")
        .option("--region <region>", "AWS region (default: the environment's or the profile's)")
        .option("--dry-run", "show what would be sent, without sending it")
        .option("--json", "print the findings sent, in Security Hub's format, instead of a summary")
        .action(act),
    );
}

async function act(flags: Flags): Promise<void> {
  const { repo: repository, branch, sourceUrl, region, dryRun, json } = flags;
  checkNamed({ "--repo": repository, "--branch": branch });
  const commit = flags.commit || undefined;
  const tools = readSarif(flags.sarif);
  const hub = await openHub(region);
  const given = { tools, hub, repository, branch, commit, sourceUrl };
  const result = await publish({ ...given, isDry: dryRun === true, now: new Date() });
  for (const name of result.incomplete) {
    process.stderr.write(`${visible(name)} did not complete: findings it does not name were left as they are\n`);
  }
  const { account, region: where } = hub.place;
  const target = `Security Hub of account ${account} in ${where}`;
  process.stdout.write(
    json ? `${JSON.stringify(result, undefined, 2)}\n` : `${summary(result, target, dryRun === true)}\n`,
  );
}

/** An unset variable gives "": findings of another identity, which no later run would archive. @throws UserError */
function checkNamed(options: Readonly<Record<string, string>>): void {
  const empty = Object.keys(options).filter((option) => options[option]?.trim() === "");
  if (empty.length === 0) return;
  throw new UserError(`${empty.join(" and ")} must not be empty, as it is part of every finding's identity.`);
}

function summary({ changes }: PublishResult, target: string, isDry: boolean): string {
  const { created, updated, refreshed, archived, unchanged } = changes;
  const numbers = [
    `${created.length} new`,
    `${updated.length} changed`,
    `${archived.length} archived`,
    // A refreshed finding keeps its content.
    `${unchanged + refreshed.length} unchanged`,
  ];
  return `${isDry ? "Not sent to" : "Published to"} ${target}: ${numbers.join(", ")}`;
}
