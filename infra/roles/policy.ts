import { jsonStringify, type Input, type Output } from "@pulumi/pulumi";

/** One statement of an IAM or resource policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, Input<string>>>;
  readonly Action: string | readonly string[];
  readonly Resource?: Input<string> | readonly Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Input<string> | readonly Input<string>[]>>>>;
}

/** The policy document as JSON. */
export function policyDocument(statements: readonly Statement[]): Output<string> {
  const complete = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return jsonStringify({ Version: "2012-10-17", Statement: complete });
}
