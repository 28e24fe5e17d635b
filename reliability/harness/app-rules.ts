/** Rules of the product that both harnesses and the remedies know. */
const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';

/** As many as KeyChangeTimeout.upTo makes; the whole harness uses the real one. */
export const windowsOf = (hours: number): number => (hours <= 1 ? 1 : Math.ceil((hours * 60) / 55));

/** The alias of a construct. */
export const aliasArnOf = (namespaceName: string): string =>
  `arn:aws:kms:${REGION}:${ACCOUNT}:alias/redshift-serverless/${namespaceName}`;
