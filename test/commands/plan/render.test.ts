import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { Ajv } from "ajv";
import { dialects, planMarkdown } from "../../../commands/plan/markdown";
import type { Plan } from "../../../commands/plan/model";
import { redactor } from "../../../commands/plan/redact";
import { reportOf } from "../../../commands/plan/report";
import { planSchema } from "../../../commands/plan/schema";
import { planText } from "../../../commands/plan/text";
import { foreign, planned, previewOf, steps, urnOf, type Said, type Step } from "./preview";

const SECRET = 'pl4nted "secret"\\with/signs';
const ENVIRONMENT = { DB_PASSWORD: SECRET, MY_TOKEN: "t0ken-of-the-build", PWD: "/home/reviewer", OLDPWD: "resources" };
const IN_URL = "http://joe:passw0rd-in-a-url@x.test";
const FINGERPRINT = "0123456789abcdef0123456789abcdef";

const sealed = { "!Environ": "DB_PASSWORD", fingerprint: FINGERPRINT };

const HOSTILE =
  "@admins @org/team `code` ```fence``` <img src=x onerror=alert(1)> <!-- x --> </details> | cell | [link](https://evil.test) " +
  '![i](x) # h\n\n## heading\r\n* @me \u202egnp.exe\u0007\u001b[31m -->\n~~~\n${x} %% end" ] x --> y click n0';

/** Values of the state with the secret, or with hostile text, in every possible place. */
const everywhere = (text: string, name = "rEvil"): Step[] => {
  const values = {
    Description: text,
    DefaultArguments: { [text]: text, nested: { deep: [text, { [text]: [text] }] } },
    Keywords: [text, "plain"],
    Password: sealed,
    __provider: text,
    Artifacts: { Script: [{ path: text, sha256: text.padEnd(64, "0") }] },
    grants: [{ AccessType: text, Grantee: text, GranteeType: "user" }],
    pendingSteps: [text],
  };
  const dataset = (type: string) => ({
    Domain: text,
    DatasetName: text,
    DatasetSchema: [{ name: text, type, description: text, [text]: text }],
  });
  const update = steps.update("Job", name, { ...values, Description: "x", Keywords: ["plain", "old"] }, values, values);
  return [
    { ...update, old: { ...update.old, id: text } },
    steps.update("Job", `${name}Left`, { ...values, [text]: text }, {}),
    steps.create("Job", `${name}New`, values),
    ...steps.replace(
      "Dataset",
      `${name}Data`,
      dataset("int"),
      { ...dataset(text), Domain: `${text}2` },
      { Domain: [urnOf("Job", name)] },
    ),
    ...steps.replace("Domain", `${name}Domain`, { DomainName: text }, { DomainName: runtime.unknownValue }),
    steps.delete("Datasource", `${name}Gone`),
    steps.same("Job", `${name}Same`, values),
  ];
};

const many = (count: number): Step[] =>
  Array.from({ length: count }, (_, i) =>
    steps.update(
      "Job",
      `rJob${String(i).padStart(3, "0")}`,
      { Description: `old ${"ä".repeat(300)}` },
      { Description: `new ${"💥".repeat(300)}` },
    ),
  ).concat(steps.delete("Domain", "rLast"));

const previews: Readonly<Record<string, Said & { readonly steps?: Step[] }>> = {
  nothing: {},
  secrets: {
    steps: everywhere(SECRET),
    config: { "amorphic:fingerprintKey": "[secret]", "amorphic:allow": JSON.stringify([SECRET]) },
    diagnostics: [
      {
        severity: "warning",
        message: `warning: it said ${SECRET}, ${JSON.stringify(SECRET)} and ${ENVIRONMENT.MY_TOKEN}`,
      },
    ],
  },
  "passwords in URLs": {
    steps: everywhere(IN_URL),
    diagnostics: [{ severity: "warning", message: `warning: ${IN_URL} in ${ENVIRONMENT.PWD}/resources` }],
  },
  "secrets in a failure": {
    steps: everywhere(SECRET),
    diagnostics: [
      { severity: "error", message: `error: refused ${SECRET}` },
      {
        severity: "error",
        message: `The definitions have mistakes:\na.json:1:2: error X ${encodeURIComponent(SECRET)}`,
      },
    ],
  },
  hostile: {
    steps: everywhere(HOSTILE, `r${HOSTILE}`),
    config: {},
    diagnostics: [{ severity: "warning", message: HOSTILE }],
  },
  "other providers": {
    steps: ["create", "update", "delete-replaced", "delete"].map((op) => {
      const named = { diffs: ["tags"], keys: ["engine"] };
      const step = foreign(op, "aws:rds/instance:Instance", `${op} ${HOSTILE}`, op === "update" ? named : {});
      const planted = { custom: true, id: SECRET, inputs: { a: SECRET }, outputs: { [SECRET]: SECRET } };
      return { ...step, old: step.old ? planted : null, new: step.new ? planted : null };
    }),
  },
  "hostile failure": { diagnostics: [{ severity: "error", message: `error: ${HOSTILE}` }] },
  "500 changes": { steps: many(500), config: {} },
  "2,000 errors": {
    diagnostics: Array.from({ length: 2_000 }, (_, i) => ({
      severity: "error",
      message: `a/${String(i)}.json:1:1: error X ${"y".repeat(90)}`,
    })),
  },
  "2,000 renamed blocks": {
    steps: Array.from({ length: 2_000 }, (_, i) => [
      {
        ...steps.delete("Tag", `rOld${String(i)}`),
        old: { inputs: { TagKey: `${HOSTILE}${SECRET}`, TagValue: String(i) } },
      },
      steps.create("Tag", `r${HOSTILE}${String(i)}`, { TagKey: `${HOSTILE}${SECRET}`, TagValue: String(i) }),
    ]).flat(),
    config: {},
  },
  "500 protected deletes": {
    steps: Array.from({ length: 500 }, (_, i) => steps.delete("Dataset", `rDataset${String(i)}`)),
  },
};

const planFor = ({ steps: made = [], ...said }: Said & { readonly steps?: Step[] }): Plan =>
  planned(made, said, {
    refreshed: false,
    isSet: () => false,
    redact: redactor(previewOf(made, said), ENVIRONMENT),
  });

it("A plan shows the directory in PWD, which is not a secret", () =>
  assert.deepEqual(planFor(previews["passwords in URLs"]!).warnings, [
    { message: "http://joe:***@x.test in /home/reviewer/resources" },
  ]));

const SUBJECT = { project: "amorphic", stack: "dev", url: "https://console.test/build/1" };

describe("Every rendering of every plan", () => {
  const validate = new Ajv().compile(planSchema());
  for (const [name, preview] of Object.entries(previews)) {
    const plan = planFor(preview);
    const report = JSON.stringify(reportOf(plan, "amorphic", "dev"), null, 2);
    const text = planText(plan, "Pulumi.dev.yaml");
    const markdown = Object.entries(dialects).map(
      ([host, dialect]) => [host, planMarkdown(plan, SUBJECT, dialect)] as const,
    );

    it(`of ${name}: shows no secrets, no whole fingerprints and no internals of the engine`, () => {
      for (const output of [report, text, ...markdown.map(([, made]) => made)]) {
        for (const form of [
          SECRET,
          JSON.stringify(SECRET).slice(1, -1),
          encodeURIComponent(SECRET),
          ENVIRONMENT.MY_TOKEN,
        ]) {
          assert.equal(output.includes(form), false, form);
        }
        assert.doesNotMatch(output, /pl4nted|__provider|04da6b54|passw0rd-in-a-url/);
        assert.equal(output.includes(FINGERPRINT.slice(0, 9)), false);
      }
    });

    it(`of ${name}: is JSON that matches the schema, and looks the same after it was read back`, () => {
      assert.ok(validate(JSON.parse(report)), JSON.stringify(validate.errors));
      const read = JSON.parse(report) as Plan;
      assert.equal(planText(read, "Pulumi.dev.yaml"), text);
      assert.equal(planMarkdown(read, SUBJECT, dialects.github), markdown[0]?.[1]);
    });

    it(`of ${name}: contains no control characters that could deceive a terminal`, () => {
      assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
      assert.doesNotThrow(() => encodeURIComponent(text), "no half of a character");
    });

    for (const [host, made] of markdown) {
      it(`of ${name} for ${host}: stays within the size limit and contains no markup but ours`, () => {
        const { limit, html } = dialects[host as keyof typeof dialects];
        assert.ok(Buffer.byteLength(made) <= limit, String(Buffer.byteLength(made)));
        assert.doesNotMatch(made.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
        const ours = html ? /<!-- amorphic-cicd plan of amorphic\/dev -->|<\/?details( open)?>|<\/?summary>/g : /(?!)/g;
        const rest = made.replace(ours, "");
        assert.doesNotMatch(rest, /<[a-z!/]/i, "HTML");
        assert.doesNotMatch(rest, /(^|[^\w.+-])@\w/, "a mention");
        assert.doesNotMatch(rest.replace("[//]: # (amorphic-cicd plan of amorphic/dev)", ""), /\]\(/, "a link");
        for (const table of rest.split("\n\n").filter((part) => part.startsWith("|"))) {
          const cells = table
            .trim()
            .split("\n")
            .map((row) => row.split("|").length - 2);
          assert.ok(new Set(cells).size === 1 && [2, 3].includes(cells[0]!), table);
        }
        assert.equal((rest.match(/^```/gm) ?? []).length % 2, 0, "blocks are closed");
        const outside = rest.split(/^```.*$/m).filter((_, i) => i % 2 === 0);
        for (const line of outside.join("").split("\n")) assert.equal((line.match(/`/g) ?? []).length % 2, 0, line);
        if (html) assert.equal((made.match(/<details/g) ?? []).length, (made.match(/<\/details>/g) ?? []).length);
      });
    }
  }
});

describe("A plan that is too long for a comment", () => {
  const plan = planFor(previews["500 changes"]!);

  it("shows what is destroyed first, and counts the changes and fields that it leaves out at the end", () => {
    const made = planMarkdown(plan, SUBJECT, dialects.codecommit);
    const shown = (made.match(/^\*\*[~-]/gm) ?? []).length;
    assert.ok(shown > 3);
    assert.match(made, /^\*\*- delete\*\* `Domain` `rLast`/m);
    const told = made.split("\n").filter((line) => line.startsWith("| `Description`")).length;
    assert.ok(
      made.includes(
        `… left out for lack of space: the fields of ${String(shown - 1 - told)} changes, ${String(501 - shown)} more changes; the whole plan is in \`https://console.test/build/1\`.`,
      ),
    );
    assert.match(made, /\*\*Plan: 0 to create, 500 to update, 0 to replace, 1 to delete, 0 unchanged\*\*/);
  });

  it("leaves out the fields of what is destroyed rather than a change that destroys nothing", () => {
    const columns = (type: string) =>
      Array.from({ length: 200 }, (_, i) => ({ name: `a_column_with_a_long_name_${String(i)}`, type }));
    const dataset = (type: string) => ({ Domain: type, DatasetName: "orders", DatasetSchema: columns(type) });
    const tags = ["rA", "rB", "rC"].map((name) => steps.create("Tag", name, { TagKey: name }));
    const made = planned([...steps.replace("Dataset", "rOrders", dataset("int"), dataset("bigint")), ...tags]);
    const markdown = planMarkdown(made, SUBJECT, dialects.codecommit);
    assert.deepEqual(
      [...markdown.matchAll(/^\*\*\S+ (?:create|replace)\*\* .*$/gm)].map(([heading]) => heading),
      [
        "**-/+ replace** `Dataset` `rOrders` (`int.orders`)",
        "**+ create** `Tag` `rA`",
        "**+ create** `Tag` `rB`",
        "**+ create** `Tag` `rC`",
      ],
    );
    assert.match(markdown, /^- \*\*Blocked\*\*: `Dataset` is protected, /m);
    assert.match(markdown, /^\| `TagKey` \| `"rA"` \|$/m);
    assert.doesNotMatch(markdown, /a_column/);
    assert.match(markdown, /\n\n… left out for lack of space: the fields of 1 change; the whole plan is in `.*`\.\n$/);
  });

  it("shows nothing after the first change that does not fit", () => {
    const long = planned([
      ...Array.from({ length: 200 }, (_, i) => steps.delete("Tag", `r${String(i).padStart(3, "0")}${"x".repeat(100)}`)),
      steps.create("Tag", "rShort"),
    ]);
    const markdown = planMarkdown(long, SUBJECT, dialects.codecommit);
    assert.doesNotMatch(markdown, /rShort/);
  });

  it("is shown whole where the limit is larger", () => {
    assert.doesNotMatch(planMarkdown(plan, SUBJECT, dialects.gitlab), /left out/);
  });

  it("counts the errors that it leaves out", () => {
    const made = planMarkdown(planFor(previews["2,000 errors"]!), SUBJECT, dialects.bitbucket);
    const listed = (made.match(/^a\/\d+\.json:1:1: X y{90}$/gm) ?? []).length;
    assert.ok(listed > 50);
    assert.match(made, new RegExp(`^and ${String(2_000 - listed)} more, in the build's log$`, "m"));
  });
});

describe("The Markdown of a plan", () => {
  const made = [
    ...steps.replace("Domain", "rSales", { DomainName: "sales" }, { DomainName: "shop" }),
    ...steps.replace(
      "Dataset",
      "rOrders",
      { Domain: "sales", DatasetName: "orders", DatasetSchema: [{ name: "id", type: "int" }], Keywords: ["a"] },
      { Domain: "shop", DatasetName: "orders", DatasetSchema: [{ name: "id", type: "bigint" }], Keywords: ["b"] },
      { Domain: [urnOf("Domain", "rSales")] },
    ),
  ];
  const plan = planned(made, { config: { "amorphic:protect": '["Domain"]' } });
  const lost = { location: "s3://lz/sales/orders/csv/", files: 12, lastModified: "2026-01-02T03:04:05Z" };
  const [domain, orders] = plan.changes;
  const withLoss: Plan = { ...plan, changes: [domain!, { ...orders!, lost }] };

  it("shows what is blocked, lost and changed, with a graph, on GitHub", () => {
    assert.equal(
      planMarkdown(withLoss, SUBJECT, dialects.github),
      `<!-- amorphic-cicd plan of amorphic/dev -->

### Plan for \`dev\`

**Plan: 0 to create, 0 to update, 2 to replace, 0 to delete, 0 unchanged**

**1 blocked.** If the data may be lost, add this to \`Pulumi.dev.yaml\`; otherwise revert the change.

\`\`\`text
amorphic:allow: ["rSales"]
\`\`\`

**Data would be lost with:** \`sales.orders\`

\`\`\`mermaid
flowchart LR
  n0["replace Domain rSales"]:::replace
  n1["replace Dataset rOrders"]:::replace
  n0 --> n1
  classDef replace fill:#ffebe9,stroke:#cf222e,color:#1f2328
\`\`\`

<details open><summary>Changes</summary>

**-/+ replace** \`Domain\` \`rSales\` (\`sales\`)

- **Blocked**: \`Domain\` is protected, and \`rSales\` is not in \`amorphic:allow\`.
- \`DomainName\` cannot be changed in place: \`the name of the database; datasets and S3 paths hold it (assumed)\`

| field | now | wanted |
| --- | --- | --- |
| \`DomainName\` | \`"sales"\` | \`"shop"\` |

**-/+ replace** \`Dataset\` \`rOrders\` (\`sales.orders\`)

- **Lost with it**: \`s3://lz/sales/orders/csv/, 12 files, last modified 2026-01-02T03:04:05Z\`
- \`Domain\` cannot be changed in place: \`part of the dataset's S3 paths and tables (doc how-to/data-reloads-instructions) (assumed)\`
- Follows \`rSales\`, which the same run creates or replaces.

| field | now | wanted |
| --- | --- | --- |
| \`Domain\` | \`"sales"\` | \`"shop"\` |
| \`Keywords\` | − \`"a"\` | + \`"b"\` |

| column of \`DatasetSchema\` | now | wanted |
| --- | --- | --- |
| \`id\` | \`int\` | \`bigint\` |

</details>
`,
    );
  });

  it("says why a deployment would be refused, besides what is blocked", () => {
    const gone = { ...steps.delete("Domain", "rOld"), old: { inputs: { DomainName: "sales" } } };
    const refused = planned([gone, steps.create("Domain", "rNew", { DomainName: "sales" })], {
      config: { "amorphic:maxDeletes": "0" },
    });
    const [renamed, tooMany] = refused.refused.map(({ message }) => message);
    const fence = "\n```";
    assert.ok(
      planMarkdown(refused, SUBJECT, dialects.codecommit).includes(
        "\n\n**1 blocked.** If the data may be lost, add this to `Pulumi.dev.yaml`; otherwise revert the change.\n" +
          `${fence}text\namorphic:allow: ["rOld"]${fence}\n\n` +
          `**A deployment would be refused:**\n${fence}text\n${renamed}\n${tooMany}${fence}\n`,
      ),
    );
  });

  it("names what differs in another provider's resource", () => {
    const update = foreign("update", "aws:rds/instance:Instance", "shop", { diffs: ["tags"] });
    assert.match(
      planMarkdown(planned([update]), SUBJECT, dialects.bitbucket),
      /^\*\*~ update\*\* `aws:rds\/instance:Instance` `shop`\n\n.*\n.*\n\| `tags` \| ` ` \| `another value` \|$/m,
    );
  });

  it("has no HTML and no graph where the host shows neither", () => {
    const made = planMarkdown(withLoss, SUBJECT, dialects.bitbucket);
    assert.ok(made.startsWith("[//]: # (amorphic-cicd plan of amorphic/dev)\n\n### Plan for `dev`\n"));
    assert.doesNotMatch(made, /mermaid|<|details>/);
    assert.match(made, /^\| `Domain` \| `"sales"` \| `"shop"` \|$/m);
  });
});
