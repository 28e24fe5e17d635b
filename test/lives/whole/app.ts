import { CfnParameter, CfnResource, Duration, Size, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { CreatedWith, KeyChangeWait, LogExport, NamespaceEncryption, RotatableNamespace } from '../../../src';
import type { StackSource } from '../../simulator/cloudformation';
import { STACK, World } from '../../stories/world';
import type { AppChoice, Trouble } from '../life';

export const OWN_KEY_ID = '44444444-4444-4444-8444-444444444444';
const GENERATIONS = 3;
const SIBLING_SECONDS = 'SiblingSeconds';

/** Synthesises the user's apps, each version once for as long as the process lives: synthesis takes longer than a life. */
export class Apps {
  private readonly sources = new Map<string, StackSource>();

  constructor(private readonly world: World) {}

  public source(app: AppChoice, epoch: number, bornAwsOwned: boolean, trouble: Trouble | undefined, deployment: number): StackSource {
    const sibling = trouble?.kind === 'last-sibling' || trouble?.kind === 'sibling' ? trouble.kind : undefined;
    const key = JSON.stringify([app, epoch, bornAwsOwned, sibling, sibling ? deployment % 2 : 0]);
    const known = this.sources.get(key) ?? this.synth(app, epoch, bornAwsOwned, sibling, deployment % 2);
    this.sources.set(key, known);
    return sibling ? { ...known, parameters: { [SIBLING_SECONDS]: String(trouble?.kind === 'sibling' ? trouble.afterS : 5) } } : known;
  }

  private synth(app: AppChoice, epoch: number, bornAwsOwned: boolean, sibling: 'sibling' | 'last-sibling' | undefined, value: number): StackSource {
    return this.world.synth((root) => {
      const stack = new Stack(root, STACK);
      const namespaceName = nameOf(app, epoch);
      const namespace = new RotatableNamespace(stack, 'Namespace', {
        namespaceName,
        encryption: encryptionOf(stack, app),
        ...(bornAwsOwned ? { createdWith: CreatedWith.awsOwnedKey() } : {}),
        keyChangeWait: waitOf(app),
        logExports: app.settings === 0 ? [LogExport.USER_LOG] : [LogExport.USER_LOG, LogExport.CONNECTION_LOG],
      });
      if (app.settings === 0 && app.careful) {
        new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', { workgroupName: `on-${namespaceName}`, namespaceName: namespace.namespaceName });
      }
      if (!sibling) { return; }
      const seconds = new CfnParameter(stack, SIBLING_SECONDS).valueAsString;
      const failing = (id: string, failOn: string) => new CfnResource(stack, id, {
        type: 'Test::Resource', properties: { Value: `${value}`, FailOn: failOn, Seconds: seconds },
      });
      // A creation in an update fails it as well; only what waits for the namespace waits.
      const resource = failing(`Sibling${value}`, 'create');
      if (sibling === 'last-sibling') { resource.node.addDependency(namespace); }
    });
  }
}

export const nameOf = (app: AppChoice, epoch: number): string => `warehouse-${epoch}${app.name === 0 ? '' : '-renamed'}`;

/** 16 TiB for each hour: half of it is typical. */
export const waitOf = ({ hours, sized }: AppChoice): KeyChangeWait =>
  (sized ? KeyChangeWait.forDataSize(Size.tebibytes(16 * hours)) : KeyChangeWait.upTo(Duration.hours(hours)));

function encryptionOf(stack: Stack, { key, careful }: AppChoice): NamespaceEncryption {
  switch (key) {
    case 0: return NamespaceEncryption.awsOwnedKey();
    case 4: return NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Own', stack.formatArn({ service: 'kms', resource: 'key', resourceName: OWN_KEY_ID })));
    default: return NamespaceEncryption.keyGenerations({ active: key, newest: careful ? GENERATIONS : key });
  }
}
