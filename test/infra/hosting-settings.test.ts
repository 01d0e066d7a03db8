import assert from "node:assert/strict";
import { parseSettings } from "../../infra/settings/parse";
import type { Place } from "../../infra/settings/place";

/** Of the pipeline, and of the application. */
const HERE = "111122223333";
const THERE = "444455556666";
const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;

describe("the settings of an application in another account", () => {
  const site = {
    target: "website",
    name: "site",
    source: { provider: "GitHub", repository: "acme/site", branch: "main" },
  };
  const roleArn = role(THERE, "site-live-provisioning");
  const refused = (given: Record<string, unknown>, place?: Place): string[] => {
    try {
      parseSettings(given, "live", place);
      return [];
    } catch (error) {
      return (error as Error).message.split("\n  ").slice(1);
    }
  };
  const ROLE =
    "the ARN of a role in another account, which pulumi up assumes to create the application there; without it, the application is in the pipeline's account";

  it("need only the role's ARN", () => assert.deepEqual(refused({ ...site, hosting: { roleArn } }), []));

  for (const [what, hosting, expected] of [
    [
      "an account id that does not have 12 digits",
      { roleArn: "arn:aws:iam::44445555:role/x" },
      [`pipeline:hosting.roleArn is "arn:aws:iam::44445555:role/x"; it must be ${ROLE}`],
    ],
    [
      "a role that is not valid, which is not missing as well",
      { roleArn: "provisioning", permissionsBoundary: `arn:aws:iam::${THERE}:policy/p` },
      [`pipeline:hosting.roleArn is "provisioning"; it must be ${ROLE}`],
    ],
    [
      "an account id alone",
      "444455556666",
      ['pipeline:hosting is "444455556666"; it must be a map of roleArn, permissionsBoundary'],
    ],
    [
      "a boundary without a role",
      { permissionsBoundary: `arn:aws:iam::${THERE}:policy/p` },
      [`pipeline:hosting.roleArn is missing: ${ROLE}`],
    ],
    [
      "a boundary of another account",
      { roleArn, permissionsBoundary: `arn:aws:iam::${HERE}:policy/p` },
      [
        `pipeline:hosting.permissionsBoundary is in account ${HERE}, but the application is in ${THERE} (hosting.roleArn)`,
      ],
    ],
    ["another Region", { roleArn, region: "us-east-1" }, ["pipeline:hosting.region is not known"]],
  ] as const) {
    it(`refuse ${what}`, () => assert.deepEqual(refused({ ...site, hosting }), expected));
  }

  it("refuse a certificate, web ACL or task role of the pipeline's account", () => {
    const website = {
      domains: ["docs.example.com"],
      certificateArn: `arn:aws:acm:us-east-1:${HERE}:certificate/0a1b`,
      webAclArn: `arn:aws:wafv2:us-east-1:${HERE}:global/webacl/all/0a1b`,
    };
    assert.deepEqual(refused({ ...site, hosting: { roleArn }, website }), [
      `pipeline:website.certificateArn is in account ${HERE}, but the application is in ${THERE} (hosting.roleArn)`,
      `pipeline:website.webAclArn is in account ${HERE}, but the application is in ${THERE} (hosting.roleArn)`,
    ]);
    const container = {
      vpc: "vpc-0a1b2c3d",
      publicSubnets: ["subnet-0a1b2c3d", "subnet-0a1b2c3e"],
      privateSubnets: ["subnet-0a1b2c3d", "subnet-0a1b2c3e"],
      certificateArn: `arn:aws:acm:eu-west-1:${HERE}:certificate/0a1b`,
      taskRoleArn: role(HERE, "tasks"),
    };
    assert.deepEqual(refused({ ...site, target: "container", hosting: { roleArn }, container }), [
      `pipeline:container.certificateArn is in account ${HERE}, but the application is in ${THERE} (hosting.roleArn)`,
      `pipeline:container.taskRoleArn is in account ${HERE}, but the application is in ${THERE} (hosting.roleArn)`,
    ]);
  });

  it("refuse what is of another account than the pipeline's if the application is in that, and a certificate of another Region", () => {
    const container = {
      vpc: "vpc-0a1b2c3d",
      publicSubnets: ["subnet-0a1b2c3d", "subnet-0a1b2c3e"],
      privateSubnets: ["subnet-0a1b2c3d", "subnet-0a1b2c3e"],
      certificateArn: `arn:aws:acm:us-east-1:${THERE}:certificate/0a1b`,
      taskRoleArn: role(THERE, "tasks"),
    };
    const place = { region: "eu-west-1", accounts: [HERE] };
    const region =
      "pipeline:container.certificateArn is in us-east-1, but the load balancer is in eu-west-1 (aws:region): name a certificate there";
    assert.deepEqual(refused({ ...site, target: "container", container }, place), [
      `pipeline:container.certificateArn is in account ${THERE}, but the application is in ${HERE} (aws:allowedAccountIds)`,
      `pipeline:container.taskRoleArn is in account ${THERE}, but the application is in ${HERE} (aws:allowedAccountIds)`,
      region,
    ]);
    assert.deepEqual(refused({ ...site, target: "container", hosting: { roleArn }, container }, place), [region]);
    assert.deepEqual(refused({ ...site, target: "container", container }), []);
    const website = {
      domains: ["docs.example.com"],
      certificateArn: `arn:aws:acm:us-east-1:${THERE}:certificate/0a1b`,
    };
    assert.deepEqual(refused({ ...site, website }, place), [
      `pipeline:website.certificateArn is in account ${THERE}, but the application is in ${HERE} (aws:allowedAccountIds)`,
    ]);
  });

  it("refuse more variables than fit into the task definition", () => {
    const container = {
      vpc: "vpc-0a1b2c3d",
      publicSubnets: ["subnet-0a1b2c3d", "subnet-0a1b2c3e"],
      privateSubnets: ["subnet-0a1b2c3d", "subnet-0a1b2c3e"],
      certificateArn: `arn:aws:acm:eu-west-1:${HERE}:certificate/0a1b`,
    };
    const variables = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`NAME_${index}`, "v".repeat(60)]));
    const service = { ...site, target: "container", container };
    assert.deepEqual(refused({ ...service, variables: variables(33) }), []);
    assert.deepEqual(refused({ ...service, variables: variables(40) }).slice(-1), [
      "pipeline:variables have 3591 characters in the task definition, and at most 3000 are allowed: shorten them, or let the service read them from Parameter Store, with the role container.taskRoleArn",
    ]);
  });

  it("are refused for the target amorphic", () => {
    assert.equal(
      refused({ ...site, target: "amorphic", hosting: { roleArn } })[0],
      "pipeline:hosting is not known for this target: it belongs to website and container",
    );
  });
});
