import {
  CfnParameter, CfnResource, Duration, Size, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StackSource } from '../../../simulator/cloudformation';
import { CreatedWith, KeyChangeTimeout, LogExport, NamespaceEncryption, RotatableNamespace } from '../../../src';
import { STACK, type World } from '../../../test/stories/world';
import type { AppChoice, Disruption } from '../../scenario/scenario';

export const OWN_KEY_ID = '44444444-4444-4444-8444-444444444444';
const GENERATIONS = 3;
const SIBLING_SECONDS = 'SiblingSeconds';

/** One deployment of a scenario, as far as its template depends on it. */
export interface DeploymentOfApp {
  readonly app: AppChoice;
  /** how many stacks have been there before; part of the namespace's name */
  readonly epoch: number;
  readonly createdOnAwsOwnedKey: boolean;
  readonly disruption?: Disruption;
  /** number of the deployment in its scenario */
  readonly number: number;
}

/** A resource beside the namespace that fails. Its value alternates, so that each deployment creates it anew. */
interface FailingSibling { readonly waitsForNamespace: boolean; readonly afterS: number; readonly value: number }

/** Synthesises the apps, each version once for each process: synthesis takes longer than a scenario. */
export class Apps {
  private readonly sources = new Map<string, StackSource>();

  constructor(private readonly world: World) {}

  public source(deployment: DeploymentOfApp): StackSource {
    const sibling = siblingOf(deployment);
    const { app, epoch, createdOnAwsOwnedKey } = deployment;
    const key = JSON.stringify([app, epoch, createdOnAwsOwnedKey, sibling?.waitsForNamespace, sibling?.value]);
    const source = this.sources.get(key) ?? this.synth(deployment, sibling);
    this.sources.set(key, source);
    return sibling ? { ...source, parameters: { [SIBLING_SECONDS]: String(sibling.afterS) } } : source;
  }

  private synth(
    { app, epoch, createdOnAwsOwnedKey }: DeploymentOfApp, sibling: FailingSibling | undefined,
  ): StackSource {
    return this.world.synth((root) => {
      const stack = new Stack(root, STACK);
      const namespaceName = nameOf(app, epoch);
      const namespace = new RotatableNamespace(stack, 'Namespace', {
        namespaceName,
        encryption: encryptionOf(stack, app),
        ...(createdOnAwsOwnedKey ? { createdWith: CreatedWith.awsOwnedKey() } : {}),
        keyChangeTimeout: timeoutOf(app),
        logExports: [LogExport.USER_LOG, ...(app.settings === 0 ? [] : [LogExport.CONNECTION_LOG])],
      });
      if (app.settings === 0 && app.allGenerations) {
        new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', {
          workgroupName: `on-${namespaceName}`, namespaceName: namespace.namespaceName,
        });
      }
      if (sibling) { addFailingSibling(stack, sibling, namespace); }
    });
  }
}

export const nameOf = (app: AppChoice, epoch: number): string =>
  `warehouse-${epoch}${app.name === 0 ? '' : '-renamed'}`;

/** 16 TiB for each hour: half of it is typical. */
export const timeoutOf = ({ hours, bySize }: AppChoice): KeyChangeTimeout =>
  (bySize ? KeyChangeTimeout.forDataSize(Size.tebibytes(16 * hours)) : KeyChangeTimeout.upTo(Duration.hours(hours)));

function siblingOf({ disruption, number }: DeploymentOfApp): FailingSibling | undefined {
  switch (disruption?.kind) {
    case 'sibling-fails': return { waitsForNamespace: false, afterS: disruption.afterS, value: number % 2 };
    case 'dependent-fails': return { waitsForNamespace: true, afterS: 5, value: number % 2 };
    default: return undefined;
  }
}

/** A new resource that fails fails an update as well as a creation. */
function addFailingSibling(stack: Stack, { value, waitsForNamespace }: FailingSibling, namespace: Construct): void {
  const seconds = new CfnParameter(stack, SIBLING_SECONDS).valueAsString;
  const resource = new CfnResource(stack, `Sibling${value}`, {
    type: 'Test::Resource', properties: { Value: String(value), FailOn: 'create', Seconds: seconds },
  });
  if (waitsForNamespace) { resource.node.addDependency(namespace); }
}

function encryptionOf(stack: Stack, { key, allGenerations }: AppChoice): NamespaceEncryption {
  switch (key) {
    case 0: return NamespaceEncryption.awsOwnedKey();
    case 4: {
      const arn = stack.formatArn({ service: 'kms', resource: 'key', resourceName: OWN_KEY_ID });
      return NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Own', arn));
    }
    default: return NamespaceEncryption.keyGenerations({ active: key, newest: allGenerations ? GENERATIONS : key });
  }
}
