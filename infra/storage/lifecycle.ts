/** A lifecycle rule: objects below the prefix expire after `days`. */
export const expire = (id: string, prefix: string, days: number) => ({
  id,
  status: "Enabled",
  filter: { prefix },
  expiration: { days },
});
