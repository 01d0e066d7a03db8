import assert from "node:assert/strict";
import type { Stack, StackEvent } from "@aws-sdk/client-cloudformation";
import { applyStack, type Parameters } from "../../../commands/bootstrap/cloudformation";
import { namesOf } from "../../../commands/bootstrap/names";
import { stateTemplate, tagsOf } from "../../../commands/bootstrap/template";
import { UserError } from "../../../providers/errors";
import { fakeCloudFormation, stackOf, validationError, type Answer } from "./fake-cloudformation";

describe("bootstrap through CloudFormation", () => {
  const names = namesOf("acme", "dev", "eu-west-1");
  const absent = validationError("Stack with id acme-dev-state does not exist");
  const noUpdates = validationError("No updates are to be performed.");

  const apply = (answer: Answer, parameters: Parameters = {}) => {
    const { client, calls } = fakeCloudFormation(answer);
    return { result: applyStack(client, names, parameters, () => undefined), calls };
  };
  const existing =
    (stack: Partial<Stack>, update: object | Error = noUpdates): Answer =>
    (call) =>
      call.name === "DescribeStacks" ? { Stacks: [stackOf(stack)] } : call.name === "UpdateStack" ? update : {};

  it("creates a protected and tagged stack, and leaves nothing behind if the first run fails", async () => {
    const { result, calls } = apply(
      ({ name }, nth) => (name === "DescribeStacks" ? (nth === 0 ? absent : { Stacks: [stackOf()] }) : {}),
      { BucketName: "my-bucket", HistoryDays: undefined },
    );
    assert.deepEqual(await result, {
      change: "created",
      bucket: "acme-state-dev-111122223333-eu-west-1",
      keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
      alias: "alias/acme-dev-state",
    });
    assert.deepEqual(
      calls.filter(({ name }) => name !== "DescribeStacks"),
      [
        {
          name: "CreateStack",
          input: {
            StackName: "acme-dev-state",
            TemplateBody: JSON.stringify(stateTemplate("acme", "dev")),
            Tags: [
              { Key: "Project", Value: "acme" },
              { Key: "Stack", Value: "dev" },
              { Key: "ManagedBy", Value: "amorphic-cicd bootstrap" },
            ],
            RetainExceptOnCreate: true,
            ClientRequestToken: calls[1]?.input.ClientRequestToken,
            Parameters: [{ ParameterKey: "BucketName", ParameterValue: "my-bucket" }],
            EnableTerminationProtection: true,
          },
        },
      ],
    );
  });

  it("leaves an up-to-date stack alone, and keeps the values that it was given before", async () => {
    const { result, calls } = apply(existing({}), { HistoryDays: "10" });
    assert.equal((await result).change, "unchanged");
    assert.deepEqual(
      calls.map(({ name }) => name),
      ["DescribeStacks", "UpdateStack", "DescribeStacks"],
    );
    assert.deepEqual(calls[1]?.input.Parameters, [
      { ParameterKey: "HistoryDays", ParameterValue: "10" },
      { ParameterKey: "BucketName", UsePreviousValue: true },
      { ParameterKey: "VersionDays", UsePreviousValue: true },
    ]);
  });

  it("needs --bucket for a default name that is too long only when it creates the bucket", async () => {
    const long = namesOf("acme-data-platform-of-the-north", "production", "eu-west-1");
    const applyLong = (stacks: object | Error) => {
      const { client, calls } = fakeCloudFormation(({ name }) => (name === "DescribeStacks" ? stacks : noUpdates));
      return { result: applyStack(client, long, {}, () => undefined), calls };
    };
    const { result, calls } = applyLong(absent);
    await assert.rejects(result, /^UserError: The bucket's default name .* choose one with --bucket\.$/);
    assert.equal(calls.length, 1);
    const Tags = [...tagsOf(long.project, long.stack)];
    assert.equal((await applyLong({ Stacks: [{ ...stackOf(), Tags }] }).result).change, "unchanged");
  });

  it("updates a stack, and drops a parameter that the template no longer has", async () => {
    const Parameters = [{ ParameterKey: "Gone", ParameterValue: "x" }];
    const { result, calls } = apply(existing({ Parameters, StackStatus: "UPDATE_COMPLETE" }, {}));
    assert.equal((await result).change, "updated");
    assert.deepEqual(calls.find(({ name }) => name === "UpdateStack")?.input.Parameters, []);
  });

  it("turns termination protection back on", async () => {
    const { result, calls } = apply(existing({ EnableTerminationProtection: false }));
    assert.equal((await result).change, "updated");
    assert.deepEqual(calls[1], {
      name: "UpdateTerminationProtection",
      input: { StackName: "acme-dev-state", EnableTerminationProtection: true },
    });
  });

  it("never switches an existing stack to another bucket", async () => {
    const { result, calls } = apply(existing({}), { BucketName: "other-bucket" });
    await assert.rejects(result, {
      message:
        "Stack dev keeps its state in acme-state-dev-111122223333-eu-west-1, not in other-bucket: remove --bucket. " +
        'To move the state, see docs/bootstrap.md, "Another bucket".',
    });
    assert.deepEqual(
      calls.map(({ name }) => name),
      ["DescribeStacks"],
    );
  });

  it("does not touch somebody else's stack", async () => {
    const foreign = [
      { Tags: [], Outputs: [] },
      // `--project acme-x --stack y` and `--project acme --stack x-y` share a name.
      { Tags: [{ Key: "Project", Value: "acme-x" }] },
    ];
    for (const stack of foreign) {
      const { result, calls } = apply(existing(stack));
      await assert.rejects(result, { message: /was not created by bootstrap for project acme, stack dev.*--project/ });
      assert.deepEqual(
        calls.map(({ name }) => name),
        ["DescribeStacks"],
      );
    }
    // Sent by hand from --print-template: no tags, our outputs.
    assert.equal((await apply(existing({ Tags: [] })).result).change, "unchanged");
  });

  it("says what to do about a status in which updates are impossible", async () => {
    const target = "--stack-name acme-dev-state --region eu-west-1";
    const expected: readonly (readonly [NonNullable<Stack["StackStatus"]>, string])[] = [
      ["ROLLBACK_COMPLETE", `  aws cloudformation delete-stack ${target}\n`],
      [
        "DELETE_FAILED",
        `  aws cloudformation update-termination-protection --no-enable-termination-protection ${target}\n`,
      ],
      ["UPDATE_ROLLBACK_FAILED", `  aws cloudformation continue-update-rollback ${target}`],
      ["UPDATE_FAILED", `  aws cloudformation rollback-stack ${target}`],
      ["UPDATE_IN_PROGRESS", "Wait until CloudFormation has finished, then run bootstrap again."],
    ];
    for (const [StackStatus, text] of expected) {
      const { result, calls } = apply(existing({ StackStatus, Outputs: [] }));
      await assert.rejects(result, (error: unknown) => {
        assert(error instanceof UserError);
        assert(error.message.startsWith(`The CloudFormation stack acme-dev-state is in ${StackStatus}. `));
        assert(error.message.includes(text), error.message);
        return true;
      });
      assert.deepEqual(
        calls.map(({ name }) => name),
        ["DescribeStacks"],
      );
    }
  });

  it("says what to do about a stack whose template was edited", async () => {
    const Outputs = (stackOf().Outputs ?? []).filter(({ OutputKey }) => OutputKey !== "KeyArn");
    await assert.rejects(apply(existing({ Outputs })).result, {
      name: "UserError",
      message:
        "The CloudFormation stack acme-dev-state has no output KeyArn, so its template was edited. Update it with the template printed " +
        "by `bootstrap --print-template`, then run bootstrap again.",
    });
  });

  it("names the resource that failed first in this operation, across pages of events", async () => {
    const pages: Readonly<Record<string, object>> = {
      first: {
        StackEvents: [
          event("acme-dev-state", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: …"),
          event("StateKey", "CREATE_FAILED", "Resource creation cancelled"),
        ],
        NextToken: "second",
      },
      second: {
        StackEvents: [
          event("StateBucket", "CREATE_FAILED", "later"),
          event("StateBucketPolicy", "CREATE_FAILED", "no right to do s3:PutBucketPolicy"),
          event("acme-dev-state", "CREATE_IN_PROGRESS", "User Initiated"),
          event("StateBucket", "CREATE_FAILED", "of an earlier operation"),
        ],
      },
    };
    const { result } = apply(({ name, input }, nth) => {
      if (name === "DescribeStackEvents") return pages[input.NextToken === "second" ? "second" : "first"] ?? {};
      if (name !== "DescribeStacks") return {};
      return nth === 0 ? absent : { Stacks: [stackOf({ StackStatus: "ROLLBACK_COMPLETE", Outputs: [] })] };
    });
    await assert.rejects(result, (error: unknown) => {
      assert(error instanceof UserError);
      const [first, second, third] = error.message.split("\n");
      assert.equal(first, "The CloudFormation stack acme-dev-state failed (ROLLBACK_COMPLETE). First failure:");
      assert.equal(second, "  StateBucketPolicy (AWS::Some::Type): no right to do s3:PutBucketPolicy");
      assert.match(third ?? "", /^Such a stack can only be deleted/);
      return true;
    });
  });

  it("says what to do about a name that is taken, and about an update that was rolled back", async () => {
    const events = { StackEvents: [event("StateBucket", "UPDATE_FAILED", "acme-x already exists")] };
    const { result } = apply(({ name }, nth) => {
      if (name === "DescribeStackEvents") return events;
      if (name !== "DescribeStacks" || nth === 0) return { Stacks: [stackOf()] };
      return { Stacks: [stackOf({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" })] };
    });
    await assert.rejects(result, {
      message:
        /StateBucket .*already exists\nThat name is already in use.*--bucket or --project\.\nIt was rolled back\./,
    });
  });

  function event(LogicalResourceId: string, ResourceStatus: string, ResourceStatusReason: string): StackEvent {
    const StackId = stackOf().StackId ?? "";
    return {
      StackId,
      EventId: "e",
      StackName: "acme-dev-state",
      Timestamp: new Date(0),
      LogicalResourceId,
      ResourceType: "AWS::Some::Type",
      PhysicalResourceId: LogicalResourceId === "acme-dev-state" ? StackId : `p-${LogicalResourceId}`,
      ResourceStatus: ResourceStatus as NonNullable<StackEvent["ResourceStatus"]>,
      ResourceStatusReason,
    };
  }
});
