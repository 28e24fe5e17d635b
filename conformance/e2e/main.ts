/** Deploys the example with the real CDK CLI to ministack. Redshift Serverless alone is this project's simulator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployments, STACK } from './deployments';
import { Cdk } from '../support/cdk';
import { startMinistack } from '../support/ministack';
import { MinistackApi } from '../support/ministack-api';
import { endAll } from '../support/processes';
import { python } from '../support/python';
import { RedshiftEndpoint } from '../support/redshift-endpoint';
import { Tally } from '../support/tally';

const account = '111122223333';
const region = 'us-east-1';
/** Access key of CloudFormation's own handlers. */
const cloudFormationKey = 'AKIACLOUDFORMATION00';
/** Step Functions waits a tenth of the time. The function itself runs in real time. */
const WAIT_SCALE = 0.1;
/** A namespace works six times as fast. */
const SPEED = 6;

async function main(tally: Tally): Promise<void> {
  const environment = await python('aws');
  const folder = mkdtempSync(join(tmpdir(), 'rotatable-namespace-e2e-'));
  let ministack: MinistackApi | undefined;
  const redshift = await RedshiftEndpoint.start({
    account, region, speed: SPEED, cloudFormationKey, stackName: STACK, ministack: () => ministack!,
  });
  try {
    const { url } = await startMinistack({
      python: environment,
      folder,
      account,
      region,
      redshiftUrl: redshift.url,
      cloudFormationKey,
      waitScale: WAIT_SCALE,
      nativePollSeconds: 10 / SPEED,
    });
    ministack = new MinistackApi(url, account, region);
    const cdk = new Cdk({ folder, url, account, region });
    await new Deployments({ account, region, cdk, redshift, ministack }).run(tally);
  } finally {
    await endAll();
    await redshift.stop();
    if (process.env.KEEP === undefined) {
      rmSync(folder, { recursive: true, force: true });
    } else {
      process.stdout.write(`kept: ${folder}\n`);
    }
  }
}

void new Tally().main('the example, deployed by the real CDK CLI', main);
