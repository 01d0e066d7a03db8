/** Where the stack's file says that the pipeline is, as far as it does. */
export interface Place {
  readonly region?: string;
  /** The only accounts in which Pulumi creates anything; any if empty. */
  readonly accounts: readonly string[];
}

/** From the settings of Pulumi's AWS provider. */
export function placeIn(configuration: Readonly<Record<string, string>>): Place {
  const { region, allowedAccountIds } = valuesIn("aws:", configuration);
  return {
    ...(typeof region === "string" && { region }),
    accounts: Array.isArray(allowedAccountIds) ? allowedAccountIds.map(String) : [],
  };
}

/** The values of one namespace of a stack's configuration, which Pulumi provides as text: JSON unless they are strings. */
export function valuesIn(namespace: string, configuration: Readonly<Record<string, string>>): Record<string, unknown> {
  const own = Object.entries(configuration).filter(([key]) => key.startsWith(namespace));
  return Object.fromEntries(own.map(([key, text]) => [key.slice(namespace.length), fromJson(text)]));
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const partitionIn = (arn: string): string => arn.split(":")[1] ?? "";
export const regionIn = (arn: string): string => arn.split(":")[3] ?? "";
export const accountIn = (arn: string): string => arn.split(":")[4] ?? "";
