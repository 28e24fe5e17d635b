import { importedApp } from './adoption';
import { asWritten } from './app-rules';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';
import { AWS_OWNED, LIVE_KEY, type AppChoice } from '../scenario/scenario';

const live: AppChoice = { ...importedApp(false), key: LIVE_KEY };

test.each<[string, AppChoice, string | undefined, number]>([
  ['the live key was an AWS-owned one', live, AWS_OWNED_KMS_KEY, AWS_OWNED],
  ['the live key was another one', live, 'arn:aws:kms:r:a:key/k', LIVE_KEY],
  ['nothing is deployed', live, undefined, LIVE_KEY],
  ['it names its key', { ...live, key: 1 }, AWS_OWNED_KMS_KEY, 1],
])('what was written: %s', (_, app, desiredKey, key) => {
  expect(asWritten(app, desiredKey)).toEqual({ ...app, key });
});
