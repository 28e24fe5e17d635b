import { BackupClient } from '@aws-sdk/client-backup';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import { ServiceClock } from './service-clock';
import { UsageError } from '../terminal/usage-error';

/** Which account and Region a command is about. */
export interface AwsOptions {
  readonly region?: string;
  readonly profile?: string;
}

/** Clients of one Region. */
export interface RegionClients {
  readonly redshift: RedshiftServerlessClient;
  readonly kms: KMSClient;
  readonly backup: BackupClient;
}

/** Credentials of a session of a role. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Clients of the services, with the operator's own credentials. */
export interface Clients extends RegionClients {
  readonly region: string;
  readonly clock: ServiceClock;
  readonly cloudFormation: CloudFormationClient;
  readonly stepFunctions: SFNClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  /** the same credentials in another Region */
  inRegion(region: string): RegionClients;
  /** the same Region with the credentials of a role */
  as(credentials: SessionCredentials): RegionClients;
}

/** The options of every command that calls AWS. */
export const addAwsOptions = (command: Command): Command => command
  .option('-r, --region <region>', 'Region [AWS_REGION, or that of the profile]')
  .option('-p, --profile <name>', 'profile of the AWS configuration [AWS_PROFILE]');

/** Finds credentials and Region as the AWS CLI does: options, environment, configuration files. */
export async function connect({ region, profile }: AwsOptions): Promise<Clients> {
  if (profile !== undefined) { process.env.AWS_PROFILE = profile; }
  const chosen = region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (chosen !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(chosen)) {
    throw new UsageError(`the Region is not valid, got: ${JSON.stringify(chosen)}; give one such as eu-west-1`);
  }
  const clock = new ServiceClock();
  const made = { ...chosen !== undefined && { region: chosen }, maxAttempts: 4 };
  const cloudFormation = clock.follow(new CloudFormationClient(made));
  const of = (config: typeof made & { readonly credentials?: SessionCredentials }): RegionClients => ({
    redshift: clock.follow(new RedshiftServerlessClient(config)),
    kms: clock.follow(new KMSClient(config)),
    backup: clock.follow(new BackupClient(config)),
  });
  return {
    ...of(made),
    region: await regionOf(cloudFormation),
    clock,
    cloudFormation,
    stepFunctions: clock.follow(new SFNClient(made)),
    iam: clock.follow(new IAMClient(made)),
    sts: clock.follow(new STSClient(made)),
    as: (credentials) => of({ ...made, credentials }),
    inRegion: (other) => of({ ...made, region: other }),
  };
}

async function regionOf(client: CloudFormationClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new UsageError('the Region is not known, got: no --region, no AWS_REGION, and none in the profile; '
      + 'give --region, for example --region eu-west-1');
  }
}
