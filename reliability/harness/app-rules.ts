/** Rules of the product that both harnesses and the remedies know. */
import { AWS_OWNED_KMS_KEY } from '../../src/contract';
import { AWS_OWNED, LIVE_KEY, type AppChoice } from '../scenario/scenario';

const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';

/** As many as KeyChangeTimeout.upTo makes; the whole harness uses the real one. */
export const windowsOf = (hours: number): number => (hours <= 1 ? 1 : Math.ceil((hours * 60) / 55));

/** The alias of a construct. */
export const aliasArnOf = (namespaceName: string): string =>
  `arn:aws:kms:${REGION}:${ACCOUNT}:alias/redshift-serverless/${namespaceName}`;

/** What was written when the live key was an AWS-owned one says so: by now the namespace may be on another one. */
export const asWritten = (app: AppChoice, desiredKey: string | undefined): AppChoice =>
  (app.key === LIVE_KEY && desiredKey === AWS_OWNED_KMS_KEY ? { ...app, key: AWS_OWNED } : app);
