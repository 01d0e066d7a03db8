/** A rule of a bucket: what is below the prefix goes after so many days. */
export const expire = (id: string, prefix: string, days: number) => ({
  id,
  status: "Enabled",
  filter: { prefix },
  expiration: { days },
});
